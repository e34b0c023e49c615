import { ArgsType, Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { AtMost, BoundBy, extendType, FieldWithArgs, stacked, Weighs } from '../../graph/field.js';
import { Node } from '../../graph/node.js';
import { Period, PeriodInput, RateBasisEnum, RateDefinitionType, RateType } from '../../graph/rate.js';
import { DateTime, LocalDate } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { CareCategoryEnum } from '../care/care.type.js';
import { exclusionReasons } from '../exclusions/exclusion.terms.js';
import { ExclusionReasonEnum } from '../exclusions/exclusion.type.js';
import { GridType } from '../grids/grid.type.js';
import { openStates } from '../incidents/incident.terms.js';
import { IncidentStateEnum } from '../incidents/incident.type.js';
import { PersonType } from '../organisations/appointment.type.js';
import { OrganizationType } from '../organisations/organization.type.js';
import { GrowthType } from '../volunteers/volunteer.type.js';
import { ReportedFigureType } from './figure.type.js';
import { MOST_GROUPS, mostGroups } from './incident-groups.js';
import { coverageGapKinds, statisticsDimensions } from './statistics.terms.js';

/** Of one scope. */
const MOST_FIGURES = 200;

const StatisticsDimensionEnum = enumOf('StatisticsDimension', 'By what incidents are grouped. 分组维度', statisticsDimensions);

@ArgsType()
class StatisticsArgs {
  @Field(() => PeriodInput, { description: 'The days to look at, up to a century. 统计期' })
  period!: PeriodInput;
  @Field(() => RateBasisEnum, {
    defaultValue: 'COHORT',
    description: 'What rates of incidents count; other figures have a basis of their own. 统计口径',
  })
  basis!: string;
}

@ArgsType()
export class ScopedStatisticsArgs extends StatisticsArgs {
  @Field(() => ID, { description: 'The organisation or grid, with all below it. 范围' })
  scope!: string;
}

@ArgsType()
class GroupsArgs {
  @Field(() => [StatisticsDimensionEnum], { description: 'One or two different dimensions. 分组维度' })
  by!: string[];
}

const CoverageGapKindEnum = enumOf('CoverageGapKind', 'What is missing. 缺口类型', coverageGapKinds);

export const NodeConnection = connectionType('Node', '节点', () => Node as never);

@ArgsType()
export class CoverageGapsArgs extends Paging {
  @Field(() => CoverageGapKindEnum, { description: 'What is missing. 缺口类型' })
  kind!: string;
  @Field(() => ID, { description: 'The organisation, grid or stairwell, with all below it. 范围' })
  scope!: string;
  @Field(() => PeriodInput, { nullable: true, description: 'The days to look at, for what is about days; all if left out. 统计期' })
  period?: PeriodInput | null;
}

@Sensitive('P0')
@ObjectType('Period', { description: 'A span of days, half-open: to is not included. 统计期' })
class PeriodType {
  @Field(() => LocalDate, { description: 'The first day. 起始日期' })
  from!: string;
  @Field(() => LocalDate, { description: 'The first day after it. 截止日期（不含）' })
  to!: string;
}

@Sensitive('P1')
@ObjectType('CategoryCount', { description: 'How many incidents of a category were reported in the period. 按类别计数' })
class CategoryCountType {
  @Field(() => ID, { description: 'The category. 类别' })
  categoryId!: string;
  @Field(() => String, { description: 'What it is called. 类别名称' })
  name!: string;
  @Field(() => Int, { description: 'How many. 数量' })
  count!: number;
}

@Sensitive('P1')
@ObjectType('DayCount', { description: 'How many incidents were reported on a day. 按日计数' })
class DayCountType {
  @Field(() => LocalDate, { description: 'The day. 日期' })
  day!: string;
  @Field(() => Int, { description: 'How many. 数量' })
  count!: number;
}

@Sensitive('P1')
@ObjectType('StatisticsKey', { description: 'What the incidents of a group have in common. 分组键' })
class StatisticsKeyType {
  @Field(() => StatisticsDimensionEnum, { description: 'In which respect. 维度' })
  dimension!: string;
  @Field(() => String, { description: 'A day (the first of a week or month), the value of an enum, or an id. 取值' })
  value!: string;
  @Field(() => String, { description: 'What it is called, in the language of the request. 名称' })
  name!: string;
}

@Sensitive('P1')
@ObjectType('CareCoverage', { description: 'How many of those that need care of one category are helped by somebody. 关爱结对覆盖' })
class CareCoverageType {
  @Field(() => CareCategoryEnum, { description: 'What for. 类别' })
  category!: string;
  @Field(() => Boolean, {
    description:
      'Whether the numbers are withheld: of sensitive categories, those that speak of fewer than five, or would tell it by a difference to the places beside. 是否隐去',
  })
  suppressed!: boolean;
  @Field(() => RateType, {
    nullable: true,
    description: 'With a pairing under way ÷ designated today; null where it is withheld. 结对覆盖率',
  })
  rate!: unknown;
}

@Sensitive('P1')
@ObjectType('OpenIncidentCount', { description: 'How many open incidents are in a state. 未结事件按状态计数' })
class OpenIncidentCountType {
  @Field(() => IncidentStateEnum, { description: 'The state. 状态' })
  state!: string;
  @Field(() => Int, { description: 'How many. 数量' })
  count!: number;
  @Field(() => Int, { description: 'Those of them past the limit of what has to be done next. 超期数' })
  overdue!: number;
}

@Sensitive('P1')
@ObjectType('ExclusionCount', { description: 'How many incidents are left out of rates for one reason. 剔除数' })
class ExclusionCountType {
  @Field(() => ExclusionReasonEnum, { description: 'Why. 剔除原因' })
  reason!: string;
  @Field(() => Int, { description: 'How many. 数量' })
  count!: number;
}

@Sensitive('P1')
@ObjectType('HandlingTime', { description: 'How long incidents were handled, in minutes of working time. 处置时长' })
class HandlingTimeType {
  @Field(() => Int, { description: 'Of how many incidents. 事件数' })
  count!: number;
  @Field(() => Float, { nullable: true, description: 'On average; null where there are none. 平均分钟数' })
  averageMinutes!: number | null;
  @Field(() => Int, { nullable: true, description: 'Nine of ten were handled within so many. 九成事件的分钟数（P90）' })
  ninetiethPercentileMinutes!: number | null;
  @Field(() => RateDefinitionType, { description: 'How it is reckoned. 定义' })
  definition!: unknown;
  @Field(() => RateBasisEnum, { description: 'What it counts. 口径' })
  basis!: string;
  @Field(() => DateTime, { description: 'When it was reckoned. 统计时点' })
  asOf!: string;
}

const rateIn = (description: string): PropertyDecorator => Field(() => RateType, { description }) as PropertyDecorator;

/** The rates of incidents, of a scope and of a group. */
const incidentRateFields = {
  completionRate: rateIn('Verified or closed ÷ reported without duplicates, withdrawn, rejected and filed ones. 办结率'),
  resolutionRate: rateIn('Handled, also where nobody has verified it yet ÷ the same. 处置率'),
  rejectionRate: rateIn('Rejected ÷ reported: to be read beside the completion rate, which rejecting raises. 不予受理率'),
  onTimeRate: rateIn('Handled within the limit ÷ handled, or open and past it. 按时办结率'),
  onTimeRateOfResolved: rateIn('Handled within the limit ÷ handled: open ones past their limit are not in it. 已办结事件按时率'),
  acceptOnTimeRate: rateIn('Accepted within the limit ÷ accepted, or open and past it. 按时受理率'),
  reworkRate: rateIn('With a failed verification ÷ verified. 返工率'),
};

@Sensitive('P1')
@ObjectType('StatisticsGroup', {
  description:
    'The incidents of the period that have one or two things in common. Of a FLOW, each number is of the incidents with its own date in the group. 分组统计',
})
class StatisticsGroupType {
  @AtMost(2)
  @Field(() => [StatisticsKeyType], { description: 'What they have in common, in the order that was asked for. 分组键' })
  keys!: unknown;
  @Field(() => Int, { description: 'Reported. 上报数' })
  reported!: number;
  @Field(() => Int, { description: 'Those of them that are not final now. 未结数' })
  open!: number;
  @Field(() => Int, { description: 'Those of them that are neither handled nor suspended, and past the limit for it. 超期未办结数' })
  overdue!: number;
  @Field(() => Int, { description: 'Handled, also where nobody has verified it yet. 已办结数（含待核查）' })
  resolved!: number;
  @Field(() => Int, { description: 'Verified or closed. 核查通过或已结案数' })
  completed!: number;
  @Field(() => Int, { description: 'Of the incidents reported in the period, those under a yellow card now or when they ended. 黄牌数' })
  yellowCards!: number;
  @Field(() => Int, { description: 'Of the incidents reported in the period, those under a red card now or when they ended. 红牌数' })
  redCards!: number;
  @Field(() => Int, {
    description: 'Points that these cards cost: a yellow card 5, a red card 10; what was cancelled costs none. 督办扣分',
  })
  supervisionPoints!: number;
  @Field(() => HandlingTimeType, { description: 'From being taken up to being handled, without what they lay still. 处置时长' })
  handlingTime!: unknown;
}
extendType(StatisticsGroupType, incidentRateFields);

@Sensitive('P1')
@ObjectType('Statistics', {
  description:
    'Figures of an organisation or grid and all below it, for a period. For who holds a post there or above, and dashboards. 统计',
})
export class StatisticsType {
  @Field(() => Node, { description: 'The organisation or grid. 范围' })
  scope!: unknown;
  @Field(() => PeriodType, { description: 'The days that were looked at. 统计期' })
  period!: unknown;
  @Field(() => RateBasisEnum, { description: 'What rates of incidents count. 统计口径' })
  basis!: string;
  @Field(() => DateTime, { description: 'When it was reckoned. 统计时点' })
  asOf!: string;
  @Weighs(2_000)
  @Field(() => StatisticsType, {
    description: 'The same of the period before: as many whole months where it is whole months, else as many days. 上期',
  })
  previous!: unknown;
  @Field(() => Int, { description: 'Incidents that were reported in the period. 上报事件数' })
  incidentsReported!: number;
  @Field(() => Int, { description: 'Of the incidents reported in the period, those under a yellow card now or when they ended. 黄牌数' })
  yellowCards!: number;
  @Field(() => Int, { description: 'Of the incidents reported in the period, those under a red card now or when they ended. 红牌数' })
  redCards!: number;
  @Field(() => Int, {
    description: 'Points that these cards cost: a yellow card 5, a red card 10; what was cancelled costs none. 督办扣分',
  })
  supervisionPoints!: number;
  @Field(() => Int, { description: 'Incidents that are not final now, whenever they were reported. 未结事件数' })
  incidentsOpen!: number;
  @Field(() => Int, { description: 'Those of them that are neither handled nor suspended, and past the limit for it. 超期未办结数' })
  overdueOpen!: number;
  @Weighs(100)
  @AtMost(openStates.length)
  @Field(() => [OpenIncidentCountType], {
    description: 'Incidents that are not final now, by state, states without any among them. 未结事件按状态',
  })
  openByState!: readonly OpenIncidentCountType[];
  @Weighs(1_000)
  @Field(() => HandlingTimeType, { description: 'From being taken up to being handled, without what they lay still. 处置时长' })
  handlingTime!: unknown;
  @Weighs(200)
  @AtMost(20)
  @Field(() => [CareCoverageType], { description: 'Who is helped of those that need care, of each category. 关爱结对覆盖' })
  careCoverage!: unknown;
  @Weighs(200)
  @AtMost(Object.keys(exclusionReasons).length)
  @Field(() => [ExclusionCountType], {
    description:
      'Incidents that the rates of feedback leave out, by reason: reported in the period (COHORT), or left out in it (FLOW). 已剔除事件数',
  })
  excludedFromRates!: unknown;
  @Field(() => Int, { description: 'Pairings under way whose next visit is overdue today. 逾期未联系的结对数' })
  overdueContacts!: number;
  @Field(() => Int, { description: 'People who belonged to a volunteer team on the last day of the period. 期末志愿者人数' })
  volunteers!: number;
  @Field(() => GrowthType, { description: 'Their number on the last day of the period compared with the first. 志愿者增长' })
  volunteerGrowth!: unknown;
  @Field(() => Int, { description: 'Activities that began in the period and are over. 活动次数' })
  activities!: number;
  @Field(() => Int, { description: 'Whom they served, each as often as served. 受益人次' })
  beneficiaryPersonTimes!: number;
  @Weighs(2_000)
  @AtMost(500)
  @Field(() => [CategoryCountType], {
    description: 'Incidents that were reported in the period, by category, reportable ones without any among them. 按类别统计',
  })
  byCategory!: unknown;
  @Weighs(2_000)
  @AtMost(MOST_GROUPS)
  @BoundBy((given) => mostGroups('DAY', given('period')))
  @Field(() => [DayCountType], {
    description: `Incidents that were reported in the period, by day, days without any among them; up to ${MOST_GROUPS} days. 按日统计`,
  })
  byDay!: unknown;
  @AtMost(MOST_FIGURES)
  @Field(() => [ReportedFigureType], {
    description: 'What the organisations of the scope have published, beside what the rows say. 公布数字',
  })
  reportedFigures!: unknown;
}
extendType(StatisticsType, {
  ...incidentRateFields,
  responseRate: rateIn('Answers of reporters ÷ closings of incidents, without what was excluded. 响应率'),
  solvedRate: rateIn('Answers that the problem is solved ÷ answers, without what was excluded. 解决率'),
  satisfactionRate: rateIn('Satisfied ÷ answers, without what was excluded; to be read beside the response rate. 满意率'),
  branchCoverage: rateIn('Grids with a branch of their own or a joint one ÷ active grids. 网格党支部覆盖率'),
  branchCoverageStrict: rateIn('Grids with exactly one branch of their own ÷ active grids. 一网格一支部覆盖率'),
  staffingRate: rateIn('Grids with a leader today ÷ active grids. 网格长配备率'),
  sizeCompliance: rateIn('Grids of the size that the rule asks for ÷ grids with such a rule. 网格规模达标率'),
  partyWorkGroupCoverage: rateIn("Owners' committees with a party work group ÷ owners' committees. 业委会党的工作小组覆盖率"),
  chiefCoverage: rateIn('Stairwells with a chief today ÷ stairwells. 楼道长配备率'),
  personDwellingCompleteness: rateIn('Residents whose dwelling is verified and whose data are complete ÷ residents. 人房关联信息完善率'),
  dwellingCompleteness: rateIn('Dwellings with a verified occupant, or known to be vacant ÷ dwellings. 房屋信息完善率'),
  visitCoverage: rateIn('Households that were visited in the period ÷ households. 走访覆盖率'),
  returnVisitRate: rateIn('Visits followed by a return visit in time ÷ visits that needed one. 回访率'),
  meetingCompliance: rateIn('Sessions held ÷ sessions due in the period by recurrences. 会议召开率'),
  decisionExecutionRate: rateIn('Decisions reported done ÷ decisions whose time limit passed in the period. 决议执行率'),
  evaluationSatisfaction: rateIn('Satisfied ÷ evaluations, of topics decided in the period. 议题评价满意率'),
  whistleArrivalRate: rateIn('Departments that turned up ÷ departments called, of concluded calls. 吹哨报到率'),
  whistlePunctualRate: rateIn('Departments that turned up in time ÷ departments called, of concluded calls. 按时报到率'),
  groups: stacked(
    Weighs(2_000),
    AtMost(MOST_GROUPS),
    BoundBy((given) => mostGroups(given('by'), given('period'))),
    FieldWithArgs(
      () => [StatisticsGroupType],
      () => GroupsArgs,
      {
        description: `Incidents of the period by one or two dimensions, groups without any among them; but of holders, and of what is in use no more, only groups of which something selected is counted. Up to ${MOST_GROUPS} groups, more are refused with COST_LIMIT. 分组统计`,
      },
    ),
  ),
});

const WHO = 'for who holds a post there or above, and dashboards; null for everybody else';
const statistics = (what: string) =>
  stacked(
    Weighs(2_000),
    Sensitive('P1'),
    FieldWithArgs(
      () => StatisticsType,
      () => StatisticsArgs,
      { nullable: true, description: `Figures of ${what} and all below, ${WHO}. 统计` },
    ),
  );
extendType(OrganizationType, { statistics: statistics('the organisation') });
extendType(GridType, { statistics: statistics('the grid') });

@ObjectType('WorkerPerformance', { description: 'What somebody did in a period. 工作绩效' })
class WorkerPerformanceType {
  @Sensitive('P2')
  @Field(() => Int, { description: 'Incidents reported in the period that lie, or last lay, with them. 承办事件数' })
  assigned!: number;
  @Sensitive('P2')
  @Field(() => Int, { description: 'Those of them that are handled, also where nobody has verified it yet. 已办结数（含待核查）' })
  handled!: number;
  @Sensitive('P2')
  @Field(() => RateType, { description: 'Of those: accepted within the limit ÷ accepted, or open and past it. 按时受理率' })
  acceptOnTimeRate!: unknown;
  @Sensitive('P2')
  @Field(() => RateType, { description: 'Of those: handled within the limit ÷ handled, or open and past it. 按时办结率' })
  onTimeRate!: unknown;
  @Sensitive('P2')
  @Field(() => RateType, { description: 'Of those: with a failed verification ÷ verified. 返工率' })
  reworkRate!: unknown;
  @Sensitive('P2')
  @Field(() => Int, { description: 'Incidents that they reported or took down in the period. 上报数' })
  reports!: number;
  @Sensitive('P2')
  @Field(() => RateType, { description: 'Neither rejected nor withdrawn nor duplicate ÷ reports. 有效上报率' })
  validReportRate!: unknown;
  @Sensitive('P2')
  @Field(() => Int, { description: 'Visits that they made in the period. 走访次数' })
  visits!: number;
  @Sensitive('P2')
  @Field(() => Int, { description: 'Households that they visited in the period. 走访户数' })
  householdsVisited!: number;
}
extendType(PersonType, {
  performance: stacked(
    Weighs(200),
    Sensitive('P2'),
    FieldWithArgs(
      () => WorkerPerformanceType,
      () => Period,
      {
        nullable: true,
        description:
          'What they did in a period, up to a century; for themselves, and for community cadres and street officers above one of their posts of today. 工作绩效',
      },
    ),
  ),
});
