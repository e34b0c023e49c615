import type { Grant } from '../../auth/grant.js';
import { holds, placesOf, type Viewer } from '../../auth/viewer.js';
import type { Place } from '../../kernel/place.js';
import { carers, mayRegister, own, within } from '../addresses/address.policy.js';
import type { VisitKind } from './care.terms.js';

/** Who sees and decides about care, help and visits. Grants `when` own or assigned are conditions that the reads declare. */

/** What a grant on care designations may withhold: what staff write about somebody. */
export const careParts = ['notes'] as const;
export type CarePart = (typeof careParts)[number];
export const visibleCare = (viewer: Viewer): readonly Grant<CarePart>[] => [
  ...within(viewer, carers),
  ...placesOf(viewer, 'POLICE').map(
    (place): Grant<CarePart> => ({ within: place, where: { category: 'KEY_PERSON' }, withhold: ['notes'] }),
  ),
  ...own(viewer).map((grant): Grant<CarePart> => ({ ...grant, withhold: ['notes'] })),
];
export const visiblePairings = (viewer: Viewer): readonly Grant[] => [
  ...within(viewer, carers),
  ...own(viewer),
  ...(viewer.person ? [{ when: 'assigned' }] : []),
];
export const visibleVisits = (viewer: Viewer): readonly Grant[] => within(viewer, carers);
/** How often staff visit is for those who visit, and for those above them. */
export const visibleVisitRules = (viewer: Viewer): readonly Grant[] => [
  ...within(viewer, ['COMMUNITY_CADRE', 'STREET_SUPERVISOR', 'ADMIN']),
  ...viewer.posts.flatMap(({ role, communityId }) =>
    communityId !== null && (role === 'GRID_WORKER' || role === 'GRID_LEADER') ? [{ where: { community: communityId } }] : [],
  ),
];

/** Who looks after people visits them; the police only together with them. */
export const mayVisit = (viewer: Viewer, place: Place | null | undefined, kind: VisitKind): boolean =>
  mayRegister(viewer, place) || (place != null && kind === 'JOINT_POLICE' && holds(viewer, place, 'POLICE'));

export const mayDesignateCare = (viewer: Viewer, place: Place | null | undefined): boolean =>
  place != null && holds(viewer, place, 'GRID_LEADER', 'COMMUNITY_CADRE');
export const NOT_CARE_DECIDER =
  'Only grid leaders and community cadres decide on care, in their own grids. 只有网格长和社区干部可以认定或解除其网格内的关爱对象。';
export const mayPairHelp = mayDesignateCare;
export const NOT_PAIRING =
  'Only grid leaders and community cadres pair help and end it, in their own grids. 只有网格长和社区干部可以办理或结束其网格内的结对帮扶。';

export const maySetVisitRules = (viewer: Viewer, place: Place): boolean => holds(viewer, place, 'COMMUNITY_CADRE');
export const NOT_RULE_SETTER =
  'Only community cadres set and end the visit rules of their community. 只有社区干部可以设定或停用其社区的走访规则。';
