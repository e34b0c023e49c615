import { dayOf, instantOf } from './clock.js';

/** Working time of one day: from and to as minutes after midnight in Asia/Shanghai, in order, without overlap; to is at most 1440. */
export type Sessions = readonly (readonly [from: number, to: number])[];

/** The sessions of a calendar day (YYYY-MM-DD); none on a day off. */
export type WorkCalendar = (day: string) => Sessions;

/** The farthest that a deadline is looked for, in days. */
export const HORIZON_DAYS = 3_660;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Monday to Friday: worked where no calendar says otherwise. */
export const isWeekday = (day: string): boolean => ![0, 6].includes(new Date(day).getUTCDay());

interface Span {
  readonly from: number;
  readonly to: number;
}

/** The working time from an instant on, in milliseconds since the epoch, oldest first. */
function* spansFrom(calendar: WorkCalendar, start: Date): Generator<Span> {
  for (let n = 0; n < HORIZON_DAYS; n++) {
    const day = dayOf(new Date(start.getTime() + n * DAY_MS));
    const midnight = instantOf(day, '00:00').getTime();
    for (const [from, to] of calendar(day)) {
      const span = { from: Math.max(midnight + from * MINUTE_MS, start.getTime()), to: midnight + to * MINUTE_MS };
      if (span.from < span.to) yield span;
    }
  }
}

/**
 * The instant at which so many minutes of working time have passed since another. Null where the calendar has no more of it within
 * {@link HORIZON_DAYS}. Of no minutes it is the instant itself.
 */
export function addWorkingMinutes(calendar: WorkCalendar, start: Date, minutes: number): Date | null {
  let left = minutes * MINUTE_MS;
  if (left <= 0) return start;
  for (const { from, to } of spansFrom(calendar, start)) {
    if (to - from >= left) return new Date(from + left);
    left -= to - from;
  }
  return null;
}

/**
 * The day, YYYY-MM-DD, on which so many working days after a day have passed: five after a Wednesday is the next Wednesday where nothing is off. The last day
 * of {@link HORIZON_DAYS} where the calendar has fewer.
 */
export function workingDaysAfter(calendar: WorkCalendar, day: string, count: number): string {
  let [at, left] = [day, count];
  for (let n = 0; n < HORIZON_DAYS && left > 0; n++) {
    at = dayOf(new Date(instantOf(at, '00:00').getTime() + DAY_MS));
    if (calendar(at).length > 0) left--;
  }
  return at;
}

/** The first day after a notice of so many working days that is put up on a day, which is not counted: without any, that day. */
export function dayAfterNotice(calendar: WorkCalendar, day: string, count: number): string {
  return count === 0 ? day : dayOf(instantOf(workingDaysAfter(calendar, day, count), '24:00'));
}

/** Minutes of working time between two instants, with fractions; 0 where the second is not later. */
export function workingMinutesBetween(calendar: WorkCalendar, start: Date, end: Date): number {
  let sum = 0;
  for (const { from, to } of spansFrom(calendar, start)) {
    if (from >= end.getTime()) break;
    sum += Math.min(to, end.getTime()) - from;
  }
  return sum / MINUTE_MS;
}
