import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { followedBy } from '../../graph/changes.js';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { AtMost, ConnectionField, extendType, MaxLength, stacked, Weighs } from '../../graph/field.js';
import { Combinable, DateTimeRange, orderInput } from '../../graph/inputs.js';
import { Node } from '../../graph/node.js';
import { DateTime, GeoJson } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { ViewerActions } from '../../graph/viewer-actions.js';
import type { Order } from '../../read/noun.js';
import { type Payload, payloadOf } from '../../work/verb.js';
import { GridType } from '../grids/grid.type.js';
import { PersonType } from '../organisations/appointment.type.js';
import { organizationKinds } from '../organisations/organization.terms.js';
import { OrganizationKindEnum, OrganizationType, ProvenanceEnum } from '../organisations/organization.type.js';
import {
  EXTERNAL_CODE_LENGTH,
  incidentChannels,
  incidentDomains,
  incidentEventKinds,
  incidentStates,
  incidentVisibilities,
  MOST_EXTERNAL_CODES,
  MOST_PARTS,
  MOST_SUBCATEGORIES,
  supervisionLevels,
  urgencies,
} from './incident.terms.js';
import { ANSWER_LENGTH, CHOICE_LENGTH, KEY_LENGTH, MOST_CHOICES, MOST_QUESTIONS, questionKinds } from './question.terms.js';
import { REPLY_LENGTH } from './reply.terms.js';

export const IncidentStateEnum = enumOf('IncidentState', 'Where an incident stands. 事件状态', incidentStates);
export const IncidentDomainEnum = enumOf('IncidentDomain', 'The field of governance. 事件领域', incidentDomains);
export const IncidentVisibilityEnum = enumOf('IncidentVisibility', 'Who sees an incident. 可见范围', incidentVisibilities);
export const IncidentChannelEnum = enumOf('IncidentChannel', 'How it came in. 上报渠道', incidentChannels);
export const UrgencyEnum = enumOf('Urgency', 'How pressing it is. 紧急程度', urgencies);
export const QuestionKindEnum = enumOf('QuestionKind', 'How a question of a category is answered. 问题类型', questionKinds);
export const SupervisionLevelEnum = enumOf('SupervisionLevel', 'Supervision from above. 督办级别', supervisionLevels);
const IncidentEventKindEnum = enumOf('IncidentEventKind', 'What happened to an incident. 事件流转类型', incidentEventKinds);
const IncidentOrderField = enumOf('IncidentOrderField', 'What incidents can be ordered by. 事件排序字段', {
  REPORTED_AT: 'By when it was reported. 按上报时间',
  UPDATED_AT: 'By when it last changed. 按更新时间',
  URGENCY: 'By how pressing it is. 按紧急程度',
  DUE_AT: 'By what is due first; what has no limit comes last. 按时限',
});

@InputType({ description: 'A code in a list of somebody else. 外部编码' })
export class ExternalCodeFilter {
  @Field(() => String, { description: 'The list: a standard, or whose it is. 编码体系' })
  scheme!: string;
  @Field(() => String, { description: 'The code there. 编码' })
  code!: string;
}

