import type { Post } from '../../auth/viewer.js';
import { SEGMENT } from '../../kernel/place.js';
import type { Position } from './organization.terms.js';
import { roleOf, type Seat } from './posts.js';

/** An appointment as the database holds it: what role it gives, and where, is not known yet. */
export interface HeldPost extends Omit<Post, 'role' | 'scope'> {
  readonly position: Position;
  readonly seat: Seat;
}

/** The columns of a {@link HeldPost}, and the tables they come from: `a` is the appointment. */
export const HELD_POST = `a.id, a.position, a.organization_id as "organizationId", a.grid_id as "gridId", g.community_id as "communityId",
  case when a.stairwell_id is not null then g.place end as "gridPlace", a.place, o.kind,
  json_build_object('kind', case when a.stairwell_id is not null then 'STAIRWELL' when a.grid_id is not null then 'GRID' else o.kind end,
    'isRoot', o.id is not null and o.parent_id is null) as seat`;
export const HELD_POSTS = 'appointment a left join organization o on o.id = a.organization_id left join grid g on g.id = a.grid_id';

/** What a post makes its holder. An information centre dispatches for the organisation it stands under, so its dispatchers' role holds there. */
export function postOf({ seat, ...post }: HeldPost): Post {
  const role = roleOf(post.position, seat);
  const isCentre = role === 'DISPATCHER' && post.kind === 'INFORMATION_CENTER';
  return { ...post, role, scope: role && (isCentre ? post.place.slice(0, -SEGMENT) : post.place) };
}
