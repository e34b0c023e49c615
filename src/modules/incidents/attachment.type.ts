import { Field, ID, Int, ObjectType } from 'type-graphql';
import { enumOf } from '../../graph/enum.js';
import { AtMost, extendType, stacked, Weighs } from '../../graph/field.js';
import { Node } from '../../graph/node.js';
import { DateTime } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { publicId } from '../../kernel/ids.js';
import { payloadOf } from '../../work/verb.js';
import { PersonType } from '../organisations/appointment.type.js';
import { ProvenanceEnum } from '../organisations/organization.type.js';
import { attachmentKinds, attachmentStates, MOST_AT_ONCE, MOST_ATTACHMENTS } from './attachment.terms.js';
import { IncidentEventType, IncidentType } from './incident.type.js';

export const AttachmentKindEnum = enumOf('AttachmentKind', 'What a file shows. 附件类型', attachmentKinds);
const AttachmentStateEnum = enumOf('AttachmentState', 'Where an attachment stands. 附件状态', attachmentStates);

@ObjectType('Attachment', {
  implements: Node,
  description:
    'A picture of an incident, drawn anew by the server: without the place, the camera and all else that was hidden in the file. 附件',
})
export class AttachmentType extends Node {
  @Sensitive('P1')
  @Field(() => AttachmentStateEnum, { description: 'Where it stands. 状态' })
  state!: string;
  @Sensitive('P1')
  @Field(() => AttachmentKindEnum, { description: 'What it shows. 类型' })
  kind!: string;
  @Sensitive('P1')
  @Field(() => IncidentType, { nullable: true, description: 'The incident, where the viewer sees it. 事件' })
  incident!: unknown;
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'What the uploader called it, for who sees the details of the incident. 文件名' })
  fileName!: string | null;
  @Sensitive('P1')
  @Field(() => String, { description: 'image/jpeg, image/png or image/webp. 内容类型' })
  contentType!: string;
  @Sensitive('P1')
  @Field(() => Int, { nullable: true, description: 'Bytes of the file at url. 大小' })
  size!: number | null;
  @Sensitive('P1')
  @Field(() => String, { nullable: true, description: 'SHA-256 of the file at url, in hex. 校验值' })
  hash!: string | null;
  @Sensitive('P1')
  @Field(() => String, { nullable: true, description: 'SHA-256 of the file as it was sent, in hex. 原始文件校验值' })
  originalHash!: string | null;
  @Sensitive('P1')
  @Field(() => Int, { nullable: true, description: 'Width in pixels. 宽度' })
  width!: number | null;
  @Sensitive('P1')
  @Field(() => Int, { nullable: true, description: 'Height in pixels. 高度' })
  height!: number | null;
  @Weighs(20)
  @Sensitive('P2')
  @Field(() => String, {
    nullable: true,
    description:
      'Where it is downloaded, on the host of the graph, for the next ten minutes; whoever has the address needs no token. Null without a file. 下载地址',
  })
  url!: string | null;
  @Weighs(20)
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'The same of a small picture, 320 pixels at most. 缩略图地址' })
  thumbnailUrl!: string | null;
  @Sensitive('P1')
  @Field(() => Boolean, { description: 'Whether everybody sees it. 是否公开' })
  public!: boolean;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who uploaded it; null for those who must not know. 上传人' })
  uploadedBy!: unknown;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When the file came. 上传时间' })
  uploadedAt!: string | null;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'Since when the incident has it. 附加时间' })
  attachedAt!: string | null;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When it was removed. 移除时间' })
  removedAt!: string | null;
  @Sensitive('P1')
  @Field(() => ProvenanceEnum, { description: 'Where this row comes from. 数据来源' })
  provenance!: string;
  @Sensitive('P1')
  @Field(() => Int, { description: 'Grows with every change; send it along to find out whether somebody was faster. 版本' })
  version!: number;
}

extendType(IncidentType, {
  attachments: stacked(
    AtMost(MOST_ATTACHMENTS),
    Sensitive('P1'),
    Field(() => [AttachmentType], {
      description: `Its pictures, oldest first, at most ${MOST_ATTACHMENTS}: all for who sees its details, else the public ones; by the tracking code also those that were sent by it. 附件`,
    }),
  ),
});
extendType(IncidentEventType, {
  attachments: stacked(
    AtMost(MOST_AT_ONCE),
    Sensitive('P1'),
    Field(() => [AttachmentType], { description: 'The pictures that came with the step. 随附附件' }),
  ),
});

export const attachmentPayload = payloadOf('Attachment', () => AttachmentType);

const TOLD_ONCE = 'Told once: a repeat of the same idempotencyKey answers null here.';

export const uploadTicketPayload = payloadOf('Attachment', () => AttachmentType, {
  name: 'CreateUploadTicketPayload',
  description: 'The attachment to be; null without a token, which sees it with the incident. 附件',
  more: {
    attachmentId: {
      type: () => ID,
      description: `What reportIncident, the steps of an incident and attachToIncident take. ${TOLD_ONCE} 附件标识`,
      decorate: Sensitive('P1') as PropertyDecorator,
      of: (result) => (result.ok && result.value.told ? publicId('Attachment', result.value.id) : null),
    },
    uploadUrl: {
      type: () => String,
      description: `Where the file is sent by PUT, on the host of the graph. Whoever has the address needs no token. ${TOLD_ONCE} 上传地址`,
      decorate: Sensitive('P2') as PropertyDecorator,
      of: (result) => (result.ok ? (result.value.told?.uploadUrl ?? null) : null),
    },
    expiresAt: {
      type: () => DateTime,
      description: `Until when. ${TOLD_ONCE} 失效时间`,
      decorate: Sensitive('P1') as PropertyDecorator,
      of: (result) => (result.ok ? (result.value.told?.expiresAt ?? null) : null),
    },
  },
});
