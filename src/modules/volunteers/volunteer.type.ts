import { ArgsType, Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { AtMost, ConnectionField, extendType, FieldWithArgs, MaxLength, stacked, Weighs } from '../../graph/field.js';
import { Combinable } from '../../graph/inputs.js';
import { Node } from '../../graph/node.js';
import { RateDefinitionType } from '../../graph/rate.js';
import { DateTime, LocalDate } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { ViewerActions } from '../../graph/viewer-actions.js';
import { payloadOf } from '../../work/verb.js';
import { GridType } from '../grids/grid.type.js';
import { NotificationType, subjectField } from '../notifications/notification.type.js';
import { PersonType, PositionEnum } from '../organisations/appointment.type.js';
import { History } from '../organisations/history.type.js';
import { OrganizationType, ProvenanceEnum } from '../organisations/organization.type.js';
import { StationType, WeekdayEnum } from '../organisations/station.type.js';
import { membershipStates, skills, teamRoles, volunteerStates, volunteerTeamKinds, volunteerTeamStates } from './volunteer.terms.js';

/** Three times on each day. */
export const MOST_FREE_TIMES = 21;
export const MOST_CERTIFICATES = 20;

export const VolunteerTeamKindEnum = enumOf('VolunteerTeamKind', 'What a team is for. 服务队类型', volunteerTeamKinds);
const VolunteerTeamStateEnum = enumOf('VolunteerTeamState', 'Whether a team is at work. 服务队状态', volunteerTeamStates);
const TeamRoleEnum = enumOf('TeamRole', 'What somebody is in a team. 队内角色', teamRoles);
const MembershipStateEnum = enumOf('MembershipState', 'How far somebody belongs to a team. 队员状态', membershipStates);
const VolunteerStateEnum = enumOf('VolunteerState', 'Whether somebody volunteers now. 志愿者状态', volunteerStates);
export const SkillEnum = enumOf('Skill', 'What somebody can do. 特长', skills);
const VERSION = 'Grows with every change; send it along to find out whether somebody was faster. 版本';

@ArgsType()
class AsOf {
  @Field(() => LocalDate, { nullable: true, description: 'On this day; today if left out. 日期' })
  asOf?: string | null;
}

@ArgsType()
class TwoDays {
  @Field(() => LocalDate, { description: 'The earlier day. 起始日期' })
  from!: string;
  @Field(() => LocalDate, { description: 'The later day. 截止日期' })
  to!: string;
}

@Sensitive('P1')
@ObjectType('Growth', { description: 'How something has grown between two days. 增长' })
export class GrowthType {
  @Field(() => Int, { description: 'How many on the earlier day. 期初' })
  from!: number;
  @Field(() => Int, { description: 'How many on the later day. 期末' })
  to!: number;
  @Field(() => Float, {
    nullable: true,
    description: 'The difference by the earlier number; null when there is nothing to divide by. 增长率',
  })
  value!: number | null;
  @Field(() => RateDefinitionType, { description: 'How it is reckoned. 定义' })
  definition!: unknown;
  @Field(() => DateTime, { description: 'When it was reckoned. 统计时点' })
  asOf!: string;
}

@ObjectType('VolunteerTeam', { implements: Node, description: 'People who volunteer together, below an organisation. 志愿服务队' })
export class VolunteerTeamType extends Node {
  @Sensitive('P1')
  @Field(() => String, { description: 'Name. 名称' })
  name!: string;
  @Sensitive('P1')
  @Field(() => VolunteerTeamKindEnum, { description: 'What it is for. 类型' })
  kind!: string;
  @MaxLength(1_000)
  @Sensitive('P1')
  @Field(() => String, { nullable: true, description: 'What it does. 简介' })
  introduction!: string | null;
  @Sensitive('P1')
  @Field(() => OrganizationType, { description: 'The organisation that it belongs to. 所属组织' })
  organization!: unknown;
  @Sensitive('P1')
  @Field(() => StationType, { nullable: true, description: 'The station that it works from. 服务站' })
  station!: unknown;
  @Sensitive('P1')
  @Field(() => GridType, { nullable: true, description: 'The grid that it is a team of. 所属网格' })
  grid!: unknown;
  @Weighs(10)
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who leads it; null where nobody does. 队长' })
  leader!: unknown;
  @Weighs(10)
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'The name of who leads it, in full to whoever sees the team. 队长公示姓名' })
  leaderName!: string | null;
  @Sensitive('P1')
  @Field(() => LocalDate, { description: 'Founded on. 成立日期' })
  foundedOn!: string;
  @Sensitive('P1')
  @Field(() => LocalDate, { nullable: true, description: 'The first day on which it no longer was. 解散日期' })
  dissolvedOn!: string | null;
  @Sensitive('P1')
  @Field(() => VolunteerTeamStateEnum, { description: 'Whether it is at work. 状态' })
  state!: string;
  @Weighs(100)
  @Sensitive('P1')
  @FieldWithArgs(
    () => Int,
    () => AsOf,
    { description: 'How many members it has, or had on a day. 人数' },
  )
  size!: number;
  @Weighs(200)
  @Sensitive('P1')
  @FieldWithArgs(
    () => GrowthType,
    () => TwoDays,
    { description: 'How many members more or fewer it had on one day than on another. 人数增长' },
  )
  growth!: unknown;
  @Sensitive('P2')
  @ConnectionField(
    () => TeamMembershipConnection,
    () => TeamMembershipList,
    { description: 'Its members now, as far as the viewer sees them; with states, also those who applied or left. 队员' },
  )
  members!: unknown;
  @Weighs(10)
  @Sensitive('P2')
  @Field(() => TeamMembershipType, { nullable: true, description: 'How the viewer belongs to it, or has applied to it. 我的队员身份' })
  viewerMembership!: unknown;
  @Sensitive('P1')
  @Field(() => ProvenanceEnum, { description: 'Where this row comes from. 数据来源' })
  provenance!: string;
  @History
  history!: unknown;
  @ViewerActions
  viewerActions!: unknown[];
  @Sensitive('P1')
  @Field(() => Int, { description: VERSION })
  version!: number;
}

