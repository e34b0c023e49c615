import { demand } from '../../../kernel/errors.js';
import { fail, ok } from '../../../kernel/result.js';
import { type Command, conflict, type Idempotent } from '../../../work/command.js';
import { mayRegister } from '../resident.policy.js';
import { NOT_THEIRS } from './bring.js';
import { findOccupancy, pastDay } from './find.js';

export interface EndOccupancy extends Idempotent {
  readonly id: string;
  readonly version?: number | null;
  readonly on?: string | null;
}

/** Ends what somebody has to do with a dwelling that they do not live in. */
export const endOccupancy: Command<EndOccupancy> = async (work, input) => {
  const occupancy = await findOccupancy(work, input.id);
  demand(mayRegister(work.viewer, occupancy.place), NOT_THEIRS);
  if (input.version != null && input.version !== occupancy.version) return conflict();
  if (occupancy.validTo != null) return fail('WRONG_STATE', `It ended on ${occupancy.validTo}.`, 'id');
  if (occupancy.main) return fail('INVALID', 'They live there: move the household, or let them join another or leave theirs.', 'id');
  const on = pastDay(work, input.on, 'on');
  if (!on.ok) return on;
  if (on.value < occupancy.validFrom) return fail('INVALID', `It began on ${occupancy.validFrom}; it cannot end before.`, 'on');
  occupancy.validTo = on.value;
  return ok({ id: occupancy.id });
};
