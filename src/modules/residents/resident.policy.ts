import type { Grant } from '../../auth/grant.js';
import { holds, placesOf, type Role, type Viewer } from '../../auth/viewer.js';
import type { Place } from '../../kernel/place.js';
import type { VisitKind } from './resident.terms.js';

/**
 * Who sees and does what with addresses, households, residents and their care. Grants `when` own or assigned are conditions that the reads declare.
 */

const registry: readonly Role[] = [
  'STAIRWELL_CHIEF',
  'GRID_WORKER',
  'GRID_LEADER',
  'COMMUNITY_CADRE',
  'POLICE',
  'STREET_SUPERVISOR',
  'ADMIN',
];
const carers: readonly Role[] = ['GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE'];

const within = (viewer: Viewer, roles: readonly Role[]): readonly Grant<never>[] =>
  placesOf(viewer, ...roles).map((place) => ({ within: place }));
const own = (viewer: Viewer): readonly Grant<never>[] => (viewer.person ? [{ when: 'own' }] : []);

/** Where the viewer's posts show households, residents and dwellings. */
export const registryPlaces = (viewer: Viewer): readonly Place[] => placesOf(viewer, ...registry);

/** Estates, buildings and stairwells: for who signed in to their jurisdiction. */
export const visibleAddresses = (viewer: Viewer): readonly Grant[] => (viewer.jurisdiction ? [{ within: viewer.jurisdiction.place }] : []);
/** Households, residents, dwellings and occupancies. */
export const visibleRegistry = (viewer: Viewer): readonly Grant[] => [...within(viewer, registry), ...own(viewer)];
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

/** Who registers estates, buildings and stairwells. */
export const mayKeepAddresses = (viewer: Viewer, place: Place): boolean => holds(viewer, place, 'COMMUNITY_CADRE', 'ADMIN');

export const NOT_ADDRESS_KEEPER =
  'Only community cadres and administrators register addresses of their community. 只有社区干部和管理员可以登记其社区的地址信息。';

/** Who registers people and dwellings, moves households, and verifies who lives where. */
export const mayRegister = (viewer: Viewer, place: Place | null | undefined): boolean => place != null && holds(viewer, place, ...carers);

export const NOT_REGISTRAR =
  'Only grid staff and community cadres keep the register, in their own grids. 只有网格员和社区干部可以维护其网格内的登记信息。';

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
