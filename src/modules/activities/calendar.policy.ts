import type { Grant } from '../../auth/grant.js';
import type { Viewer } from '../../auth/viewer.js';
import type { Place } from '../../kernel/place.js';
import { mayManageTeams } from '../volunteers/volunteer.policy.js';

/** Everybody their own. */
export const visibleFeeds = ({ person }: Viewer): readonly Grant[] => (person === null ? [] : [{ where: { person } }]);

/** Calendars are for persons. */
export const mayHaveFeeds = ({ person }: Viewer): boolean => person !== null;

/** The calendar of a team is for its members, and for who manages it. */
export const mayFollowTeam = (viewer: Viewer, team: { readonly place: Place; readonly isMember: boolean }): boolean =>
  mayHaveFeeds(viewer) && (team.isMember || mayManageTeams(viewer, team.place));
