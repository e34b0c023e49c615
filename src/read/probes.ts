import { anonymous, type Post, type Role, roles, type Viewer } from '../auth/viewer.js';

const ID = '00000000-0000-7000-8000-000000000000';
const place = '0001';
const jurisdiction = { id: ID, number: 0, place };
const everyRole = Object.keys(roles) as Role[];

const postOf = (role: Role): Post => ({
  id: ID,
  position: role,
  role,
  scope: place,
  organizationId: ID,
  kind: null,
  gridId: ID,
  communityId: ID,
  gridPlace: place,
  place,
});

const holding = (wanted: readonly Role[]): Viewer => ({
  person: ID,
  client: ID,
  organization: ID,
  routes: null,
  jurisdiction,
  roles: wanted.map((role) => ({ role, place })),
  posts: wanted.map(postOf),
});

/** Viewers that stand for all when policies are checked at start: nobody, one of each role, and one who holds all of them. */
export const probes: readonly Viewer[] = [anonymous, ...everyRole.map((role) => holding([role])), holding(everyRole)];
