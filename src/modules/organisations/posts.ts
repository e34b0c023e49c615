import type { Role } from '../../auth/viewer.js';
import { type Label, labelsOf, termLabel } from '../../kernel/bilingual.js';
import { type OrganizationKind, organizationKinds, type Position } from './organization.terms.js';

/** Where a post is held: an organisation, which may be the root of its jurisdiction, a grid, or a stairwell of a grid. */
export interface Seat {
  readonly kind: OrganizationKind | 'GRID' | 'STAIRWELL';
  readonly isRoot: boolean;
}

/** Where a post may be held. `ROOT` is the root of a jurisdiction, `ORGANIZATION` any organisation. */
type SeatKind = Seat['kind'] | 'ROOT' | 'ORGANIZATION';

interface Post {
  /** The seats at which the post may be held, and the role that it gives there: it holds at the seat and below. */
  readonly at: readonly { readonly seats: readonly SeatKind[]; readonly role: Role | null }[];
  /** Who appoints to it and ends it, where one of these roles covers the seat. Nobody does so for themselves. */
  readonly appointedBy: readonly Role[];
  /** A post that nobody holds on the same day as this one. */
  readonly neverWith?: Position;
}

const kinds = Object.keys(organizationKinds) as OrganizationKind[];
const party = kinds.filter((kind) => kind.includes('_PARTY_'));
const communityParty: readonly OrganizationKind[] = [
  'COMMUNITY_PARTY_COMMITTEE',
  'COMMUNITY_PARTY_GENERAL_BRANCH',
  'COMMUNITY_PARTY_BRANCH',
];
const partyGroups: readonly OrganizationKind[] = [
  'NEIGHBOUR_PARTY_GROUP',
  'GRID_PARTY_GROUP',
  'BUILDING_PARTY_GROUP',
  'OWNERS_COMMITTEE_PARTY_WORK_GROUP',
];
const street: readonly OrganizationKind[] = [
  'STREET_OFFICE',
  'TOWN_GOVERNMENT',
  'STREET_PARTY_WORKING_COMMITTEE',
  'TOWN_PARTY_COMMITTEE',
  'OFFICE_PARTY_COMMITTEE',
];
const bodies: readonly OrganizationKind[] = [
  'LEADING_GROUP',
  'COORDINATION_GROUP',
  'GUIDANCE_COMMITTEE',
  'JOINT_CONFERENCE',
  'COBUILDING_COUNCIL',
  'MEDIATION_COMMITTEE',
  'ELDERS_ASSOCIATION',
  'OBSERVER_GROUP',
  'SUPERVISORY_COMMITTEE',
];
const committees: readonly OrganizationKind[] = ['RESIDENTS_COMMITTEE', 'VILLAGE_COMMITTEE'];

const fromAbove: readonly Role[] = ['ADMIN', 'STREET_SUPERVISOR'];
const alsoByCadres: readonly Role[] = [...fromAbove, 'COMMUNITY_CADRE'];

const post = (seats: readonly SeatKind[], role: Role | null = null, appointedBy: readonly Role[] = fromAbove): Post => ({
  at: [{ seats, role }],
  appointedBy,
});

