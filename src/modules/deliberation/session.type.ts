import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { followedBy } from '../../graph/changes.js';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { AtMost, ConnectionField, extendType, MaxLength, stacked, Weighs } from '../../graph/field.js';
import { Combinable, DateTimeRange, orderInput } from '../../graph/inputs.js';
import { Node } from '../../graph/node.js';
import { DateTime } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { ViewerActions } from '../../graph/viewer-actions.js';
import type { Order } from '../../read/noun.js';
import { payloadOf } from '../../work/verb.js';
import { NotificationType, subjectField } from '../notifications/notification.type.js';
import { PersonType } from '../organisations/appointment.type.js';
import { History } from '../organisations/history.type.js';
import { ProvenanceEnum } from '../organisations/organization.type.js';
import { CapacityEnum, DeliberationBodyType, DeliberationRulesType, PartyEnum, SessionDueType, VERSION } from './body.type.js';
import { sessionKinds, sessionStates } from './deliberation.terms.js';

export const SessionKindEnum = enumOf('SessionKind', 'What a session is for. 会议类型', sessionKinds);
export const SessionStateEnum = enumOf('SessionState', 'How far a session has come. 会议状态', sessionStates);
const SessionOrderField = enumOf('DeliberationSessionOrderField', 'What sessions can be ordered by. 会议排序字段', {
  SCHEDULED_AT: 'By the time for which they are scheduled. 按会议时间',
});

export const MOST_AGENDA_ITEMS = 30;
export const MOST_ATTENDANCE = 200;
export const MINUTES_LENGTH = 20_000;

@Sensitive('P1')
@ObjectType('Quorum', { description: 'Whether enough take part. 法定人数' })
export class QuorumType {
  @Field(() => String, { description: 'The rule in words, in the language of the request. 规则' })
  rule!: string;
  @Field(() => Int, { description: 'How many may take part. 应到人数' })
  electorate!: number;
  @Field(() => Int, { description: 'How many have to. 法定人数' })
  required!: number;
  @Field(() => Int, { description: 'How many do, by themselves or by proxy. 实到人数' })
  present!: number;
  @Field(() => Boolean, { description: 'Whether that is enough. 是否达到' })
  reached!: boolean;
}

@Sensitive('P1')
@ObjectType('AttendanceCount', { description: 'How many of one capacity and party were there. 到会统计' })
export class AttendanceCountType {
  @Field(() => CapacityEnum, { description: 'As what. 身份' })
  capacity!: string;
  @Field(() => PartyEnum, { description: 'For whom. 代表方' })
  party!: string;
  @Field(() => Int, { description: 'How many. 人数' })
  count!: number;
}

@Sensitive('P1')
@ObjectType('AgendaItem', { implements: Node, description: 'One item of the agenda of a session. 议程' })
export class AgendaItemType extends Node {
  @Field(() => DeliberationSessionType, { description: 'Of which session. 会议' })
  session!: unknown;
  @Field(() => Int, { description: 'Its place on the agenda, from 1. 序号' })
  position!: number;
  @Field(() => String, { description: 'What it is about. 标题' })
  title!: string;
}

@ObjectType('Attendance', { implements: Node, description: 'Somebody was at a session. 到会记录' })
export class AttendanceType extends Node {
  @Sensitive('P1')
  @Field(() => DeliberationSessionType, { description: 'At which session. 会议' })
  session!: unknown;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who; for members and staff. 人员' })
  person!: unknown;
  @Sensitive('P1')
  @Field(() => CapacityEnum, { description: 'As what. 身份' })
  capacity!: string;
  @Sensitive('P1')
  @Field(() => PartyEnum, { description: 'For whom. 代表方' })
  party!: string;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When they checked in. 签到时间' })
  at!: string;
}

