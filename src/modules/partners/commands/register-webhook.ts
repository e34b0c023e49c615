import { cellOf, seal } from '../../../auth/cipher.js';
import { demand } from '../../../kernel/errors.js';
import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { remember } from '../../../work/history.js';
import { id, optional, text } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { PartnerApp, PartnerDocument, PartnerVersion } from '../partner.entity.js';
import { mayManageWebhooksOf } from '../partner.policy.js';
import { runningStates } from '../partner.terms.js';
import { Webhook } from '../webhook.entity.js';
import { MOST_WEBHOOKS } from '../webhook.terms.js';
import { LONGEST_VARIABLES, webhookSecretPayload } from '../webhook.type.js';
import { address, demandAddress } from './address.js';
import { cursor, positionOf } from './cursor.js';
import { newSecret } from './new-secret.js';

export const registerWebhook = verb(
  'registerWebhook',
  {
    does: 'Has the items of a subscription sent to an address, signed as Standard Webhooks does. The document selects no personal data. 登记推送端点',
    answers: webhookSecretPayload,
    takes: {
      documentId: id('PartnerDocument', "The subscription: a document of the partner's active version. 订阅文档"),
      url: address,
      variables: optional(text(LONGEST_VARIABLES, "The document's variables, as a JSON object. 变量")),
      after: optional(cursor('Sends what came after this cursor of the stream; from now on if left out. 起始游标')),
    },
    async may(work, { documentId }) {
      const document = await findSeen(work, PartnerDocument, documentId);
      const version = await work.em.findOneOrFail(PartnerVersion, { id: document.partnerVersion });
      demand(
        mayManageWebhooksOf(work.viewer, version),
        'Only the partner itself registers its webhooks. 只有合作方自己可以登记其推送端点。',
      );
      return { document, version };
    },
  },
  async (work, { url, variables, after }, { document, version }) => {
    if (!runningStates.includes(version.state))
      refuse('WRONG_STATE', 'The version of the document is not active. 该文档所属版本未启用。', 'documentId');
    demandAddress(work, url);
    const checked = work.webhooks.checkSubscription(document.source, variables, work.viewer);
    if (!checked.ok)
      refuse('INVALID', 'The document does not suit a webhook: “{reason}”. 该文档不适用于推送：“{reason}”。', 'documentId', {
        reason: checked.reason,
      });
    const pos = after === null ? null : await positionOf(work, after);
    const { jurisdictionId, client } = version;
    // Of several at once each counts the ones before it.
    const app = await work.em.findOneOrFail(PartnerApp, { id: version.app }, { lock: 'update' });
    if ((await work.em.count(Webhook, { app: app.id, state: { $ne: 'REMOVED' } })) >= MOST_WEBHOOKS)
      refuse('LIMIT_EXCEEDED', 'An app has up to {max} webhooks; remove one. 每个应用最多 {max} 个推送端点，请先移除一个。', 'documentId', {
        max: MOST_WEBHOOKS,
      });
    const webhookId = newId(jurisdictionNumberOf(app.id));
    const secret = newSecret();
    const webhook = work.em.create(Webhook, {
      ...{ id: webhookId, jurisdictionId, app: app.id, client, document: document.id, url, variables },
      ...{ state: 'ACTIVE', pauseReason: null, authorisedAt: work.now(), createdAt: work.now(), updatedAt: work.now() },
      secretSealed: seal(work.keyring, cellOf({ id: webhookId, jurisdictionId }, 'webhook', 'secret_sealed'), secret),
      ...{ formerSecretSealed: null, formerSecretUntil: null },
    });
    remember(work, 'Webhook', webhook, { verb: 'registerWebhook', from: null });
    await work.em.flush();
    await work.sql(
      `insert into webhook_progress (webhook_id, jurisdiction_id, pos)
       values (?, ?, coalesce(?::bigint, (select max(pos) from event_log), (select minimum from event_epoch)))`,
      [webhookId, jurisdictionId, pos],
    );
    return { id: webhookId, told: { secret } };
  },
);
