import { defineModule } from '../../graph/module.js';
import { createPartnerApp } from './commands/create-partner-app.js';
import { draftPartnerVersion } from './commands/draft-partner-version.js';
import { redeliverWebhookDelivery } from './commands/redeliver-webhook-delivery.js';
import { registerWebhook } from './commands/register-webhook.js';
import { rotateWebhookSecret } from './commands/rotate-webhook-secret.js';
import { setPartnerBudget } from './commands/set-partner-budget.js';
import { testWebhook } from './commands/test-webhook.js';
import { updateWebhook } from './commands/update-webhook.js';
import { PartnerApp, PartnerDocument, PartnerVersion } from './partner.entity.js';
import { sunsets } from './partner.jobs.js';
import { PartnerQueries } from './partner.queries.js';
import { partnerReads } from './partner.reads.js';
import { partnerVersionFlow } from './partner.workflow.js';
import { Webhook, WebhookDelivery } from './webhook.entity.js';
import { oldDeliveries } from './webhook.jobs.js';
import { WebhookQueries } from './webhook.queries.js';
import { webhookReads } from './webhook.reads.js';
import { webhookFlow } from './webhook.workflow.js';

export const partners = defineModule({
  name: 'partners',
  after: ['organisations', 'identity'],
  entities: [PartnerApp, PartnerVersion, PartnerDocument, Webhook, WebhookDelivery],
  resolvers: [PartnerQueries, WebhookQueries],
  verbs: [
    createPartnerApp,
    setPartnerBudget,
    draftPartnerVersion,
    ...partnerVersionFlow.verbs,
    registerWebhook,
    ...webhookFlow.verbs,
    updateWebhook,
    rotateWebhookSecret,
    testWebhook,
    redeliverWebhookDelivery,
  ],
  reads: [...partnerReads, ...webhookReads],
  jobs: [sunsets, oldDeliveries],
});