@Combinable
@InputType({ description: 'Which incidents. All that is given must hold. 事件筛选' })
export class IncidentFilter {
  @Field(() => [IncidentStateEnum], { nullable: true, description: 'In one of these states. 状态' })
  states?: string[] | null;
  @Weighs(5)
  @Field(() => [ID], { nullable: true, description: 'Of one of these categories, or of one below them. 类别' })
  categories?: string[] | null;
  @Field(() => [IncidentDomainEnum], { nullable: true, description: 'In one of these domains. 领域' })
  domains?: string[] | null;
  @Field(() => [UrgencyEnum], { nullable: true, description: 'As pressing as one of these. 紧急程度' })
  urgencies?: string[] | null;
  @Field(() => [IncidentChannelEnum], { nullable: true, description: 'Came in by one of these channels. 渠道' })
  channels?: string[] | null;
  @Field(() => [SupervisionLevelEnum], { nullable: true, description: 'Under one of these levels of supervision. 督办级别' })
  supervisions?: string[] | null;
  @Field(() => ID, { nullable: true, description: 'At or below this organisation or grid. 范围' })
  within?: string | null;
  @Field(() => [ID], { nullable: true, description: 'One of these. 标识' })
  ids?: string[] | null;
  @Field(() => Boolean, { nullable: true, description: 'Not final yet, or final. 未办结' })
  open?: boolean | null;
  @Field(() => Boolean, { nullable: true, description: 'Assigned to the viewer, or not. 由我处置' })
  assignedToViewer?: boolean | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'An organisation where the viewer has a post assists with it now, or not. 由我协办',
  })
  coHandledByViewer?: boolean | null;
  @Field(() => Boolean, { nullable: true, description: 'Reported by or for the viewer, or by their client; or not. 由我上报' })
  reportedByViewer?: boolean | null;
  @Field(() => ID, { nullable: true, description: 'Assigned to this person. 处置人' })
  assigneeId?: string | null;
  @Field(() => ID, { nullable: true, description: 'Held by this organisation. 承办组织' })
  holderId?: string | null;
  @Weighs(5)
  @Field(() => ExternalCodeFilter, {
    nullable: true,
    description: 'Of the category that has this code in a list of somebody else, or of one below it. Not for subscriptions. 外部编码',
  })
  externalCode?: ExternalCodeFilter | null;
  @Field(() => DateTimeRange, { nullable: true, description: 'Reported in this time. 上报时间' })
  reportedAt?: DateTimeRange | null;
  @Field(() => DateTimeRange, { nullable: true, description: 'Due in this time. 时限' })
  dueAt?: DateTimeRange | null;
  @Field(() => Boolean, { nullable: true, description: 'Past its limit, or not. 是否超期' })
  overdue?: boolean | null;
  @Field(() => DateTimeRange, { nullable: true, description: 'Last changed in this time. 更新时间' })
  updatedAt?: DateTimeRange | null;
  @Weighs(1_000)
  @Field(() => String, { nullable: true, description: 'Title or serial number contains this. Not for subscriptions. 文本' })
  text?: string | null;
}

export const IncidentOrder = orderInput('IncidentOrder', 'How incidents are ordered. 事件排序', IncidentOrderField);

