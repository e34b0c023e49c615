import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { AtMost, ConnectionField, extendType, MaxLength, Weighs } from '../../graph/field.js';
import { Combinable } from '../../graph/inputs.js';
import { Node } from '../../graph/node.js';
import { DateTime, LocalDate } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { ViewerActions } from '../../graph/viewer-actions.js';
import { payloadOf } from '../../work/verb.js';
import { GridType } from '../grids/grid.type.js';
import { NotificationType, subjectField } from '../notifications/notification.type.js';
import { PersonType } from '../organisations/appointment.type.js';
import { History } from '../organisations/history.type.js';
import { OrganizationType, ProvenanceEnum } from '../organisations/organization.type.js';
import { needFits, needKinds, needSources, needStates, serviceAspects } from './need.terms.js';
import { FreeTimeType, MOST_FREE_TIMES, SkillEnum, VolunteerTeamType } from './volunteer.type.js';

export const NeedKindEnum = enumOf('NeedKind', 'What kind of need it is. 需求类型', needKinds);
export const NeedSourceEnum = enumOf('NeedSource', 'Where a need is known from. 需求来源', needSources);
export const ServiceAspectEnum = enumOf('ServiceAspect', 'What a service post is about: twelve aspects. 领岗方面', serviceAspects);
const NeedStateEnum = enumOf('NeedState', 'How far a need is met. 需求状态', needStates);
const NeedFitEnum = enumOf('NeedFit', 'Why a need is offered to somebody. 匹配原因', needFits);

const VERSION = 'Grows with every change; send it along to find out whether somebody was faster. 版本';

