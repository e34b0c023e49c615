import { holds, type Viewer } from '../../auth/viewer.js';
import type { Place } from '../../kernel/place.js';

/** access.csv, WorkCalendar. */
export const mayManageCalendar = (viewer: Viewer, place: Place): boolean => holds(viewer, place, 'ADMIN', 'STREET_SUPERVISOR');
