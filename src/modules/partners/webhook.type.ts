import { ArgsType, Field, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { ConnectionField, MaxLength, Weighs } from '../../graph/field.js';
import { Combinable } from '../../graph/inputs.js';
import { Node } from '../../graph/node.js';
import { DateTime } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { ViewerActions } from '../../graph/viewer-actions.js';
import { type Payload, payloadOf } from '../../work/verb.js';
import { History } from '../organisations/history.type.js';
import { PartnerAppType, PartnerDocumentType } from './partner.type.js';
import { deliveryKinds, deliveryStates, pauseReasons, sendFaults, webhookStates } from './webhook.terms.js';

export const LONGEST_URL = 1_000;
export const LONGEST_VARIABLES = 10_000;

const WebhookState = enumOf('WebhookState', 'Whether a webhook is sent anything. 推送端点状态', webhookStates);
const WebhookPauseReason = enumOf('WebhookPauseReason', 'Why a webhook is paused. 暂停原因', pauseReasons);
const WebhookDeliveryKind = enumOf('WebhookDeliveryKind', 'What is sent. 推送类型', deliveryKinds);
const WebhookDeliveryState = enumOf('WebhookDeliveryState', 'What became of a delivery. 推送状态', deliveryStates);
const WebhookSendFault = enumOf('WebhookSendFault', 'Why a message was not accepted. 推送失败原因', sendFaults);

@Combinable
@InputType({ description: 'Which deliveries. All that is given must hold. 推送记录筛选' })
export class WebhookDeliveryFilter {
  @Field(() => [WebhookDeliveryState], { nullable: true, description: 'In one of these states. 状态' })
  states?: string[] | null;
  @Field(() => [WebhookDeliveryKind], { nullable: true, description: 'Of one of these kinds. 类型' })
  kinds?: string[] | null;
}

@ArgsType()
class Deliveries extends Paging {
  @Field(() => WebhookDeliveryFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: WebhookDeliveryFilter | null;
}

@ObjectType('Webhook', { implements: Node, description: "An address that the items of a partner's subscription are sent to. 推送端点" })
export class WebhookType extends Node {
  @Sensitive('P1')
  @Field(() => PartnerAppType, { description: 'Whose it is. 合作应用' })
  app!: unknown;
  @Sensitive('P1')
  @Field(() => PartnerDocumentType, {
    description: 'The subscription. It is sent as long as some running version holds this document. 订阅文档',
  })
  document!: unknown;
  @Sensitive('P1')
  @MaxLength(LONGEST_URL)
  @Field(() => String, { description: 'Where items are sent to, by POST. 接收地址' })
  url!: string;
  @Sensitive('P1')
  @MaxLength(LONGEST_VARIABLES)
  @Field(() => String, { nullable: true, description: "The document's variables, as JSON. 变量" })
  variables!: string | null;
  @Sensitive('P1')
  @Field(() => WebhookState, { description: 'Whether it is sent anything. 状态' })
  state!: string;
  @Sensitive('P1')
  @Field(() => WebhookPauseReason, { nullable: true, description: 'Why it is paused; null unless it is. 暂停原因' })
  pauseReason!: string | null;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'Until then messages are signed with the former secret, too. 旧密钥有效期' })
  formerSecretUntil!: string | null;
  @Sensitive('P1')
  @Weighs(5)
  @Field(() => DateTime, { nullable: true, description: 'When the receiver last accepted something. 最近送达时间' })
  lastSuccessAt!: string | null;
  @Sensitive('P1')
  @Weighs(5)
  @Field(() => DateTime, {
    nullable: true,
    description: 'Since when the receiver has accepted nothing; null where its last answer was good. 持续失败起始时间',
  })
  failingSince!: string | null;
  @Sensitive('P1')
  @Weighs(5)
  @Field(() => DateTime, { nullable: true, description: 'While it fails: when the receiver is asked again. 下次尝试时间' })
  restsUntil!: string | null;
  @Sensitive('P1')
  @ConnectionField(
    () => WebhookDeliveryConnection,
    () => Deliveries,
    { description: 'What was sent to it and is still to be sent, newest first. 推送记录' },
  )
  deliveries!: unknown;
  @History
  history!: unknown;
  @ViewerActions
  viewerActions!: unknown[];
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When it was registered. 登记时间' })
  createdAt!: string;
  @Sensitive('P1')
  @Field(() => Int, { description: 'Grows with every change; send it along to find out whether somebody was faster. 版本号' })
  version!: number;
}

@Sensitive('P1')
@ObjectType('WebhookDelivery', {
  implements: Node,
  description: 'A message to a webhook. Its id is the webhook-id that the receiver is sent, the same with every attempt. 推送记录',
})
export class WebhookDeliveryType extends Node {
  @Field(() => WebhookType, { description: 'Where it is sent to. 推送端点' })
  webhook!: unknown;
  @Field(() => WebhookDeliveryKind, { description: 'What is sent. 推送类型' })
  kind!: string;
  @Field(() => WebhookDeliveryState, { description: 'What became of it. 推送状态' })
  state!: string;
  @Field(() => Int, { description: 'How often it was sent. 尝试次数' })
  attempts!: number;
  @Field(() => DateTime, { nullable: true, description: 'When it was sent last. 最近尝试时间' })
  lastAttemptAt!: string | null;
  @Field(() => Int, {
    nullable: true,
    description: 'The HTTP status that the receiver answered last; null where it answered nothing. 最近状态码',
  })
  lastStatus!: number | null;
  @Field(() => WebhookSendFault, { nullable: true, description: 'Why the last attempt failed; null where it did not. 最近错误' })
  lastError!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it is due again; null once it is settled. 下次尝试时间' })
  nextAttemptAt!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was delivered or given up. 结束时间' })
  settledAt!: string | null;
  @Field(() => DateTime, { description: 'When it was made. 创建时间' })
  createdAt!: string;
}

export const WebhookConnection = connectionType('Webhook', '推送端点', () => WebhookType);
const WebhookDeliveryConnection = connectionType('WebhookDelivery', '推送记录', () => WebhookDeliveryType);

export const webhookPayload = payloadOf('Webhook', () => WebhookType);

/** Of the verbs that make a secret. */
export const webhookSecretPayload: Payload = {
  ...webhookPayload,
  name: 'WebhookSecretPayload',
  more: {
    secret: {
      type: () => String,
      description:
        'The secret that messages are signed with (whsec_…). It is told once; a repeat by idempotencyKey does not tell it. 签名密钥',
      decorate: Sensitive('P1') as PropertyDecorator,
      of: (result) => (result.ok ? (result.value.told?.secret ?? null) : null),
    },
  },
};

export const webhookDeliveryPayload = payloadOf('WebhookDelivery', () => WebhookDeliveryType);
