import type { RowRef } from '../../read/noun.js';
import { holdsToday, literal, type Sql, sql } from '../../read/sql.js';
import { VOTELESS } from './deliberation.terms.js';
import { type QuorumRule, requiredOf } from './quorum.js';

export interface Counted {
  readonly rule: QuorumRule;
  readonly electorate: number;
  readonly present: number;
}

/** What decides the quorum of a session: its rule, who had a vote when it was opened (before: who has one today), and how many of them take part. */
export const counted = (session: RowRef): Sql => sql`(select json_object(
  'rule' : json_object('kind' : r.quorum_kind, 'numerator' : r.quorum_numerator, 'denominator' : r.quorum_denominator, 'strict' : r.quorum_strict),
  'electorate' : coalesce(cardinality(${session.col('electorIds')}), (select count(*)::int from body_member m
     where m.body_id = ${session.col('body')} and m.capacity <> ${literal(VOTELESS)} and ${holdsToday('m')})),
  'present' : (select count(*) from unnest(${session.col('electorIds')}) elector
     where exists (select from attendance a where a.session_id = ${session.col('id')} and a.person_id = elector)
       or exists (select from proxy p join attendance a on a.session_id = p.session_id and a.person_id = p.holder_id
            where p.session_id = ${session.col('id')} and p.giver_id = elector and p.revoked_at is null)))
  from deliberation_rules r where r.id = ${session.col('rules')})`;

export const quorumOf = ({ rule, electorate, present }: Counted) => {
  const required = requiredOf(rule, electorate);
  return { electorate, required, present, reached: present >= required };
};
