import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { rowOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { mayManageWebhooksOf } from '../partner.policy.js';
import { Webhook, WebhookDelivery } from '../webhook.entity.js';
import { webhookDeliveryPayload } from '../webhook.type.js';

export const redeliverWebhookDelivery = verb(
  'redeliverWebhookDelivery',
  {
    does: 'Sends an item again, under the same webhook-id, with all retries. 重新推送',
    answers: webhookDeliveryPayload,
    takes: rowOf('WebhookDelivery'),
    async may(work, { id }) {
      const delivery = await findSeen(work, WebhookDelivery, id, { isLocked: true });
      const webhook = await work.em.findOneOrFail(Webhook, { id: delivery.webhook });
      demand(mayManageWebhooksOf(work.viewer, webhook), 'Only the partner itself has items sent again. 只有合作方自己可以要求重新推送。');
      return { delivery, webhook };
    },
  },
  async (work, _input, { delivery, webhook }) => {
    if (webhook.state === 'REMOVED') refuse('WRONG_STATE', 'The webhook was removed. 该推送端点已移除。', 'id');
    if (delivery.kind === 'TEST') refuse('INVALID', 'A test is sent once; send another one. 测试只推送一次，请重新测试。', 'id');
    if (delivery.state === 'PENDING') refuse('WRONG_STATE', 'It is still to be sent. 该记录尚待推送。', 'id');
    delivery.state = 'PENDING';
    delivery.firstAttemptAt = null;
    delivery.nextAttemptAt = work.now();
    delivery.settledAt = null;
    return { id: delivery.id };
  },
);
