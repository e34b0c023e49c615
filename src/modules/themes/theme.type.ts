import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { AtMost, ConnectionField, extendType, MaxLength, Weighs } from '../../graph/field.js';
import { Combinable, DateTimeRange, orderInput } from '../../graph/inputs.js';
import { Node } from '../../graph/node.js';
import { RateType } from '../../graph/rate.js';
import { DateTime, LocalDate } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { ViewerActions } from '../../graph/viewer-actions.js';
import type { Order } from '../../read/noun.js';
import { payloadOf } from '../../work/verb.js';
import { GridType } from '../grids/grid.type.js';
import { IncidentCategoryType, IncidentConnection, IncidentList } from '../incidents/incident.type.js';
import { NotificationType, subjectField } from '../notifications/notification.type.js';
import { PersonType } from '../organisations/appointment.type.js';
import { History } from '../organisations/history.type.js';
import { OrganizationType, ProvenanceEnum } from '../organisations/organization.type.js';
import { MOST_MEASURES, measureStates, themeStates } from './theme.terms.js';

const ThemeStateEnum = enumOf('GovernanceThemeState', 'How far a governance theme has come. 治理主题状态', themeStates);
const MeasureStateEnum = enumOf('ThemeMeasureState', 'How far a measure has come. 措施状态', measureStates);
const ThemeOrderField = enumOf('GovernanceThemeOrderField', 'By what governance themes are ordered. 治理主题排序字段', {
  OPENED_AT: 'When it was opened. 立题时间',
  DUE_AT: 'When something is to be done next; what has no time comes last. 期限',
});

const VERSION = 'Grows with every change; send it along to find out whether somebody was faster. 版本';
export const CAUSE_LENGTH = 2_000;
export const MEASURE_LENGTH = 1_000;

