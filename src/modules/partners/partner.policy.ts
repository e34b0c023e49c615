import type { Grant } from '../../auth/grant.js';
import { holds, type Viewer } from '../../auth/viewer.js';
import { forbidden, type Sentence } from '../../work/workflow.js';
import type { VersionState } from './partner.terms.js';
import type { WebhookState } from './webhook.terms.js';

/** Administrators of the whole jurisdiction. */
const administers = (viewer: Viewer, jurisdictionId: string): boolean =>
  viewer.jurisdiction?.id === jurisdictionId && holds(viewer, viewer.jurisdiction.place, 'ADMIN');

/** Which partners there are, and what they may spend. */
export const mayManagePartners = (viewer: Viewer): boolean => viewer.jurisdiction !== null && administers(viewer, viewer.jurisdiction.id);

/** An app is its own client's, whatever role that has, and the administrators'. */
export const visiblePartnerApps = (viewer: Viewer): readonly Grant[] => {
  if (!viewer.jurisdiction) return [];
  const { id: jurisdictionId } = viewer.jurisdiction;
  return [
    ...(mayManagePartners(viewer) ? [{ where: { jurisdictionId } }] : []),
    ...(isPartner(viewer) ? [{ where: { jurisdictionId, client: viewer.client! } }] : []),
  ];
};

const isPartner = ({ client, roles }: Viewer): boolean => client !== null && roles.some(({ role }) => role === 'PARTNER');

/** Whose a version is, or is to be. */
export interface AppFacts {
  readonly jurisdictionId: string;
  readonly client: string;
}

export interface VersionFacts extends AppFacts {
  readonly state: VersionState;
}

/** A partner's own client, and administrators. */
export const mayPublishFor = (viewer: Viewer, { jurisdictionId, client }: AppFacts): boolean =>
  administers(viewer, jurisdictionId) || (isPartner(viewer) && viewer.jurisdiction?.id === jurisdictionId && viewer.client === client);

export const mayPublish: Sentence<VersionFacts> = (viewer, facts) =>
  mayPublishFor(viewer, facts) ||
  forbidden(
    'Only the partner itself and administrators publish, deprecate and retire versions. 只有合作方自己和管理员可以发布、弃用或停用版本。',
  );

/** A webhook is its app's client's alone. */
export const mayManageWebhooksOf = (viewer: Viewer, { jurisdictionId, client }: AppFacts): boolean =>
  isPartner(viewer) && viewer.jurisdiction?.id === jurisdictionId && viewer.client === client;

export interface WebhookFacts extends AppFacts {
  readonly state: WebhookState;
}

export const mayManageWebhook: Sentence<WebhookFacts> = (viewer, facts) =>
  mayManageWebhooksOf(viewer, facts) || forbidden('Only the partner itself manages its webhooks. 只有合作方自己可以管理其推送端点。');
