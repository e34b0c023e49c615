import type { RowRef } from '../../read/noun.js';
import { type Sql, sql } from '../../read/sql.js';

/** Who takes part in a ballot, as {"heads", "area"}: abstainers do. */
export const castOf = (ballot: RowRef): Sql => sql`(select json_object('heads' : count(*), 'area' : coalesce(sum(e.area), 0)::bigint)
  from ballot_vote v join ballot_elector e on e.id = v.elector_id where v.ballot_id = ${ballot.col('id')})`;

/** What each option was given, in order, as [{"heads", "area", "score"}]. */
export const talliesOf = (
  ballot: RowRef,
): Sql => sql`(select json_agg(json_object('heads' : given.heads, 'area' : given.area, 'score' : given.score) order by position)
  from generate_series(1, case when ${ballot.col('method')} = 'YES_NO_ABSTAIN' then 2 else cardinality(${ballot.col('options')}) end) position
  cross join lateral (select count(*) as heads, coalesce(sum(e.area), 0)::bigint as area, coalesce(sum(v.scores[position]), 0)::int as score
    from ballot_vote v join ballot_elector e on e.id = v.elector_id
    where v.ballot_id = ${ballot.col('id')} and not v.is_abstention and (v.choices @> array[position] or cardinality(v.scores) > 0)) given)`;
