import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { holdingOn } from '../../../kernel/span.js';
import type { Work } from '../../../work/command.js';
import { findSeen } from '../../../work/find.js';
import { remember } from '../../../work/history.js';
import { id, lines } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Stairwell } from '../../addresses/address.entity.js';
import { IS_ADULT, isAdult } from '../../households/commands/adult.js';
import { Appointment } from '../../organisations/appointment.entity.js';
import { findSeat, jurisdictionOf } from '../../organisations/commands/find.js';
import { Person } from '../../organisations/person.entity.js';
import { Selection } from '../selection.entity.js';
import { mayStand, NOT_AT_HOME } from '../selection.policy.js';
import { STATEMENT_LENGTH, selectionPayload } from '../selection.type.js';
import { isRunning } from './running.js';

/** So many residents recommend a candidate; on a small stairwell all the others. */
const RECOMMENDATIONS = 3;

export const nominateForStairwell = verb(
  'nominateForStairwell',
  {
    does: 'Stands for the post of chief of the stairwell where one lives. 个人自荐',
    answers: { ...selectionPayload, name: 'NominateForStairwellPayload' },
    takes: {
      stairwellId: id('Stairwell', 'Which stairwell. 楼道'),
      statement: lines(STATEMENT_LENGTH, 'Why one stands. 自荐理由'),
    },
    async may(work, { stairwellId }) {
      const stairwell = await findSeen(work, Stairwell, stairwellId);
      const person = work.viewer.person && (await work.em.findOne(Person, { id: work.viewer.person }));
      demand(mayStand(work.viewer, person ? person.place : null, stairwell.place), NOT_AT_HOME);
      return stairwell;
    },
  },
  async (work, { statement }, stairwell) => {
    const jurisdiction = jurisdictionOf(work);
    const candidate = work.viewer.person!;
    const seat = await findSeat(work, stairwell.id, 'Stairwell');
    if (seat.status !== 'ACTIVE') refuse('INVALID', 'Its grid is no longer at work. 该网格已撤销。', 'stairwellId');
    if (!(await isAdult(work, candidate))) refuse('INVALID', 'Adults stand for it. 须为成年居民方可自荐。', 'stairwellId');
    if ((await work.em.count(Selection, { stairwell: stairwell.id, candidate, ...isRunning })) > 0)
      refuse('WRONG_STATE', 'You stand for it already. 您已参选。', 'stairwellId');
    const held = { person: candidate, position: 'STAIRWELL_CHIEF' as const, stairwellId: stairwell.id };
    if ((await work.em.count(Appointment, { ...held, ...holdingOn(dayOf(work.now())) })) > 0)
      refuse('WRONG_STATE', 'You are its chief. 您已是该楼道楼道长。', 'stairwellId');
    const now = work.now();
    const selection = work.em.create(Selection, {
      id: newId(jurisdiction.number),
      jurisdictionId: jurisdiction.id,
      stairwell: stairwell.id,
      candidate,
      statement,
      recommendationsNeeded: Math.max(1, Math.min(RECOMMENDATIONS, await adultsBeside(work, candidate, seat.place))),
      publicisedOn: null,
      publicUntil: null,
      appointment: null,
      state: 'SELF_NOMINATED',
      createdAt: now,
      updatedAt: now,
      place: seat.place,
    });
    remember(work, 'Selection', selection, { verb: 'nominateForStairwell', from: null });
    return { id: selection.id };
  },
);

/** How many adults live there beside the candidate. */
async function adultsBeside(work: Work, candidate: string, place: string): Promise<number> {
  const [{ count }] = (await work.sql(
    `select count(*)::int as count from resident r where r.place = ? and r.person_id <> ? and r.status = 'ACTIVE' and ${IS_ADULT}`,
    [place, candidate, dayOf(work.now())],
  )) as [{ count: number }];
  return count;
}
