import { dayOf } from '../../../kernel/clock.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { fillPost } from '../../organisations/commands/fill-post.js';
import { findSeat } from '../../organisations/commands/find.js';
import { Person } from '../../organisations/person.entity.js';
import { Selection, SelectionObjection } from '../selection.entity.js';
import { isRunning } from './running.js';

/** The appointment, by the rules of all appointments. Who objects, or decides on another candidate of the stairwell, waits until it is made or refused. Whoever else stands for it is rejected. */
export async function appointCandidate(
  work: Work,
  selection: Selection,
  now: Date,
  reject: (work: Work, other: Selection) => Promise<unknown>,
): Promise<void> {
  const { stairwell } = selection;
  // In one order: two who appoint on one stairwell wait for each other.
  await work.sql('select 1 from selection where stairwell_id = ? order by id for update', [stairwell]);
  if ((await work.em.count(SelectionObjection, { selection: selection.id, state: 'OPEN' })) > 0)
    refuse('WRONG_STATE', 'An objection is not decided yet. 尚有异议未处理。', 'id');
  const seat = await findSeat(work, stairwell, 'Stairwell');
  const { place } = await work.em.findOneOrFail(Person, { id: selection.candidate });
  if (place !== seat.place) refuse('WRONG_STATE', 'The candidate no longer lives there. 候选人已不在本楼道居住。', 'id');
  const appointment = await fillPost(
    work,
    {
      ...{ position: 'STAIRWELL_CHIEF', person: selection.candidate, seat, noun: 'Stairwell' },
      days: () => ({ validFrom: dayOf(now), validTo: null }),
    },
    { seat: 'id', person: 'id', position: 'id' },
  );
  const others = await work.em.find(Selection, { stairwell, id: { $ne: selection.id }, ...isRunning });
  for (const other of others) await reject(work, other);
  selection.appointment = appointment.id;
}
