import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { AtMost, ConnectionField, extendType, FieldWithArgs, MaxLength, stacked, Weighs } from '../../graph/field.js';
import { Combinable, DateTimeRange, orderInput } from '../../graph/inputs.js';
import { Node } from '../../graph/node.js';
import { PeriodInput, RateType } from '../../graph/rate.js';
import { DateTime, LocalDate } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import type { Order } from '../../read/noun.js';
import { payloadOf } from '../../work/verb.js';
import { GridType } from '../grids/grid.type.js';
import { PersonType } from '../organisations/appointment.type.js';
import { OrganizationType, ProvenanceEnum } from '../organisations/organization.type.js';
import { WeekdayEnum } from '../organisations/station.type.js';
import {
  bodyKinds,
  capacities,
  dueStatuses,
  electorates,
  majorityBases,
  parties,
  quorumKinds,
  recurrenceFrequencies,
} from './deliberation.terms.js';

export const BodyKindEnum = enumOf('DeliberationBodyKind', 'What kind of body deliberates. 议事组织类型', bodyKinds);
export const CapacityEnum = enumOf('DeliberationCapacity', 'As what somebody takes part. 参会身份', capacities);
export const PartyEnum = enumOf('DeliberationParty', 'For whom somebody takes part. 代表方', parties);
export const RecurrenceFrequencyEnum = enumOf('RecurrenceFrequency', 'How often sessions are due. 会议周期', recurrenceFrequencies);
export const QuorumKindEnum = enumOf('QuorumKind', 'What a quorum counts. 法定人数类型', quorumKinds);
export const MajorityBaseEnum = enumOf('MajorityBase', 'What a majority is a share of. 多数计算基数', majorityBases);
export const ElectorateEnum = enumOf('Electorate', 'Who may vote. 表决权人范围', electorates);
const DueStatusEnum = enumOf('SessionDueStatus', 'What has become of a session that was due. 应开会议状态', dueStatuses);
const BodyOrderField = enumOf('DeliberationBodyOrderField', 'What bodies can be ordered by. 议事组织排序字段', {
  NAME: 'By name. 按名称',
});
const DueOrderField = enumOf('SessionDueOrderField', 'What sessions due can be ordered by. 应开会议排序字段', {
  DUE_AT: 'By the time at which they are due. 按应开时间',
});

export const VERSION = 'Grows with every change; send it along to find out whether somebody was faster. 版本';
export const MOST_CHAIRS = 50;
export const MOST_TURNS = 24;

@Sensitive('P0')
@ObjectType('Recurrence', { description: 'When sessions are due, in Asia/Shanghai. 会议周期' })
export class RecurrenceType {
  @Field(() => RecurrenceFrequencyEnum, { description: 'How often. 频率' })
  frequency!: string;
  @Field(() => WeekdayEnum, { nullable: true, description: 'The weekday of weekly sessions. 星期' })
  weekday!: string | null;
  @Field(() => Int, { nullable: true, description: 'The day of the month of others; -1 is the last. 每月日期' })
  monthDay!: number | null;
  @Field(() => String, { description: 'The time of day, HH:MM. 时间' })
  time!: string;
  @Field(() => LocalDate, { description: 'From this day on. 起始日期' })
  startsOn!: string;
  @Field(() => LocalDate, { nullable: true, description: 'The first day from which no more is due. 截止日期' })
  endsOn!: string | null;
  @Field(() => String, { description: 'The same as RFC 5545 writes it. 规则文本' })
  rule!: string;
}

@Sensitive('P0')
@ObjectType('Fraction', { description: 'An exact share. 比例' })
export class FractionType {
  @Field(() => Int, { description: 'So many … 分子' })
  numerator!: number;
  @Field(() => Int, { description: '… of so many. 分母' })
  denominator!: number;
  @Field(() => Boolean, { description: 'More than that; otherwise at least that. 是否须超过' })
  strict!: boolean;
}