@ObjectType('FreeTime', { description: 'A time of the week in which somebody can help. 可服务时段' })
export class FreeTimeType {
  @Sensitive('P1')
  @Field(() => WeekdayEnum, { description: 'The day of the week. 星期' })
  weekday!: string;
  @Sensitive('P1')
  @Field(() => String, { description: 'From this time on, HH:MM. 开始时间' })
  from!: string;
  @Sensitive('P1')
  @Field(() => String, { description: 'Before this time, HH:MM. 结束时间' })
  to!: string;
}

@ObjectType('Certificate', { description: 'A certificate of somebody who volunteers. 证书' })
class CertificateType {
  @Sensitive('P2')
  @Field(() => String, { description: 'What it certifies. 名称' })
  name!: string;
  @Sensitive('P2')
  @Field(() => LocalDate, { nullable: true, description: 'Issued on. 发证日期' })
  issuedOn!: string | null;
  @Sensitive('P2')
  @Field(() => LocalDate, { nullable: true, description: 'The last day on which it is good. 有效期至' })
  expiresOn!: string | null;
}

@ObjectType('Volunteer', { implements: Node, description: 'Somebody who volunteers: what they can do, and when. 志愿者' })
export class VolunteerType extends Node {
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who it is. 人员' })
  person!: unknown;
  @Sensitive('P1')
  @Field(() => String, { description: "The volunteer's number. 志愿者编号" })
  number!: string;
  @Sensitive('P1')
  @Field(() => [SkillEnum], { description: 'What they can do. 特长' })
  skills!: string[];
  @Sensitive('P1')
  @Field(() => Boolean, { description: 'Whether they are known for what they can do. 是否能人' })
  expert!: boolean;
  @Sensitive('P2')
  @AtMost(MOST_CERTIFICATES)
  @Field(() => [CertificateType], { description: 'Certificates, at most 20. 证书' })
  certificates!: unknown[];
  @Sensitive('P1')
  @AtMost(MOST_FREE_TIMES)
  @Field(() => [FreeTimeType], { description: 'When they can help in the course of a week, from Monday on. 可服务时间' })
  availability!: unknown[];
  @Sensitive('P1')
  @Field(() => VolunteerStateEnum, { description: 'Whether they volunteer now. 状态' })
  state!: string;
  @Sensitive('P2')
  @AtMost(50)
  @Field(() => [TeamMembershipType], { description: 'The teams that they belong to or have applied to, at most 50. 所在服务队' })
  memberships!: unknown[];
  @Sensitive('P1')
  @Field(() => ProvenanceEnum, { description: 'Where this row comes from. 数据来源' })
  provenance!: string;
  @History
  history!: unknown;
  @ViewerActions
  viewerActions!: unknown[];
  @Sensitive('P1')
  @Field(() => Int, { description: VERSION })
  version!: number;
}