@ArgsType()
export class IncidentList extends Paging {
  @Field(() => IncidentFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: IncidentFilter | null;
  @Field(() => IncidentOrder, { nullable: true, description: 'Newest first if left out. 排序' })
  orderBy?: Order | null;
}

@Sensitive('P1')
@ObjectType('CategoryQuestion', { description: 'A question that a category asks of who reports. 类别问题' })
class CategoryQuestionType {
  @MaxLength(KEY_LENGTH)
  @Field(() => String, { description: 'Names the question in answers. 问题编码' })
  key!: string;
  @Field(() => String, { description: 'What is asked. 问题' })
  text!: string;
  @Field(() => QuestionKindEnum, { description: 'How it is answered. 类型' })
  kind!: string;
  @Field(() => Boolean, { description: 'Whether nothing is reported without an answer. 是否必答' })
  required!: boolean;
  @AtMost(MOST_CHOICES)
  @MaxLength(CHOICE_LENGTH)
  @Field(() => [String], { description: 'What there is to choose from; empty unless the kind is CHOICE. 选项' })
  choices!: string[];
}

@ObjectType('IncidentAnswer', { description: 'What was answered to a question of the category. 问题回答' })
class IncidentAnswerType {
  @MaxLength(KEY_LENGTH)
  @Sensitive('P1')
  @Field(() => String, { description: 'The key of the question. 问题编码' })
  key!: string;
  @Sensitive('P1')
  @Field(() => String, { description: 'What was asked, as it was put then. 问题' })
  question!: string;
  @Sensitive('P1')
  @Field(() => QuestionKindEnum, { description: 'How it is answered. 类型' })
  kind!: string;
  @MaxLength(ANSWER_LENGTH)
  @Sensitive('P2')
  @Field(() => String, { description: 'The answer. 回答' })
  value!: string;
}

@Sensitive('P1')
@ObjectType('ExternalCode', { description: 'What a category is called in a list of somebody else. 外部编码' })
class ExternalCodeType {
  @MaxLength(EXTERNAL_CODE_LENGTH)
  @Field(() => String, { description: 'The list: a standard, or whose it is. 编码体系' })
  scheme!: string;
  @MaxLength(EXTERNAL_CODE_LENGTH)
  @Field(() => String, { description: 'The code there. 编码' })
  code!: string;
}

@Sensitive('P1')
@ObjectType('IncidentCategory', { implements: Node, description: 'What an incident is about; in two levels. 事件类别' })
export class IncidentCategoryType extends Node {
  @Field(() => String, { description: 'Code, unique in the jurisdiction. 编码' })
  code!: string;
  @Field(() => String, { description: 'Name. 名称' })
  name!: string;
  @Field(() => IncidentDomainEnum, { description: 'The field of governance. 领域' })
  domain!: string;
  @Field(() => String, { description: 'What residents call it. 公开名称' })
  publicName!: string;
  @Field(() => IncidentCategoryType, { nullable: true, description: 'The category of the first level that it belongs to. 上级类别' })
  parent!: unknown;
  @AtMost(MOST_SUBCATEGORIES)
  @Field(() => [IncidentCategoryType], { description: 'The categories of the second level that belong to it, by code. 下级类别' })
  children!: unknown[];
  @Field(() => Boolean, { description: 'Whether it is in use. 是否启用' })
  active!: boolean;
  @Weighs(5)
  @Field(() => Boolean, { description: 'Whether new incidents may have it: it is in use, and no category below it is. 是否可上报' })
  reportable!: boolean;
  @Weighs(5)
  @AtMost(Object.keys(organizationKinds).length)
  @Field(() => [OrganizationKindEnum], {
    description: "The kinds of organisations that handle it: its own, or else its parent's; empty where it does not matter. 责任单位类型",
  })
  responsibleKinds!: string[];
  @Field(() => IncidentVisibilityEnum, { description: 'Who sees its incidents, by what it says or the category above it. 可见范围' })
  visibility!: string;
  @AtMost(MOST_EXTERNAL_CODES)
  @Field(() => [ExternalCodeType], { description: 'What it is called in the lists of others. 外部编码' })
  externalCodes!: unknown[];
  @AtMost(MOST_QUESTIONS)
  @Field(() => [CategoryQuestionType], { description: 'What it asks of who reports, in this order. 问题' })
  questions!: unknown[];
  @Field(() => Boolean, { description: 'Whether nothing is reported without a picture. 是否须附图片' })
  needsPicture!: boolean;
  @Field(() => Boolean, { description: 'Whether nothing is resolved without a note and a picture of the result. 是否须附处置结果' })
  needsResult!: boolean;
  @Field(() => Int, { description: 'Grows with every change; send it along to find out whether somebody was faster. 版本' })
  version!: number;
}

@Sensitive('P0')
@ObjectType('SlaRule', {
  implements: Node,
  description: 'How long each phase of an incident may take, in minutes of working time: past yellow it is overdue. 时限规则',
})
export class SlaRuleType extends Node {
  @Field(() => OrganizationType, { description: 'For what lies here and below. 适用组织' })
  organization!: unknown;
  @Field(() => IncidentCategoryType, { nullable: true, description: 'Only of this category. 类别' })
  category!: unknown;
  @Field(() => OrganizationKindEnum, { nullable: true, description: 'Only while an organisation of this kind holds it. 承办层级' })
  level!: string | null;
  @Field(() => UrgencyEnum, { nullable: true, description: 'Only of this urgency. 紧急程度' })
  urgency!: string | null;
  @Field(() => Int, { nullable: true, description: 'To be taken up. 受理黄牌时限' })
  acceptYellow!: number | null;
  @Field(() => Int, { nullable: true, description: 'To be taken up, before it turns red. 受理红牌时限' })
  acceptRed!: number | null;
  @Field(() => Int, { nullable: true, description: 'To be resolved. 办结黄牌时限' })
  handleYellow!: number | null;
  @Field(() => Int, { nullable: true, description: 'To be resolved, before it turns red. 办结红牌时限' })
  handleRed!: number | null;
  @Field(() => Int, { nullable: true, description: 'To be verified. 核查黄牌时限' })
  verifyYellow!: number | null;
  @Field(() => Int, { nullable: true, description: 'To be verified, before it turns red. 核查红牌时限' })
  verifyRed!: number | null;
}

@ObjectType('Incident', { implements: Node, description: 'A reported problem, until somebody else has verified the repair. 事件' })
export class IncidentType extends Node {
  @Sensitive('P1')
  @Field(() => String, { description: 'Serial number of the jurisdiction and day. 编号' })
  serialNumber!: string;
  @Sensitive('P1')
  @Field(() => String, { description: 'Title. 标题' })
  title!: string;
  @MaxLength(5_000)
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'Description; withheld from dashboards and administrators. 描述' })
  description!: string | null;
  @AtMost(MOST_QUESTIONS)
  @Sensitive('P2')
  @Field(() => [IncidentAnswerType], {
    nullable: true,
    description: 'What was answered to the questions of the category; withheld from dashboards and administrators. 问题回答',
  })
  answers!: unknown[] | null;
  @Sensitive('P1')
  @Field(() => IncidentCategoryType, { description: 'What it is about. 类别' })
  category!: unknown;
  @Sensitive('P1')
  @Field(() => IncidentDomainEnum, { description: 'The field of governance. 领域' })
  domain!: string;
  @Sensitive('P1')
  @Field(() => IncidentVisibilityEnum, { description: 'Who sees it: what its category says. 可见范围' })
  visibility!: string;
  @Sensitive('P1')
  @Field(() => IncidentChannelEnum, { description: 'How it came in. 渠道' })
  channel!: string;
  @Sensitive('P1')
  @Field(() => UrgencyEnum, { description: 'How pressing it is. 紧急程度' })
  urgency!: string;
  @Sensitive('P1')
  @Field(() => IncidentStateEnum, { description: 'Where it stands. 状态' })
  state!: string;
  @Sensitive('P1')
  @Field(() => SupervisionLevelEnum, { description: 'Supervision from above. 督办级别' })
  supervision!: string;
  @Sensitive('P1')
  @Field(() => OrganizationType, {
    nullable: true,
    description: 'Who held it when it was put under this supervision, which counts against them; null where it is under none. 被督办组织',
  })
  supervisedHolder!: unknown;
  @Sensitive('P1')
  @Field(() => Int, {
    description:
      'Points that the supervision costs the holder: a yellow card 5, a red card 10 in its place, none else; none once it is cancelled. 督办扣分',
  })
  supervisionPoints!: number;
  @Sensitive('P1')
  @Field(() => ProvenanceEnum, { description: 'Where this row comes from. 数据来源' })
  provenance!: string;
  @Sensitive('P1')
  @Field(() => GridType, { description: 'The grid it happened in. 所在网格' })
  grid!: unknown;
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'Address; withheld from dashboards and administrators. 地址' })
  address!: string | null;
  @Sensitive('P2')
  @Field(() => GeoJson, { nullable: true, description: 'A point; withheld from dashboards and administrators. 位置' })
  location!: unknown;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who reported it; null for those who must not know. 上报人' })
  reporter!: unknown;
  @Sensitive('P1')
  @Field(() => OrganizationType, { description: 'The organisation that must act now. 承办组织' })
  holder!: unknown;
  @Sensitive('P1')
  @Field(() => PersonType, {
    nullable: true,
    description: 'The person who must act now; null when an organisation was dispatched to. 处置人',
  })
  assignee!: unknown;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'To be taken up by then. 受理时限' })
  acceptBy!: string | null;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'To be resolved by then. 办结时限' })
  handleBy!: string | null;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'To be verified by then. 核查时限' })
  verifyBy!: string | null;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'The limit of what has to be done next; null while no clock runs. 当前时限' })
  dueAt!: string | null;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When what has to be done next turns red. 当前红牌时限' })
  redAt!: string | null;
  @Sensitive('P1')
  @Field(() => Boolean, { description: 'Whether the limit of what has to be done next has passed. 是否超期' })
  overdue!: boolean;
  @Sensitive('P1')
  @Field(() => OrganizationType, { nullable: true, description: 'The outside body that has it now. 转办的外部单位' })
  forwardedTo!: unknown;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'By when the outside body has to answer. 外部单位答复期限' })
  forwardDueAt!: string | null;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'Until when it lies still. 挂起至' })
  suspendedUntil!: string | null;
  @Sensitive('P1')
  @Field(() => Int, { description: 'How often a verification failed. 核查不通过次数' })
  reworkCount!: number;
  @Sensitive('P1')
  @Field(() => IncidentType, { nullable: true, description: 'The incident that it is a part of, where the viewer sees that. 父事件' })
  parent!: unknown;
  @Sensitive('P1')
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the incident that it is a part of waits for it; null unless it is a part. 是否必办子事件',
  })
  required!: boolean | null;
  @Sensitive('P1')
  @AtMost(MOST_PARTS)
  @Field(() => [IncidentType], { description: 'Its parts, as far as the viewer sees them, oldest first. 子事件' })
  children!: unknown[];
  @Sensitive('P1')
  @Field(() => Int, { description: 'How many of the parts that it waits for are open: it is not resolved before. 未办结的必办子事件数' })
  openParts!: number;
  @Sensitive('P1')
  @Field(() => IncidentType, { nullable: true, description: 'The incident that it was merged into. 并入的事件' })
  duplicateOf!: unknown;
  @Sensitive('P1')
  @ConnectionField(
    () => IncidentConnection,
    () => Paging,
    { description: 'The incidents that were merged into it. 并入本事件的事件' },
  )
  duplicates!: unknown;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When it happened. 发生时间' })
  occurredAt!: string | null;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When it was reported. 上报时间' })
  reportedAt!: string;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When it last changed. 更新时间' })
  updatedAt!: string;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When it was first accepted. 受理时间' })
  acceptedAt!: string | null;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When it was resolved. 办结时间' })
  resolvedAt!: string | null;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When it was verified. 核查时间' })
  verifiedAt!: string | null;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When it was closed. 结案时间' })
  closedAt!: string | null;
  @Sensitive('P1')
  @ConnectionField(
    () => IncidentEventConnection,
    () => Paging,
    { description: 'Its history, oldest first. 流转记录' },
  )
  events!: unknown;
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'For the reporter alone: follows the incident without an account. 查询码' })
  trackingCode!: string | null;
  @ViewerActions
  viewerActions!: unknown[];
  @Sensitive('P1')
  @Field(() => Int, { description: 'Grows with every change; send it along to find out whether somebody was faster. 版本' })
  version!: number;
}

