import type { Grant } from '../../auth/grant.js';
import type { Viewer } from '../../auth/viewer.js';

/** Auditors read all of their jurisdiction, wherever in it they are appointed; administrators, whose work it speaks of, none of it. */
export const mayAudit = (viewer: Viewer): boolean => viewer.roles.some(({ role }) => role === 'AUDITOR');

export const mayVerifyAudit = (viewer: Viewer, jurisdictionId: string): boolean =>
  mayAudit(viewer) && viewer.jurisdiction?.id === jurisdictionId;

export const visibleAudit = (viewer: Viewer): readonly Grant[] =>
  mayAudit(viewer) ? [{ where: { jurisdictionId: viewer.jurisdiction!.id } }] : [];