@ObjectType('TeamMembership', { implements: Node, description: 'Somebody belongs to a volunteer team, from a day to a day. 队员身份' })
export class TeamMembershipType extends Node {
  @Sensitive('P2')
  @Field(() => VolunteerTeamType, { nullable: true, description: 'The team; null where the viewer does not see it. 服务队' })
  team!: unknown;
  @Sensitive('P2')
  @Field(() => VolunteerType, { nullable: true, description: 'The volunteer; null where the viewer does not see what they can do. 志愿者' })
  volunteer!: unknown;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who it is. 人员' })
  person!: unknown;
  @Sensitive('P2')
  @Weighs(5)
  @Field(() => String, { description: 'The name, in full: members of a team know each other. 姓名' })
  memberName!: string;
  @Sensitive('P1')
  @Field(() => TeamRoleEnum, { description: 'What they are in the team. 角色' })
  role!: string;
  @Sensitive('P1')
  @Field(() => PositionEnum, { nullable: true, description: 'The post by which they belong to the team of a grid. 以何职务参加' })
  position!: string | null;
  @Sensitive('P1')
  @Field(() => MembershipStateEnum, { description: 'How far they belong to it. 状态' })
  state!: string;
  @Sensitive('P1')
  @Field(() => LocalDate, { nullable: true, description: 'The first day; null until admitted. 入队日期' })
  from!: string | null;
  @Sensitive('P1')
  @Field(() => LocalDate, { nullable: true, description: 'The first day on which they are a member no longer. 离队日期' })
  to!: string | null;
  @Sensitive('P1')
  @Field(() => ProvenanceEnum, { description: 'Where this row comes from. 数据来源' })
  provenance!: string;
  @History
  history!: unknown;
  @ViewerActions
  viewerActions!: unknown[];
  @Sensitive('P1')
  @Field(() => Int, { description: VERSION })
  version!: number;
}

export const VolunteerTeamConnection = connectionType('VolunteerTeam', '志愿服务队', () => VolunteerTeamType);
export const VolunteerConnection = connectionType('Volunteer', '志愿者', () => VolunteerType);
export const TeamMembershipConnection = connectionType('TeamMembership', '队员', () => TeamMembershipType);

@Combinable
@InputType({ description: 'Which teams. All that is given must hold. 服务队筛选' })
export class VolunteerTeamFilter {
  @Field(() => [VolunteerTeamKindEnum], { nullable: true, description: 'Of one of these kinds. 类型' })
  kinds?: string[] | null;
  @Field(() => [VolunteerTeamStateEnum], { nullable: true, description: 'In one of these states. 状态' })
  states?: string[] | null;
  @Field(() => ID, { nullable: true, description: 'Works from this station. 服务站' })
  stationId?: string | null;
  @Field(() => ID, { nullable: true, description: 'Belongs to this organisation. 所属组织' })
  organizationId?: string | null;
  @Weighs(50)
  @Field(() => Boolean, { nullable: true, description: 'The viewer is a member, or is none. 我所在的' })
  ofViewer?: boolean | null;
  @Weighs(50)
  @Field(() => Boolean, { nullable: true, description: 'The viewer leads it, or does not. 我带领的' })
  ledByViewer?: boolean | null;
  @Field(() => ID, { nullable: true, description: 'At or below this organisation or grid. 范围' })
  within?: string | null;
}