@ObjectType('IncidentEvent', { implements: Node, description: "One step of an incident's history. 事件流转记录" })
export class IncidentEventType extends Node {
  @Sensitive('P1')
  @Field(() => IncidentType, { nullable: true, description: 'The incident as it is now. 事件' })
  incident!: unknown;
  @Sensitive('P1')
  @Field(() => IncidentEventKindEnum, { description: 'What happened. 类型' })
  kind!: string;
  @Sensitive('P1')
  @Field(() => IncidentStateEnum, { nullable: true, description: 'The state before; null for the report. 原状态' })
  from!: string | null;
  @Sensitive('P1')
  @Field(() => IncidentStateEnum, { description: 'The state after. 新状态' })
  to!: string;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who did it; null for those who must not know. 操作人' })
  actor!: unknown;
  @Sensitive('P1')
  @Field(() => OrganizationType, { nullable: true, description: 'For which organisation. 操作组织' })
  organization!: unknown;
  @MaxLength(1_000)
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'Note or reason; withheld from residents and dashboards. 备注' })
  note!: string | null;
  @MaxLength(REPLY_LENGTH)
  @Sensitive('P1')
  @Field(() => String, {
    nullable: true,
    description: 'What whoever reported it is told; seen by everybody who sees the incident, also by its tracking code. 答复',
  })
  reply!: string | null;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When. 时间' })
  at!: string;
}

