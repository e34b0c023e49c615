import type { Grant } from '../../auth/grant.js';
import { staffPosts, type Viewer } from '../../auth/viewer.js';

/** Auditors read all of their jurisdiction, wherever in it they are appointed; administrators, whose work it speaks of, none of it. */
export const mayAudit = (viewer: Viewer): boolean => viewer.roles.some(({ role }) => role === 'AUDITOR');

export const mayVerifyAudit = (viewer: Viewer, jurisdictionId: string): boolean =>
  mayAudit(viewer) && viewer.jurisdiction?.id === jurisdictionId;

export const visibleAudit = (viewer: Viewer): readonly Grant[] =>
  mayAudit(viewer) ? [{ where: { jurisdictionId: viewer.jurisdiction!.id } }] : [];

/** Whoever holds a staff post exports what they see, as they see it. */
export const mayExport = (viewer: Viewer): boolean => staffPosts(viewer).length > 0;

export const mayExportPeople = (viewer: Viewer): boolean => viewer.roles.some(({ role }) => role === 'COMMUNITY_CADRE');
