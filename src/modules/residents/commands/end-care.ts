import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { ok } from '../../../kernel/result.js';
import { endOn } from '../../../kernel/span.js';
import { type Command, conflict, type Idempotent } from '../../../work/command.js';
import { findSeen } from '../../organisations/commands/find-seen.js';
import { CareDesignation } from '../care.entity.js';
import { mayDesignateCare } from '../resident.policy.js';

export interface EndCare extends Idempotent {
  readonly id: string;
  readonly version?: number | null;
  /** The first day on which it holds no longer; today if left out. */
  readonly on?: string | null;
}

/** Ends a care designation from a day on. It stays in the history. */
export const endCare: Command<EndCare> = async (work, input) => {
  const designation = await findSeen(work, CareDesignation, input.id, 'id', 'care designation');
  demand(mayDesignateCare(work.viewer, designation.place), 'Only grid leaders and community cadres decide on care, in their own grids.');
  if (input.version != null && input.version !== designation.version) return conflict();
  endOn(designation, input.on ?? dayOf(work.now()));
  return ok({ id: designation.id });
};
