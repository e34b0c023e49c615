import type { Place } from '../kernel/place.js';

/** What a post, or a client credential, lets its holder be. */
export const roles = {
  RESIDENT: 'Everybody, for themselves. 居民',
  STAIRWELL_CHIEF: 'Stairwell, lane or building chief, head of a centre household. 楼道长',
  GRID_WORKER: 'Grid worker. 网格员',
  GRID_LEADER: 'Grid leader. 网格长',
  COMMUNITY_CADRE: 'Community cadre. 社区干部',
  BRANCH_SECRETARY: 'Secretary of a party branch. 支部书记',
  POLICE: 'Community police. 社区民警',
  PROPERTY_STAFF: 'Staff of a property company. 物业人员',
  OWNERS_COMMITTEE: "Member of an owners' committee. 业委会成员",
  VOLUNTEER: 'Volunteer. 志愿者',
  DISPATCHER: 'Dispatcher at an information centre. 信息总台调度员',
  COUNCIL_SECRETARY: "Secretary of a residents' council. 议事会秘书",
  DEPARTMENT_HANDLER: 'Officer of a department. 部门经办人',
  STREET_SUPERVISOR: 'Officer of the street or town. 街道干部',
  ADMIN: 'System administrator. 系统管理员',
  AUDITOR: 'Auditor. 审计员',
  DASHBOARD: 'Dashboard credential. 大屏凭证',
  PARTNER: 'Partner system credential. 合作系统凭证',
  ROUTER: 'Federation router credential. 联邦路由凭证',
} as const;
export type Role = keyof typeof roles;

/** A role and the subtree it holds in. */
export interface HeldRole {
  readonly role: Role;
  readonly place: Place;
}

/** A role that follows from rows of a module other than posts. */
export interface RoleSource {
  readonly role: Role;
  /** Who holds it now: a statement that answers (person, place) for the persons $1, by an index. */
  readonly holders: string;
}

/** A current appointment, as policies need it. */
export interface Post {
  readonly id: string;
  readonly position: string;
  /** What the post makes its holder; null for posts of honour. */
  readonly role: Role | null;
  /** Where the role holds; null without one. */
  readonly scope: Place | null;
  readonly organizationId: string | null;
  /** The organisation's kind. */
  readonly kind: string | null;
  readonly gridId: string | null;
  /** The community the grid belongs to. */
  readonly communityId: string | null;
  /** The grid's place, where the post is on a stairwell of it. */
  readonly gridPlace: Place | null;
  readonly place: Place;
}

/** Who asks, as of now. Made from dated appointments, never from a role column; made anew when they change. */
export interface Viewer {
  readonly person: string | null;
  /** The client of a client credential. */
  readonly client: string | null;
  /** The organisation that an administrator named for a partner's client; null for everybody else. */
  readonly organization: string | null;
  /** The jurisdiction's root; null for nobody in particular: without a token, and for a router that forwards nobody's. */
  readonly jurisdiction: { readonly id: string; readonly number: number; readonly place: Place } | null;
  /** The number of the jurisdiction whose rows a router asks for; null for everybody else. */
  readonly routes: number | null;
  readonly roles: readonly HeldRole[];
  readonly posts: readonly Post[];
}

export const anonymous: Viewer = {
  ...{ person: null, client: null, organization: null, jurisdiction: null },
  ...{ routes: null, roles: [], posts: [] },
};

/** The server itself, in scheduled work: an audit line of it has this client and no person. */
export const system: Viewer = { ...anonymous, client: 'system job' };

/** Whose requests share what there is with those of others: the person's or the client's, with any of their tokens; of all without a token together. */
export const keyOf = ({ person, client }: Viewer): string => person ?? client ?? '';

export const isSignedIn = (viewer: Viewer): boolean => viewer.jurisdiction !== null;

/** The places in which the viewer holds any of the roles. */
export const placesOf = (viewer: Viewer, ...wanted: readonly Role[]): readonly Place[] =>
  viewer.roles.filter(({ role }) => wanted.includes(role)).map(({ place }) => place);

/** Whether the viewer holds any of the roles in a subtree that the place lies in. */
export const holds = (viewer: Viewer, place: Place, ...wanted: readonly Role[]): boolean =>
  viewer.roles.some((held) => wanted.includes(held.role) && place.startsWith(held.place));

/** The roles of those who work for an organisation. Posts of honour, advisers and administrators give none of them. */
const staffRoles: readonly Role[] = [
  'GRID_WORKER',
  'GRID_LEADER',
  'COMMUNITY_CADRE',
  'BRANCH_SECRETARY',
  'POLICE',
  'PROPERTY_STAFF',
  'DEPARTMENT_HANDLER',
  'DISPATCHER',
  'STREET_SUPERVISOR',
];
export const isStaffRole = (role: Role | null): boolean => role !== null && staffRoles.includes(role);

/** The viewer's posts that make them staff where they are held. */
export const staffPosts = (viewer: Pick<Viewer, 'posts'>): readonly Post[] => viewer.posts.filter(({ role }) => isStaffRole(role));

/** The organisations that the viewer is staff of. */
export const organizationsStaffed = (viewer: Pick<Viewer, 'posts'>): readonly string[] => [
  ...new Set(staffPosts(viewer).flatMap(({ organizationId }) => organizationId ?? [])),
];

/**
 * For which organisation the viewer acts at a place: that of their narrowest post that covers it and gives one of the roles, any role if left out; of who serves a grid,
 * its community. Null where there is none.
 */
export function organizationActedAt(viewer: Viewer, place: Place, wanted?: readonly Role[]): string | null {
  const posts = viewer.posts.filter(
    ({ role, scope }) => role !== null && (wanted?.includes(role) ?? true) && scope !== null && place.startsWith(scope),
  );
  const narrowest = posts.toSorted((a, b) => b.scope!.length - a.scope!.length)[0];
  return narrowest ? (narrowest.communityId ?? narrowest.organizationId) : null;
}

/** Whether the viewer is staff at the organisation itself. */
export const isStaffOf = (viewer: Viewer, organizationId: string): boolean =>
  staffPosts(viewer).some((post) => post.organizationId === organizationId);
