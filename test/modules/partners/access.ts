import { type Ask, list, type NounRules, open, reckoned, related, to } from '../../access/noun-rules.js';
import { linesFor, may } from '../../access/policy.js';
import type { VerbRule, VerbRules } from '../../access/verb-rules.js';
import type { Row } from '../../read/world.js';

const appOf = ({ world }: Ask, row: Row): Row => {
  const webhook = row.webhook_id ? world.byId.get(row.webhook_id)! : row;
  if (webhook.url) return world.byId.get(webhook.app_id)!;
  const version = row.partner_version_id ? world.byId.get(row.partner_version_id)! : row;
  return version.app_id ? world.byId.get(version.app_id)! : version;
};

/** The own client of the app's partner, and administrators: of several roles in a line each has its rows. */
const isOwners = (ask: Ask, row: Row, subject: string, action: string): boolean => {
  const { client, jurisdiction_id: jurisdiction } = appOf(ask, row);
  const { viewer } = ask;
  const [line] = linesFor(subject, action);
  const isMeant = (role: string) =>
    (line!.roles.includes(role) || line!.note.includes(role)) && viewer.held.some((held) => held.role === role);
  return viewer.jurisdiction === jurisdiction && (isMeant('ADMIN') || (isMeant('PARTNER') && viewer.client === client));
};

const sees = (ask: Ask, row: Row): boolean => isOwners(ask, row, 'PartnerApp', 'see');

export const tables = {
  PartnerApp: 'partner_app',
  PartnerVersion: 'partner_version',
  PartnerDocument: 'partner_document',
  Webhook: 'webhook',
  WebhookDelivery: 'webhook_delivery',
} as const;

export const nouns: NounRules = {
  PartnerApp: {
    sees,
    lookup: 'partnerApp',
    list: 'partnerApps',
    fields: {
      ...{ id: open('id'), name: open('name'), partner: open('partner'), client: open('client'), createdAt: open('created_at') },
      ...{ budgetUnits: open('budget_units'), budgetPerSecond: open('budget_per_second'), version: open('version') },
      organization: related('Organization', () => null),
      versions: list('PartnerVersion'),
    },
  },
  PartnerVersion: {
    sees,
    lookup: 'partnerVersion',
    fields: {
      ...{ id: open('id'), app: to('PartnerApp', 'app_id'), name: open('name'), state: open('state'), createdAt: open('created_at') },
      ...{ deprecatedAt: open('deprecated_at'), sunsetAt: open('sunset_at'), version: open('version') },
      ...{ documents: list('PartnerDocument'), history: list('HistoryEntry') },
      // Checked by test/modules/partners/versions.test.ts.
      viewerActions: reckoned,
    },
  },
  PartnerDocument: {
    sees,
    fields: {
      ...{ id: open('id'), partnerVersion: to('PartnerVersion', 'partner_version_id'), hash: open('sha256'), alias: open('alias') },
      ...{ operationName: open('operation_name'), operationType: open('operation_type'), source: open('source'), cost: open('cost') },
      // Checked by test/modules/partners/budget.test.ts.
      ...{ useCount: reckoned, errorCount: reckoned, lastUsedAt: reckoned, medianMs: reckoned, tailMs: reckoned },
    },
  },
  Webhook: {
    sees: (ask, row) => isOwners(ask, row, 'Webhook', 'see'),
    lookup: 'webhook',
    list: 'webhooks',
    fields: {
      ...{ id: open('id'), app: to('PartnerApp', 'app_id'), document: to('PartnerDocument', 'document_id'), url: open('url') },
      ...{ variables: open('variables'), state: open('state'), pauseReason: open('pause_reason'), createdAt: open('created_at') },
      ...{ formerSecretUntil: open('former_secret_until'), version: open('version') },
      ...{ deliveries: list('WebhookDelivery'), history: list('HistoryEntry') },
      // Checked by test/modules/partners/webhooks.test.ts.
      ...{ lastSuccessAt: reckoned, failingSince: reckoned, restsUntil: reckoned, viewerActions: reckoned },
    },
  },
  WebhookDelivery: {
    sees: (ask, row) => isOwners(ask, row, 'WebhookDelivery', 'see'),
    lookup: 'webhookDelivery',
    fields: {
      ...{ id: open('id'), webhook: to('Webhook', 'webhook_id'), kind: open('kind'), state: open('state'), attempts: open('attempts') },
      ...{ lastAttemptAt: open('last_attempt_at'), lastStatus: open('last_status'), lastError: open('last_error') },
      ...{ nextAttemptAt: open('next_attempt_at'), settledAt: open('settled_at'), createdAt: open('created_at') },
    },
  },
};

const ofVersion = (action: string, input: VerbRule['input']): VerbRule => ({
  noun: 'PartnerVersion',
  input,
  may: (ask, row) => isOwners(ask, row, 'PartnerVersion', action),
});

const ofWebhook = (action: string): VerbRule => ({
  noun: 'Webhook',
  input: ({ id }) => ({ id, version: 0 }),
  may: (ask, row) => isOwners(ask, row, 'Webhook', action),
});

export const verbs: VerbRules = {
  registerWebhook: {
    noun: 'PartnerDocument',
    input: ({ id }) => ({ documentId: id, url: ' ' }),
    may: (ask, row) => isOwners(ask, row, 'Webhook', 'registerWebhook'),
  },
  pauseWebhook: ofWebhook('pauseWebhook'),
  resumeWebhook: ofWebhook('resumeWebhook'),
  removeWebhook: ofWebhook('removeWebhook'),
  rotateWebhookSecret: ofWebhook('rotateWebhookSecret'),
  testWebhook: ofWebhook('testWebhook'),
  updateWebhook: { ...ofWebhook('updateWebhook'), input: ({ id }) => ({ id, version: 0, url: ' ' }) },
  redeliverWebhookDelivery: {
    noun: 'WebhookDelivery',
    // Of one that is still to be sent it comes to nothing.
    input: ({ id }) => ({ id }),
    fits: (_, row) => row.state === 'PENDING',
    may: (ask, row) => isOwners(ask, row, 'Webhook', 'redeliver'),
  },
  createPartnerApp: {
    noun: 'Organization',
    input: () => ({ name: ' ', partner: ' ', client: ' ' }),
    may: ({ viewer }) => may('PartnerApp', 'createPartnerApp', viewer, { jurisdiction: viewer.jurisdiction! }),
    isRowless: true,
    sees: () => true,
  },
  setPartnerBudget: {
    noun: 'PartnerApp',
    input: ({ id }) => ({ id, version: 0, units: 1, perSecond: 1 }),
    may: (ask, row) => may('PartnerApp', 'setPartnerBudget', ask.viewer, { jurisdiction: row.jurisdiction_id }),
  },
  draftPartnerVersion: {
    ...ofVersion('draftPartnerVersion', ({ id }) => ({ appId: id, name: '1', documents: [] })),
    noun: 'PartnerApp',
  },
  publishPartnerVersion: ofVersion('publishPartnerVersion', ({ id }) => ({ id, version: 0 })),
  deprecatePartnerVersion: ofVersion('deprecatePartnerVersion', ({ id }) => ({ id, version: 0, sunsetAt: '2099-01-01T00:00:00Z' })),
  retirePartnerVersion: ofVersion('retirePartnerVersion', ({ id }) => ({ id, version: 0 })),
};
