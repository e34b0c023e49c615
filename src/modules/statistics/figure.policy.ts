import type { Grant } from '../../auth/grant.js';
import { holds, type Viewer } from '../../auth/viewer.js';
import type { Place } from '../../kernel/place.js';

/** What has been published is for everybody who signed in to the jurisdiction; what rows say against it, for those who read figures of the place. */
export const visibleFigures = (viewer: Viewer): readonly Grant<never>[] =>
  viewer.jurisdiction ? [{ where: { jurisdictionId: viewer.jurisdiction.id } }] : [];

export const mayReportFigures = (viewer: Viewer, place: Place): boolean => holds(viewer, place, 'COMMUNITY_CADRE', 'STREET_SUPERVISOR');
export const NOT_REPORTER =
  'Only community cadres and street officers of the organisation or above add and withdraw figures. 只有该组织或其上级的社区干部和街道干部可以登记和撤回公布数字。';
