// First: tests come here without modules/index, and type-graphql's decorators ask for it.
import 'reflect-metadata';
import type { Bilingual } from '../../kernel/bilingual.js';
import type { Work } from '../../work/command.js';
import { optional } from '../../work/input.js';
import { policyFacts } from '../../work/policy-facts.js';
import { taking, workflow } from '../../work/workflow.js';
import { cursor, positionOf } from './commands/cursor.js';
import { mayManageWebhook, type WebhookFacts } from './partner.policy.js';
import { Webhook } from './webhook.entity.js';
import { type PauseReason, webhookStates } from './webhook.terms.js';
import { webhookPayload } from './webhook.type.js';

/** It begins with registerWebhook. */
export const webhookFlow = workflow({
  noun: 'Webhook',
  entity: Webhook,
  states: webhookStates,
  answers: webhookPayload,
  facts: policyFacts<WebhookFacts>({
    state: (row) => row.col('state'),
    client: (row) => row.col('client'),
    jurisdictionId: (row) => row.col('jurisdictionId'),
  }),
  besides: { updateWebhook: mayManageWebhook, testWebhook: mayManageWebhook, rotateWebhookSecret: mayManageWebhook },
  steps: {
    pause: {
      does: 'Sends nothing more to a webhook until it is resumed. 暂停推送',
      from: ['ACTIVE'],
      to: 'PAUSED',
      may: mayManageWebhook,
      change(webhook) {
        webhook.pauseReason = 'BY_PARTNER';
      },
    },
    resume: {
      does: 'Sends to a paused webhook again: what is still to be sent, then what came since it stopped, or after a cursor. 恢复推送',
      from: ['PAUSED'],
      to: 'ACTIVE',
      may: mayManageWebhook,
      takes: taking(
        { after: optional(cursor('Goes on after this cursor of the stream instead: what was sent since then is sent again. 起始游标')) },
        async (webhook: Webhook, { after }, { work, now }) => {
          webhook.pauseReason = null;
          webhook.authorisedAt = now;
          const pos = after === null ? null : await positionOf(work, after);
          const { id, jurisdictionId } = webhook;
          await work.sql(
            'update webhook_progress set failures = 0, failing_since = null, rests_until = null, pos = coalesce(?, pos) where webhook_id = ? and jurisdiction_id = ?',
            [pos, id, jurisdictionId],
          );
          await work.sql(
            `update webhook_delivery set state = 'PENDING', next_attempt_at = ?::timestamptz, first_attempt_at = null, settled_at = null
             where webhook_id = ? and jurisdiction_id = ? and (state = 'PENDING' or (kind = 'ITEM' and pos > ?::bigint))`,
            [now, id, jurisdictionId, pos],
          );
        },
      ),
    },
    remove: {
      does: 'Ends a webhook for good, and with it what was still to be sent. 移除推送端点',
      from: ['ACTIVE', 'PAUSED'],
      to: 'REMOVED',
      may: mayManageWebhook,
      async change(webhook, { work, now }) {
        webhook.pauseReason = null;
        await work.sql(
          `update webhook_delivery set state = 'WITHDRAWN', next_attempt_at = null, settled_at = ? where webhook_id = ? and jurisdiction_id = ? and state = 'PENDING'`,
          [now, webhook.id, webhook.jurisdictionId],
        );
      },
    },
  },
});

/** Why the sender pauses webhooks, as their history tells it. */
const pauses = {
  FAILING: 'The receiver accepted nothing for three days. 接收方三天内未接收任何内容。',
  GONE: 'The receiver answered 410. 接收方返回 410。',
  DOCUMENT_RETIRED: 'No running version holds the document any more. 已无版本包含该文档。',
  DOCUMENT_INVALID: 'The document or its variables are not valid any more. 文档或变量已失效。',
  TOKENS_REVOKED: "The client's tokens were revoked. 客户端令牌已吊销。",
  TOO_COSTLY: "One item costs more than the client's whole budget. 单条推送的开销超出客户端预算。",
  NOT_ALLOWED: 'The client may not follow this any more. 客户端无权再订阅。',
  LOG_EXPIRED: 'Events that were not sent are not kept any more. 未推送的事件已不再保存。',
} as const satisfies Readonly<Record<Exclude<PauseReason, 'BY_PARTNER'>, Bilingual>>;

/** Why the sender may pause a webhook. */
export type OwnPauseReason = keyof typeof pauses;

/** The command by which the sender pauses a webhook; nothing where somebody was faster. */
export const pauseItself = (id: string, reason: OwnPauseReason) => async (work: Work) => {
  const webhook = await work.em.findOneOrFail(Webhook, { id }, { lock: 'update' });
  if (webhook.state !== 'ACTIVE') return { id };
  const done = await webhookFlow.byItself('pause', pauses[reason])(work, webhook);
  webhook.pauseReason = reason;
  return done;
};
