import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { followedBy } from '../../graph/changes.js';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { AtMost, ConnectionField, extendType, FieldWithArgs, MaxLength, stacked, Weighs } from '../../graph/field.js';
import { Combinable, DateTimeRange, orderInput } from '../../graph/inputs.js';
import { Node } from '../../graph/node.js';
import { PeriodInput } from '../../graph/rate.js';
import { DateTime } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { ViewerActions } from '../../graph/viewer-actions.js';
import type { Order } from '../../read/noun.js';
import { payloadOf } from '../../work/verb.js';
import { GridType } from '../grids/grid.type.js';
import { NotificationType, subjectField } from '../notifications/notification.type.js';
import { PersonType } from '../organisations/appointment.type.js';
import { History } from '../organisations/history.type.js';
import { GovernanceWayEnum, OrganizationType, ProvenanceEnum } from '../organisations/organization.type.js';
import { VolunteerTeamType } from '../volunteers/volunteer.type.js';
import {
  activityKinds,
  activityOutcomeKinds,
  activityScales,
  activityStates,
  callChannels,
  organisingModes,
  registrationStates,
} from './activity.terms.js';

export const ActivityKindEnum = enumOf('ActivityKind', 'What an activity is. 活动类型', activityKinds);
export const ActivityScaleEnum = enumOf('ActivityScale', 'How large an activity is. 活动规模', activityScales);
export const CallChannelEnum = enumOf('CallChannel', 'How people are called to an activity. 活动倡议渠道', callChannels);
export const ActivityOutcomeKindEnum = enumOf('ActivityOutcomeKind', 'What activities lead to. 活动成果类型', activityOutcomeKinds);
const ActivityStateEnum = enumOf('ActivityState', 'How far an activity is. 活动状态', activityStates);
const OrganisingModeEnum = enumOf('OrganisingMode', 'How an activity is organised. 组织方式', organisingModes);
const RegistrationStateEnum = enumOf('ActivityRegistrationState', 'How a registration stands. 报名状态', registrationStates);
const ActivityOrderField = enumOf('ActivityOrderField', 'What activities can be ordered by. 活动排序字段', {
  STARTS_AT: 'By the beginning. 按开始时间',
});

const VERSION = 'Grows with every change; send it along to find out whether somebody was faster. 版本';
export const MOST_TEAMS = 20;
export const MOST_CO_HOSTS = 20;

@Sensitive('P1')
@ObjectType('ActivityOutcome', { implements: Node, description: 'What an activity led to, of one kind. 活动成果' })
export class ActivityOutcomeType extends Node {
  @Field(() => ActivityType, { nullable: true, description: 'The activity. 活动' })
  activity!: unknown;
  @Field(() => ActivityOutcomeKindEnum, { description: 'Of what. 类型' })
  kind!: string;
  @Field(() => Int, { description: 'How many. 数量' })
  count!: number;
}

@Sensitive('P2')
@ObjectType('CheckInCode', { description: 'What an activity shows at its door; people check in with it. 签到码' })
class CheckInCodeType {
  @Field(() => String, { description: 'The code, as text; a QR code is its picture. 签到码' })
  code!: string;
  @Field(() => DateTime, { description: 'Until when it is good. 失效时间' })
  expiresAt!: string;
}

@ArgsType()
class RegistrationList extends Paging {
  @Field(() => [RegistrationStateEnum], { nullable: true, description: 'In one of these states. 状态' })
  states?: string[] | null;
}

