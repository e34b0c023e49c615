import type { RowRef } from '../../read/noun.js';
import { holdsToday, literals, raw, type Sql, sql } from '../../read/sql.js';
import { instantText } from '../../read/value.js';
import { policyFacts } from '../../work/policy-facts.js';
import { leaderOf } from '../grids/grid.reads.js';
import { HELD_POST, HELD_POSTS } from '../organisations/held-post.js';
import { type LimitsFound, limitsOfHolder } from './deadlines.js';
import { gridStaff, type Matter } from './incident.policy.js';

/** Appointments (`a`) that are held today. */
const isHeldToday = holdsToday('a');

const assigneePosts = (row: RowRef): Sql => sql`(
  select coalesce(json_agg(post), '[]') from (
    select ${raw(HELD_POST)} from ${raw(HELD_POSTS)} where a.person_id = ${row.col('assignee')} and ${isHeldToday}) post)`;

/** Of who works at an organisation that it was sent to, while no person has it. */
const holderPosts = (row: RowRef): Sql => sql`(
  select coalesce(json_agg(post), '[]') from (
    select distinct on (a.position, o.kind) ${raw(HELD_POST)} from ${raw(HELD_POSTS)}
    where ${row.col('assignee')} is null and ${row.col('previousHolder')} is not null and a.organization_id = ${row.col('holder')} and ${isHeldToday}) post)`;

/** Of the members of the reporting organisation who did not handle it, while somebody has to verify: those who see it. */
const reportingPosts = (row: RowRef): Sql => sql`(
  select coalesce(json_agg(post), '[]') from (
    select distinct on (a.position, o.kind) ${raw(HELD_POST)} from ${raw(HELD_POSTS)}
    where ${row.col('state')} = 'RESOLVED' and ${isHeldToday} and a.person_id <> all(${row.col('handlerIds')})
      and (a.organization_id = ${row.col('reportingOrganization')}
        or (g.community_id = ${row.col('reportingOrganization')} and a.position in (${literals(gridStaff)})
          and (${row.col('visibility')} = 'USUAL' or a.person_id in (${row.col('reporter')}, ${row.col('recorder')}))))) post)`;

/** What the policy's sentences need: read along with a row for viewerActions, and by a command before it acts. */
export const matterFacts = policyFacts<Matter>({
  state: (row) => row.col('state'),
  visibility: (row) => row.col('visibility'),
  place: (row) => row.col('place'),
  community: (row) => sql`(select community_id from grid where grid.id = ${row.col('grid')})`,
  holder: (row) => row.col('holder'),
  previousHolder: (row) => row.col('previousHolder'),
  assignee: (row) => row.col('assignee'),
  parent: (row) => row.col('parent'),
  parentHolder: (row) => sql`(select whole.holder_id from incident whole where whole.id = ${row.col('parent')})`,
  parentState: (row) => sql`(select whole.state from incident whole where whole.id = ${row.col('parent')})`,
  openParts: (row) => row.col('openParts'),
  assigneePosts,
  holderPosts,
  coHandlers: (row) => row.col('coHandlers'),
  reporter: (row) => row.col('reporter'),
  recorder: (row) => row.col('recorder'),
  reportingClient: (row) => row.col('reportingClient'),
  handlers: (row) => row.col('handlerIds'),
  leader: (row) => leaderOf(row.col('grid')),
  reportingOrganization: (row) => row.col('reportingOrganization'),
  reportingPosts,
  closedAt: (row) => instantText(row.col('closedAt')),
  notOursBy: (row) => sql`(
    select case when ${row.col('category')} = any(l.not_ours_ids)
      or (c.parent_id = any(l.not_ours_ids) and c.id <> all(l.own_ids || l.assist_ids)) then l.number end
    from organization h, duty_list l, incident_category c
    where c.id = ${row.col('category')} and h.id = ${row.col('holder')} and l.jurisdiction_id = h.jurisdiction_id and l.level = h.kind and h.place ^@ l.place
    order by length(l.place) desc, l.number desc limit 1)`,
  holderPlace: (row) => sql`(select place from organization where organization.id = ${row.col('holder')})`,
  handleBy: (row) => instantText(row.col('handleBy')),
  handleRedAt: (row) => instantText(row.col('handleRedAt')),
  supervision: (row) => row.col('supervision'),
  supervisor: (row) => row.col('supervisor'),
  extensionAskedBy: (row) => sql`(
    select requested_by_id from extension_request e where e.incident_id = ${row.col('id')} and e.state = 'PENDING' limit 1)`,
  isRated: (row) => sql`exists (select from satisfaction s where s.incident_id = ${row.col('id')} and s.closing = ${row.col('closings')})`,
});

/** What a step needs to know beside what its sentence asks. */
export interface ChangeFacts {
  readonly parentCategory: string | null;
  readonly limits: LimitsFound;
}

export const stepFacts = policyFacts<ChangeFacts>({
  parentCategory: (row) => sql`(select parent_id from incident_category where id = ${row.col('category')})`,
  limits: limitsOfHolder,
});
