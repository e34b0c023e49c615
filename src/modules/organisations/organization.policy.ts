import type { Grant } from '../../auth/grant.js';
import { holds, isSignedIn, placesOf, type Role, type Viewer } from '../../auth/viewer.js';
import type { Place } from '../../kernel/place.js';
import { forbidden, type Sentence } from '../../work/workflow.js';
import type { Position, StationState } from './organization.terms.js';
import { posts } from './posts.js';

/** Organisations and stations are public; of a station's history who did it and their notes are for its own jurisdiction. Who may change the house (access.csv, Organization and Appointment). */

export const mayManageOrganizations = (viewer: Viewer, place: Place): boolean => holds(viewer, place, 'ADMIN', 'STREET_SUPERVISOR');

export const visibleStations = (viewer: Viewer): readonly Grant<HistoryPart>[] => [
  ...(viewer.jurisdiction ? [{ where: { jurisdictionId: viewer.jurisdiction.id } }] : []),
  { withhold: ['people', 'notes'] },
];
export type HistoryPart = 'people' | 'notes';

/** What the sentences below need to know of a station. */
export interface StationFacts {
  readonly state: StationState;
  readonly place: Place;
}

export const mayCloseStation: Sentence<StationFacts> = (viewer, { place }) =>
  mayManageOrganizations(viewer, place)
    ? true
    : forbidden(
        'Only administrators and street officers close and reopen stations, in their own subtree. 只有管理员和街道干部可以在其辖区内关闭和重新开放站点。',
      );

/** Community cadres as well: the hours follow from who is there. */
export const maySetOpeningHours = (viewer: Viewer, place: Place): boolean =>
  holds(viewer, place, 'ADMIN', 'STREET_SUPERVISOR', 'COMMUNITY_CADRE');

/** What is known of firms is for who signed in to their jurisdiction. */
export const visibleEnterprises = (viewer: Viewer): readonly Grant[] =>
  viewer.jurisdiction ? [{ where: { jurisdictionId: viewer.jurisdiction.id } }] : [];

/** Party branches look after firms without members as well. */
export const maySetEnterpriseProfile = (viewer: Viewer, place: Place): boolean =>
  holds(viewer, place, 'ADMIN', 'STREET_SUPERVISOR', 'COMMUNITY_CADRE', 'BRANCH_SECRETARY');

/** Who appoints to a post at a place, and ends it. Somebody's own posts are for others to fill and to end. */
export const mayAppoint = (viewer: Viewer, place: Place, position: Position): boolean =>
  holds(viewer, place, ...posts[position].appointedBy);

/** Everybody sees who is on the notice board now; who signed in sees all posts of their jurisdiction. */
export const visibleAppointments = (viewer: Viewer): readonly Grant[] => [
  ...(viewer.jurisdiction ? [{ within: viewer.jurisdiction.place }] : []),
  { when: 'onNotice' },
];

/** A person's row on its own. Posts lead to their holders by themselves; what is shown of the name depends on viewer and person alone. */
export const visiblePersons = (viewer: Viewer): readonly Grant[] => [
  ...placesOf(
    viewer,
    'STAIRWELL_CHIEF',
    'GRID_WORKER',
    'GRID_LEADER',
    'COMMUNITY_CADRE',
    'POLICE',
    'BRANCH_SECRETARY',
    'STREET_SUPERVISOR',
    'DISPATCHER',
    'ADMIN',
  ).map((within) => ({ within })),
  ...(viewer.person ? [{ where: { id: viewer.person } }] : []),
  { when: 'onNotice' },
];

/**
 * Where the viewer may be told that two people have one id number: where their posts show the people who live there. `everywhere` for who looks after a
 * whole jurisdiction, people whose home is not known among them.
 */
export function placesCompared(viewer: Viewer): { readonly everywhere: boolean; readonly places: readonly Place[] } {
  const places = visiblePersons(viewer).flatMap(({ within }) => within ?? []);
  return { everywhere: viewer.jurisdiction !== null && places.includes(viewer.jurisdiction.place), places };
}

/** Where the viewer's posts cover the people who live there: their names are shown in full. */
export const placesCovered = (viewer: Viewer): readonly Place[] =>
  placesOf(viewer, 'STAIRWELL_CHIEF', 'GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE', 'POLICE');

const revealers: readonly Role[] = ['GRID_LEADER', 'COMMUNITY_CADRE', 'POLICE', 'STREET_SUPERVISOR'];

/** Who is told personal data in full, where their post covers the person's home. Nobody is, of people whose home is not known. */
export const mayRevealPersonalData = (viewer: Viewer, place: Place | null | undefined): boolean =>
  place != null && holds(viewer, place, ...revealers);
/** Where that is. */
export const placesRevealed = (viewer: Viewer): readonly Place[] => placesOf(viewer, ...revealers);

/** The jurisdiction whose internal fields the viewer sees; null without a token. */
export const ownJurisdiction = (viewer: Viewer): string | null => (isSignedIn(viewer) ? viewer.jurisdiction!.id : null);
