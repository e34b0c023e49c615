import { remembered } from '../../../src/kernel/memo.js';
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