@ObjectType('Activity', {
  implements: Node,
  description:
    'Something that teams and organisations do with and for people, at a place and time. Drafts are shown to who runs them. 活动',
})
export class ActivityType extends Node {
  @Sensitive('P1')
  @Field(() => String, { description: 'Title. 标题' })
  title!: string;
  @Sensitive('P1')
  @Field(() => ActivityKindEnum, { description: 'What it is. 类型' })
  kind!: string;
  @Sensitive('P1')
  @Field(() => String, { nullable: true, description: 'The series that it is part of. 系列' })
  series!: string | null;
  @Sensitive('P1')
  @MaxLength(2_000)
  @Field(() => String, { nullable: true, description: 'What it is about. 说明' })
  description!: string | null;
  @Sensitive('P1')
  @Field(() => ActivityScaleEnum, { nullable: true, description: 'How large it is. 规模' })
  scale!: string | null;
  @Sensitive('P1')
  @Field(() => OrganisingModeEnum, {
    nullable: true,
    description: 'How it is organised: small ones separately, medium ones in pairs, large ones by all together. 组织方式',
  })
  organisingMode!: string | null;
  @Sensitive('P1')
  @Field(() => OrganizationType, { description: "The organisation that holds it; of one that a team's leader calls, the team's. 主办组织" })
  organization!: unknown;
  @Sensitive('P1')
  @AtMost(MOST_CO_HOSTS)
  @Weighs(10)
  @Field(() => [OrganizationType], { description: `Other organisations that host it, at most ${MOST_CO_HOSTS}. 协办组织` })
  coHosts!: unknown[];
  @Sensitive('P1')
  @AtMost(MOST_TEAMS)
  @Weighs(10)
  @Field(() => [VolunteerTeamType], { description: `The teams that take part, at most ${MOST_TEAMS}. 参与队伍` })
  teams!: unknown[];
  @Sensitive('P1')
  @Field(() => VolunteerTeamType, {
    nullable: true,
    description: 'The team whose leader calls it; null where an organisation does. 发起队伍',
  })
  callingTeam!: unknown;
  @Sensitive('P1')
  @Field(() => CallChannelEnum, { nullable: true, description: 'How people are called to it. 倡议渠道' })
  channel!: string | null;
  @Sensitive('P1')
  @AtMost(3)
  @Field(() => [GovernanceWayEnum], { description: 'By which ways of governance it proceeds. 三治' })
  governance!: string[];
  @Sensitive('P1')
  @Field(() => String, { description: 'Where it takes place. 地点' })
  venue!: string;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When it begins. 开始时间' })
  startsAt!: string;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When it ends. 结束时间' })
  endsAt!: string;
  @Sensitive('P1')
  @Field(() => Int, { nullable: true, description: 'How many people may have a place; null for any number. 名额' })
  capacity!: number | null;
  @Sensitive('P1')
  @Field(() => Boolean, { description: 'Whether everybody may come, or members only. 是否开放' })
  open!: boolean;
  @Sensitive('P1')
  @Field(() => ActivityStateEnum, { description: 'How far it is. 状态' })
  state!: string;
  @Sensitive('P1')
  @Weighs(20)
  @Field(() => Int, { description: 'How many places are taken. 已占名额' })
  placedCount!: number;
  @Sensitive('P1')
  @Weighs(20)
  @Field(() => Int, { description: 'How many people wait for a place. 候补人数' })
  waitlistedCount!: number;
  @Sensitive('P1')
  @Weighs(20)
  @Field(() => Int, {
    description:
      'How many people took part: as reported, before that those who checked in. Never add it to beneficiaryPersonTimes. 参与人数（人）',
  })
  participantCount!: number;
  @Sensitive('P1')
  @Field(() => Int, {
    description: 'How often somebody benefited: one who came twice counts twice. 0 until it is reported. 受益人次',
  })
  beneficiaryPersonTimes!: number;
  @Sensitive('P1')
  @MaxLength(2_000)
  @Field(() => String, { nullable: true, description: 'What became of it; null until it is reported. 活动总结' })
  summary!: string | null;
  @Sensitive('P1')
  @AtMost(5)
  @Weighs(10)
  @Field(() => [ActivityOutcomeType], { description: 'What it led to, one entry a kind. 活动成果' })
  outcomes!: unknown[];
  @Sensitive('P2')
  @Weighs(10)
  @Field(() => ActivityRegistrationType, { nullable: true, description: "The viewer's registration, unless it was withdrawn. 我的报名" })
  viewerRegistration!: unknown;
  @Sensitive('P2')
  @ConnectionField(
    () => ActivityRegistrationConnection,
    () => RegistrationList,
    { description: 'Who comes, in the order of arrival, as far as the viewer sees them. 报名名单' },
  )
  registrations!: unknown;
  @Sensitive('P2')
  @Weighs(50)
  @Field(() => CheckInCodeType, {
    nullable: true,
    description: 'For who runs it, while it is under way: the code to check in with, good for two minutes. 签到码',
  })
  checkInCode!: unknown;
  @History
  history!: unknown;
  @ViewerActions
  viewerActions!: unknown[];
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When it last changed; registrations do not count. 更新时间' })
  updatedAt!: string;
  @Sensitive('P1')
  @Field(() => ProvenanceEnum, { description: 'Where this row comes from. 数据来源' })
  provenance!: string;
  @Sensitive('P1')
  @Field(() => Int, { description: VERSION })
  version!: number;
}

