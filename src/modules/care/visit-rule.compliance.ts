import type { RowRef } from '../../read/noun.js';
import { literals, type Slot, type Sql, sql, today } from '../../read/sql.js';
import { weekdays } from './care.terms.js';

/**
 * How a visit rule was kept, in SQL: what was due and what was done, as {"due", "done"}. Only what is over is due: a day, a week or a month that lies
 * in the period, in the rule's time, and before today.
 */

interface Period {
  readonly from: Slot;
  readonly to: Slot;
}

/** 1 for Monday. */
const numberOf = (weekday: Sql): Sql => sql`array_position(array[${literals(Object.keys(weekdays))}], ${weekday})`;
const midnight = (day: Sql): Sql => sql`(${day}::timestamp at time zone 'Asia/Shanghai')`;

/** Each span that the rule asks for a visit in, and who has to make it: holders of the post through the whole span. */
function duties(rule: RowRef, { from, to }: Period): Sql {
  const cadence = rule.col('cadence');
  const begins = sql`case ${cadence}
    when 'DAILY' then true
    when 'WEEKLY' then extract(isodow from day) = coalesce(${numberOf(rule.col('weekday'))}, 1)
    when 'MONTHLY' then extract(day from day) = 1
    else extract(day from day) = 1 and extract(month from day)::int % 3 = 1 end`;
  const length = sql`case
    when ${cadence} = 'DAILY' or ${rule.col('weekday')} is not null then interval '1 day'
    when ${cadence} = 'WEEKLY' then interval '7 days'
    when ${cadence} = 'MONTHLY' then interval '1 month'
    else interval '3 months' end`;
  return sql`(
    select distinct span.starts, span.ends, holder.person_id
    from (select day::date as starts, (day + ${length})::date as ends from generate_series(${from}::timestamp, ${to}::timestamp, interval '1 day') day where ${begins}) span
    join appointment holder on holder.position = ${rule.col('position')} and holder.place ^@ ${rule.col('place')}
      and holder.valid_from <= span.starts and (holder.valid_to is null or holder.valid_to >= span.ends)
    where span.ends <= least(${to}, ${today})
      and span.starts >= ${rule.col('validFrom')} and (${rule.col('validTo')} is null or span.ends <= ${rule.col('validTo')}))`;
}

/** A visit of the rule's kind that a person made in the community. */
const isMadeBy = (rule: RowRef, person: Sql): Sql =>
  sql`left(visit.place, 8) = left(${rule.col('place')}, 8) and visit.place ^@ ${rule.col('place')} and visit.kind = ${rule.col('kind')} and visit.actor_ids @> array[${person}]`;

export function complianceOf(rule: RowRef, period: Period): Sql {
  const isDone = sql`exists (select from visit where ${isMadeBy(rule, sql`duty.person_id`)}
    and visit.at >= ${midnight(sql`duty.starts`)} and visit.at < ${midnight(sql`duty.ends`)})`;
  return sql`(select json_object('due' : count(*), 'done' : count(*) filter (where ${isDone})) from ${duties(rule, period)} duty)`;
}

/** Null for a rule without return visits. A return visit is in time until the end of the next day of that name. */
export function returnComplianceOf(rule: RowRef, period: Period): Sql {
  const wait = sql`((${numberOf(rule.col('returnWeekday'))} - ${numberOf(rule.col('weekday'))} + 6) % 7 + 1)`;
  const ends = sql`(duty.starts + ${wait} + 1)`;
  const isDone = sql`exists (select from visit again where again.return_of_id = visit.id and again.at < ${midnight(ends)})`;
  return sql`case when ${rule.col('returnWeekday')} is not null then (
    select json_object('due' : count(distinct visit.id), 'done' : count(distinct visit.id) filter (where ${isDone})) from ${duties(rule, period)} duty
    join visit on ${isMadeBy(rule, sql`duty.person_id`)} and visit.at >= ${midnight(sql`duty.starts`)} and visit.at < ${midnight(sql`duty.ends`)}
    where ${ends} <= least(${period.to}, ${today})) end`;
}