@ObjectType('GovernanceTheme', {
  implements: Node,
  description:
    'What keeps being reported at a place, and what is done about its cause before people complain again. For staff of the place and of who takes part, and dashboards. 治理主题',
})
export class GovernanceThemeType extends Node {
  @Sensitive('P1')
  @Field(() => String, { description: 'What it is about. 标题' })
  title!: string;
  @Sensitive('P1')
  @Field(() => IncidentCategoryType, { description: 'The category of the incidents, or the one above theirs. 事件类别' })
  category!: unknown;
  @Sensitive('P1')
  @Field(() => GridType, { nullable: true, description: 'The grid where they lie; null where the place is an organisation. 网格' })
  grid!: unknown;
  @Sensitive('P1')
  @Field(() => OrganizationType, {
    nullable: true,
    description: 'The organisation below which they lie; null where the place is a grid. 组织',
  })
  organization!: unknown;
  @Sensitive('P1')
  @Field(() => OrganizationType, { description: 'Who leads it. 牵头组织' })
  lead!: unknown;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who is responsible there; null for those who must not know. 责任人' })
  responsible!: unknown;
  @Sensitive('P1')
  @Field(() => LocalDate, { description: 'The first day of the repeats that it was opened from: the baseline period. 基线期起始日期' })
  openedFrom!: string;
  @Sensitive('P1')
  @Field(() => LocalDate, { description: 'The first day after them. 基线期截止日期（不含）' })
  openedTo!: string;
  @Sensitive('P1')
  @Field(() => Int, { description: 'How many there were when it was opened. 基线事件数' })
  baseline!: number;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When it was opened. 立题时间' })
  openedAt!: string;
  @MaxLength(CAUSE_LENGTH)
  @Sensitive('P1')
  @Field(() => String, { nullable: true, description: 'Why it keeps happening. 成因' })
  cause!: string | null;
  @AtMost(MOST_MEASURES)
  @Sensitive('P1')
  @Field(() => [ThemeMeasureType], { description: 'What is done about it, by due day. 措施' })
  measures!: unknown[];
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When the last observation began. 观察起始时间' })
  observedFrom!: string | null;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When it ends, or ended. 观察截止时间' })
  observedUntil!: string | null;
  @Weighs(200)
  @Sensitive('P1')
  @Field(() => RateType, {
    nullable: true,
    description:
      'Incidents since observation began ÷ those in an equally long time at the end of the baseline period. Live while it is observed, then as it was at the end; null before the first observation. 复发率',
  })
  recurrence!: unknown;
  @Sensitive('P1')
  @Field(() => DateTime, {
    nullable: true,
    description: 'When the next measure is overdue, or the observation is over; null where neither is under way. 期限',
  })
  dueAt!: string | null;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When it was closed or dropped. 结束时间' })
  endedAt!: string | null;
  @Sensitive('P1')
  @Field(() => ThemeStateEnum, { description: 'How far it has come. 状态' })
  state!: string;
  @Weighs(5)
  @Sensitive('P1')
  @ConnectionField(
    () => IncidentConnection,
    () => IncidentList,
    { description: 'The incidents of the baseline period that the viewer sees. 基线期事件' },
  )
  incidents!: unknown;
  @Weighs(5)
  @Sensitive('P1')
  @ConnectionField(
    () => IncidentConnection,
    () => IncidentList,
    { description: 'Those since the last observation began, up to its end, that the viewer sees. 观察期事件' },
  )
  recurringIncidents!: unknown;
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

@ObjectType('ThemeMeasure', { implements: Node, description: 'One thing that is done about a governance theme. 治理措施' })
export class ThemeMeasureType extends Node {
  @Sensitive('P1')
  @Field(() => GovernanceThemeType, { nullable: true, description: 'The theme. 治理主题' })
  theme!: unknown;
  @MaxLength(MEASURE_LENGTH)
  @Sensitive('P1')
  @Field(() => String, { description: 'What is done. 措施内容' })
  text!: string;
  @Sensitive('P1')
  @Field(() => OrganizationType, { description: 'Who has to do it. 责任单位' })
  organization!: unknown;
  @Sensitive('P1')
  @Field(() => LocalDate, { description: 'The last day on which it is in time. 完成期限' })
  dueOn!: string;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When it was done. 完成时间' })
  doneAt!: string | null;
  @Sensitive('P1')
  @Field(() => Boolean, { description: 'Whether it is not done and the due day has passed. 是否超期' })
  overdue!: boolean;
  @Sensitive('P1')
  @Field(() => MeasureStateEnum, { description: 'How far it has come. 状态' })
  state!: string;
  @History
  history!: unknown;
  @ViewerActions
  viewerActions!: unknown[];
  @Sensitive('P1')
  @Field(() => Int, { description: VERSION })
  version!: number;
}

export const GovernanceThemeConnection = connectionType('GovernanceTheme', '治理主题', () => GovernanceThemeType);

@Combinable
@InputType({ description: 'Which governance themes. All that is given must hold. 治理主题筛选' })
export class GovernanceThemeFilter {
  @Field(() => [ThemeStateEnum], { nullable: true, description: 'In one of these states. 状态' })
  states?: string[] | null;
  @Weighs(5)
  @Field(() => [ID], { nullable: true, description: 'Of one of these categories, or of one below them. 事件类别' })
  categories?: string[] | null;
  @Field(() => DateTimeRange, {
    nullable: true,
    description: 'Something is to be done next in this time: a measure, or the end of the observation. 期限',
  })
  due?: DateTimeRange | null;
  @Field(() => ID, { nullable: true, description: 'At or below this organisation or grid. 范围' })
  within?: string | null;
}

const GovernanceThemeOrder = orderInput('GovernanceThemeOrder', 'How governance themes are ordered. 治理主题排序', ThemeOrderField);

@ArgsType()
export class GovernanceThemeList extends Paging {
  @Field(() => GovernanceThemeFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: GovernanceThemeFilter | null;
  @Field(() => GovernanceThemeOrder, { nullable: true, description: 'Latest opened first if left out. 排序' })
  orderBy?: Order | null;
}

extendType(NotificationType, {
  theme: subjectField(() => GovernanceThemeType, 'The governance theme, where the viewer still sees it. 治理主题'),
});

export const themePayload = payloadOf('GovernanceTheme', () => GovernanceThemeType, { field: 'theme' });
export const themeMeasurePayload = payloadOf('ThemeMeasure', () => ThemeMeasureType, { field: 'measure' });