export const IncidentConnection = connectionType('Incident', '事件', () => IncidentType);
followedBy('incidentEvents', IncidentConnection);
export const IncidentEventConnection = connectionType('IncidentEvent', '事件流转记录', () => IncidentEventType);

const incidents = stacked(
  Sensitive('P1'),
  ConnectionField(
    () => IncidentConnection,
    () => IncidentList,
    { description: 'Incidents here and below, as far as the viewer sees them. 事件' },
  ),
);
extendType(OrganizationType, {
  incidents,
  slaRules: stacked(
    AtMost(500),
    Sensitive('P0'),
    Field(() => [SlaRuleType], { description: 'The deadline rules that hold here: its own and those above. 时限规则' }),
  ),
});
extendType(GridType, {
  incidents,
  openIncidentCount: stacked(
    Weighs(50),
    Sensitive('P1'),
    Field(() => Int, { description: 'Open incidents here and below, as far as the viewer sees them. 未办结事件数' }),
  ),
  incidentCategories: stacked(
    AtMost(500),
    Weighs(5),
    Field(() => [IncidentCategoryType], {
      description:
        'The categories from which a report in this grid chooses: the reportable ones of its jurisdiction, by code. 可选事件类别',
    }),
  ),
});

export const categoryPayload = payloadOf('IncidentCategory', () => IncidentCategoryType, {
  field: 'category',
});

export const slaRulePayload = payloadOf('SlaRule', () => SlaRuleType);

export const incidentPayload = payloadOf('Incident', () => IncidentType, { description: 'The incident as of now, on CONFLICT too. 事件' });

export const reportIncidentPayload: Payload = {
  ...incidentPayload,
  name: 'ReportIncidentPayload',
  more: {
    trackingCode: {
      type: () => String,
      description:
        'Told once to a reporter who is no person here: follows the incident without an account. A repeat by idempotencyKey tells it to the client that reported, but not without a token. 查询码',
      decorate: Sensitive('P2') as PropertyDecorator,
      of: (result) => (result.ok ? (result.value.secret ?? null) : null),
    },
  },
};
