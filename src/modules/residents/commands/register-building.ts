import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { fail, ok } from '../../../kernel/result.js';
import { textOf } from '../../../kernel/text.js';
import type { Command, Idempotent } from '../../../work/command.js';
import { type PointInput, pointOf } from '../../grids/point.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { findSeen } from '../../organisations/commands/find-seen.js';
import { Building, Estate } from '../address.entity.js';
import { mayKeepAddresses } from '../resident.policy.js';

export interface RegisterBuilding extends Idempotent {
  readonly estateId: string;
  readonly number: string;
  readonly floors?: number | null;
  readonly floorAreaSqm?: number | null;
  readonly location?: PointInput | null;
}

/** Puts a building of an estate on the register of addresses. */
export const registerBuilding: Command<RegisterBuilding> = async (work, input) => {
  const jurisdiction = jurisdictionOf(work);
  const estate = await findSeen(work, Estate, input.estateId, 'estateId', 'estate');
  demand(mayKeepAddresses(work.viewer, estate.place), 'Only community cadres and administrators keep the addresses of their community.');
  const number = textOf(input.number, 'number', 20);
  if (!number.ok) return number;
  if ((await work.em.count(Building, { estate: estate.id, number: number.value })) > 0)
    return fail('INVALID', `The estate already has a building ${number.value}.`, 'number');
  for (const field of ['floors', 'floorAreaSqm'] as const)
    if (input[field] != null && input[field] <= 0) return fail('INVALID', `${field} must be more than 0.`, field);
  const location = input.location ? pointOf(input.location, 'location') : ok(null);
  if (!location.ok) return location;

  const building = work.em.create(Building, {
    id: newId(jurisdiction.number),
    jurisdictionId: jurisdiction.id,
    estate: estate.id,
    number: number.value,
    floors: input.floors ?? null,
    floorAreaSqm: input.floorAreaSqm ?? null,
    location: location.value,
  });
  return ok({ id: building.id });
};