@InputType({ description: 'A time of the week that somebody is wanted for: free from its beginning to its end. 需要的时段' })
class WantedTimeInput {
  @Field(() => WeekdayEnum, { description: 'The day of the week. 星期' })
  weekday!: string;
  @Field(() => String, { description: 'From this time on, HH:MM. 开始时间' })
  from!: string;
  @Field(() => String, { description: 'Before this time, HH:MM. 结束时间' })
  to!: string;
}

@Combinable
@InputType({ description: 'Which volunteers. All that is given must hold. 志愿者筛选' })
export class VolunteerFilter {
  @Field(() => [SkillEnum], { nullable: true, description: 'With one of these skills. 特长' })
  skills?: string[] | null;
  @Field(() => Boolean, { nullable: true, description: 'Known for what they can do, or not. 是否能人' })
  expert?: boolean | null;
  @Field(() => [VolunteerStateEnum], { nullable: true, description: 'In one of these states; if left out, those who volunteer now. 状态' })
  states?: string[] | null;
  @Weighs(50)
  @Field(() => WantedTimeInput, { nullable: true, description: 'Free at this time. 空闲时段' })
  freeAt?: WantedTimeInput | null;
  @Weighs(50)
  @Field(() => ID, { nullable: true, description: 'A member of this team. 服务队' })
  teamId?: string | null;
  @Field(() => ID, { nullable: true, description: 'At or below this organisation, grid or stairwell. 范围' })
  within?: string | null;
}

@Combinable
@InputType({ description: 'Which members. All that is given must hold. 队员筛选' })
export class TeamMembershipFilter {
  @Field(() => [TeamRoleEnum], { nullable: true, description: 'In one of these roles. 角色' })
  roles?: string[] | null;
  @Field(() => [MembershipStateEnum], { nullable: true, description: 'In one of these states; if left out, members of now. 状态' })
  states?: string[] | null;
  @Field(() => [PositionEnum], { nullable: true, description: 'By one of these posts. 职务' })
  positions?: string[] | null;
}

@ArgsType()
export class VolunteerTeamList extends Paging {
  @Field(() => VolunteerTeamFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: VolunteerTeamFilter | null;
}

@ArgsType()
export class VolunteerList extends Paging {
  @Field(() => VolunteerFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: VolunteerFilter | null;
}

@ArgsType()
export class TeamMembershipList extends Paging {
  @Field(() => TeamMembershipFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: TeamMembershipFilter | null;
}

extendType(OrganizationType, {
  volunteerTeams: stacked(
    ConnectionField(
      () => VolunteerTeamConnection,
      () => VolunteerTeamList,
      { description: 'Volunteer teams here or below, as far as the viewer sees them. 志愿服务队' },
    ),
    Sensitive('P1'),
  ),
});
extendType(GridType, {
  volunteerTeams: stacked(
    ConnectionField(
      () => VolunteerTeamConnection,
      () => VolunteerTeamList,
      { description: 'The teams of this grid and of those below it, as far as the viewer sees them. 网格队伍' },
    ),
    Sensitive('P1'),
  ),
});
extendType(StationType, {
  volunteerTeams: stacked(
    ConnectionField(
      () => VolunteerTeamConnection,
      () => VolunteerTeamList,
      { description: 'The teams that work from here, as far as the viewer sees them. 志愿服务队' },
    ),
    Sensitive('P1'),
  ),
});
extendType(PersonType, {
  volunteer: stacked(
    Field(() => VolunteerType, { nullable: true, description: 'What they are as a volunteer, where the viewer sees it. 志愿者' }),
    Sensitive('P2'),
    Weighs(5),
  ),
});

extendType(NotificationType, {
  membership: subjectField(() => TeamMembershipType, 'The membership that it is about, where the viewer still sees it. 队员身份'),
});

export const volunteerTeamPayload = payloadOf('VolunteerTeam', () => VolunteerTeamType);

export const volunteerPayload = payloadOf('Volunteer', () => VolunteerType);

export const teamMembershipPayload = payloadOf('TeamMembership', () => TeamMembershipType);
