import type { Grant } from '../../auth/grant.js';
import { holds, placesOf, type Role, type Viewer } from '../../auth/viewer.js';
import type { Place } from '../../kernel/place.js';

/**
 * Who sees and registers addresses, and whoever lives at them: households, residents and occupancies have the same rights as dwellings. Grants `when` own
 * are a condition that the reads of households declare.
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
export const carers: readonly Role[] = ['GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE'];

export const within = (viewer: Viewer, roles: readonly Role[]): readonly Grant<never>[] =>
  placesOf(viewer, ...roles).map((place) => ({ within: place }));
export const own = (viewer: Viewer): readonly Grant<never>[] => (viewer.person ? [{ when: 'own' }] : []);

/** Where the viewer's posts show households, residents and dwellings. */
export const registryPlaces = (viewer: Viewer): readonly Place[] => placesOf(viewer, ...registry);

/** Estates, buildings and stairwells: for who signed in to their jurisdiction. */
export const visibleAddresses = (viewer: Viewer): readonly Grant[] => (viewer.jurisdiction ? [{ within: viewer.jurisdiction.place }] : []);
/** Households, residents, dwellings and occupancies. */
export const visibleRegistry = (viewer: Viewer): readonly Grant[] => [...within(viewer, registry), ...own(viewer)];
/** Who registers estates, buildings and stairwells. */
export const mayKeepAddresses = (viewer: Viewer, place: Place): boolean => holds(viewer, place, 'COMMUNITY_CADRE', 'ADMIN');

export const NOT_ADDRESS_KEEPER =
  'Only community cadres and administrators register addresses of their community. 只有社区干部和管理员可以登记其社区的地址信息。';

/** Who registers people and dwellings, moves households, and verifies who lives where. */
export const mayRegister = (viewer: Viewer, place: Place | null | undefined): boolean => place != null && holds(viewer, place, ...carers);

export const NOT_REGISTRAR =
  'Only grid staff and community cadres keep the register, in their own grids. 只有网格员和社区干部可以维护其网格内的登记信息。';
