import type pg from 'pg';
import type { Claims } from '../../auth/token.js';
import { anonymous, type HeldRole, type Post, type Role, type Viewer } from '../../auth/viewer.js';
import { SEGMENT } from '../../kernel/place.js';
import type { OrganizationKind, Position } from './organization.terms.js';
import { roleOf } from './roles.js';

const clientRoles: readonly Role[] = ['DASHBOARD', 'PARTNER', 'ROUTER'];

/** Who a verified token stands for, on a day (YYYY-MM-DD): the person it is linked to with their current posts, or a client. Null where nobody is. */
export async function loadViewer(pool: pg.Pool, claims: Claims, today: string): Promise<Viewer | null> {
  return claims.client ? loadClient(pool, claims.client) : loadPerson(pool, claims, today);
}

async function loadClient(pool: pg.Pool, client: NonNullable<Claims['client']>): Promise<Viewer | null> {
  const role = clientRoles.find((known) => known === client.role);
  const { rows } = await pool.query<{ id: string; number: number; place: string }>(
    'select id, number, place from organization where code = $1 and parent_id is null',
    [client.jurisdiction],
  );
  const jurisdiction = rows[0];
  if (!role || !jurisdiction) return null;
  return { ...anonymous, client: client.id, jurisdiction, roles: [{ role, place: jurisdiction.place }] };
}

interface PostRow extends Omit<Post, 'role' | 'scope'> {
  readonly position: Position;
  readonly kind: OrganizationKind | null;
}

async function loadPerson(pool: pg.Pool, { issuer, subject }: Claims, today: string): Promise<Viewer | null> {
  const found = await pool.query<{ person: string; id: string; number: number; place: string }>(
    `select a.person_id as person, root.id, root.number, root.place
     from account a join organization root on root.id = a.jurisdiction_id where a.issuer = $1 and a.subject = $2`,
    [issuer, subject],
  );
  const account = found.rows[0];
  if (!account) return null;
  const { person, ...jurisdiction } = account;
  const { rows } = await pool.query<PostRow>(
    `select a.id, a.position, a.organization_id as "organizationId", a.grid_id as "gridId", g.community_id as "communityId",
       case when a.stairwell_id is not null then g.place end as "gridPlace", a.place, o.kind
     from appointment a left join organization o on o.id = a.organization_id left join grid g on g.id = a.grid_id
     where a.person_id = $1 and a.valid_from <= $2 and (a.valid_to is null or a.valid_to > $2) order by a.place, a.position`,
    [person, today],
  );
  const posts = rows.map(postOf);
  const own: HeldRole = { role: 'RESIDENT', place: jurisdiction.place };
  const held = posts.flatMap(({ role, scope }) => (role && scope ? [{ role, place: scope }] : []));
  return { person, client: null, jurisdiction, posts, roles: [own, ...held] };
}

/** An information centre dispatches for the organisation it stands under, so its dispatchers' role holds there. */
function postOf(post: PostRow): Post {
  const role = roleOf(post.position, post.kind);
  const isCentre = role === 'DISPATCHER' && post.kind === 'INFORMATION_CENTER';
  return { ...post, role, scope: role && (isCentre ? post.place.slice(0, -SEGMENT) : post.place) };
}
