import { part, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { bodyPayload } from '../body.type.js';
import { mayKeepBodies } from '../deliberation.policy.js';
import { bodyFor } from './body-in-hand.js';
import { demandAtWork, lockBody } from './find.js';
import { newRules, rulesInput } from './rules.js';

/** What was opened before goes by the version of its day. */
export const setBodyRules = verb(
  'setBodyRules',
  {
    does: "Gives a body's rules a new version, from today on. 修订议事规则",
    answers: bodyPayload,
    takes: { ...versionOf('DeliberationBody'), rules: part(rulesInput, 'The whole of the new version. 新版规则') },
    may: bodyFor(mayKeepBodies),
  },
  async (work, { id, rules }) => {
    const body = await lockBody(work, id);
    demandAtWork(work, body, 'id');
    await newRules(work, body, rules);
    return { id };
  },
);
