import ICAL from 'ical.js';
import { dayOf, instantOf } from '../../kernel/clock.js';
import type { Weekday } from '../organisations/organization.terms.js';
import type { RecurrenceFrequency } from './deliberation.terms.js';

/** When sessions are due, in the jurisdiction's time: weekly on a weekday; monthly and quarterly on a day of the month, -1 for the last. */
export interface Recurrence {
  readonly frequency: RecurrenceFrequency;
  readonly weekday: Weekday | null;
  readonly monthDay: number | null;
  /** HH:MM */
  readonly time: string;
  readonly startsOn: string;
  /** Not included. */
  readonly endsOn: string | null;
}

/** The same as RFC 5545 writes it, without its start. */
export const ruleText = ({ frequency, weekday, monthDay }: Recurrence): string =>
  frequency === 'WEEKLY'
    ? `FREQ=WEEKLY;BYDAY=${weekday!.slice(0, 2)}`
    : `FREQ=MONTHLY;${frequency === 'QUARTERLY' ? 'INTERVAL=3;' : ''}BYMONTHDAY=${monthDay}`;

/** The instants at which sessions are due, from one on and before another. */
export function duesBetween(recurrence: Recurrence, from: Date, to: Date): Date[] {
  const end = recurrence.endsOn === null ? to : new Date(Math.min(to.getTime(), instantOf(recurrence.endsOn, '00:00').getTime()));
  // What begins later is not looked for: near the end of years that it can write, the library never stops.
  if (instantOf(recurrence.startsOn, recurrence.time) >= end) return [];
  // Reckoned without a time zone, on the calendar of the jurisdiction.
  const start = ICAL.Time.fromDateTimeString(`${recurrence.startsOn}T${recurrence.time}:00`);
  const occurrences = ICAL.Recur.fromString(ruleText(recurrence)).iterator(start);
  const dues: Date[] = [];
  for (let next = occurrences.next(); next; next = occurrences.next()) {
    const at = instantOf(next.toString().slice(0, 10), recurrence.time);
    if (at >= end) break;
    if (at >= from && dayOf(at) >= recurrence.startsOn) dues.push(at);
  }
  return dues;
}

const HORIZON_DAYS = 400;

/** How far ahead the calendar is written. */
export const horizonOf = (now: Date): Date => new Date(now.getTime() + HORIZON_DAYS * 86_400_000);