@ObjectType('Proxy', { implements: Node, description: 'One member stands in for another at a session. 委托' })
export class ProxyType extends Node {
  @Sensitive('P1')
  @Field(() => DeliberationSessionType, { description: 'At which session. 会议' })
  session!: unknown;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who stays away; for members and staff. 委托人' })
  giver!: unknown;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who stands in; for members and staff. 受托人' })
  holder!: unknown;
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'Where the written proxy is kept; for members and staff. 书面委托存档' })
  paper!: string | null;
  @Weighs(10)
  @Sensitive('P1')
  @Field(() => Boolean, { description: 'Whether it counts: it was not revoked, the holder is there, and the giver is not. 是否有效' })
  counts!: boolean;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When it was given. 委托时间' })
  at!: string;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When it was taken back; null while it stands. 撤回时间' })
  revokedAt!: string | null;
}

@ObjectType('Minutes', { implements: Node, description: "One version of a session's minutes. 会议纪要" })
export class MinutesType extends Node {
  @Sensitive('P1')
  @Field(() => DeliberationSessionType, { description: 'Of which session. 会议' })
  session!: unknown;
  @Sensitive('P1')
  @Field(() => Int, { description: 'Counts the versions. 版次' })
  number!: number;
  @MaxLength(MINUTES_LENGTH)
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'The full text; for members and staff. 全文' })
  text!: string | null;
  @MaxLength(MINUTES_LENGTH)
  @Sensitive('P1')
  @Field(() => String, {
    nullable: true,
    description: 'The published copy: no names but those on notice. Null until it is published. 公开版',
  })
  redacted!: string | null;
  @Weighs(100)
  @MaxLength(MINUTES_LENGTH * 2)
  @Sensitive('P1')
  @Field(() => String, { nullable: true, description: 'The published copy as an HTML page that prints well. 可打印网页' })
  html!: string | null;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who wrote it; for members and staff. 记录人' })
  writtenBy!: unknown;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who approved it; for members and staff. 审定人' })
  approvedBy!: unknown;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When it was approved. 审定时间' })
  approvedAt!: string | null;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When it was published. 公布时间' })
  publishedAt!: string | null;
}

@ObjectType('DeliberationSession', {
  implements: Node,
  description:
    'A meeting of a body. Known to its members and staff; to everybody of the jurisdiction once it is announced or its minutes are published. 会议',
})
export class DeliberationSessionType extends Node {
  @Sensitive('P1')
  @Field(() => DeliberationBodyType, { description: 'Of which body. 议事组织' })
  body!: unknown;
  @Sensitive('P1')
  @Field(() => Int, { description: 'Counts the sessions of the body. 届次' })
  number!: number;
  @Sensitive('P1')
  @Field(() => SessionKindEnum, { description: 'What it is for. 类型' })
  kind!: string;
  @Sensitive('P1')
  @Field(() => SessionStateEnum, { description: 'How far it has come. 状态' })
  state!: string;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'For when it is scheduled. 会议时间' })
  scheduledAt!: string;
  @Sensitive('P1')
  @Field(() => String, { nullable: true, description: 'Where. 地点' })
  venue!: string | null;
  @Sensitive('P1')
  @Field(() => SessionDueType, { nullable: true, description: 'The session due that it is. 对应应开会议' })
  due!: unknown;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who chairs it. 主持人' })
  chair!: unknown;
  @Sensitive('P2')
  @Field(() => String, {
    nullable: true,
    description: 'Why somebody else than the one whose turn it was has the chair; for members and staff. 替换主持人原因',
  })
  chairReason!: string | null;
  @Sensitive('P1')
  @AtMost(MOST_AGENDA_ITEMS)
  @Field(() => [AgendaItemType], { description: `The agenda, at most ${MOST_AGENDA_ITEMS} items. 议程` })
  agenda!: unknown[];
  @Sensitive('P1')
  @AtMost(MOST_ATTENDANCE)
  @Field(() => [AttendanceType], { description: `Who was there, at most ${MOST_ATTENDANCE}. 到会记录` })
  attendance!: unknown[];
  @Weighs(100)
  @Sensitive('P1')
  @AtMost(100)
  @Field(() => [AttendanceCountType], { description: 'How many were there, by capacity and party. 到会统计' })
  attendanceCounts!: unknown[];
  @Sensitive('P1')
  @AtMost(MOST_ATTENDANCE)
  @Field(() => [ProxyType], { description: `Who stands in for whom, at most ${MOST_ATTENDANCE}. 委托` })
  proxies!: unknown[];
  @Weighs(200)
  @Sensitive('P1')
  @Field(() => QuorumType, { description: 'Whether enough take part. 法定人数' })
  quorum!: unknown;
  @Sensitive('P1')
  @Field(() => DeliberationRulesType, { description: 'The version of the rules that it goes by. 适用规则' })
  rules!: unknown;
  @Weighs(10)
  @Sensitive('P1')
  @Field(() => MinutesType, { nullable: true, description: 'The published minutes, else the latest version. 会议纪要' })
  minutes!: unknown;
  @Sensitive('P1')
  @AtMost(50)
  @Field(() => [MinutesType], { description: 'All versions, the latest first, at most 50. 历次纪要' })
  minutesVersions!: unknown[];
  @Sensitive('P1')
  @Field(() => Boolean, { description: 'Whether everybody of the jurisdiction is told of it. 是否公开' })
  isPublic!: boolean;
  @Sensitive('P1')
  @Field(() => Boolean, { description: 'Closed without business. 是否休会' })
  isAdjourned!: boolean;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When the notice was sent. 通知时间' })
  noticeSentAt!: string | null;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When it was opened. 开始时间' })
  openedAt!: string | null;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When it was closed. 结束时间' })
  closedAt!: string | null;
  @History
  history!: unknown;
  @ViewerActions
  viewerActions!: unknown[];
  @Sensitive('P1')
  @Field(() => ProvenanceEnum, { description: 'Where this row comes from. 数据来源' })
  provenance!: string;
  @Sensitive('P1')
  @Field(() => Int, { description: VERSION })
  version!: number;
}

