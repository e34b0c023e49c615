import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { enumOf } from '../../graph/enum.js';
import { AtMost, extendType, stacked, Weighs } from '../../graph/field.js';
import { Node } from '../../graph/node.js';
import { DateTime } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { payloadOf } from '../../work/verb.js';
import { CalendarDayKindEnum } from '../calendar/calendar.type.js';
import { GridType, PointInputType } from '../grids/grid.type.js';
import type { PointInput } from '../grids/point.js';
import { PersonType } from '../organisations/appointment.type.js';
import { OrganizationType } from '../organisations/organization.type.js';
import { WeekdayEnum } from '../organisations/station.type.js';
import { IncidentCategoryType, IncidentDomainEnum, UrgencyEnum } from './incident.type.js';
import { MOST_ROUTING_RULES, routingConditions, routingFaults, routingOutcomes, routingTargets } from './routing.terms.js';

export const RoutingTargetEnum = enumOf('RoutingTarget', 'To whom a routing rule sends. 分派目标', routingTargets);
const RoutingConditionEnum = enumOf('RoutingCondition', 'What of a routing rule does not hold. 不符合的条件', routingConditions);
const RoutingFaultEnum = enumOf('RoutingFault', 'Why a routing rule is broken. 规则失效原因', routingFaults);
const RoutingOutcomeEnum = enumOf('RoutingOutcome', 'What came of a routing rule that was tried. 规则适用结果', routingOutcomes);

@Sensitive('P1')
@ObjectType('RoutingRule', {
  implements: Node,
  description:
    'To whom new incidents go that meet all of its conditions; an empty list asks for nothing. Rules are tried in their order, and the first that fits decides. 分派规则',
})
export class RoutingRuleType extends Node {
  @Field(() => String, { description: 'What the history of incidents calls it by. 名称' })
  name!: string;
  @Field(() => Int, { nullable: true, description: 'Its place among the rules of the jurisdiction, from 1; null once it is retired. 次序' })
  position!: number | null;
  @Field(() => OrganizationType, { description: 'For what happens here and below. 适用组织' })
  organization!: unknown;
  @Field(() => GridType, { nullable: true, description: 'Only in this grid and below. 适用网格' })
  grid!: unknown;
  @AtMost(50)
  @Field(() => [IncidentCategoryType], { description: 'Of one of these categories, or of one below them. 类别' })
  categories!: unknown[];
  @AtMost(7)
  @Field(() => [IncidentDomainEnum], { description: 'Of one of these domains. 领域' })
  domains!: string[];
  @AtMost(4)
  @Field(() => [UrgencyEnum], { description: 'As pressing as one of these. 紧急程度' })
  urgencies!: string[];
  @AtMost(20)
  @Field(() => [String], { description: 'Title or description has one of these words. 关键词' })
  keywords!: string[];
  @Field(() => String, { nullable: true, description: 'Reported from this time of day on, HH:MM. 开始时间' })
  fromTime!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Reported before this time of day, HH:MM; where it is earlier than fromTime, on the next day. 结束时间',
  })
  toTime!: string | null;
  @AtMost(7)
  @Field(() => [WeekdayEnum], {
    description: 'On one of these days of the week; a span over midnight counts to the day on which it begins. 星期',
  })
  weekdays!: string[];
  @AtMost(4)
  @Field(() => [CalendarDayKindEnum], { description: 'On a day that is one of these by the work calendar. 日历日类型' })
  dayKinds!: string[];
  @Field(() => Boolean, {
    nullable: true,
    description: 'While people work by the work calendar, or while they do not; null asks for neither. 是否工作时间',
  })
  inWorkingTime!: boolean | null;
  @Field(() => RoutingTargetEnum, { description: 'To whom it sends. 分派目标' })
  target!: string;
  @Field(() => OrganizationType, { nullable: true, description: 'Of the target ORGANIZATION: which. 目标组织' })
  targetOrganization!: unknown;
  @Weighs(20)
  @Field(() => RoutingFaultEnum, {
    nullable: true,
    description: 'Why it is skipped until somebody mends it; null while it works. 失效原因',
  })
  brokenReason!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was taken out of use. 停用时间' })
  retiredAt!: string | null;
  @Field(() => Int, {
    description: 'Grows with every change of its own, not when others move; send it along to find out whether somebody was faster. 版本',
  })
  version!: number;
}

extendType(OrganizationType, {
  routingRules: stacked(
    AtMost(MOST_ROUTING_RULES),
    Sensitive('P1'),
    Field(() => [RoutingRuleType], {
      description:
        'The routing rules for what happens here: its own, those above and those for places below, in their order; for who signed in. 分派规则',
    }),
  ),
});

@InputType({ description: 'What would be reported. 拟上报事件' })
export class ExplainRoutingInput {
  @Field(() => ID, { description: 'Its category. 类别' })
  categoryId!: string;
  @Field(() => String, { description: 'Its title. 标题' })
  title!: string;
  @Field(() => String, { nullable: true, description: 'Its description. 描述' })
  description?: string | null;
  @Field(() => UrgencyEnum, { nullable: true, description: 'NORMAL if left out. 紧急程度' })
  urgency?: string | null;
  @Field(() => ID, { nullable: true, description: 'The grid it happens in. Give this or location. 所在网格' })
  gridId?: string | null;
  @Field(() => PointInputType, { nullable: true, description: 'Where it happens. Give this or gridId. 位置' })
  location?: PointInput | null;
  @Field(() => DateTime, { nullable: true, description: 'When it would be reported; now if left out. 上报时间' })
  at?: Date | null;
}

@Sensitive('P1')
@ObjectType('RoutingTrial', { description: 'A routing rule that was tried, and what came of it. 规则试算' })
export class RoutingTrialType {
  @Field(() => RoutingRuleType, { nullable: true, description: 'The rule. 规则' })
  rule!: unknown;
  @Field(() => RoutingOutcomeEnum, { description: 'What came of it. 结果' })
  outcome!: string;
  @AtMost(9)
  @Field(() => [RoutingConditionEnum], { description: 'What of it does not hold; none where it fits. 不符合的条件' })
  unmet!: readonly string[];
  @Field(() => RoutingFaultEnum, { nullable: true, description: 'Why it is broken. 失效原因' })
  brokenReason!: string | null;
}

@Sensitive('P1')
@ObjectType('RoutingExplanation', { description: 'To whom an incident would go, and why. 分派说明' })
export class RoutingExplanationType {
  @Field(() => RoutingRuleType, {
    nullable: true,
    description:
      "The rule that decides; null where none fits: the grid's community holds it, and the grid's leader is the assignee. 采用的规则",
  })
  rule!: unknown;
  @Field(() => OrganizationType, { nullable: true, description: 'Who would hold it. 承办组织' })
  holder!: unknown;
  @Field(() => PersonType, { nullable: true, description: 'Who would have to act; null where the staff of the holder do. 处置人' })
  assignee!: unknown;
  @AtMost(MOST_ROUTING_RULES)
  @Field(() => [RoutingTrialType], { description: 'The rules that were tried, in their order, up to the one that decides. 试算过程' })
  trials!: readonly unknown[];
}

export const routingRulePayload = payloadOf('RoutingRule', () => RoutingRuleType);