@ObjectType('ActivityRegistration', {
  implements: Node,
  description: 'Somebody wants to come to an activity. Shown to them, and to who runs it. 活动报名',
})
export class ActivityRegistrationType extends Node {
  @Sensitive('P1')
  @Field(() => ActivityType, { nullable: true, description: 'The activity. 活动' })
  activity!: unknown;
  @Sensitive('P2')
  @Field(() => PersonType, { description: 'Who. 报名人' })
  person!: unknown;
  @Sensitive('P2')
  @Field(() => RegistrationStateEnum, { description: 'How it stands. 状态' })
  state!: string;
  @Sensitive('P1')
  @Field(() => Int, { description: 'The order of arrival at this activity, from 1. 报名序号' })
  number!: number;
  @Sensitive('P2')
  @Weighs(20)
  @Field(() => Int, { nullable: true, description: 'Of who waits: how many come first, this one included. 候补位次' })
  waitingPosition!: number | null;
  @Sensitive('P2')
  @Field(() => DateTime, { description: 'When they registered. 报名时间' })
  registeredAt!: string;
  @Sensitive('P2')
  @Field(() => DateTime, { nullable: true, description: 'When a place came free for them. 递补时间' })
  movedUpAt!: string | null;
  @Sensitive('P2')
  @Field(() => DateTime, { nullable: true, description: 'When they checked in. 签到时间' })
  checkedInAt!: string | null;
  @Sensitive('P2')
  @Field(() => DateTime, { nullable: true, description: 'When they checked out. 签退时间' })
  checkedOutAt!: string | null;
  @Sensitive('P2')
  @Field(() => DateTime, { nullable: true, description: 'When it was withdrawn or called off. 取消时间' })
  cancelledAt!: string | null;
  @Sensitive('P1')
  @Field(() => Int, { description: VERSION })
  version!: number;
}

export const ActivityConnection = connectionType('Activity', '活动', () => ActivityType);
followedBy('activityEvents', ActivityConnection);
export const ActivityRegistrationConnection = connectionType('ActivityRegistration', '活动报名', () => ActivityRegistrationType);

@Combinable
@InputType({ description: 'Which activities. All that is given must hold. 活动筛选' })
export class ActivityFilter {
  @Field(() => [ID], { nullable: true, description: 'With one of these ids. 标识' })
  ids?: string[] | null;
  @Field(() => [ActivityStateEnum], { nullable: true, description: 'In one of these states. 状态' })
  states?: string[] | null;
  @Field(() => [ActivityKindEnum], { nullable: true, description: 'Of one of these kinds. 类型' })
  kinds?: string[] | null;
  @Field(() => [ActivityScaleEnum], { nullable: true, description: 'Of one of these sizes. 规模' })
  scales?: string[] | null;
  @Field(() => [CallChannelEnum], { nullable: true, description: 'Called by one of these channels. 倡议渠道' })
  channels?: string[] | null;
  @Field(() => [GovernanceWayEnum], { nullable: true, description: 'Tagged with one of these ways of governance. 三治' })
  governance?: string[] | null;
  @Field(() => Boolean, { nullable: true, description: 'For everybody, or for members only. 是否开放' })
  open?: boolean | null;
  @Field(() => ID, { nullable: true, description: 'Held by this organisation. 主办组织' })
  organizationId?: string | null;
  @Weighs(20)
  @Field(() => [ID], { nullable: true, description: 'One of these teams takes part. 参与队伍' })
  teamIds?: string[] | null;
  @Weighs(20)
  @Field(() => Boolean, {
    nullable: true,
    description: 'The viewer is registered, or is not; of what was called off: was registered until then. 我是否报名',
  })
  registeredByViewer?: boolean | null;
  @Weighs(20)
  @Field(() => Boolean, { nullable: true, description: 'A team that the viewer belongs to takes part, or none does. 我的队伍是否参与' })
  ofViewerTeams?: boolean | null;
  @Field(() => DateTimeRange, { nullable: true, description: 'Begins in this time. 开始时间' })
  startsAt?: DateTimeRange | null;
  @Weighs(10)
  @Field(() => String, { nullable: true, description: 'Each word is in the title, the series or the venue. 关键词' })
  text?: string | null;
  @Field(() => ID, { nullable: true, description: 'At or below this organisation or grid. 范围' })
  within?: string | null;
}

