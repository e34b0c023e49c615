import { anyOf } from '../../read/filter.js';
import { connection, list, lookup, one, type Reads, type RowRef, value } from '../../read/noun.js';
import { type Sql, sql } from '../../read/sql.js';
import { history } from '../organisations/history.reads.js';
import { Webhook, WebhookDelivery } from './webhook.entity.js';
import { webhookFlow } from './webhook.workflow.js';

const progress = (webhook: RowRef, column: Sql): Sql =>
  sql`(select ${column} from webhook_progress progress where progress.webhook_id = ${webhook.col('id')} and progress.jurisdiction_id = ${webhook.col('jurisdictionId')})`;

export const webhookReads: readonly Reads[] = [
  {
    noun: 'Webhook',
    entity: Webhook,
    visible: { through: 'app' },
    fields: {
      app: one('PartnerApp', 'app', { follows: true }),
      document: one('PartnerDocument', 'document', { follows: true }),
      lastSuccessAt: value((webhook) => progress(webhook, sql`last_success_at`)),
      failingSince: value((webhook) => progress(webhook, sql`failing_since`)),
      restsUntil: value((webhook) => progress(webhook, sql`rests_until`)),
      deliveries: connection('WebhookDelivery', (webhook, delivery) => sql`${delivery.col('webhook')} = ${webhook.col('id')}`, {
        follows: true,
      }),
      history,
      viewerActions: webhookFlow.viewerActions,
    },
    orders: { CREATED_AT: { key: (row) => row.col('createdAt'), type: 'timestamptz' } },
    defaultOrder: { field: 'CREATED_AT', direction: 'DESC' },
    roots: { webhook: lookup({ id: 'id' }), webhooks: list() },
  },
  {
    noun: 'WebhookDelivery',
    entity: WebhookDelivery,
    visible: { through: 'webhook' },
    fields: { webhook: one('Webhook', 'webhook', { follows: true }) },
    filters: { states: anyOf('state'), kinds: anyOf('kind') },
    orders: { CREATED_AT: { key: (row) => row.col('createdAt'), type: 'timestamptz' } },
    defaultOrder: { field: 'CREATED_AT', direction: 'DESC' },
    roots: { webhookDelivery: lookup({ id: 'id' }) },
  },
];