@Combinable
@InputType({ description: 'Which sessions. All that is given must hold. 会议筛选' })
export class DeliberationSessionFilter {
  @Field(() => [ID], { nullable: true, description: 'One of these. 会议' })
  ids?: string[] | null;
  @Field(() => ID, { nullable: true, description: 'Of this body. 议事组织' })
  bodyId?: string | null;
  @Field(() => [SessionKindEnum], { nullable: true, description: 'Of one of these kinds. 类型' })
  kinds?: string[] | null;
  @Field(() => [SessionStateEnum], { nullable: true, description: 'In one of these states. 状态' })
  states?: string[] | null;
  @Field(() => DateTimeRange, { nullable: true, description: 'Scheduled for this time. 会议时间' })
  scheduledAt?: DateTimeRange | null;
  @Field(() => Boolean, { nullable: true, description: 'Opened, and not adjourned without business; or not. 是否召开' })
  held?: boolean | null;
  @Field(() => ID, { nullable: true, description: 'At or below this organisation or grid. 范围' })
  within?: string | null;
}

export const DeliberationSessionOrder = orderInput('DeliberationSessionOrder', 'How sessions are ordered. 会议排序', SessionOrderField);
export const DeliberationSessionConnection = connectionType('DeliberationSession', '会议', () => DeliberationSessionType);
followedBy('sessionEvents', DeliberationSessionConnection);

@ArgsType()
export class DeliberationSessionList extends Paging {
  @Field(() => DeliberationSessionFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: DeliberationSessionFilter | null;
  @Field(() => DeliberationSessionOrder, { nullable: true, description: 'The latest first if left out. 排序' })
  orderBy?: Order | null;
}

extendType(DeliberationBodyType, {
  sessions: stacked(
    ConnectionField(
      () => DeliberationSessionConnection,
      () => DeliberationSessionList,
      { description: 'Its sessions, the latest first, as far as the viewer sees them. 会议' },
    ),
    Sensitive('P1'),
  ),
});
extendType(SessionDueType, {
  session: stacked(
    Field(() => DeliberationSessionType, { nullable: true, description: 'Its session, as far as the viewer sees it. 会议' }),
    Sensitive('P1'),
    Weighs(10),
  ),
});

extendType(NotificationType, {
  session: subjectField(() => DeliberationSessionType, 'The session that it is about, where the viewer still sees it. 会议'),
});

export const sessionPayload = payloadOf('DeliberationSession', () => DeliberationSessionType);
