import { id, listOf, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { mayNameSupervisors } from '../covenant.policy.js';
import { covenantPayload, MOST_PEOPLE } from '../covenant.type.js';
import { covenantFlow } from '../covenant.workflow.js';
import { peopleNamed } from './versions.js';

export const nameCovenantSupervisors = verb(
  'nameCovenantSupervisors',
  {
    does: 'Names who watches over a covenant, in place of whoever did. 指定公约监督人',
    answers: covenantPayload,
    takes: {
      ...versionOf('Covenant'),
      supervisorIds: listOf(id('Person', 'Who watches over it from now on. 监督人'), { max: MOST_PEOPLE }),
    },
    may: (work, { id, version, supervisorIds }) =>
      covenantFlow.admit(work, mayNameSupervisors(supervisorIds), { id, version, isLocked: true }),
  },
  async (work, { supervisorIds }, { row: covenant }) => {
    covenant.supervisorIds = await peopleNamed(work, supervisorIds);
    return { id: covenant.id };
  },
);
