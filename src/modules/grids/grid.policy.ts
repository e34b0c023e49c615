import { holds, type Viewer } from '../../auth/viewer.js';
import type { Place } from '../../kernel/place.js';

/** Grids are public; their counts are for who signed in (access.csv, Grid). */

export const mayManageGrids = (viewer: Viewer, place: Place): boolean => holds(viewer, place, 'ADMIN', 'STREET_SUPERVISOR');
