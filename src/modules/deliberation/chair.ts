import { holdsToday, type Sql, sql } from '../../read/sql.js';

/** Who chairs a session, as long as they belong to its body or its roster: who has left presides no more. Null where nobody does. */
export const chairOf = (session: Sql): Sql => sql`(select s.chair_id from deliberation_session s where s.id = ${session} and (
  exists (select from body_member m where m.body_id = s.body_id and m.person_id = s.chair_id and ${holdsToday('m')})
  or exists (select from deliberation_body b where b.id = s.body_id and b.chair_ids @> array[s.chair_id])))`;
