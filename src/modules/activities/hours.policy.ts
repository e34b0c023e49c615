import type { Grant } from '../../auth/grant.js';
import { holds, placesOf, type Role, type Viewer } from '../../auth/viewer.js';
import type { Place } from '../../kernel/place.js';
import { forbidden, notNow, type Sentence } from '../../work/workflow.js';
import type { HoursState } from './hours.terms.js';

/** Who sees, submits and decides on hours. A grant `when` led is a condition that the reads declare: the viewer leads the team. */

const readers: readonly Role[] = ['COMMUNITY_CADRE', 'STREET_SUPERVISOR'];

export const visibleHours = (viewer: Viewer): readonly Grant[] => [
  ...placesOf(viewer, ...readers).map((within) => ({ within })),
  ...(viewer.person === null ? [] : [{ where: { person: viewer.person } }, { when: 'led' }]),
];

/** Where the viewer sees everybody's hours. */
export const hoursPlaces = (viewer: Viewer): readonly Place[] => placesOf(viewer, ...readers);

/** What the sentences below need to know of hours. */
export interface HoursFacts {
  readonly state: HoursState;
  readonly place: Place;
  readonly isOwn: boolean;
  /** The viewer leads the team. */
  readonly isLed: boolean;
  /** The viewer corrected them last. */
  readonly isCorrected: boolean;
}

const isDecider = (viewer: Viewer, { place, isLed }: HoursFacts): boolean => isLed || holds(viewer, place, 'COMMUNITY_CADRE');

export const mayDecide: Sentence<HoursFacts> = (viewer, facts) => {
  if (!isDecider(viewer, facts))
    return forbidden('Only the leader of the team and community cadres decide on hours. 只有队长和社区干部可以审核服务时长。');
  if (facts.isOwn)
    return notNow('SELF_VERIFICATION', 'Nobody approves their own hours; somebody else has to. 不得审核本人的服务时长，须由他人审核。');
  return (
    !facts.isCorrected ||
    notNow('SELF_VERIFICATION', 'Nobody approves what they corrected; somebody else has to. 不得审核本人更正的服务时长，须由他人审核。')
  );
};

export const mayCorrect: Sentence<HoursFacts> = (viewer, facts) =>
  facts.isOwn ||
  isDecider(viewer, facts) ||
  forbidden(
    'Only the volunteer, the leader of the team and community cadres correct hours. 只有志愿者本人、队长和社区干部可以更正服务时长。',
  );

/** Volunteers submit their own hours, for a team that they belong to. */
export const maySubmit = (viewer: Viewer, isMember: boolean): boolean => viewer.person !== null && isMember;