export const ActivityOrder = orderInput('ActivityOrder', 'How activities are ordered. 活动排序', ActivityOrderField);

@ArgsType()
export class ActivityList extends Paging {
  @Field(() => ActivityFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: ActivityFilter | null;
  @Field(() => ActivityOrder, { nullable: true, description: 'Latest first if left out. 排序' })
  orderBy?: Order | null;
}

const activitiesOf = (description: string) =>
  stacked(
    ConnectionField(
      () => ActivityConnection,
      () => ActivityList,
      { description },
    ),
    Sensitive('P1'),
  );

@Sensitive('P1')
@ObjectType('ActivityKindCount', { description: 'How many activities were of a kind. 按类型计数' })
class ActivityKindCountType {
  @Field(() => ActivityKindEnum, { description: 'The kind. 类型' })
  kind!: string;
  @Field(() => Int, { description: 'How many. 数量' })
  count!: number;
}

@Sensitive('P1')
@ObjectType('ActivityOutcomeCount', { description: 'What activities led to together, of a kind. 按成果计数' })
class ActivityOutcomeCountType {
  @Field(() => ActivityOutcomeKindEnum, { description: 'Of what. 类型' })
  kind!: string;
  @Field(() => Int, { description: 'How many. 数量' })
  count!: number;
}

@Sensitive('P1')
@ObjectType('ActivityFigures', {
  description: 'What was done in a period: activities that are over and began in it. 活动统计',
})
class ActivityFiguresType {
  @Field(() => Int, { description: 'How many activities. 活动场次' })
  activities!: number;
  @Field(() => Int, {
    description: 'How many people took part, added up over the activities. Never add it to beneficiaryPersonTimes. 参与人数（人）',
  })
  participantCount!: number;
  @Field(() => Int, { description: 'How often somebody benefited. 受益人次' })
  beneficiaryPersonTimes!: number;
  @AtMost(20)
  @Field(() => [ActivityKindCountType], { description: 'How many of each kind that there were. 按类型' })
  byKind!: unknown[];
  @AtMost(5)
  @Field(() => [ActivityOutcomeCountType], { description: 'What they led to. 按成果' })
  outcomes!: unknown[];
}

@ArgsType()
class FiguresArgs {
  @Field(() => PeriodInput, { description: 'When they began. 统计期' })
  period!: PeriodInput;
}

const figuresOf = (description: string) =>
  stacked(
    FieldWithArgs(
      () => ActivityFiguresType,
      () => FiguresArgs,
      { nullable: true, description },
    ),
    Weighs(2_000),
    Sensitive('P1'),
  );

extendType(OrganizationType, {
  activities: activitiesOf('Activities here or below, latest first, as far as the viewer sees them. 活动'),
  activityFigures: figuresOf('What was done here and below in a period; null without a token, and in another jurisdiction. 活动统计'),
});
extendType(GridType, { activities: activitiesOf('Activities of this grid, latest first, as far as the viewer sees them. 活动') });
extendType(VolunteerTeamType, {
  activities: stacked(
    activitiesOf('Activities that the team takes part in, latest first, as far as the viewer sees them. 活动'),
    Weighs(20),
  ),
  activityFigures: figuresOf('What the team took part in, in a period; null in another jurisdiction. 活动统计'),
});

extendType(NotificationType, {
  activity: subjectField(() => ActivityType, 'The activity that it is about, where the viewer still sees it. 活动'),
});

export const activityPayload = payloadOf('Activity', () => ActivityType);

export const registrationPayload = payloadOf('ActivityRegistration', () => ActivityRegistrationType, {
  field: 'registration',
});
