import type { Grant } from '../../auth/grant.js';
import { holds, type Viewer } from '../../auth/viewer.js';

/** Who says who is who: administrators of a whole jurisdiction. One of a part of it could make themselves anybody above. */
export const mayLinkAccounts = (viewer: Viewer): boolean =>
  viewer.jurisdiction !== null && holds(viewer, viewer.jurisdiction.place, 'ADMIN');

/** For which organisation a partner's client works, in one's own jurisdiction. */
export const mayNameClientOrganization = (viewer: Viewer, jurisdiction: string): boolean =>
  mayLinkAccounts(viewer) && viewer.jurisdiction!.id === jurisdiction;

/** One's own tokens, and as an administrator those of any person or client of the jurisdiction. `person` is null for a client. */
export const mayRevokeTokens = (viewer: Viewer, person: string | null): boolean =>
  mayLinkAccounts(viewer) || (person !== null && person === viewer.person);

/** A person's own accounts, and for administrators all of the jurisdiction. */
export const visibleAccounts = (viewer: Viewer): readonly Grant[] => [
  ...(mayLinkAccounts(viewer) ? [{ where: { jurisdictionId: viewer.jurisdiction!.id } }] : []),
  ...(viewer.person ? [{ where: { person: viewer.person } }] : []),
];
