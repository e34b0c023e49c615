import { remembered } from '../../../src/kernel/memo.js';
import { isStaffPost, type Viewer } from '../../read/viewer.js';
import type { Row, World } from '../../read/world.js';

/** Who belongs to which team, as the tables have it. */
interface Teams {
  readonly ofTeam: ReadonlyMap<string, readonly Row[]>;
  readonly ofVolunteer: ReadonlyMap<string, readonly Row[]>;
}
const known = new WeakMap<World, Teams>();
const teamsOf = (world: World): Teams =>
  remembered(known, world, () => ({
    ofTeam: Map.groupBy(world.rows.TeamMembership, (row) => row.team_id as string),
    ofVolunteer: Map.groupBy(world.rows.TeamMembership, (row) => row.volunteer_id as string),
  }));

export const membershipsOf = (world: World, team: string): readonly Row[] => teamsOf(world).ofTeam.get(team) ?? [];
export const membershipsOfVolunteer = (world: World, volunteer: string): readonly Row[] => teamsOf(world).ofVolunteer.get(volunteer) ?? [];

const isActive = ({ state }: Row): boolean => state === 'ACTIVE';
export const isOpen = ({ state }: Row): boolean => state === 'APPLIED' || state === 'ACTIVE';

/** The person who leads a team now. */
export const leaderOf = (world: World, team: string): string | null =>
  membershipsOf(world, team).find((row) => row.role === 'LEADER' && isActive(row))?.person_id ?? null;
/** The persons who are members now. */
export const membersOf = (world: World, team: string): readonly string[] =>
  membershipsOf(world, team)
    .filter(isActive)
    .map(({ person_id }) => person_id);
/** The persons who are members, or once were. */
export const everMembersOf = (world: World, team: string): readonly string[] =>
  membershipsOf(world, team)
    .filter(({ valid_from }) => valid_from !== null)
    .map(({ person_id }) => person_id);
/** Who leads a team that a volunteer belongs to or has applied to. */
export const leadersOf = (world: World, volunteer: string): readonly (string | null)[] =>
  membershipsOfVolunteer(world, volunteer)
    .filter(isOpen)
    .map(({ team_id }) => leaderOf(world, team_id));

/** The volunteer that somebody is now. */
const volunteerOf = (world: World, person: string | null): Row | undefined =>
  world.rows.Volunteer.find((row) => row.person_id === person && person !== null && isActive(row));
export const unitsOf = ({ posts }: Viewer): readonly string[] =>
  posts.filter(isStaffPost).flatMap(({ organization_id }) => organization_id ?? []);

/** Also one who takes a break. */
const isOnTheBooks = (world: World, person: string | null): boolean =>
  world.rows.Volunteer.some((row) => row.person_id === person && ['ACTIVE', 'PAUSED'].includes(row.state));

export const communityOf = (world: World, need: Row): Row =>
  world.byId.get(need.community_id ?? world.byId.get(need.grid_id)!.community_id)!;
export const claimsOf = (world: World, need: string): readonly Row[] =>
  world.rows.NeedClaim.filter(({ need_id, released_at }) => need_id === need && released_at === null);

const isClaimedBy = (world: World, need: Row, viewer: Viewer, ofTeam: (team: string) => readonly (string | null)[]): boolean =>
  viewer.person !== null &&
  claimsOf(world, need.id).some(
    ({ person_id, team_id, organization_id }) =>
      (person_id === viewer.person && isOnTheBooks(world, viewer.person)) ||
      (organization_id !== null && unitsOf(viewer).includes(organization_id)) ||
      (team_id !== null && ofTeam(team_id).includes(viewer.person)),
  );
/** The viewer, a team that they lead, or their unit has claimed it. */
export const isClaimant = (world: World, need: Row, viewer: Viewer): boolean =>
  isClaimedBy(world, need, viewer, (team) => [leaderOf(world, team)]);
/** The same, or a team that they belong to. */
export const hasClaimed = (world: World, need: Row, viewer: Viewer): boolean =>
  isClaimedBy(world, need, viewer, (team) => membersOf(world, team));

export const isVolunteer = (world: World, { person }: Viewer): boolean => volunteerOf(world, person) !== undefined;

/** Why a need suits somebody, in the order of the enum. */
export function fitsOf(world: World, need: Row, viewer: Viewer): readonly string[] {
  const who = volunteerOf(world, viewer.person);
  const { place } = communityOf(world, need);
  const isIn = (at: string | null | undefined) => at?.startsWith(place) === true;
  const isFree = ({ weekday, from, to }: Row) =>
    who!.availability.some((free: Row) => free.weekday === weekday && free.from <= from && free.to >= to);
  const holds: Readonly<Record<string, boolean>> = {
    SKILL: who?.skills.some((skill: string) => need.skills.includes(skill)) === true,
    TIME: who !== undefined && need.times.some(isFree),
    GRID: who !== undefined && need.grid_id !== null && who.place?.startsWith(need.place) === true,
    COMMUNITY:
      who !== undefined &&
      (isIn(who.place) || membershipsOfVolunteer(world, who.id).some((membership) => isActive(membership) && isIn(membership.place))),
    UNIT: unitsOf(viewer).some((unit) => isIn(world.byId.get(unit)!.place)),
  };
  return Object.keys(holds).filter((reason) => holds[reason]);
}
/** Whoever volunteers in its community, and the units there, may be asked. */
export const isOffered = (world: World, need: Row, viewer: Viewer): boolean =>
  need.state === 'OPEN' && fitsOf(world, need, viewer).some((reason) => reason === 'COMMUNITY' || reason === 'UNIT');
