import { dayOf } from '../../../kernel/clock.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { versionOf } from '../../../work/input.js';
import { type Ending, endWith } from '../../../work/keeps.js';
import { verb } from '../../../work/verb.js';
import { DeliberationBody } from '../body.entity.js';
import { bodyPayload } from '../body.type.js';
import { mayKeepBodies } from '../deliberation.policy.js';
import { sessionsToCome, tellMoved } from '../moves.js';
import { DeliberationSession } from '../session.entity.js';
import { bodyFor } from './body-in-hand.js';
import { demandAtWork, lockBody } from './find.js';
import { removeDues } from './set-recurrence.js';

/** Its rows stay; nothing is due any more. */
export const endBody = verb(
  'endBody',
  {
    does: 'Ends a body, from today on. 撤销议事组织',
    answers: bodyPayload,
    takes: versionOf('DeliberationBody'),
    may: bodyFor(mayKeepBodies),
  },
  async (work, { id }) => {
    const body = await lockBody(work, id);
    demandAtWork(work, body, 'id');
    const waiting = await work.em.count(DeliberationSession, { body: id, state: ['SCHEDULED', 'NOTICE_SENT', 'OPEN', 'POSTPONED'] });
    if (waiting > 0)
      refuse('WRONG_STATE', '{count} sessions are still to be held; cancel them first. 还有 {count} 次会议未结束，请先取消。', 'id', {
        count: waiting,
      });
    await end(work, body, dayOf(work.now()));
    return { id };
  },
);

async function end(work: Work, body: DeliberationBody, day: string): Promise<void> {
  await endWith(work, 'DeliberationBody', { id: body.id, day });
  await removeDues(work, body);
  Object.assign(body, { endedOn: day, recurrence: null, duesUntil: null });
}

/** What deliberates for an organisation ends with it. */
export async function endBodiesOf(work: Work, { id, day }: Ending): Promise<void> {
  for (const body of await work.em.find(DeliberationBody, { organization: id, endedOn: null }, { lock: 'update' }))
    await end(work, body, day);
}

/** The bodies of a grid go on with the grid that takes over; without one they end. */
export async function handOverBodies(work: Work, { id, day, successor }: Ending): Promise<void> {
  for (const body of await work.em.find(DeliberationBody, { grid: id, endedOn: null }, { lock: 'update' })) {
    if (!successor) {
      await end(work, body, day);
      continue;
    }
    const sessions = await work.em.find(DeliberationSession, { body: body.id, state: { $in: [...sessionsToCome] } }, { lock: 'update' });
    for (const session of sessions) await tellMoved(work, session, successor.place);
    Object.assign(body, { grid: successor.id, place: successor.place });
    for (const table of ['session_due', 'deliberation_session'])
      await work.sql(`update ${table} set place = ? where body_id = ?`, [successor.place, body.id]);
  }
}
