import { organizationsStaffed } from '../../auth/viewer.js';
import type { RowRef } from '../../read/noun.js';
import { type Sql, slot, sql, viewerPerson } from '../../read/sql.js';
import { isLedByViewer, isOfViewer } from './membership.js';

/** Who claims needs, and whom they suit: conditions on a need. */

/** Where the viewer holds a post, of whatever kind. */
export const viewerSeats = slot('uuid[]', ({ viewer }) => viewer.posts.flatMap(({ organizationId }) => organizationId ?? []));

/** The organisations that the viewer is staff of, and acts for. */
const viewerUnits = slot('uuid[]', ({ viewer }) => organizationsStaffed(viewer));

/** Also one who takes a break. */
const isVolunteer = sql`exists (select from volunteer who where who.person_id = ${viewerPerson} and who.state in ('ACTIVE', 'PAUSED'))`;

const holds = (need: RowRef, byTeam: (team: Sql) => Sql): Sql =>
  sql`exists (select from need_claim held where held.need_id = ${need.col('id')} and held.released_at is null
    and ((held.person_id = ${viewerPerson} and ${isVolunteer}) or held.organization_id = any(${viewerUnits}) or (held.team_id is not null and ${byTeam(sql`held.team_id`)})))`;

/** The viewer, a team that they lead, or their unit has claimed it. */
export const isClaimedByViewer = (need: RowRef): Sql => holds(need, isLedByViewer);
/** The same, or a team that they belong to. */
export const isSharedByViewer = (need: RowRef): Sql => holds(need, isOfViewer);

export const viewerVolunteers = sql`exists (select from volunteer who where who.person_id = ${viewerPerson} and who.state = 'ACTIVE')`;

/** A condition on the viewer as a volunteer, `who`. */
const asVolunteer = (condition: Sql): Sql =>
  sql`exists (select from volunteer who where who.person_id = ${viewerPerson} and who.state = 'ACTIVE' and ${condition})`;

export const communityOf = (need: RowRef): Sql =>
  sql`coalesce(${need.col('community')}, (select seat.community_id from grid seat where seat.id = ${need.col('grid')}))`;
const communityPlace = (need: RowRef): Sql => sql`(select seat.place from organization seat where seat.id = ${communityOf(need)})`;

/** Why it suits the viewer, each as a condition. */
export const suits = {
  SKILL: (need: RowRef): Sql => asVolunteer(sql`who.skills && ${need.col('skills')}`),
  TIME: (need: RowRef): Sql =>
    asVolunteer(sql`exists (select from jsonb_to_recordset(who.availability) as free (weekday text, "from" text, "to" text),
      jsonb_to_recordset(${need.col('times')}) as asked (weekday text, "from" text, "to" text)
      where free.weekday = asked.weekday and free."from" collate "C" <= asked."from" and free."to" collate "C" >= asked."to")`),
  GRID: (need: RowRef): Sql => sql`(${need.col('grid')} is not null and ${asVolunteer(sql`who.place ^@ ${need.col('place')}`)})`,
  COMMUNITY: (need: RowRef): Sql =>
    asVolunteer(sql`(who.place ^@ ${communityPlace(need)} or exists (select from team_membership near
      where near.person_id = ${viewerPerson} and near.state = 'ACTIVE' and near.place ^@ ${communityPlace(need)}))`),
  UNIT: (need: RowRef): Sql =>
    sql`exists (select from organization unit where unit.id = any(${viewerUnits}) and unit.place ^@ ${communityPlace(need)})`,
};

/** The viewer may be asked whether they claim it. */
export const isOfferedToViewer = (need: RowRef): Sql => sql`(${suits.COMMUNITY(need)} or ${suits.UNIT(need)})`;

/** It is open, not theirs already, near, and what it asks for in skill and time is what they have. */
export const fitsViewer = (need: RowRef): Sql =>
  sql`(${need.col('state')} = 'OPEN' and not ${isClaimedByViewer(need)} and (${suits.UNIT(need)} or (${suits.COMMUNITY(need)}
    and (${need.col('skills')} = '{}' or ${suits.SKILL(need)}) and (${need.col('times')} = '[]' or ${suits.TIME(need)}))))`;
