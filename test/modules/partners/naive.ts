import type { Naive } from '../../read/naive.js';
import {
  type Args,
  type Asking,
  actionsBy,
  among,
  byInstant,
  byText,
  type DefaultOrders,
  id,
  type NaivePart,
  type Orders,
  resolversOf,
} from '../../read/naive-rules.js';
import { has } from '../../read/viewer.js';
import type { Row } from '../../read/world.js';

export const orders: Orders = {
  PartnerApp: { NAME: byText('name') },
  PartnerVersion: { CREATED_AT: byInstant('created_at') },
  PartnerDocument: { NAME: byText('operation_name') },
  Webhook: { CREATED_AT: byInstant('created_at') },
  WebhookDelivery: { CREATED_AT: byInstant('created_at') },
};
export const defaultOrders: DefaultOrders = {
  PartnerApp: { field: 'NAME', direction: 'ASC' },
  PartnerVersion: { field: 'CREATED_AT', direction: 'DESC' },
  PartnerDocument: { field: 'NAME', direction: 'ASC' },
  Webhook: { field: 'CREATED_AT', direction: 'DESC' },
  WebhookDelivery: { field: 'CREATED_AT', direction: 'DESC' },
};

/** Nobody runs the documents of this world. */
const unused = { useCount: () => 0, errorCount: () => 0, lastUsedAt: () => null, medianMs: () => null, tailMs: () => null };

export const answers = (naive: Naive): NaivePart => {
  const { to, pageOf, byIdOf } = resolversOf(naive);
  const { rows } = naive.world;
  const sees = (app: Row, ask: Asking) =>
    naive.isOwnJurisdiction(app, ask) &&
    (has(ask.viewer, naive.of(app.jurisdiction_id)!.place, 'ADMIN') || (ask.viewer.client !== null && ask.viewer.client === app.client));
  const versionOf = (document: Row) => naive.of(document.partner_version_id)!;
  return {
    sees: {
      PartnerApp: sees,
      PartnerVersion: (version, ask) => sees(naive.of(version.app_id)!, ask),
      PartnerDocument: (document, ask) => sees(naive.of(versionOf(document).app_id)!, ask),
      Webhook: (webhook, ask) => sees(naive.of(webhook.app_id)!, ask),
      WebhookDelivery: (delivery, ask) => sees(naive.of(naive.of(delivery.webhook_id)!.app_id)!, ask),
    },
    filters: {
      PartnerVersion: { states: among('state'), names: among('name') },
      WebhookDelivery: { states: among('state'), kinds: among('kind') },
    },
    fields: {
      PartnerApp: {
        id: id('PartnerApp'),
        createdAt: (row) => row.created_at.toISOString(),
        organization: () => null,
        versions: pageOf('PartnerVersion', (app) => rows.PartnerVersion.filter(({ app_id }) => app_id === app.id)),
      },
      PartnerVersion: {
        ...{ id: id('PartnerVersion'), app: to('app_id') },
        createdAt: (row) => row.created_at.toISOString(),
        deprecatedAt: (row) => row.deprecated_at?.toISOString() ?? null,
        sunsetAt: (row) => row.sunset_at?.toISOString() ?? null,
        documents: pageOf('PartnerDocument', (version) =>
          rows.PartnerDocument.filter(({ partner_version_id }) => partner_version_id === version.id),
        ),
        history: pageOf('HistoryEntry', (version) => rows.HistoryEntry.filter(({ subject_id }) => subject_id === version.id)),
        // Whoever sees a version publishes, deprecates and retires it.
        viewerActions: actionsBy(({ state }) => ({
          publishPartnerVersion: state === 'DRAFT',
          deprecatePartnerVersion: state === 'ACTIVE' || state === 'DEPRECATED',
          retirePartnerVersion: state !== 'RETIRED',
        })),
      },
      PartnerDocument: { id: id('PartnerDocument'), hash: (row) => row.sha256, partnerVersion: to('partner_version_id'), ...unused },
      Webhook: {
        ...{ id: id('Webhook'), app: to('app_id'), document: to('document_id') },
        createdAt: (row) => row.created_at.toISOString(),
        formerSecretUntil: (row) => row.former_secret_until?.toISOString() ?? null,
        ...{ lastSuccessAt: () => null, failingSince: () => null, restsUntil: () => null },
        viewerActions: actionsBy(({ app_id: app, state }, { viewer }) => {
          const manages = viewer.client !== null && viewer.client === naive.of(app)!.client;
          return {
            pauseWebhook: manages && state === 'ACTIVE',
            resumeWebhook: manages && state === 'PAUSED',
            removeWebhook: manages && (state === 'ACTIVE' || state === 'PAUSED'),
            ...{ updateWebhook: manages, testWebhook: manages, rotateWebhookSecret: manages },
          };
        }),
        deliveries: pageOf('WebhookDelivery', (webhook) => rows.WebhookDelivery.filter(({ webhook_id }) => webhook_id === webhook.id)),
        history: pageOf('HistoryEntry', (webhook) => rows.HistoryEntry.filter(({ subject_id }) => subject_id === webhook.id)),
      },
      WebhookDelivery: {
        ...{ id: id('WebhookDelivery'), webhook: to('webhook_id') },
        createdAt: (row) => row.created_at.toISOString(),
        lastAttemptAt: (row) => row.last_attempt_at?.toISOString() ?? null,
        nextAttemptAt: (row) => row.next_attempt_at?.toISOString() ?? null,
        settledAt: (row) => row.settled_at?.toISOString() ?? null,
      },
    },
    roots: {
      partnerApp: byIdOf('PartnerApp'),
      partnerVersion: byIdOf('PartnerVersion'),
      webhook: byIdOf('Webhook'),
      webhookDelivery: byIdOf('WebhookDelivery'),
      webhooks: (_root: Row, args: Args, ask: Asking) => naive.page('Webhook', naive.visible('Webhook', ask), args, ask),
      partnerApps: (_root: Row, args: Args, ask: Asking) => naive.page('PartnerApp', naive.visible('PartnerApp', ask), args, ask),
    },
  };
};
