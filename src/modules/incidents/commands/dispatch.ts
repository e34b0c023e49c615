import { isStaffRole } from '../../../auth/viewer.js';
import { dayOf } from '../../../kernel/clock.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { findSeen } from '../../../work/find.js';
import { type Checked, exactlyOne, id, optional } from '../../../work/input.js';
import { Grid } from '../../grids/grid.entity.js';
import { demandActive } from '../../organisations/commands/find.js';
import { HELD_POST, HELD_POSTS, type HeldPost, postOf, postsToday } from '../../organisations/held-post.js';
import { Organization } from '../../organisations/organization.entity.js';
import { type Incident, IncidentCategory } from '../incident.entity.js';
import { endAssistance } from './co-handlers.js';
import { handledBy, leaderOfGrid } from './handlers.js';
import { lapseExtension } from './lapse-extension.js';

/** Where an incident may be sent: own staff, one of the holder's grids (its leader), or an organisation directly below. */
export const dispatchTargets = {
  organizationId: optional(
    id(
      'Organization',
      'To an organisation directly below the holder, or below the one that an information centre serves, which then holds it; with a note saying why, where it is of none of the kinds that handle the category (responsibleKinds). 下级组织',
    ),
  ),
  gridId: optional(id('Grid', "To the leader of one of the holder's grids. 网格")),
  assigneeId: optional(id('Person', 'To a person with a post at the holder or on its grids. 处置人')),
};
export const oneTarget = exactlyOne('organizationId', 'gridId', 'assigneeId');

export async function dispatchTo(
  work: Work,
  incident: Incident,
  { organizationId, gridId, assigneeId, note }: Checked<typeof dispatchTargets> & { readonly note?: string | null },
): Promise<void> {
  if (organizationId !== null) await toOrganization(work, incident, organizationId, note ?? null);
  else if (gridId !== null) await toGrid(work, incident, gridId);
  else await toPerson(work, incident, assigneeId!);
}

/** The organisation holds it from now on; it comes back on return. */
async function toOrganization(work: Work, incident: Incident, id: string, note: string | null): Promise<void> {
  const organization = await findSeen(work, Organization, id);
  if (organization.parent !== incident.holder && !(await isServed(work, incident.holder, organization)))
    refuse(
      'SKIP_LEVEL',
      'An incident goes only to an organisation directly below its holder. 事件只能派遣给承办组织的直接下级组织。',
      'organizationId',
    );
  demandActive(organization, 'organizationId');
  if (note === null) await demandResponsible(work, incident, organization);
  incident.previousHolder = incident.holder;
  await handOver(work, incident, organization.id);
}

/** Whose business a category is does not bind a dispatcher who says why another organisation gets it. */
async function demandResponsible(work: Work, { category }: Incident, { kind }: Organization): Promise<void> {
  const own = await work.em.findOneOrFail(IncidentCategory, { id: category });
  const isOfParent = own.responsibleKinds.length === 0 && own.parent != null;
  const { responsibleKinds } = isOfParent ? await work.em.findOneOrFail(IncidentCategory, { id: own.parent! }) : own;
  if (responsibleKinds.length > 0 && !responsibleKinds.includes(kind))
    refuse(
      'REQUIRED',
      'The organisation is of none of the kinds that handle this category; say why it gets the incident. 该组织不属于此类别的责任单位类型，请说明派遣理由。',
      'note',
    );
}

/** Another organisation has it from now on, and nobody there yet. What its holder asked for lapses: that asks those above the new one. */
export async function handOver(work: Work, incident: Incident, to: string): Promise<void> {
  incident.holder = to;
  incident.assignee = null;
  await endAssistance(work, incident, to);
  await lapseExtension(work, incident);
}

/** What lies with an organisation where nobody works any more goes to the grid's community, and to its leader where it is not restricted. */
export async function leaveDeserted(work: Work, incident: Incident, community: string): Promise<void> {
  const posts = await postsToday(work, 'organization_id', [incident.holder]);
  if (incident.holder === community || posts.some(({ role }) => isStaffRole(role))) return;
  incident.previousHolder = null;
  await handOver(work, incident, community);
  incident.assignee = incident.visibility === 'USUAL' ? await leaderOfGrid(work, incident.grid) : null;
}

/** The information centre dispatches for the organisation above it: to what lies directly below that. */
async function isServed(work: Work, holder: string, { id, parent }: Organization): Promise<boolean> {
  if (!parent || id === holder) return false;
  const [center] = await work.sql(`select 1 from organization where id = ? and parent_id = ? and kind = 'INFORMATION_CENTER'`, [
    holder,
    parent,
  ]);
  return center !== undefined;
}

async function toGrid(work: Work, incident: Incident, id: string): Promise<void> {
  const grid = await findSeen(work, Grid, id);
  if (grid.community !== incident.holder)
    refuse('SKIP_LEVEL', "An incident goes only to a grid of its holder's. 事件只能派遣给承办组织的网格。", 'gridId');
  if (grid.status !== 'ACTIVE') refuse('INVALID', 'The grid is no longer at work. 该网格已撤销。', 'gridId');
  const leader = await leaderOfGrid(work, grid.id);
  if (!leader) refuse('INVALID', 'The grid has no leader now; name an assignee instead. 该网格目前没有网格长，请指定处置人。', 'gridId');
  assign(incident, leader);
}

async function toPerson(work: Work, incident: Incident, person: string): Promise<void> {
  const today = dayOf(work.now());
  const posts = await work.sql<HeldPost>(
    `select ${HELD_POST} from ${HELD_POSTS}
     where a.person_id = ? and a.valid_from <= ? and (a.valid_to is null or a.valid_to > ?)
       and (a.organization_id = ? or (g.community_id = ? and g.status = 'ACTIVE'))`,
    [person, today, today, incident.holder, incident.holder],
  );
  if (!posts.some((post) => isStaffRole(postOf(post).role)))
    refuse(
      'INVALID',
      'The assignee is not staff of the holder or of its grids now. 处置人目前不是承办组织或其网格的工作人员。',
      'assigneeId',
    );
  assign(incident, person);
}

function assign(incident: Incident, person: string): void {
  incident.assignee = person;
  handledBy(incident, person);
}
