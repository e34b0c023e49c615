import { dayOf } from '../../kernel/clock.js';
import type { Place } from '../../kernel/place.js';
import { dayAfterNotice, isWeekday, type Sessions, type WorkCalendar, workingDaysAfter } from '../../kernel/working-time.js';
import { raw, type Sql, type SqlPart, sql, textOf } from '../../read/sql.js';
import type { Work } from '../../work/command.js';
import { type CalendarDayKind, isWorked, OFFICE_HOURS } from './calendar.terms.js';
import { sessionsOf } from './sessions.js';

/** A day that the work calendar has. */
export interface CalendarDate {
  readonly date: string;
  readonly kind: CalendarDayKind;
  readonly sessions: readonly string[];
}

const office = sessionsOf(OFFICE_HOURS)!;
const none: Sessions = [];

/** The days of a calendar from a day on, as a select. `place`: of whom it is asked. */
export const calendarDaysAt = (place: Sql, from: SqlPart): Sql => sql`
  select distinct on (date) date::text, kind, sessions from calendar_day
  where jurisdiction_id = (select id from organization where place = left(${place}, 4)) and date >= ${from} and ${place} ^@ place
  order by date, length(place) desc`;

const DAYS = textOf(
  sql`select days.* from (select ?::text as place, ?::date as since) asked, lateral (${calendarDaysAt(raw('asked.place'), raw('asked.since'))}) days`,
);

/**
 * When people work at a place, from a day on: Monday to Friday in office hours, except where the calendar of the place, or of one above, says otherwise.
 * The calendar as it is now; what was reckoned by an earlier one stays.
 */
export const workCalendarAt = async (work: Work, place: Place, from: Date): Promise<WorkCalendar> =>
  workCalendarOf(await work.sql<CalendarDate>(DAYS, [place, dayOf(from)]));

/** The day on which so many working days after an instant are over, at a place: YYYY-MM-DD. */
export const workingDayAfter = async (work: Work, place: Place, from: Date, days: number): Promise<string> =>
  workingDaysAfter(await workCalendarAt(work, place, from), dayOf(from), days);

/** The first day after so many working days on public notice, from an instant on: YYYY-MM-DD. */
export const noticeOver = async (work: Work, place: Place, from: Date, days: number): Promise<string> =>
  dayAfterNotice(await workCalendarAt(work, place, from), dayOf(from), days);

/** The ordinary week, and the days that differ. */
export function workCalendarOf(days: readonly CalendarDate[]): WorkCalendar {
  const known = new Map(days.map(({ date, kind, sessions }) => [date, isWorked(kind) ? (sessionsOf(sessions) ?? none) : none]));
  return (day) => known.get(day) ?? (isWeekday(day) ? office : none);
}

/** What each day is: what the calendar says, else what the week does. */
export function dayKindOf(days: readonly CalendarDate[]): (day: string) => CalendarDayKind {
  const known = new Map(days.map(({ date, kind }) => [date, kind]));
  return (day) => known.get(day) ?? (isWeekday(day) ? 'WORKDAY' : 'WEEKEND');
}
