import { demand } from '../../../kernel/errors.js';
import { fail, ok } from '../../../kernel/result.js';
import { type Command, conflict, type Idempotent } from '../../../work/command.js';
import { Dwelling } from '../address.entity.js';
import { mayRegister } from '../resident.policy.js';
import type { HouseholdRelation, OccupancyKind } from '../resident.terms.js';
import { demandFrom, NOT_THEIRS, rehouse, takeOut } from './bring.js';
import { findHousehold, findResident, membershipOf, pastDay } from './find.js';
import { join } from './form.js';
import { hold } from './residence.js';

export interface JoinHousehold extends Idempotent {
  readonly id: string;
  readonly version?: number | null;
  readonly residentId: string;
  readonly relation: HouseholdRelation;
  readonly occupancyKind?: OccupancyKind | null;
  readonly on?: string | null;
}

/** A resident belongs to a household from a day on, and lives with it; the household they belonged to before is left. */
export const joinHousehold: Command<JoinHousehold> = async (work, input) => {
  const household = await findHousehold(work, input.id, 'id');
  demand(mayRegister(work.viewer, household.place), NOT_THEIRS);
  const resident = await findResident(work, input.residentId, 'residentId');
  await hold(work, { households: [household], residents: [resident] });
  demand(mayRegister(work.viewer, household.place), NOT_THEIRS);
  demandFrom(work, resident);
  if (input.version != null && input.version !== household.version) return conflict();
  if (household.dissolvedOn) return fail('WRONG_STATE', 'The household was dissolved.', 'id');
  if (input.relation === 'HEAD') return fail('INVALID', 'The household has a head.', 'relation');
  const on = pastDay(work, input.on, 'on');
  if (!on.ok) return on;
  if ((await membershipOf(work, resident.person))?.household === household.id)
    return fail('INVALID', 'The person belongs to it already.', 'residentId');

  const out = await takeOut(work, resident, on.value);
  if (!out.ok) return out;
  const member = await join(work, household, resident.person, input.relation, on.value, { person: 'residentId', day: 'on' });
  if (!member.ok) return member;
  const dwelling = await work.em.findOneOrFail(Dwelling, { id: household.dwelling });
  const housed = await rehouse(work, resident, dwelling, { kind: input.occupancyKind, usual: 'FAMILY', on: on.value });
  if (!housed.ok) return housed;
  household.updatedAt = work.now();
  return ok({ id: household.id });
};
