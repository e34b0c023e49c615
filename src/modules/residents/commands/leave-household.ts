import { demand, notFound } from '../../../kernel/errors.js';
import { ok } from '../../../kernel/result.js';
import { type Command, conflict, type Idempotent } from '../../../work/command.js';
import { addToCounts } from '../../grids/commands/counts.js';
import { HouseholdMember } from '../household.entity.js';
import { mayRegister } from '../resident.policy.js';
import { NOT_THEIRS } from './bring.js';
import { closeHousehold, endCareOf } from './close.js';
import { findHousehold, findResident, pastDay } from './find.js';
import { leave } from './form.js';
import { endResidence, hold, settlePeople, updateStatus } from './residence.js';

export interface LeaveHousehold extends Idempotent {
  readonly id: string;
  readonly version?: number | null;
  readonly residentId: string;
  readonly reason: 'MOVED' | 'DECEASED';
  readonly on?: string | null;
  /** The resident who heads the household from now on; who has belonged to it longest if left out. */
  readonly newHeadId?: string | null;
}

/** A member moves away or dies: they live here no longer, and what care and help they had ends. The last one takes the household along. */
export const leaveHousehold: Command<LeaveHousehold> = async (work, input) => {
  const household = await findHousehold(work, input.id, 'id');
  demand(mayRegister(work.viewer, household.place), NOT_THEIRS);
  const resident = await findResident(work, input.residentId, 'residentId');
  const newHead = input.newHeadId == null ? null : await findResident(work, input.newHeadId, 'newHeadId');
  await hold(work, { households: [household], residents: [resident] });
  demand(mayRegister(work.viewer, household.place), NOT_THEIRS);
  if (input.version != null && input.version !== household.version) return conflict();
  const member = await work.em.findOne(HouseholdMember, { household: household.id, person: resident.person, validTo: null });
  if (!member) throw notFound('HouseholdMember');
  const on = pastDay(work, input.on, 'on');
  if (!on.ok) return on;

  const left = await leave(work, member, household, on.value, newHead?.person ?? null);
  if (!left.ok) return left;
  const ended = await endResidence(work, resident.person, on.value);
  if (!ended.ok) return ended;
  const reason = input.reason === 'DECEASED' ? 'DECEASED' : 'MOVED_AWAY';
  await endCareOf(work, { person: resident.person }, on.value, reason);
  resident.status = input.reason;
  household.updatedAt = work.now();
  await settlePeople(work, [resident.person], null);
  if (ended.value) {
    await updateStatus(work, ended.value.dwelling);
    await addToCounts(work, ended.value.place, { householdCount: 0, residentCount: -1 });
  }
  if (left.value.dissolved) await closeHousehold(work, household, reason);
  return ok({ id: household.id });
};
