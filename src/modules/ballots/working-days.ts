import { instantOf } from '../../kernel/clock.js';

const DAY_MS = 86_400_000;

/** The day after so many working days, Monday to Friday. Public holidays are not known yet. */
export function afterWorkingDays(day: string, count: number): string {
  let at = instantOf(day, '12:00').getTime();
  for (let left = count; left > 0; ) {
    at += DAY_MS;
    // Noon in Shanghai is on the same day in UTC.
    const weekday = new Date(at).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left -= 1;
  }
  return new Date(at).toISOString().slice(0, 10);
}
