import { definitionOf, type RateBasis } from '../../graph/rate.js';
import { type Asking, computed, type FieldRead, type RowRef } from '../../read/noun.js';
import { and, type Sql, sql } from '../../read/sql.js';
import { type About, basisOf, isBelow, isIn } from './about.js';

/** Whose handling is counted: of a FLOW, what was handled in the period. */
const isCounted = (incident: RowRef, owner: RowRef, about: About): Sql =>
  and([
    isBelow(incident, owner),
    isIn(incident.col(about.basis === 'COHORT' ? 'reportedAt' : 'resolvedAt'), about),
    sql`${incident.col('handlingMinutes')} is not null`,
  ]);

/**
 * How often each number of minutes occurs: there are few of them, however many incidents there are. From that, the count, the sum, and the smallest number
 * that nine of ten do not exceed.
 */
function timesOf(owner: RowRef, { anyOf, about }: Asking): Sql {
  const { row: incident, table } = anyOf('Incident');
  const minutes = incident.col('handlingMinutes');
  const often = sql`select ${minutes} as minutes, count(*) as often, sum(count(*)) over (order by ${minutes}) as until, sum(count(*)) over () as total
    from ${table} where ${isCounted(incident, owner, about as About)} group by ${minutes}`;
  return sql`(select json_object('count' : coalesce(sum(often), 0), 'sum' : coalesce(sum(often * minutes), 0), 'p90' : min(minutes) filter (where until >= 0.9 * total))
    from (${often}) times)`;
}

/** What is told of handling times. */
export interface Times {
  readonly count: number;
  /** Of all their minutes. */
  readonly sum: number;
  readonly p90: number | null;
}

/** Handling times as the graph tells them. */
export const handlingTimeOf = ({ count, sum, p90 }: Times, basis: RateBasis, now: Date) => ({
  count,
  averageMinutes: count === 0 ? null : sum / count,
  ninetiethPercentileMinutes: p90,
  definition: definitionOf({
    key: 'incident.handlingMinutes',
    formula:
      'Minutes of working time from being accepted to being resolved, without those in which the incident was suspended, by the calendar of then; of incidents that are resolved. 已办结事件自受理至办结的工作时间分钟数，扣除挂起时间，按当时的工作日历计算。',
    version: 1,
  }),
  basis,
  asOf: now.toISOString(),
});

export const handlingTime: FieldRead = computed<{ times: Times; basis: RateBasis }>(
  { times: timesOf, basis: basisOf },
  ({ times, basis }, { now }) => handlingTimeOf(times, basis, now),
);
