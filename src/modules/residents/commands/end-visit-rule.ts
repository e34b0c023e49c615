import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { ok } from '../../../kernel/result.js';
import { endOn } from '../../../kernel/span.js';
import { type Command, conflict, type Idempotent } from '../../../work/command.js';
import { findSeen } from '../../organisations/commands/find-seen.js';
import { VisitRule } from '../care.entity.js';
import { maySetVisitRules } from '../resident.policy.js';

export interface EndVisitRule extends Idempotent {
  readonly id: string;
  readonly version?: number | null;
  /** The first day on which it holds no longer; today if left out. */
  readonly on?: string | null;
}

/** Ends a visit rule from a day on. What was due before stays due. */
export const endVisitRule: Command<EndVisitRule> = async (work, input) => {
  const rule = await findSeen(work, VisitRule, input.id, 'id', 'visit rule');
  demand(maySetVisitRules(work.viewer, rule.place), 'Only community cadres end the visit rules of their community.');
  if (input.version != null && input.version !== rule.version) return conflict();
  endOn(rule, input.on ?? dayOf(work.now()));
  return ok({ id: rule.id });
};
