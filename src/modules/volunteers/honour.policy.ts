import type { Grant } from '../../auth/grant.js';
import { holds, placesOf, type Role, type Viewer } from '../../auth/viewer.js';
import { dayOf } from '../../kernel/clock.js';
import type { Place } from '../../kernel/place.js';
import { forbidden, notNow, type Sentence } from '../../work/workflow.js';
import type { HistoryPart } from '../organisations/organization.policy.js';
import type { HonourState } from './honour.terms.js';

/** Who sees and does what with honours and with objections to them. */

const reviewers: readonly Role[] = ['COMMUNITY_CADRE', 'STREET_SUPERVISOR'];

/** What a grant on honours may withhold: who put them forward; of the history who took a step, and the notes. */
export type HonourPart = 'nominator' | HistoryPart;
export const honourParts = ['nominator', 'people', 'notes'] as const satisfies readonly HonourPart[];
const outwards = ['nominator', 'people', 'notes'] as const;

/** For who reviews there and who put them forward; once they are public, for who signed in to the jurisdiction. */
export const visibleHonours = (viewer: Viewer): readonly Grant<HonourPart>[] => [
  ...placesOf(viewer, ...reviewers).map((place) => ({ within: place })),
  ...(viewer.person === null ? [] : [{ where: { nominatedBy: viewer.person }, withhold: ['people', 'notes'] as const }]),
  ...(viewer.jurisdiction ? [{ within: viewer.jurisdiction.place, where: { state: ['PUBLICISED', 'AWARDED'] }, withhold: outwards }] : []),
];

/** For who reviews there, and who objected. */
export const visibleObjections = (viewer: Viewer): readonly Grant[] => [
  ...placesOf(viewer, ...reviewers).map((place) => ({ within: place })),
  ...(viewer.person === null ? [] : [{ where: { person: viewer.person } }]),
];

/** Everybody puts others forward, and objects; a client is nobody. */
export const mayNominate = (viewer: Viewer): boolean => viewer.person !== null;
export const mayObject = mayNominate;

/** What the sentences below need to know of an honour. */
export interface HonourFacts {
  readonly state: HonourState;
  readonly place: Place;
  /** The viewer put them forward, or was put forward: as a person, as the leader of the team, as one of the household, or as staff of the unit. */
  readonly isConcerned: boolean;
  /** The last day on which objections are heard, YYYY-MM-DD. */
  readonly publicUntil: string | null;
  /** How many objections are open or were upheld. */
  readonly objections: number;
}

const mayReview = (viewer: Viewer, place: Place): boolean => holds(viewer, place, ...reviewers);

/** Nobody decides on a nomination that they made, or of themselves, nor on objections to it. */
export const mayDecide: Sentence<HonourFacts> = (viewer, { place, isConcerned }) => {
  if (!mayReview(viewer, place))
    return forbidden(
      'Only community cadres and street officers decide on honours and on objections to them, in their own subtree. 只有社区干部和街道干部可以办理其辖区内的荣誉评选及异议。',
    );
  if (isConcerned)
    return notNow(
      'SELF_VERIFICATION',
      'Nobody decides on a nomination or an objection of their own, or of their household, team or unit; somebody else has to. 不得办理本人提名、本人提出异议，或提名本人、本户、本队、本单位的荣誉，须由他人办理。',
    );
  return true;
};
export const mayAward: Sentence<HonourFacts> = (viewer, facts, now) => {
  const decides = mayDecide(viewer, facts, now);
  if (decides !== true || facts.state !== 'PUBLICISED') return decides;
  if (dayOf(now) <= facts.publicUntil!)
    return notNow('WRONG_STATE', 'Objections are heard until {day}. 公示期至 {day}。', { day: facts.publicUntil! });
  return (
    facts.objections === 0 ||
    notNow('WRONG_STATE', '{count} objections stand in its way. 尚有 {count} 项异议。', { count: facts.objections })
  );
};
/** Who decides on the honour decides on objections to it, but not on one of their own. */
export const mayDecideObjectionOf =
  (person: string): Sentence<HonourFacts> =>
  (viewer, facts, now) =>
    mayDecide(viewer, { ...facts, isConcerned: facts.isConcerned || person === viewer.person }, now);