/** Each position: where it may be held, which role it gives there, and who appoints to it. A post at any other seat gives no role. */
export const posts: Readonly<Record<Position, Post>> = {
  SYSTEM_ADMINISTRATOR: { ...post(['ROOT'], 'ADMIN', ['ADMIN']), neverWith: 'AUDITOR' },
  AUDITOR: { ...post(['ROOT'], 'AUDITOR', ['ADMIN']), neverWith: 'SYSTEM_ADMINISTRATOR' },
  STREET_OFFICER: post(street, 'STREET_SUPERVISOR', ['ADMIN']),
  DISPATCHER: post(['INFORMATION_CENTER', 'GRID_CENTER'], 'DISPATCHER'),
  DEPARTMENT_OFFICER: post(['GOVERNMENT_DEPARTMENT', 'PUBLIC_UTILITY'], 'DEPARTMENT_HANDLER'),
  COMMUNITY_CADRE: post(['COMMUNITY', ...committees], 'COMMUNITY_CADRE'),
  COMMUNITY_WORKER: post(['COMMUNITY', 'RESIDENTS_COMMITTEE'], 'COMMUNITY_CADRE'),
  RESIDENTS_COMMITTEE_DIRECTOR: post(committees, 'COMMUNITY_CADRE'),
  RESIDENTS_COMMITTEE_MEMBER: post(committees, 'COMMUNITY_CADRE'),
  PARTY_SECRETARY: {
    at: [
      { seats: communityParty, role: 'COMMUNITY_CADRE' },
      { seats: party.filter((kind) => !communityParty.includes(kind)), role: 'BRANCH_SECRETARY' },
    ],
    appointedBy: fromAbove,
  },
  DEPUTY_SECRETARY: post(party),
  BRANCH_COMMITTEE_MEMBER: post(party),
  PARTY_GROUP_LEADER: post(partyGroups),
  PARTY_BUILDING_ADVISER: post(['ENTERPRISE', ...party]),
  GRID_LEADER: post(['GRID'], 'GRID_LEADER'),
  GRID_WORKER: post(['GRID'], 'GRID_WORKER'),
  COMMUNITY_POLICE: {
    at: [
      { seats: ['GRID'], role: 'POLICE' },
      { seats: ['POLICE_STATION', 'POLICE_POST'], role: null },
    ],
    appointedBy: fromAbove,
  },
  STAIRWELL_CHIEF: post(['STAIRWELL'], 'STAIRWELL_CHIEF', alsoByCadres),
  LANE_CHIEF: post(['GRID'], 'STAIRWELL_CHIEF', alsoByCadres),
  BUILDING_CHIEF: post(['GRID', 'STAIRWELL'], 'STAIRWELL_CHIEF', alsoByCadres),
  BUILDING_GROUP_HEAD: post(['GRID', 'STAIRWELL'], null, alsoByCadres),
  CENTRE_HOUSEHOLD_HEAD: post(['GRID'], 'STAIRWELL_CHIEF', alsoByCadres),
  RESIDENT_GROUP_HEAD: post(['GRID', 'COMMUNITY', 'VILLAGE_COMMITTEE'], null, alsoByCadres),
  RESIDENT_REPRESENTATIVE: post(['COMMUNITY', 'GRID', ...bodies], null, alsoByCadres),
  COUNTRYSIDE_WORTHY: post(['COMMUNITY', ...bodies, 'GRID'], null, alsoByCadres),
  LEGAL_ADVISER: post(['COMMUNITY', 'RESIDENTS_COMMITTEE', 'GRID']),
  COUNCIL_SECRETARY: post([...bodies, 'COMMUNITY'], 'COUNCIL_SECRETARY', alsoByCadres),
  OWNERS_COMMITTEE_CHAIR: post(['OWNERS_COMMITTEE'], 'OWNERS_COMMITTEE'),
  OWNERS_COMMITTEE_MEMBER: post(['OWNERS_COMMITTEE'], 'OWNERS_COMMITTEE'),
  PROPERTY_MANAGER: post(['PROPERTY_COMPANY'], 'PROPERTY_STAFF'),
  SECURITY_GUARD: post(['PROPERTY_COMPANY'], 'PROPERTY_STAFF'),
  INSPECTION_LEAD: post(['ORGANIZATION', 'GRID']),
  RESPONSIBLE_PERSON: post(['ORGANIZATION', 'GRID']),
  EMPLOYED_PARTY_MEMBER: post(['ORGANIZATION', 'GRID', 'STAIRWELL']),
};

const isOf = ({ kind, isRoot }: Seat, wanted: SeatKind): boolean =>
  wanted === kind || (wanted === 'ROOT' && isRoot) || (wanted === 'ORGANIZATION' && kind !== 'GRID' && kind !== 'STAIRWELL');

const heldAt = (position: Position, seat: Seat) => posts[position].at.find(({ seats }) => seats.some((wanted) => isOf(seat, wanted)));

/** Whether a post may be held at a seat. */
export const fitsSeat = (position: Position, seat: Seat): boolean => heldAt(position, seat) !== undefined;

/** The role that a post gives at a seat; null where it gives none or must not be held. */
export const roleOf = (position: Position, seat: Seat): Role | null => heldAt(position, seat)?.role ?? null;

const seatNames = {
  ROOT: { en: 'the root organisation', zh: '辖区根组织' },
  ORGANIZATION: { en: 'any organisation', zh: '任一组织' },
  GRID: { en: 'a grid', zh: '网格' },
  STAIRWELL: { en: 'a stairwell', zh: '楼道' },
} as const satisfies Partial<Record<SeatKind, Label>>;

const isOrganizationKind = (seat: SeatKind): seat is OrganizationKind => !(seat in seatNames);

/** The seats at which a post may be held, in words. */
export function seatsOf(position: Position): Label {
  const seats = posts[position].at.flatMap(({ seats }) => seats);
  const organizations = labelsOf(seats.filter(isOrganizationKind).map((kind) => termLabel(organizationKinds, kind)));
  const others = seats.flatMap((seat) => (isOrganizationKind(seat) ? [] : [seatNames[seat]]));
  const named = organizations.en === '' ? [] : [{ en: `an organisation of kind ${organizations.en}`, zh: organizations.zh }];
  return { en: [...named, ...others].map(({ en }) => en).join(', or '), zh: labelsOf([...named, ...others]).zh };
}
