import { refuse } from '../../../kernel/result.js';
import type { GovernanceTheme } from '../theme.entity.js';

const DAY_MS = 86_400_000;

/** Both sides of the recurrence are equally long: an observation is never longer than the baseline period. */
export function observe(theme: GovernanceTheme, days: number | null, now: Date): void {
  const most = (Date.parse(theme.openedTo) - Date.parse(theme.openedFrom)) / DAY_MS;
  if (days !== null && days > most)
    refuse('INVALID', 'It is observed for as long as the baseline period at most: {max} days. 观察期不得长于基线期（{max} 天）。', 'days', {
      max: most,
    });
  theme.observedFrom = now;
  theme.observedUntil = new Date(now.getTime() + (days ?? most) * DAY_MS);
  theme.dueAt = theme.observedUntil;
}
