import { id, listOf, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { findPersonOrOfficial } from '../../households/commands/find-person.js';
import { bodyPayload, MOST_CHAIRS } from '../body.type.js';
import { CHAIRS_ONESELF, isOneself, mayKeepBodies } from '../deliberation.policy.js';
import { bodyFor } from './body-in-hand.js';
import { demandAtWork, memberToChair } from './find.js';

interface Roster {
  readonly id: string;
  readonly version: number | null;
  readonly chairIds: readonly string[];
}

/** Sessions that are scheduled keep their chairs; the next turn is the one after that of the last session. Who is on the roster already stays. */
export const setChairRoster = verb(
  'setChairRoster',
  {
    does: 'Says who chairs, in turn (轮值主席制). An empty roster ends the rotation. 设定轮值主席',
    answers: bodyPayload,
    takes: { ...versionOf('DeliberationBody'), chairIds: listOf(id('Person', 'Who chairs, in turn. 轮值主席'), { max: MOST_CHAIRS }) },
    may: bodyFor(mayKeepBodies, (viewer, { chairIds }: Roster, body) => {
      const added = chairIds.filter((chair) => !body.chairIds.includes(chair));
      return !isOneself(viewer, added) || CHAIRS_ONESELF;
    }),
  },
  async (work, { id, chairIds }, body) => {
    demandAtWork(work, body, 'id');
    const people: string[] = [];
    for (const chair of chairIds) {
      const person = await findPersonOrOfficial(work, chair);
      await memberToChair(work, body.id, person.id, 'chairIds');
      people.push(person.id);
    }
    body.chairIds = people;
    return { id };
  },
);
