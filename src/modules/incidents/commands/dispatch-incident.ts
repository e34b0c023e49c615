import { isStaffRole } from '../../../auth/viewer.js';
import { dayOf } from '../../../kernel/clock.js';
import { notFound } from '../../../kernel/errors.js';
import { fail, ok, type Result } from '../../../kernel/result.js';
import { uuidOf } from '../../../read/value.js';
import type { Command, Work } from '../../../work/command.js';
import { Grid } from '../../grids/grid.entity.js';
import { HELD_POST, HELD_POSTS, type HeldPost, postOf } from '../../organisations/held-post.js';
import { Organization } from '../../organisations/organization.entity.js';
import type { Incident } from '../incident.entity.js';
import { mayDispatch } from '../incident.policy.js';
import { handledBy, leaderOfGrid } from './handlers.js';
import { type Transition, transition } from './transition.js';

export interface DispatchIncident extends Transition {
  readonly organizationId?: string | null;
  readonly gridId?: string | null;
  readonly assigneeId?: string | null;
}

/** Sends an incident to those who shall handle it: own staff, one of the holder's grids (its leader), or an organisation directly below. */
export const dispatchIncident: Command<DispatchIncident> = (work, input) =>
  transition(work, 'dispatch', input, mayDispatch, (incident) => {
    const given = [input.organizationId, input.gridId, input.assigneeId].filter((target) => target != null);
    if (given.length !== 1) return fail('INVALID', 'Give exactly one of organizationId, gridId and assigneeId.', 'organizationId');
    if (input.organizationId != null) return toOrganization(work, incident, input.organizationId);
    if (input.gridId != null) return toGrid(work, incident, input.gridId);
    return toPerson(work, incident, input.assigneeId!);
  });

/** The organisation holds it from now on; it comes back on return. */
async function toOrganization(work: Work, incident: Incident, id: string): Promise<Result<null>> {
  const organization = await work.em.findOne(Organization, { id: uuidOf(id, 'organizationId', 'Organization') });
  if (!organization) throw notFound('organisation');
  if (organization.parent !== incident.holder)
    return fail('SKIP_LEVEL', 'An incident goes only to an organisation directly below its holder.', 'organizationId');
  if (organization.status !== 'ACTIVE') return fail('INVALID', 'The organisation is no longer at work.', 'organizationId');
  incident.previousHolder = incident.holder;
  incident.holder = organization.id;
  incident.assignee = null;
  return ok(null);
}

async function toGrid(work: Work, incident: Incident, id: string): Promise<Result<null>> {
  const grid = await work.em.findOne(Grid, { id: uuidOf(id, 'gridId', 'Grid') });
  if (!grid) throw notFound('grid');
  if (grid.community !== incident.holder) return fail('SKIP_LEVEL', "An incident goes only to a grid of its holder's.", 'gridId');
  if (grid.status !== 'ACTIVE') return fail('INVALID', 'The grid is no longer at work.', 'gridId');
  const leader = await leaderOfGrid(work, grid.id);
  if (!leader) return fail('INVALID', 'The grid has no leader now; name an assignee instead.', 'gridId');
  return assign(incident, leader);
}

async function toPerson(work: Work, incident: Incident, id: string): Promise<Result<null>> {
  const person = uuidOf(id, 'assigneeId', 'Person');
  const today = dayOf(work.now());
  const posts = await work.sql<HeldPost>(
    `select ${HELD_POST} from ${HELD_POSTS}
     where a.person_id = ? and a.valid_from <= ? and (a.valid_to is null or a.valid_to > ?)
       and (a.organization_id = ? or (g.community_id = ? and g.status = 'ACTIVE'))`,
    [person, today, today, incident.holder, incident.holder],
  );
  if (!posts.some((post) => isStaffRole(postOf(post).role)))
    return fail('INVALID', 'The assignee is not staff of the holder or of its grids now.', 'assigneeId');
  return assign(incident, person);
}

function assign(incident: Incident, person: string): Result<null> {
  incident.assignee = person;
  handledBy(incident, person);
  return ok(null);
}
