import type { Grant } from '../../auth/grant.js';
import { holds, placesOf, type Role, type Viewer } from '../../auth/viewer.js';
import type { Place } from '../../kernel/place.js';
import { forbidden, notNow, type Sentence } from '../../work/workflow.js';
import type { HistoryPart } from '../organisations/organization.policy.js';
import type { MembershipState, TeamRole, VolunteerState, VolunteerTeamState } from './volunteer.terms.js';

/** Who sees and does what with volunteers and their teams. Grants `when` own, fellow or led are conditions that the reads declare. */

const managers: readonly Role[] = ['COMMUNITY_CADRE', 'STREET_SUPERVISOR', 'ADMIN'];
/** Who is told the members of a team, where they serve. */
const staff: readonly Role[] = [...managers, 'BRANCH_SECRETARY', 'GRID_LEADER', 'GRID_WORKER'];

const within = (viewer: Viewer, roles: readonly Role[]) => placesOf(viewer, ...roles).map((place) => ({ within: place }));
const forPersons = <Part extends string>(viewer: Viewer, ...grants: readonly Grant<Part>[]): readonly Grant<Part>[] =>
  viewer.person === null ? [] : grants;

/** Active teams: for who signed in to their jurisdiction. Dissolved ones: for who belonged to them, and for who manages teams there. */
export const visibleTeams = (viewer: Viewer): readonly Grant<HistoryPart>[] => [
  ...within(viewer, managers),
  ...(viewer.jurisdiction
    ? [{ within: viewer.jurisdiction.place, where: { state: 'ACTIVE' }, withhold: ['people', 'notes'] as const }]
    : []),
  ...forPersons<HistoryPart>(viewer, { when: 'fellow', withhold: ['people', 'notes'] }),
];

/** What somebody can do and when: for themselves, for who leads a team of theirs, and for who manages teams where they live. */
export const visibleVolunteers = (viewer: Viewer): readonly Grant<HistoryPart>[] => [
  ...within(viewer, [...managers, 'GRID_LEADER', 'GRID_WORKER']),
  ...forPersons<HistoryPart>(viewer, { where: { person: viewer.person! } }, { when: 'led', withhold: ['people', 'notes'] }),
];

/** Who belongs to a team: for themselves, for who leads it, for current fellow members, and for staff. */
export const visibleMemberships = (viewer: Viewer): readonly Grant<HistoryPart>[] => [
  ...within(viewer, staff),
  ...forPersons<HistoryPart>(
    viewer,
    { where: { person: viewer.person! } },
    { when: 'led' },
    { when: 'fellow', where: { state: 'ACTIVE' }, withhold: ['people', 'notes'] },
  ),
];

/** Who creates, renames and dissolves teams, and appoints their leaders. */
export const mayManageTeams = (viewer: Viewer, place: Place): boolean => holds(viewer, place, ...managers);
export const NOT_TEAM_MANAGER =
  'Only community cadres, street officers and administrators create, rename and dissolve teams and appoint their leaders, in their own subtree. 只有社区干部、街道干部和管理员可以在其辖区内设立、更名、解散志愿服务队并任命队长。';

/** What the sentences below need to know of a team. */
export interface TeamFacts {
  readonly state: VolunteerTeamState;
  readonly place: Place;
}
export const mayDissolveTeam: Sentence<TeamFacts> = (viewer, { place }) => mayManageTeams(viewer, place) || forbidden(NOT_TEAM_MANAGER);

/** Everybody applies for themselves; a client is nobody who could help. */
export const mayJoinTeams = (viewer: Viewer): boolean => viewer.person !== null;

/** What the sentences below need to know of a membership. */
export interface MembershipFacts {
  readonly state: MembershipState;
  readonly place: Place;
  readonly role: TeamRole;
  readonly isOwn: boolean;
  /** The viewer leads the team. */
  readonly isLed: boolean;
}
/** Nobody admits themselves. */
export const mayAdmit: Sentence<MembershipFacts> = (viewer, { place, isLed, isOwn }) => {
  if (!isLed && !holds(viewer, place, 'COMMUNITY_CADRE'))
    return forbidden(
      'Only the leader of a team and community cadres decide who belongs to it. 只有队长和社区干部可以决定队员的加入与离队。',
    );
  return !isOwn || notNow('SELF_VERIFICATION', 'Somebody else decides on your own membership. 本人的入队申请须由他人审批。');
};
/** Somebody else's membership: who wants to go leaves. */
export const mayRemove: Sentence<MembershipFacts> = (viewer, facts, now) =>
  facts.isOwn ? forbidden('Who wants to go leaves the team themselves. 本人离队请办理退队。') : mayAdmit(viewer, facts, now);
export const mayLeaveTeam: Sentence<MembershipFacts> = (_viewer, { isOwn }) =>
  isOwn || forbidden('Everybody leaves a team for themselves. 只能为本人办理退队。');

/** What the sentences below need to know of a volunteer. */
export interface VolunteerFacts {
  readonly state: VolunteerState;
  readonly place: Place | null;
  readonly isOwn: boolean;
}
type WhoAndWhere = Pick<VolunteerFacts, 'place' | 'isOwn'>;
/** Who says what a volunteer can do and when, and lets them pause, come back and leave. */
export const mayUpdateVolunteer = (viewer: Viewer, { place, isOwn }: WhoAndWhere): boolean =>
  isOwn || (place !== null && holds(viewer, place, 'COMMUNITY_CADRE'));
export const NOT_VOLUNTEERS_KEEPER =
  'Only the volunteer and community cadres change what is known of a volunteer. 只有志愿者本人和社区干部可以更改志愿者信息。';
export const mayChangeVolunteer: Sentence<VolunteerFacts> = (viewer, facts) =>
  mayUpdateVolunteer(viewer, facts) || forbidden(NOT_VOLUNTEERS_KEEPER);
/** Nobody calls themselves an expert. */
export const mayNameExpert = (viewer: Viewer, { place, isOwn }: WhoAndWhere): boolean =>
  !isOwn && place !== null && holds(viewer, place, 'COMMUNITY_CADRE');
