import type { Grant } from '../../auth/grant.js';
import { holds, placesOf, type Role, type Viewer } from '../../auth/viewer.js';
import type { Place } from '../../kernel/place.js';
import { forbidden, notNow, type Sentence } from '../../work/workflow.js';
import { mayPrepare } from '../deliberation/deliberation.policy.js';
import type { HistoryPart } from '../organisations/organization.policy.js';
import { type BallotResult, knownStages, type TopicStage } from './ballots.terms.js';

/**
 * Who sees and does what with topics and ballots (access.csv). What was proposed or declined is known to who proposed it and to the staff of its subtree; what was
 * admitted, to everybody of the jurisdiction where its body meets in public, or the minutes are published; else to its members, who has a vote, and
 * who carries it out.
 */

const screeners: readonly Role[] = ['GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE', 'COUNCIL_SECRETARY'];

/** Who proposed it, who evaluated it and who took which step is for staff and the proposer. */
export const topicParts = ['people', 'notes'] as const satisfies readonly HistoryPart[];
export type TopicPart = (typeof topicParts)[number];

export const visibleTopics = (viewer: Viewer): readonly Grant<TopicPart>[] => [
  ...placesOf(viewer, ...screeners, 'STREET_SUPERVISOR').map((within) => ({ within })),
  ...(viewer.person ? [{ where: { proposer: viewer.person } }] : []),
  ...(viewer.jurisdiction
    ? [{ within: viewer.jurisdiction.place, where: { state: knownStages }, when: 'isKnown', withhold: topicParts }]
    : []),
];

/** Named votes are for the members of the body, when the tally may be shown, and one's own at any time. */
export const visibleVotes = (viewer: Viewer): readonly Grant[] => (viewer.person ? [{ when: 'own' }, { when: 'ofOwnBody' }] : []);

/** Who lets whom vote: for those whose vote it is, who casts it, and the staff of the body; of a named ballot, for the body's members. */
export const visibleProxies = (viewer: Viewer): readonly Grant[] => [
  ...(viewer.person ? [{ when: 'own' }, { when: 'ofOwnBody' }] : []),
  ...(viewer.jurisdiction ? [{ where: { jurisdictionId: viewer.jurisdiction.id }, when: 'ofStaff' }] : []),
];

/** What the sentences below need to know of a topic. */
export interface TopicFacts {
  readonly state: TopicStage;
  readonly place: Place;
  readonly proposer: string | null;
  /** Of the session that deliberates it. */
  readonly chair: string | null;
  readonly result: BallotResult | null;
  /** Where a session is over that left a ballot on it open without an end; null where none is. */
  readonly leftOpenAt: Place | null;
  /** Of its decision; null where they have left. */
  readonly responsible: string | null;
}

export const mayScreen: Sentence<TopicFacts> = (viewer, { place }) =>
  holds(viewer, place, ...screeners) ||
  forbidden(
    'Only grid staff, community cadres and the council secretary screen topics, in their own subtree. 只有网格员、社区干部和议事会秘书可以在其辖区内审查议题。',
  );

export const mayWithdraw: Sentence<TopicFacts> = (viewer, { proposer }) =>
  (viewer.person !== null && viewer.person === proposer) ||
  forbidden('Only who proposed a topic withdraws it. 只有议题提出人可以撤回议题。');

export const mayConduct: Sentence<TopicFacts> = (viewer, { chair }) =>
  (viewer.person !== null && viewer.person === chair) ||
  forbidden('Only the chair of the session that deliberates the topic may do this. 只有审议该议题的会议主持人可以进行此操作。');

/** A ballot without an end outlives its session: whoever may name another chair before then closes it as well. */
export const mayCloseBallot: Sentence<TopicFacts> = (viewer, topic, now) =>
  (topic.leftOpenAt !== null && mayPrepare(viewer, topic.leftOpenAt)) || mayConduct(viewer, topic, now);

const ofSecretary: Sentence<TopicFacts> = (viewer, { place }) =>
  holds(viewer, place, 'COUNCIL_SECRETARY', 'COMMUNITY_CADRE') ||
  forbidden(
    'Only the council secretary and community cadres may do this, in their own subtree. 只有议事会秘书和社区干部可以在其辖区内进行此操作。',
  );
export const mayArchive = ofSecretary;
export const mayReturn = ofSecretary;

/** Only what was adopted is carried out. */
export const mayAdopt: Sentence<TopicFacts> = (viewer, topic, now) => {
  const verdict = ofSecretary(viewer, topic, now);
  if (verdict !== true || topic.result === null || topic.result === 'ADOPTED') return verdict;
  return notNow('WRONG_STATE', 'It was not adopted. 该议题未获通过。');
};

export const mayReportExecution: Sentence<TopicFacts> = (viewer, topic, now) =>
  (viewer.person !== null && viewer.person === topic.responsible) ||
  (topic.responsible === null && ofSecretary(viewer, topic, now) === true) ||
  forbidden(
    'Only the person responsible for the decision reports that it is done; where they have left, the council secretary or a community cadre. 只有决议责任人可以报告落实情况；责任人已离任的，由议事会秘书或社区干部报告。',
  );

/** Everybody proposes and supports in their own jurisdiction, for themselves: not a system. */
export const mayPropose = (viewer: Viewer, jurisdictionId: string): boolean =>
  viewer.person !== null && viewer.jurisdiction?.id === jurisdictionId;
export const NOT_PROPOSER = 'Only persons of the jurisdiction propose and support topics. 只有本辖区的个人可以提出和附议议题。';

/** Whoever lives where the body deliberates. */
export const mayEvaluate = (home: Place | null | undefined, place: Place): boolean => home?.startsWith(place) ?? false;

/** Whoever has a vote, or holds the proxy of somebody who has. */
export const mayVote = (electors: readonly unknown[]): boolean => electors.length > 0;
