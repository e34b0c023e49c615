import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import { PartnerApp, PartnerDocument } from './partner.entity.js';
import type { DeliveryKind, DeliveryState, PauseReason, SendFault, WebhookState } from './webhook.terms.js';

/** An address of a partner that the items of one subscription document are sent to. How far it has come stands in `webhook_progress`, which the sender writes. */
export const Webhook = defineEntity({
  name: 'Webhook',
  extends: BaseSchema,
  properties: {
    app: () => p.manyToOne(PartnerApp).mapToPk(),
    /** Copy of the app's. */
    client: p.text(),
    document: () => p.manyToOne(PartnerDocument).mapToPk(),
    url: p.text(),
    /** Of the document, as JSON. */
    variables: p.text().nullable(),
    state: p.text().$type<WebhookState>(),
    /** Set while it is paused. */
    pauseReason: p.text().$type<PauseReason>().nullable(),
    /** Since when its client stands for it: a revocation of all tokens that were issued before ends that. */
    authorisedAt: instant(),
    secretSealed: p.blob(),
    formerSecretSealed: p.blob().nullable(),
    /** Until then messages are signed with the former secret, too. */
    formerSecretUntil: instant().nullable(),
    /** Set by whoever changes it, to the instant that its history tells. */
    updatedAt: instant(),
  },
});
export type Webhook = InferEntity<typeof Webhook>;

/** A message to a webhook. The sender writes those that are PENDING, verbs the others. */
export const WebhookDelivery = defineEntity({
  name: 'WebhookDelivery',
  extends: BaseSchema,
  properties: {
    webhook: () => p.manyToOne(Webhook).mapToPk(),
    kind: p.text().$type<DeliveryKind>(),
    /** Of the event, in the log. */
    pos: p.bigint('number'),
    term: p.integer(),
    /** The event as the log has it; null for a test. */
    event: p.json().nullable(),
    /** What must be told in order: the incident. */
    subject: p.uuid().nullable(),
    state: p.text().$type<DeliveryState>(),
    attempts: p.integer(),
    firstAttemptAt: instant().nullable(),
    lastAttemptAt: instant().nullable(),
    /** The HTTP status that the receiver answered last; null where it did not. */
    lastStatus: p.integer().nullable(),
    lastError: p.text().$type<SendFault>().nullable(),
    /** Null once it is settled. */
    nextAttemptAt: instant().nullable(),
    /** When it was delivered or given up. */
    settledAt: instant().nullable(),
  },
});
export type WebhookDelivery = InferEntity<typeof WebhookDelivery>;
