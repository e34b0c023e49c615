import { type Sql, sql, viewerPerson } from '../../read/sql.js';

/** Whether the viewer leads a team. */
export const isLedByViewer = (team: Sql): Sql =>
  sql`exists (select from team_membership led where led.team_id = ${team} and led.person_id = ${viewerPerson} and led.role = 'LEADER' and led.state = 'ACTIVE')`;

/** Whether the viewer is a member of a team now. */
export const isOfViewer = (team: Sql): Sql =>
  sql`exists (select from team_membership fellow where fellow.team_id = ${team} and fellow.person_id = ${viewerPerson} and fellow.state = 'ACTIVE')`;
