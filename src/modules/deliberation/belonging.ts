import { placesOf } from '../../auth/viewer.js';
import { holdsToday, type Sql, slot, sql, viewerPerson } from '../../read/sql.js';
import { deliberationStaff } from './deliberation.policy.js';

/** Who is told what of a body: its id is given. */

/** Its sessions are announced to everybody, by its rules of today; what it deliberates is known then, too. */
export const meetsInPublic = (body: Sql): Sql =>
  sql`exists (select from deliberation_rules r where r.body_id = ${body} and r.is_public and ${holdsToday('r')})`;

export const isMember = (body: Sql): Sql =>
  sql`exists (select from body_member m where m.body_id = ${body} and m.person_id = ${viewerPerson} and ${holdsToday('m')})`;
export const isOnRoster = (body: Sql): Sql =>
  sql`exists (select from deliberation_body b where b.id = ${body} and b.chair_ids @> array[${viewerPerson}])`;

const staffPlaces = slot('text[]', (run) => placesOf(run.viewer, ...deliberationStaff));
/** The staff of its subtree. */
export const isStaffOf = (body: Sql): Sql =>
  sql`exists (select from deliberation_body b where b.id = ${body} and b.place ^@ any(${staffPlaces}))`;
