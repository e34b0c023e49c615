import type { Grant } from '../../auth/grant.js';
import { holds, placesOf, type Role, type Viewer } from '../../auth/viewer.js';
import { dayOf } from '../../kernel/clock.js';
import type { Place } from '../../kernel/place.js';
import { forbidden, notNow, type Sentence } from '../../work/workflow.js';
import { type HistoryPart, mayAppoint } from '../organisations/organization.policy.js';
import type { SelectionState } from './selection.terms.js';

/**
 * Who sees and does what with selections (access.csv). Each step has its own actors; nobody takes a step of their own candidacy. Everybody sees who is on public
 * notice or was appointed; before, those who take the steps.
 */

const deciders: readonly Role[] = ['COMMUNITY_CADRE', 'STREET_SUPERVISOR'];
const staff: readonly Role[] = [...deciders, 'GRID_LEADER', 'GRID_WORKER'];

export const publicStates: readonly SelectionState[] = ['PUBLICITY', 'APPOINTED'];

/** Who took which step is for those who take the steps, and the candidate. */
export const selectionParts = ['people', 'notes'] as const satisfies readonly HistoryPart[];
export type SelectionPart = (typeof selectionParts)[number];

export const visibleSelections = (viewer: Viewer): readonly Grant<SelectionPart>[] => [
  ...placesOf(viewer, ...staff).map((within) => ({ within })),
  ...(viewer.person
    ? [{ where: { candidate: viewer.person } }, { when: 'neighbour', withhold: selectionParts }, { when: 'ofOwnBranch' }]
    : []),
  { where: { state: publicStates }, withhold: selectionParts },
];

/** For who decides on them, and who objected. */
export const visibleSelectionObjections = (viewer: Viewer): readonly Grant[] => [
  ...placesOf(viewer, ...deciders).map((within) => ({ within })),
  ...(viewer.person ? [{ where: { person: viewer.person } }] : []),
];

/** What the sentences below need to know of a selection. */
export interface SelectionFacts {
  readonly state: SelectionState;
  readonly place: Place;
  readonly candidate: string;
  /** The viewer lives on the stairwell. */
  readonly isNeighbour: boolean;
  /** The viewer is secretary, deputy secretary or committee member of the party organisation that leads the community. */
  readonly isOfBranch: boolean;
  /** The last day on which objections are heard, YYYY-MM-DD. */
  readonly publicUntil: string | null;
  /** How many objections are open. */
  readonly objections: number;
}

const OWN = 'Nobody decides on a candidacy of their own. 不能办理本人的参选事项。';
const byOthers =
  (sentence: Sentence<SelectionFacts>): Sentence<SelectionFacts> =>
  (viewer, selection, now) =>
    viewer.person !== null && viewer.person === selection.candidate ? forbidden(OWN) : sentence(viewer, selection, now);

/** Whoever lives there stands for themselves. */
export const mayStand = (viewer: Viewer, home: Place | null | undefined, stairwell: Place): boolean =>
  viewer.person !== null && home === stairwell;
export const NOT_AT_HOME = 'Only who lives on the stairwell stands for it. 只有本楼道居民可以自荐。';

export const mayRecommend = byOthers(
  (_, { isNeighbour }) => isNeighbour || forbidden('Only who lives on the stairwell recommends a candidate. 只有本楼道居民可以推选。'),
);
const ofCommunity = byOthers(
  (viewer, { place }) =>
    holds(viewer, place, 'COMMUNITY_CADRE') || forbidden('Only cadres of the community may do this. 只有本社区的社区干部可以进行此操作。'),
);
export const mayRecommendForCommunity = ofCommunity;
export const mayPublicise = ofCommunity;
export const mayReview = byOthers(
  (_, { isOfBranch }) =>
    isOfBranch ||
    forbidden("Only the leadership of the community's party organisation reviews a candidate. 只有社区党组织班子成员可以审查。"),
);
export const mayApprove = byOthers(
  (viewer, { place }) =>
    holds(viewer, place, 'STREET_SUPERVISOR') || forbidden('Only officers of the street approve a candidate. 只有街道干部可以审批。'),
);
export const mayReject = byOthers(
  (viewer, { place, isOfBranch }) =>
    isOfBranch ||
    holds(viewer, place, ...deciders) ||
    forbidden(
      'Only cadres and the party organisation of the community, and officers of the street reject a candidate. 只有社区干部、社区党组织和街道干部可以作出不予通过的决定。',
    ),
);

/** A candidate stands down by themselves. */
export const mayWithdraw: Sentence<SelectionFacts> = (viewer, { candidate }) =>
  (viewer.person !== null && viewer.person === candidate) || forbidden('Only the candidate stands down. 只有候选人本人可以退出。');

/** By who appoints chiefs there, when the time for objections is over and none is open. */
export const mayAppointSelected = byOthers((viewer, { place, state, publicUntil, objections }, now) => {
  if (!mayAppoint(viewer, place, 'STAIRWELL_CHIEF')) return forbidden('Your posts do not let you fill this one. 您的职务无权任命该职务。');
  if (state !== 'PUBLICITY') return true;
  if (dayOf(now) <= publicUntil!) return notNow('WRONG_STATE', 'Objections are heard until {day}. 公示期至 {day}。', { day: publicUntil! });
  return (
    objections === 0 || notNow('WRONG_STATE', '{count} objections are not decided yet. 尚有 {count} 项异议未处理。', { count: objections })
  );
});

/** Everybody of the jurisdiction objects but the candidate, and no system, while the notice is up. */
export const mayObject = byOthers((viewer, { place, state, publicUntil }, now) => {
  if (viewer.person === null || !place.startsWith(viewer.jurisdiction!.place))
    return forbidden('Only persons of the jurisdiction object. 只有本辖区的个人可以提出异议。');
  if (state === 'PUBLICITY' && dayOf(now) <= publicUntil!) return true;
  return notNow('WRONG_STATE', 'Objections are heard while a candidate is on public notice. 只能在公示期内提出异议。');
});

/** Nobody decides on an objection of their own, or to themselves. */
export const mayDecideObjection = (
  viewer: Viewer,
  { place, person, candidate }: { readonly place: Place; readonly person: string; readonly candidate: string },
): boolean => viewer.person !== person && viewer.person !== candidate && holds(viewer, place, ...deciders);
export const NOT_OBJECTION_DECIDER =
  'Only community cadres and street officers decide on objections of others, to others. 只有社区干部和街道干部可以处理他人提出的异议，且不得处理对本人的异议。';
