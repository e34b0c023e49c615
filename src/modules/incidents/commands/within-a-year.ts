import { refuse } from '../../../kernel/result.js';

const MOST_DAYS = 365;

/** Nobody who is asked has more time than that, inside or outside. */
export function demandWithinAYear(dueAt: Date, now: Date): void {
  if (dueAt.getTime() - now.getTime() > MOST_DAYS * 86_400_000)
    refuse('INVALID', '{field} must be within {max} days. {field} 须在 {max} 天以内。', 'dueAt', { max: MOST_DAYS });
}