@Sensitive('P1')
@ObjectType('DeliberationRules', { implements: Node, description: "One version of a body's rules. 议事规则" })
export class DeliberationRulesType extends Node {
  @Field(() => DeliberationBodyType, { description: 'Whose. 议事组织' })
  body!: unknown;
  @Field(() => Int, { description: 'Counts the versions of the body. 版次' })
  number!: number;
  @MaxLength(10_000)
  @Field(() => String, { nullable: true, description: 'In words. 规则全文' })
  text!: string | null;
  @Field(() => QuorumKindEnum, { description: 'What the quorum counts. 法定人数类型' })
  quorumKind!: string;
  @Field(() => FractionType, { description: 'How much of it; the numerator alone where people are counted. 法定比例' })
  quorum!: unknown;
  @Field(() => MajorityBaseEnum, { description: 'What the majority is a share of. 多数基数' })
  majorityOf!: string;
  @Field(() => FractionType, { description: 'How much is needed; a tie rejects. 通过比例' })
  majority!: unknown;
  @Field(() => ElectorateEnum, { description: 'Who may vote. 表决权人' })
  electorate!: string;
  @Field(() => Boolean, { description: 'Whether everybody of the jurisdiction is told of its sessions. 是否公开' })
  isPublic!: boolean;
  @Field(() => Int, { description: 'Working days for which a result is published before it holds. 公示工作日' })
  publicityDays!: number;
  @Field(() => Int, { description: 'How many others one member may stand in for. 委托上限' })
  proxyLimit!: number;
  @Field(() => LocalDate, { description: 'From this day on. 起始日期' })
  from!: string;
  @Field(() => LocalDate, { nullable: true, description: 'The first day of the next version. 截止日期' })
  to!: string | null;
}

@ObjectType('BodyMember', { implements: Node, description: 'Somebody belongs to a body, from a day to a day. 议事成员' })
export class BodyMemberType extends Node {
  @Sensitive('P1')
  @Field(() => DeliberationBodyType, { description: 'To which. 议事组织' })
  body!: unknown;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who. 人员' })
  person!: unknown;
  @Sensitive('P1')
  @Field(() => CapacityEnum, { description: 'As what. 身份' })
  capacity!: string;
  @Sensitive('P1')
  @Field(() => PartyEnum, { description: 'For whom. 代表方' })
  party!: string;
  @Sensitive('P1')
  @Field(() => LocalDate, { description: 'From this day on. 起始日期' })
  from!: string;
  @Sensitive('P1')
  @Field(() => LocalDate, { nullable: true, description: 'The first day on which they no longer do. 截止日期' })
  to!: string | null;
}

export const BodyMemberConnection = connectionType('BodyMember', '议事成员', () => BodyMemberType);

@ArgsType()
class Period {
  @Field(() => PeriodInput, { description: 'The days to look at. 统计期' })
  period!: PeriodInput;
}

@ArgsType()
class Turns {
  @Field(() => Int, { description: `How many turns, up to ${MOST_TURNS}. 轮数` })
  count!: number;
}

@Combinable
@InputType({ description: 'Which sessions due. All that is given must hold. 应开会议筛选' })
export class SessionDueFilter {
  @Weighs(10)
  @Field(() => [DueStatusEnum], { nullable: true, description: 'With one of these statuses. 状态' })
  statuses?: string[] | null;
  @Field(() => DateTimeRange, { nullable: true, description: 'Due in this time. 应开时间' })
  dueAt?: DateTimeRange | null;
  @Field(() => ID, { nullable: true, description: 'At or below this organisation or grid. 范围' })
  within?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'Where the viewer holds a post, or elsewhere. 是否在我的网格' })
  mine?: boolean | null;
}

export const SessionDueOrder = orderInput('SessionDueOrder', 'How sessions due are ordered. 应开会议排序', DueOrderField);
export const SessionDueConnection = connectionType('SessionDue', '应开会议', () => SessionDueType);

