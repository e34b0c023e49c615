import { demand } from '../../../kernel/errors.js';
import { fail, ok } from '../../../kernel/result.js';
import { type Command, conflict, type Idempotent } from '../../../work/command.js';
import { mayRegister } from '../resident.policy.js';
import type { OccupancySource, PeopleHouseStatus } from '../resident.terms.js';
import { NOT_THEIRS } from './bring.js';
import { findOccupancy } from './find.js';

export interface VerifyOccupancy extends Idempotent {
  readonly id: string;
  readonly version?: number | null;
  readonly peopleHouseStatus?: PeopleHouseStatus | null;
  readonly source: OccupancySource;
}

/** Confirms that a person still has to do with a dwelling, and whether they live where they are registered. */
export const verifyOccupancy: Command<VerifyOccupancy> = async (work, input) => {
  const occupancy = await findOccupancy(work, input.id);
  demand(mayRegister(work.viewer, occupancy.place), NOT_THEIRS);
  if (input.version != null && input.version !== occupancy.version) return conflict();
  if (occupancy.validTo != null) return fail('WRONG_STATE', `It ended on ${occupancy.validTo}.`, 'id');
  occupancy.verifiedAt = work.now();
  occupancy.verifiedBy = work.viewer.person;
  occupancy.source = input.source;
  if (input.peopleHouseStatus != null) occupancy.peopleHouseStatus = input.peopleHouseStatus;
  return ok({ id: occupancy.id });
};
