import { refuse } from '../../../kernel/result.js';
import { versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { mayManageWebhook } from '../partner.policy.js';
import { webhookPayload } from '../webhook.type.js';
import { webhookFlow } from '../webhook.workflow.js';
import { address, demandAddress } from './address.js';

export const updateWebhook = verb(
  'updateWebhook',
  {
    does: 'Sends to another address from then on, also what was not accepted yet, at once. 更改推送地址',
    answers: webhookPayload,
    takes: { ...versionOf('Webhook'), url: address },
    may: (work, { id, version }) => webhookFlow.admit(work, mayManageWebhook, { id, version }),
  },
  async (work, { url }, { row: webhook, now }) => {
    const { id, jurisdictionId, state } = webhook;
    if (state === 'REMOVED') refuse('WRONG_STATE', 'The webhook was removed. 该推送端点已移除。', 'id');
    demandAddress(work, url);
    webhook.url = url;
    webhook.updatedAt = now;
    // What the former address did not accept says nothing about this one.
    await work.sql(
      'update webhook_progress set failures = 0, failing_since = null, rests_until = null where webhook_id = ? and jurisdiction_id = ?',
      [id, jurisdictionId],
    );
    await work.sql(
      `update webhook_delivery set next_attempt_at = ?, first_attempt_at = null where webhook_id = ? and jurisdiction_id = ? and state = 'PENDING'`,
      [now, id, jurisdictionId],
    );
    work.audited({ fields: ['url'] });
    return { id };
  },
);