@ArgsType()
export class SessionDueList extends Paging {
  @Field(() => SessionDueFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: SessionDueFilter | null;
  @Field(() => SessionDueOrder, { nullable: true, description: 'The earliest first if left out. 排序' })
  orderBy?: Order | null;
}

@Sensitive('P0')
@ObjectType('DeliberationBody', {
  implements: Node,
  description: 'Who deliberates: a council, a conference, an assembly; with its rules, members, chairs and calendar. 议事组织',
})
export class DeliberationBodyType extends Node {
  @Field(() => String, { description: 'Name. 名称' })
  name!: string;
  @Field(() => BodyKindEnum, { description: 'What kind. 类型' })
  kind!: string;
  @Field(() => OrganizationType, { description: 'The organisation that it belongs to. 所属组织' })
  organization!: unknown;
  @Field(() => GridType, { nullable: true, description: 'The grid that it is for; null for all of the organisation. 所属网格' })
  grid!: unknown;
  @Sensitive('P1')
  @Field(() => DeliberationRulesType, {
    nullable: true,
    description: 'The rules that hold today; null for others than who signed in. 现行规则',
  })
  rules!: unknown;
  @Sensitive('P1')
  @AtMost(50)
  @Field(() => [DeliberationRulesType], { description: 'All versions of its rules, the latest first, at most 50. 历次规则' })
  rulesVersions!: unknown[];
  @Sensitive('P1')
  @ConnectionField(
    () => BodyMemberConnection,
    () => Paging,
    { description: 'Its members of today, for who signed in; where it does not meet in public, for members and staff. 成员' },
  )
  members!: unknown;
  @Weighs(100)
  @Field(() => RecurrenceType, { nullable: true, description: 'When its sessions are due; null where they are called as needed. 会议周期' })
  recurrence!: unknown;
  @Weighs(20)
  @AtMost(MOST_CHAIRS)
  @Field(() => [PersonType], { description: 'Who chairs, in turn. For others than who signed in, those on notice. 轮值主席' })
  chairRoster!: unknown[];
  @Weighs(100)
  @AtMost(MOST_TURNS)
  @FieldWithArgs(
    () => [PersonType],
    () => Turns,
    { description: 'Who chairs the next sessions that are not scheduled yet; the roster begins anew after its last. 后续主持人' },
  )
  nextChairs!: unknown[];
  @ConnectionField(
    () => SessionDueConnection,
    () => SessionDueList,
    { description: 'When its sessions are and were due, and what became of them. 会议日历' },
  )
  calendar!: unknown;
  @Weighs(1_000)
  @FieldWithArgs(
    () => RateType,
    () => Period,
    { description: 'How many of the sessions that were due in the period were held. 会议召开率' },
  )
  meetingCompliance!: unknown;
  @Field(() => LocalDate, { nullable: true, description: 'The first day on which it is no more. 终止日期' })
  endedOn!: string | null;
  @Field(() => ProvenanceEnum, { description: 'Where this row comes from. 数据来源' })
  provenance!: string;
  @Field(() => Int, { description: VERSION })
  version!: number;
}

@Sensitive('P0')
@ObjectType('SessionDue', {
  implements: Node,
  description: "A session that a body's recurrence asks for, whether it is held or not. 应开会议",
})
export class SessionDueType extends Node {
  @Field(() => DeliberationBodyType, { description: 'Of which body. 议事组织' })
  body!: unknown;
  @Field(() => DateTime, { description: 'When it is due. 应开时间' })
  dueAt!: string;
  @Weighs(10)
  @Field(() => DueStatusEnum, { description: 'What has become of it. 状态' })
  status!: string;
  @Weighs(100)
  @Field(() => PersonType, {
    nullable: true,
    description:
      'Who chairs it: of its session, or the one whose turn it will be. Null for others than who signed in, unless on notice. 主持人',
  })
  chair!: unknown;
}

@Combinable
@InputType({ description: 'Which bodies. All that is given must hold. 议事组织筛选' })
export class DeliberationBodyFilter {
  @Field(() => [BodyKindEnum], { nullable: true, description: 'Of one of these kinds. 类型' })
  kinds?: string[] | null;
  @Field(() => ID, { nullable: true, description: 'At or below this organisation or grid. 范围' })
  within?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'Those that are no more; if left out, those at work. 是否已终止' })
  ended?: boolean | null;
}

export const DeliberationBodyOrder = orderInput('DeliberationBodyOrder', 'How bodies are ordered. 议事组织排序', BodyOrderField);
export const DeliberationBodyConnection = connectionType('DeliberationBody', '议事组织', () => DeliberationBodyType);

@ArgsType()
export class DeliberationBodyList extends Paging {
  @Field(() => DeliberationBodyFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: DeliberationBodyFilter | null;
  @Field(() => DeliberationBodyOrder, { nullable: true, description: 'By name if left out. 排序' })
  orderBy?: Order | null;
}

for (const [type, of] of [
  [OrganizationType, 'this organisation'],
  [GridType, 'this grid'],
] as const)
  extendType(type, {
    deliberationBodies: stacked(
      ConnectionField(
        () => DeliberationBodyConnection,
        () => DeliberationBodyList,
        { description: `The bodies at work at or below ${of}. 议事组织` },
      ),
      Sensitive('P0'),
    ),
  });

export const bodyPayload = payloadOf('DeliberationBody', () => DeliberationBodyType);
