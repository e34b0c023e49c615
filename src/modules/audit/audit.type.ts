import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { AtMost, MaxLength, Weighs } from '../../graph/field.js';
import { Combinable, DateTimeRange, orderInput } from '../../graph/inputs.js';
import { Node } from '../../graph/node.js';
import { DateTime } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import type { Order } from '../../read/noun.js';
import { payloadOf } from '../../work/verb.js';
import { PersonType } from '../organisations/appointment.type.js';
import { latestVerification } from './audit.verification.js';

@ObjectType('AuditEntry', { implements: Node, description: 'One line of the audit log: who did what to which row, and why. 审计记录' })
export class AuditEntryType extends Node {
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When. 时间' })
  at!: string;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who did it; null for a client, and for somebody without a token. 操作人' })
  actor!: unknown;
  @MaxLength(255)
  @Sensitive('P1')
  @Field(() => String, { nullable: true, description: 'The client, when a credential did it and no person. 客户端' })
  client!: string | null;
  @Sensitive('P1')
  @Field(() => String, { description: "What was done: the mutation's name. 操作" })
  action!: string;
  @Sensitive('P1')
  @Field(() => ID, { nullable: true, description: 'The row to which it was done. 对象标识' })
  subjectId!: string | null;
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'Why, in the words of who did it, where a purpose was asked for. 目的' })
  purpose!: string | null;
  @MaxLength(255)
  @Sensitive('P1')
  @Field(() => [String], { description: 'What of it: the fields that were told, the token that was revoked. 涉及字段' })
  fields!: string[];
  @Weighs(5)
  @Sensitive('P1')
  @Field(() => Int, {
    nullable: true,
    description: 'Its number in the chain of the jurisdiction; null for the moments until it has one. 链序号',
  })
  seq!: number | null;
  @Weighs(5)
  @Sensitive('P1')
  @Field(() => String, {
    nullable: true,
    description: 'SHA-256 of the link before and of this line, in hex; null until it is chained. 链哈希',
  })
  hash!: string | null;
}

const AuditEntryOrderField = enumOf('AuditEntryOrderField', 'What audit entries can be ordered by. 审计排序字段', {
  AT: 'By time. 按时间',
});

@Combinable
@InputType({ description: 'Which audit entries. All that is given must hold. 审计筛选' })
export class AuditEntryFilter {
  @Field(() => ID, { nullable: true, description: 'By this person. 操作人' })
  actorId?: string | null;
  @Field(() => [String], { nullable: true, description: 'By one of these clients. 客户端' })
  clients?: string[] | null;
  @Field(() => [String], { nullable: true, description: 'One of these verbs: names of mutations. 操作' })
  actions?: string[] | null;
  @Field(() => ID, { nullable: true, description: 'About this row, of any kind. 对象' })
  subjectId?: string | null;
  @Field(() => DateTimeRange, { nullable: true, description: 'In this time. 时间' })
  at?: DateTimeRange | null;
}

export const AuditEntryOrder = orderInput('AuditEntryOrder', 'How audit entries are ordered. 审计排序', AuditEntryOrderField);

export const AuditEntryConnection = connectionType('AuditEntry', '审计记录', () => AuditEntryType);

@ArgsType()
export class AuditEntryList extends Paging {
  @Field(() => AuditEntryFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: AuditEntryFilter | null;
  @Field(() => AuditEntryOrder, { nullable: true, description: 'Newest first if left out. 排序' })
  orderBy?: Order | null;
}

const AuditBreakReason = enumOf('AuditBreakReason', 'How the chain of the audit log is broken. 断链原因', {
  CHANGED: 'The entry, or its link, is not what was chained. 被篡改',
  MISSING: 'The entry is gone. 记录缺失',
  GAP: 'The link is gone, and with it which entry it was. 链节缺失',
});

@Sensitive('P1')
@ObjectType('AuditBreak', { description: 'A place where the chain of the audit log does not hold. 断链' })
export class AuditBreakType {
  @Field(() => Int, { description: 'The number in the chain. 链序号' })
  seq!: number;
  @Field(() => AuditBreakReason, { description: 'How it is broken. 原因' })
  reason!: string;
  @Field(() => AuditEntryType, { nullable: true, description: 'The entry as it is now; null where it is gone. 审计记录' })
  entry!: unknown;
}

const AuditVerificationState = enumOf('AuditVerificationState', 'How far a verification has come. 校验状态', {
  RUNNING: 'It is under way. 校验中',
  FINISHED: 'It has come to the end of the log. 已完成',
  BROKEN_OFF: 'It ended with the process that worked on it, and found nothing out; begin another one. 已中断',
});

@Sensitive('P1')
@ObjectType('AuditVerification', { description: "Whether the chain of the jurisdiction's audit log holds, reckoned anew. 审计校验" })
export class AuditVerificationType {
  @Field(() => AuditVerificationState, { description: 'How far it has come. 状态' })
  state!: string;
  @Field(() => DateTime, { description: 'When it was asked for. 开始时间' })
  startedAt!: string;
  @Field(() => PersonType, { nullable: true, description: 'Who asked for it. 发起人' })
  startedBy!: unknown;
  @Field(() => DateTime, { nullable: true, description: 'When it ended; null until then. 完成时间' })
  finishedAt!: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether it holds from its beginning to its end; null until that is known. 是否完整',
  })
  intact!: boolean | null;
  @Field(() => Int, { description: 'How many chained entries were looked at so far. 已校验记录数' })
  entries!: number;
  @Field(() => Int, {
    nullable: true,
    description:
      'How many are not chained yet: those of the last moments. Some that stay are suspicious. Null until that is known. 未入链记录数',
  })
  unchained!: number | null;
  @Field(() => String, {
    nullable: true,
    description: 'The last hash, in hex. Note it elsewhere: it tells later whether the end was cut off. 链尾哈希',
  })
  head!: string | null;
  @AtMost(20)
  @Field(() => [AuditBreakType], { description: 'The first places where it does not hold, at most 20. 断链处' })
  breaks!: unknown[];
}

export const verificationPayload = payloadOf('Organization', () => AuditVerificationType, {
  name: 'VerifyAuditPayload',
  field: 'verification',
  description: 'The verification as it is now; null where none was begun. 审计校验',
  read: ({ pool }, id) => latestVerification(pool, id),
});
