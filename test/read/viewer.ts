import { roleAt, seatOf } from '../access/posts.js';
import type { Row, World } from './world.js';

/** Who asks, reckoned from the tables: which roles somebody holds where, and who works for an organisation. */

export interface Viewer {
  readonly person: string | null;
  /** Of a client credential that is no router's. */
  readonly client: string | null;
  readonly jurisdiction: string | null;
  /** A role and the place at and below which it holds. */
  readonly held: readonly { readonly role: string; readonly place: string }[];
  readonly posts: readonly Row[];
}

/** Posts on public notice: grid leader and worker; stairwell, lane and building chief; community police; secretary; owners' committee. */
export const onNotice = [
  ...['GRID_LEADER', 'GRID_WORKER', 'STAIRWELL_CHIEF', 'LANE_CHIEF', 'BUILDING_CHIEF', 'COMMUNITY_POLICE', 'PARTY_SECRETARY'],
  ...['OWNERS_COMMITTEE_CHAIR', 'OWNERS_COMMITTEE_MEMBER'],
];

/** The role that a post gives where it is held, as posts.csv says. */
export const roleOf = (world: World, post: Row): string | null =>
  roleAt(post.position, seatOf(post as never, world.byId.get(post.organization_id) as never));

export const withRoles = (world: World, posts: readonly Row[]): Row[] => posts.map((post) => ({ ...post, role: roleOf(world, post) }));

/** The viewer behind 'grid-leader@000', 'dashboard@001' or 'anonymous'. */
export function viewerOf(world: World, name: string, today: string): Viewer {
  const [persona, code] = name.split('@');
  if (!code) return { person: null, client: null, jurisdiction: null, held: [], posts: [] };
  const root = world.rows.Organization.find((row) => row.code === code)!;
  // A router without a user's token is nobody.
  if (persona === 'router') return { person: null, client: null, jurisdiction: null, held: [], posts: [] };
  const client = { dashboard: 'DASHBOARD', partner: 'PARTNER' }[persona!];
  if (client) return { person: null, client: persona!, jurisdiction: root.id, held: [{ role: client, place: root.place }], posts: [] };
  const person: string = world.accounts.find(({ subject }) => subject === name)!.person_id;
  const posts = withRoles(
    world,
    world.rows.Appointment.filter((row) => row.person_id === person && holdsOn(row, today)),
  );
  const held = posts.flatMap((post) => {
    const { role } = post;
    if (!role) return [];
    // An information centre dispatches for the organisation it stands under.
    const organization = world.byId.get(post.organization_id);
    const isCentre = role === 'DISPATCHER' && organization?.kind === 'INFORMATION_CENTER';
    return [{ role, place: isCentre ? (world.byId.get(organization.parent_id)!.place as string) : (post.place as string) }];
  });
  // A member of a volunteer team is a volunteer where the team is.
  const teams = world.rows.TeamMembership.filter((row) => row.person_id === person && row.state === 'ACTIVE').map(
    ({ place }) => place as string,
  );
  const volunteers = [...new Set(teams)].map((place) => ({ role: 'VOLUNTEER', place }));
  return { person, client: null, jurisdiction: root.id, posts, held: [{ role: 'RESIDENT', place: root.place }, ...held, ...volunteers] };
}

export const holdsOn = (row: Row, day: string): boolean => row.valid_from <= day && (row.valid_to === null || row.valid_to > day);

/** Whether the viewer has one of the roles at or above the place. */
/** Whoever lives in the community of a place, or holds a post there or above. */
export const belongsAt = (world: World, person: string, place: string, today: string): boolean =>
  world.rows.Appointment.some(
    (post) =>
      post.person_id === person && holdsOn(post, today) && (post.place.startsWith(place.slice(0, 8)) || place.startsWith(post.place)),
  ) || world.byId.get(person)?.place?.startsWith(place.slice(0, 8)) === true;

export const has = (viewer: Viewer, place: string | null, ...roles: readonly string[]): boolean =>
  place !== null && viewer.held.some((held) => roles.includes(held.role) && place.startsWith(held.place));

/** The roles of those who work for an organisation. */
export const staffRoles = [
  ...['GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE', 'BRANCH_SECRETARY', 'POLICE', 'PROPERTY_STAFF', 'DEPARTMENT_HANDLER'],
  ...['DISPATCHER', 'STREET_SUPERVISOR'],
];
/** Whether a post of a viewer makes them staff where it is held. */
export const isStaffPost = ({ role }: Row): boolean => staffRoles.includes(role);

/** Whether a post of the viewer makes them staff at the organisation; with roles, one that gives one of them. */
export const worksAt = (viewer: Viewer, organization: string, ...roles: readonly string[]): boolean =>
  viewer.posts.some(
    (post) => post.organization_id === organization && isStaffPost(post) && (roles.length === 0 || roles.includes(post.role)),
  );

/** Who sees households, residents and dwellings in their subtree, and who of them care, pairings and visits. */
export const carers = ['GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE'];
export const registrars = [...carers, 'STAIRWELL_CHIEF', 'POLICE', 'STREET_SUPERVISOR', 'ADMIN'];
/** Who is shown a person's name in full. */
export const namers = [...carers, 'STAIRWELL_CHIEF', 'POLICE'];
/** Who is told the id number, and so sees the date of birth. */
export const revealers = ['GRID_LEADER', 'COMMUNITY_CADRE', 'POLICE', 'STREET_SUPERVISOR'];

/** Of eleven digits and more the first three and last four characters, else the last two. */
export const maskedPhone = (phone: string): string =>
  phone.replace(/\D/g, '').length >= 11 ? `${phone.slice(0, 3)}****${phone.slice(-4)}` : `****${phone.slice(-2)}`;

/** Who sees all of an incident in their subtree. */
export const inFull = ['GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE', 'STREET_SUPERVISOR', 'DISPATCHER'];
