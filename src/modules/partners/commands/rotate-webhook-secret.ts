import { cellOf, open, seal } from '../../../auth/cipher.js';
import { refuse } from '../../../kernel/result.js';
import { versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { mayManageWebhook } from '../partner.policy.js';
import { OVERLAP_HOURS } from '../webhook.terms.js';
import { webhookSecretPayload } from '../webhook.type.js';
import { webhookFlow } from '../webhook.workflow.js';
import { newSecret } from './new-secret.js';

export const rotateWebhookSecret = verb(
  'rotateWebhookSecret',
  {
    does: 'Makes a new secret. For 24 hours messages are signed with the former one, too. 更换签名密钥',
    answers: webhookSecretPayload,
    takes: versionOf('Webhook'),
    may: (work, { id, version }) => webhookFlow.admit(work, mayManageWebhook, { id, version }),
  },
  async (work, _input, { row: webhook, now }) => {
    if (webhook.state === 'REMOVED') refuse('WRONG_STATE', 'The webhook was removed. 该推送端点已移除。', 'id');
    const secret = newSecret();
    const former = open(work.keyring, cellOf(webhook, 'webhook', 'secret_sealed'), webhook.secretSealed);
    webhook.formerSecretSealed = seal(work.keyring, cellOf(webhook, 'webhook', 'former_secret_sealed'), former);
    webhook.formerSecretUntil = new Date(now.getTime() + OVERLAP_HOURS * 3_600_000);
    webhook.secretSealed = seal(work.keyring, cellOf(webhook, 'webhook', 'secret_sealed'), secret);
    webhook.updatedAt = now;
    return { id: webhook.id, told: { secret } };
  },
);
