import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { ConnectionField, extendType, MaxLength, Weighs } from '../../graph/field.js';
import { Combinable } from '../../graph/inputs.js';
import { Node } from '../../graph/node.js';
import { DateTime, LocalDate } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { ViewerActions } from '../../graph/viewer-actions.js';
import { payloadOf } from '../../work/verb.js';
import { HouseholdType } from '../households/household.type.js';
import { NotificationType, subjectField } from '../notifications/notification.type.js';
import { PersonType } from '../organisations/appointment.type.js';
import { History } from '../organisations/history.type.js';
import { OrganizationType, ProvenanceEnum } from '../organisations/organization.type.js';
import { honourKinds, honourLevels, honourStates, objectionStates } from './honour.terms.js';
import { VolunteerTeamType } from './volunteer.type.js';

export const HonourKindEnum = enumOf('HonourKind', 'Which honour. 荣誉类型', honourKinds);
export const HonourLevelEnum = enumOf('HonourLevel', 'How high an honour is. 荣誉级别', honourLevels);
const HonourStateEnum = enumOf('HonourState', 'How far a nomination has come. 荣誉评选状态', honourStates);
export const ObjectionStateEnum = enumOf('ObjectionState', 'What became of an objection. 异议状态', objectionStates);

const VERSION = 'Grows with every change; send it along to find out whether somebody was faster. 版本';

@ObjectType('Honour', { implements: Node, description: 'An honour that somebody is put forward for, until it is awarded or not. 荣誉' })
export class HonourType extends Node {
  @Sensitive('P1')
  @Field(() => HonourKindEnum, { description: 'Which honour. 类型' })
  kind!: string;
  @Sensitive('P1')
  @Field(() => HonourLevelEnum, { description: 'How high it is. 级别' })
  level!: string;
  @Weighs(10)
  @Sensitive('P2')
  @Field(() => String, {
    nullable: true,
    description: 'Who is put forward, in full: the person, the head of the household, the team or the organisation. 提名对象',
  })
  nomineeName!: string | null;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'The person who is put forward. 个人' })
  person!: unknown;
  @Sensitive('P2')
  @Field(() => HouseholdType, { nullable: true, description: 'The household that is put forward, where the viewer sees it. 户' })
  household!: unknown;
  @Sensitive('P1')
  @Field(() => VolunteerTeamType, { nullable: true, description: 'The team that is put forward. 服务队' })
  team!: unknown;
  @Sensitive('P1')
  @Field(() => OrganizationType, { nullable: true, description: 'The organisation that is put forward. 单位' })
  unit!: unknown;
  @Sensitive('P1')
  @Field(() => OrganizationType, { description: 'The organisation that awards it. 授予组织' })
  organization!: unknown;
  @MaxLength(2_000)
  @Sensitive('P1')
  @Field(() => String, { description: 'What for. 事迹' })
  merits!: string;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who put them forward; for who reviews and for themselves. 提名人' })
  nominatedBy!: unknown;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When they were put forward. 提名时间' })
  nominatedAt!: string;
  @Sensitive('P1')
  @Field(() => LocalDate, { nullable: true, description: 'Made public on. 公示日期' })
  publicisedOn!: string | null;
  @Sensitive('P1')
  @Field(() => LocalDate, { nullable: true, description: 'The last day on which objections are heard: five working days. 公示截止日期' })
  publicUntil!: string | null;
  @Sensitive('P1')
  @Field(() => LocalDate, { nullable: true, description: 'Awarded on. 授予日期' })
  awardedOn!: string | null;
  @Sensitive('P1')
  @Field(() => HonourStateEnum, { description: 'How far it has come. 状态' })
  state!: string;
  @Sensitive('P2')
  @ConnectionField(
    () => HonourObjectionConnection,
    () => Paging,
    { description: 'Objections, as far as the viewer sees them. 异议' },
  )
  objections!: unknown;
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

@ObjectType('HonourObjection', {
  implements: Node,
  description: 'Somebody objects to an honour while it is public. Shown to who reviews and to who objected. 公示异议',
})
export class HonourObjectionType extends Node {
  @Sensitive('P1')
  @Field(() => HonourType, { nullable: true, description: 'The honour. 荣誉' })
  honour!: unknown;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who objected. 异议人' })
  person!: unknown;
  @MaxLength(2_000)
  @Sensitive('P2')
  @Field(() => String, { description: 'What they object. 异议内容' })
  text!: string;
  @Sensitive('P1')
  @Field(() => ObjectionStateEnum, { description: 'What became of it. 状态' })
  state!: string;
  @MaxLength(2_000)
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'Why it was decided so. 处理意见' })
  decision!: string | null;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who decided. 处理人' })
  decidedBy!: unknown;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When. 提出时间' })
  at!: string;
  @Sensitive('P1')
  @Field(() => Int, { description: VERSION })
  version!: number;
}

export const HonourConnection = connectionType('Honour', '荣誉', () => HonourType);
const HonourObjectionConnection = connectionType('HonourObjection', '公示异议', () => HonourObjectionType);

@Combinable
@InputType({ description: 'Which honours. All that is given must hold. 荣誉筛选' })
export class HonourFilter {
  @Field(() => [HonourKindEnum], { nullable: true, description: 'Of one of these kinds. 类型' })
  kinds?: string[] | null;
  @Field(() => [HonourLevelEnum], { nullable: true, description: 'Of one of these levels. 级别' })
  levels?: string[] | null;
  @Field(() => [HonourStateEnum], { nullable: true, description: 'In one of these states. 状态' })
  states?: string[] | null;
  @Field(() => ID, { nullable: true, description: 'Of this team. 服务队' })
  teamId?: string | null;
  @Field(() => ID, { nullable: true, description: 'Awarded by an organisation at or below this one. 范围' })
  within?: string | null;
}

@ArgsType()
export class HonourList extends Paging {
  @Field(() => HonourFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: HonourFilter | null;
}

extendType(NotificationType, {
  honour: subjectField(() => HonourType, 'The honour that it is about, where the viewer still sees it. 荣誉'),
});

export const honourPayload = payloadOf('Honour', () => HonourType);

export const honourObjectionPayload = payloadOf('HonourObjection', () => HonourObjectionType, {
  field: 'objection',
});
