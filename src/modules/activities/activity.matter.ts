import type { RowRef } from '../../read/noun.js';
import { type Sql, sql, viewerPerson } from '../../read/sql.js';
import { policyFacts } from '../../work/policy-facts.js';
import type { ActivityFacts } from './activity.policy.js';

/** The teams that the viewer leads, as an array: read once a statement. */
export const ledTeams: Sql = sql`array(select team_id from team_membership where person_id = ${viewerPerson} and role = 'LEADER' and state = 'ACTIVE')`;
/** The teams that the viewer belongs to. */
export const ownTeams: Sql = sql`array(select team_id from team_membership where person_id = ${viewerPerson} and state = 'ACTIVE')`;

/** The activities that some teams take part in, as an array. */
export const activitiesOf = (teams: Sql): Sql => sql`array(select activity_id from activity_team where team_id = any(${teams}))`;

export const isLed = (activity: Sql): Sql => sql`(${activity} = any(${activitiesOf(ledTeams)}))`;

/** The viewer's own registration, unless it was withdrawn: a column of it. */
const mine = (activity: RowRef, column: Sql): Sql =>
  sql`(select ${column} from activity_registration where activity_id = ${activity.col('id')} and person_id = ${viewerPerson} and state <> 'CANCELLED')`;

export const activityFacts = policyFacts<ActivityFacts>({
  state: (row) => row.col('state'),
  place: (row) => row.col('place'),
  isLed: (row) => isLed(row.col('id')),
  isInvited: (row) => sql`(${row.col('open')} or ${row.col('id')} = any(${activitiesOf(ownTeams)}))`,
  mine: (row) => mine(row, sql`state`),
  startsAt: (row) => row.col('startsAt'),
  endsAt: (row) => row.col('endsAt'),
  hasCheckedOut: (row) => sql`coalesce(${mine(row, sql`checked_out_at`)} is not null, false)`,
});
