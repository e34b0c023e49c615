import { versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { mayTakePart } from '../deliberation.policy.js';
import { sessionPayload } from '../session.type.js';
import { checkIn } from './check-in.js';
import { memberFor } from './session-in-hand.js';

/** Once. A proxy that they had given no longer counts. */
export const attendSession = verb(
  'attendSession',
  {
    does: 'Checks the viewer in at a session of a body that they belong to. 签到',
    answers: sessionPayload,
    takes: versionOf('DeliberationSession'),
    may: memberFor(
      mayTakePart,
      'Only members of the body check in; others are recorded by the chair. 只有议事成员可以签到，其他人员由主持人登记。',
    ),
  },
  async (work, _, { session, member: { person, capacity, party } }) => {
    await checkIn(work, session, { person, capacity, party }, 'id');
    return { id: session.id };
  },
);
