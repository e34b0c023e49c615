import { CENTURY_DAYS, type Days, type PeriodInput, periodOf, type RateBasis } from '../../graph/rate.js';
import { SEGMENT } from '../../kernel/place.js';
import type { Input } from '../../read/input.js';
import type { Asking, RowRef } from '../../read/noun.js';
import { isAlways, literal, raw, type Slot, type Sql, slot, sql } from '../../read/sql.js';
import { placesCounted } from '../incidents/incident.policy.js';

/** What statistics are about, beside the row whose place is their scope. */
export interface About extends Days {
  readonly basis: RateBasis;
}

/** The days of a period argument. A plan that knows nothing of the period takes a million rows for a few, and sorts them on disk. */
export function daysIn(period: Input): Days {
  const { from, to } = periodOf(period, CENTURY_DAYS);
  return { from: { ...from, isPlannedFor: true }, to: { ...to, isPlannedFor: true } };
}

export const aboutOf = (asking: Asking): About => ({
  ...daysIn(asking.args.period!),
  basis: asking.args.basis!.value === 'FLOW' ? 'FLOW' : 'COHORT',
});

/** The period before: as many whole months where the period is whole months, else as many days. */
export function before({ from, to, basis }: About): About {
  const start = (run: Parameters<Slot['read']>[0]) => {
    const period = { from: from.read(run), to: to.read(run) } as PeriodInput;
    return periodBefore(period).from;
  };
  return { from: slot('date', start), to: from, basis };
}

/** Nothing lies before it. */
const FIRST_DAY = '0001-01-01';

export function periodBefore({ from, to }: PeriodInput): PeriodInput {
  const monthsOf = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
  if (from.endsWith('-01') && to.endsWith('-01')) {
    const start = Math.max(monthsOf(FIRST_DAY), monthsOf(from) - (monthsOf(to) - monthsOf(from)));
    const [year, month] = [Math.floor(start / 12), (start % 12) + 1];
    return { from: `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-01`, to: from };
  }
  const start = Math.max(Date.parse(FIRST_DAY), 2 * Date.parse(from) - Date.parse(to));
  return { from: new Date(start).toISOString().slice(0, 10), to: from };
}

/** The first instant of a day. */
export const midnight = (day: Slot): Sql => sql`(${day}::timestamp at time zone 'Asia/Shanghai')`;

/** An instant lies in the period. */
export const isIn = (at: Sql, { from, to }: Days): Sql => sql`(${at} >= ${midnight(from)} and ${at} < ${midnight(to)})`;

/** A place lies at or below another: a range, which plain indexes answer. */
export const isAtOrBelow = (place: Sql, scope: Sql): Sql => sql`${place} >= ${scope} and ${place} < ${scope} || '~'`;
export const isBelow = (row: RowRef, owner: RowRef): Sql => isAtOrBelow(row.col('place'), owner.col('place'));

/** The basis that was asked for, as a need of a computed field. */
export const basisOf = (_row: RowRef, { about }: Asking): Sql => literal((about as About).basis);

/** How long the part of a place is that one level adds. */
const one = raw(String(SEGMENT));

/** The place above another; of a root itself. */
export const parentOf = (place: Sql): Sql => sql`left(${place}, greatest(length(${place}) - ${one}, ${one}))`;

/** How long a place and those above it are, as the table above.length; without the root's, which has nothing beside it, but for the root. */
export const levelsOf = (place: Sql): Sql =>
  sql`generate_series(least(2 * ${one}, length(${place})), length(${place}), ${one}) above(length)`;

export const always: Sql = raw('true');
export const how = (condition: Sql): Sql => (isAlways(condition) ? sql`count(*)` : sql`count(*) filter (where ${condition})`);

/** The moment of the request. */
export const now = slot('timestamptz', (run) => run.now());

const places = slot('text[]', (run) => placesCounted(run.viewer));
/** The viewer reads figures of where a row lies. */
export const mayCount = (row: RowRef): Sql => sql`${row.col('place')} ^@ any(${places})`;