@ObjectType('NeedItem', {
  implements: Node,
  description: 'Something that people are wanted for: a need, a small wish, or a service post that they take on. 需求、微心愿、领岗',
})
export class NeedItemType extends Node {
  @Sensitive('P1')
  @Field(() => NeedKindEnum, { description: 'What kind it is. 类型' })
  kind!: string;
  @Sensitive('P1')
  @Field(() => NeedSourceEnum, { description: 'Where it is known from. 来源' })
  source!: string;
  @Sensitive('P1')
  @Field(() => String, { description: 'What is wanted. 标题' })
  title!: string;
  @MaxLength(2_000)
  @Sensitive('P1')
  @Field(() => String, { nullable: true, description: 'What exactly; names nobody, for everybody who may claim it reads it. 说明' })
  description!: string | null;
  @Sensitive('P1')
  @Field(() => ServiceAspectEnum, { nullable: true, description: 'Of a service post: what it is about. 领岗方面' })
  aspect!: string | null;
  @Sensitive('P2')
  @Field(() => PersonType, {
    nullable: true,
    description: 'Whose need it is; for staff, who raised it and who has claimed it. 需求人',
  })
  person!: unknown;
  @Sensitive('P1')
  @Field(() => GridType, { nullable: true, description: 'The grid it lies in; null where it is for a whole community. 网格' })
  grid!: unknown;
  @Weighs(5)
  @Sensitive('P1')
  @Field(() => OrganizationType, { nullable: true, description: 'The community. 社区' })
  community!: unknown;
  @Sensitive('P1')
  @Field(() => [SkillEnum], { description: 'One of these skills is asked for; none in particular where it is empty. 所需特长' })
  skills!: string[];
  @Sensitive('P1')
  @AtMost(MOST_FREE_TIMES)
  @Field(() => [FreeTimeType], { description: 'When people are wanted in the course of a week; any time where it is empty. 需要的时段' })
  times!: unknown[];
  @Sensitive('P1')
  @Field(() => LocalDate, { nullable: true, description: 'By when it is to be met. 期望完成日期' })
  dueOn!: string | null;
  @Sensitive('P1')
  @Field(() => Int, { description: 'How many are wanted. 需要数量' })
  wanted!: number;
  @Sensitive('P1')
  @Field(() => Int, { description: 'How many have claimed it; never more than are wanted. 已认领数量' })
  claimed!: number;
  @Sensitive('P1')
  @Field(() => NeedStateEnum, { description: 'How far it is met. 状态' })
  state!: string;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who raised it. 登记人' })
  raisedBy!: unknown;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When it was raised. 登记时间' })
  raisedAt!: string;
  @MaxLength(2_000)
  @Sensitive('P1')
  @Field(() => String, { nullable: true, description: 'What was done. 办理结果' })
  outcome!: string | null;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When it was met. 完成时间' })
  finishedAt!: string | null;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When it was confirmed that it is met; null until then. 确认时间' })
  confirmedAt!: string | null;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who confirmed it. 确认人' })
  confirmedBy!: unknown;
  @Sensitive('P1')
  @ConnectionField(
    () => NeedClaimConnection,
    () => Paging,
    { description: 'Who has claimed it: the claims that hold. 认领' },
  )
  claims!: unknown;
  @Weighs(100)
  @Sensitive('P1')
  @Field(() => [NeedFitEnum], { description: 'Why it suits the viewer. 匹配原因' })
  fits!: string[];
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

@ObjectType('NeedClaim', { implements: Node, description: 'Somebody, a team or a unit takes a need on. 认领' })
export class NeedClaimType extends Node {
  @Sensitive('P1')
  @Field(() => NeedItemType, { nullable: true, description: 'The need. 需求' })
  need!: unknown;
  @Sensitive('P2')
  @Field(() => PersonType, {
    nullable: true,
    description: 'Who claimed it for themselves; for staff and those who have claimed it. 认领人',
  })
  person!: unknown;
  @Sensitive('P1')
  @Field(() => VolunteerTeamType, { nullable: true, description: 'The team that claimed it. 认领服务队' })
  team!: unknown;
  @Sensitive('P1')
  @Field(() => OrganizationType, { nullable: true, description: 'The unit that claimed it. 认领单位（双报到单位）' })
  organization!: unknown;
  @Sensitive('P1')
  @Field(() => Int, { description: 'How many of those that are wanted. 认领数量' })
  count!: number;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When. 认领时间' })
  claimedAt!: string;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When it was given back; null while it holds. 释放时间' })
  releasedAt!: string | null;
}

export const NeedItemConnection = connectionType('NeedItem', '需求', () => NeedItemType);
const NeedClaimConnection = connectionType('NeedClaim', '认领', () => NeedClaimType);

@Combinable
@InputType({ description: 'Which needs. All that is given must hold. 需求筛选' })
export class NeedItemFilter {
  @Field(() => [NeedKindEnum], { nullable: true, description: 'Of one of these kinds. 类型' })
  kinds?: string[] | null;
  @Field(() => [NeedStateEnum], { nullable: true, description: 'In one of these states. 状态' })
  states?: string[] | null;
  @Field(() => [NeedSourceEnum], { nullable: true, description: 'From one of these sources. 来源' })
  sources?: string[] | null;
  @Field(() => [ServiceAspectEnum], { nullable: true, description: 'Service posts of one of these aspects. 领岗方面' })
  aspects?: string[] | null;
  @Field(() => [SkillEnum], { nullable: true, description: 'Asks for one of these skills. 所需特长' })
  skills?: string[] | null;
  @Field(() => Boolean, { nullable: true, description: 'It was confirmed that it is met, or was not. 是否确认' })
  confirmed?: boolean | null;
  @Weighs(300)
  @Field(() => Boolean, {
    nullable: true,
    description: 'Open, not claimed by the viewer, and it suits their skills, times and place; or not. 适合我的',
  })
  fitsViewer?: boolean | null;
  @Weighs(50)
  @Field(() => Boolean, {
    nullable: true,
    description: 'The viewer, a team that they lead, or their unit has claimed it; or not. 我认领的',
  })
  claimedByViewer?: boolean | null;
  @Field(() => Boolean, { nullable: true, description: 'The viewer raised it, or did not. 我登记的' })
  raisedByViewer?: boolean | null;
  @Field(() => ID, { nullable: true, description: 'At or below this organisation or grid. 范围' })
  within?: string | null;
}

@ArgsType()
export class NeedItemList extends Paging {
  @Field(() => NeedItemFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: NeedItemFilter | null;
}

extendType(NotificationType, { need: subjectField(() => NeedItemType, 'The need that it is about, where the viewer still sees it. 需求') });

export const needItemPayload = payloadOf('NeedItem', () => NeedItemType);
