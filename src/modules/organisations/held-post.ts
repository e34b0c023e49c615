import type { Post } from '../../auth/viewer.js';
import { dayOf } from '../../kernel/clock.js';
import { SEGMENT } from '../../kernel/place.js';
import type { Work } from '../../work/command.js';
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

/** The posts of today of persons, or at organisations or grids, with who holds each. */
export async function postsToday(
  work: Work,
  of: 'person_id' | 'organization_id' | 'grid_id',
  ids: readonly string[],
): Promise<readonly (Post & { readonly person: string })[]> {
  if (ids.length === 0) return [];
  const today = dayOf(work.now());
  const held = await work.sql<HeldPost & { readonly person: string }>(
    `select a.person_id as person, ${HELD_POST} from ${HELD_POSTS}
     where a.${of} = any(?) and a.valid_from <= ? and (a.valid_to is null or a.valid_to > ?) order by a.person_id`,
    [ids, today, today],
  );
  return held.map(({ person, ...post }) => ({ person, ...postOf(post) }));
}
