import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { mayManageWebhook } from '../partner.policy.js';
import { WebhookDelivery } from '../webhook.entity.js';
import { webhookDeliveryPayload } from '../webhook.type.js';
import { webhookFlow } from '../webhook.workflow.js';

export const testWebhook = verb(
  'testWebhook',
  {
    does: "Sends a heartbeat of the webhook's document to it, once. The delivery tells what came back. 测试推送",
    answers: webhookDeliveryPayload,
    takes: versionOf('Webhook'),
    may: (work, { id, version }) => webhookFlow.admit(work, mayManageWebhook, { id, version }),
  },
  async (work, _input, { row: { id: webhook, jurisdictionId, state }, now }) => {
    if (state !== 'ACTIVE') refuse('WRONG_STATE', 'Resume the webhook first. 请先恢复该推送端点。', 'id');
    const [at] = await work.sql<{ pos: number; term: number }>('select pos::float8 as pos, term from event_log order by pos desc limit 1');
    const delivery = work.em.create(WebhookDelivery, {
      ...{ id: newId(jurisdictionNumberOf(webhook)), jurisdictionId, webhook, kind: 'TEST', pos: at?.pos ?? 0, term: at?.term ?? 0 },
      ...{ event: null, subject: null, state: 'PENDING', attempts: 0, nextAttemptAt: now, createdAt: work.now() },
      ...{ firstAttemptAt: null, lastAttemptAt: null, lastStatus: null, lastError: null, settledAt: null },
    });
    return { id: delivery.id };
  },
);
