import type { Grant } from '../../auth/grant.js';
import { holds, placesOf, type Viewer } from '../../auth/viewer.js';
import type { Place } from '../../kernel/place.js';
import { forbidden, notNow, type Sentence } from '../../work/workflow.js';
import type { ActivityState, RegistrationState } from './activity.terms.js';

/** Who sees and does what with activities. A grant `when` led is a condition that the reads declare: the viewer leads one of the teams. */

const runners = ['COMMUNITY_CADRE', 'GRID_LEADER'] as const;
const within = (viewer: Viewer, roles: Parameters<typeof placesOf>[1][]) => placesOf(viewer, ...roles).map((place) => ({ within: place }));
const ofPerson = (viewer: Viewer, ...grants: readonly Grant[]): readonly Grant[] => (viewer.person === null ? [] : grants);

/** From publication on: for who signed in to its jurisdiction. Drafts: for who may run it. */
export const visibleActivities = (viewer: Viewer): readonly Grant[] => [
  ...within(viewer, [...runners]),
  ...(viewer.jurisdiction ? [{ within: viewer.jurisdiction.place, where: { audience: 'JURISDICTION' } }] : []),
  ...ofPerson(viewer, { when: 'led' }),
];

/** Who comes: for themselves, for who runs the activity, and for street officers. */
export const visibleRegistrations = (viewer: Viewer): readonly Grant[] => [
  ...within(viewer, [...runners, 'STREET_SUPERVISOR']),
  ...ofPerson(viewer, { where: { person: viewer.person! } }, { when: 'led' }),
];

/** What the sentences below need to know of an activity. */
export interface ActivityFacts {
  readonly state: ActivityState;
  readonly place: Place;
  /** The viewer leads one of its teams. */
  readonly isLed: boolean;
  /** It is for everybody, or the viewer belongs to one of its teams. */
  readonly isInvited: boolean;
  /** The viewer's own registration. */
  readonly mine: RegistrationState | null;
  readonly hasCheckedOut: boolean;
  /** When it begins and ends, as ISO 8601 writes it. */
  readonly startsAt: string;
  readonly endsAt: string;
}

/** Who may hold an activity at an organisation or on a grid. */
export const mayHold = (viewer: Viewer, place: Place): boolean => holds(viewer, place, ...runners);
export const RUNS_NO_ACTIVITY =
  'Only leaders of its teams, community cadres and grid leaders run an activity. 只有参与队伍的队长、社区干部和网格长可以办理该活动。';

/** In whose name an activity is called, on which grid, if on one; the viewer leads the team that calls it. */
interface Calling {
  readonly caller: { readonly id: string; readonly place: Place };
  readonly grid: { readonly community: string; readonly place: Place } | null;
  readonly isLed: boolean;
}
/** Nobody calls one in the name of an organisation where they could not hold it: a grid leader calls for the community of the grid. */
export const mayCall = (viewer: Viewer, { caller, grid, isLed }: Calling): boolean =>
  isLed || mayHold(viewer, caller.place) || (grid?.community === caller.id && mayHold(viewer, grid.place));
export const CALLS_NO_ACTIVITY =
  'An activity is called by the leader of its team, by community cadres for their organisations, and by grid leaders on their grid for its community. 活动由队长、社区干部以本组织名义，或网格长以所在社区名义在本网格发起。';

export const mayRunActivity = (viewer: Viewer, { place, isLed }: Pick<ActivityFacts, 'place' | 'isLed'>): boolean =>
  isLed || mayHold(viewer, place);

type ActivitySentence = Sentence<ActivityFacts>;

export const mayRun: ActivitySentence = (viewer, facts) => mayRunActivity(viewer, facts) || forbidden(RUNS_NO_ACTIVITY);

export const mayUpdate: ActivitySentence = (viewer, facts, now) => {
  const verdict = mayRun(viewer, facts, now);
  if (verdict !== true || ['DRAFT', 'PUBLISHED', 'SIGN_UP', 'ONGOING'].includes(facts.state)) return verdict;
  return notNow('WRONG_STATE', 'The activity is over. 活动已结束或取消。');
};

const HOUR_MS = 3_600_000;

/** Not long before its time. */
export const mayStart: ActivitySentence = (viewer, facts, now) => {
  const verdict = mayRun(viewer, facts, now);
  if (verdict !== true || !['PUBLISHED', 'SIGN_UP'].includes(facts.state) || Date.parse(facts.startsAt) - now.getTime() <= HOUR_MS)
    return verdict;
  return notNow('WRONG_STATE', 'It may be started from an hour before its time on. 活动最早可在开始时间前一小时开始。');
};

/** Persons come for themselves. */
const forOneself =
  (sentence: ActivitySentence): ActivitySentence =>
  (viewer, facts, now) =>
    viewer.person === null ? forbidden('Only persons take part in activities. 只有个人可以参加活动。') : sentence(viewer, facts, now);

export const mayRegister = forOneself((_viewer, { state, mine, isInvited, endsAt }, now) => {
  if (!isInvited) return forbidden('The activity is for members of its teams. 该活动仅面向参与队伍的队员。');
  if (mine !== null) return notNow('WRONG_STATE', 'You are registered already. 您已报名。');
  if (state !== 'SIGN_UP') return notNow('WRONG_STATE', 'Registration is not open. 当前不在报名期。');
  return now.getTime() < Date.parse(endsAt) || notNow('WRONG_STATE', 'The time of the activity is over. 活动时间已过。');
});

export const mayWithdraw = forOneself((_viewer, { state, mine }) => {
  if (mine === 'SIGNED_UP' || mine === 'WAITLISTED')
    return ['SIGN_UP', 'ONGOING'].includes(state) || notNow('WRONG_STATE', 'The activity is over. 活动已结束或取消。');
  return mine === null
    ? notNow('WRONG_STATE', 'You are not registered. 您尚未报名。')
    : notNow('WRONG_STATE', 'You cannot withdraw any more. 已签到或已记缺席，不能再取消报名。');
});

export const mayCheckIn = forOneself((_viewer, { state, mine, isInvited }) => {
  if (mine === null && !isInvited) return forbidden('The activity is for members of its teams. 该活动仅面向参与队伍的队员。');
  if (mine === 'CHECKED_IN') return notNow('WRONG_STATE', 'You have checked in already. 您已签到。');
  return state === 'ONGOING' || notNow('WRONG_STATE', 'People check in while the activity is under way. 活动进行中方可签到。');
});

export const mayCheckOut = forOneself((_viewer, { state, mine, hasCheckedOut }) => {
  if (mine !== 'CHECKED_IN') return notNow('WRONG_STATE', 'You have not checked in. 您尚未签到。');
  if (hasCheckedOut) return notNow('WRONG_STATE', 'You have checked out already. 您已签退。');
  return ['ONGOING', 'COMPLETED'].includes(state) || notNow('WRONG_STATE', 'The activity has been reported. 活动已总结，不能再签退。');
});

/** For others than oneself. */
export const mayNoteAttendance: ActivitySentence = (viewer, facts) =>
  mayRunActivity(viewer, facts) ||
  forbidden(
    'Only leaders of its teams, community cadres and grid leaders record who came. 只有参与队伍的队长、社区干部和网格长可以登记出席情况。',
  );
