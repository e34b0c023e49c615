import { instantOf } from '../../../kernel/clock.js';
import type { ThemeMeasure } from '../theme.entity.js';

/** The first instant at which a measure is overdue. */
export const overdueFrom = (dueOn: string): Date => new Date(instantOf(dueOn, '00:00').getTime() + 86_400_000);

/** When the next of the measures is to be done; null where none is left. */
export function nextDue(measures: readonly ThemeMeasure[]): Date | null {
  const planned = measures.filter(({ state }) => state === 'PLANNED').map(({ dueOn }) => dueOn);
  return planned.length > 0 ? overdueFrom(planned.sort()[0]!) : null;
}
