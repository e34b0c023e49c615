import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { AtMost, ConnectionField, extendType, MaxLength, stacked, Weighs } from '../../graph/field.js';
import { Combinable, DateTimeRange } from '../../graph/inputs.js';
import { Node } from '../../graph/node.js';
import { DateTime } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { ViewerActions } from '../../graph/viewer-actions.js';
import { payloadOf } from '../../work/verb.js';
import { GridType } from '../grids/grid.type.js';
import { IncidentType } from '../incidents/incident.type.js';
import { NotificationType, subjectField } from '../notifications/notification.type.js';
import { PersonType } from '../organisations/appointment.type.js';
import { History } from '../organisations/history.type.js';
import { OrganizationType, ProvenanceEnum } from '../organisations/organization.type.js';
import { MOST_CALLED, whistleAnswerStates, whistleStates } from './whistle.terms.js';

const WhistleStateEnum = enumOf('WhistleState', 'How far a call of departments has come. 吹哨状态', whistleStates);
const WhistleAnswerStateEnum = enumOf('WhistleAnswerState', 'What a department that was called does. 报到状态', whistleAnswerStates);

const VERSION = 'Grows with every change; send it along to find out whether somebody was faster. 版本';
export const OUTCOME_LENGTH = 2_000;

@ObjectType('Whistle', {
  implements: Node,
  description:
    'A grid, a community or a street calls departments to a place, and they turn up. For staff of the place, and of who was called. 吹哨报到',
})
export class WhistleType extends Node {
  @Sensitive('P1')
  @Field(() => OrganizationType, { description: 'Who calls; where a grid does, its community. 吹哨组织' })
  organization!: unknown;
  @Sensitive('P1')
  @Field(() => GridType, { nullable: true, description: 'The grid that calls. 吹哨网格' })
  grid!: unknown;
  @Sensitive('P1')
  @Field(() => IncidentType, { nullable: true, description: 'The incident that it is about, where the viewer sees that. 相关事件' })
  incident!: unknown;
  @Sensitive('P1')
  @Field(() => String, { description: 'What it is about. 事由' })
  title!: string;
  @MaxLength(OUTCOME_LENGTH)
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'More of that. 情况说明' })
  description!: string | null;
  @Sensitive('P1')
  @Field(() => String, { description: 'Where to turn up. 到场地点' })
  site!: string;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'To turn up by then. 要求到场时间' })
  arriveBy!: string;
  @Sensitive('P1')
  @Field(() => PersonType, { nullable: true, description: 'Who called. 吹哨人' })
  calledBy!: unknown;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When. 吹哨时间' })
  calledAt!: string;
  @AtMost(MOST_CALLED)
  @Sensitive('P1')
  @Field(() => [WhistleAnswerType], { description: 'Who was called, and what each of them does. 被吹哨部门' })
  answers!: unknown[];
  @MaxLength(OUTCOME_LENGTH)
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'What came of it. 处置结果' })
  outcome!: string | null;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When it was concluded or called off. 结束时间' })
  endedAt!: string | null;
  @Sensitive('P1')
  @Field(() => WhistleStateEnum, { description: 'How far it has come. 状态' })
  state!: string;
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

@ObjectType('WhistleAnswer', {
  implements: Node,
  description: 'What a department that was called does, and how both sides rate each other. 报到',
})
export class WhistleAnswerType extends Node {
  @Sensitive('P1')
  @Field(() => WhistleType, { nullable: true, description: 'The call. 吹哨' })
  whistle!: unknown;
  @Sensitive('P1')
  @Field(() => OrganizationType, { description: 'The department. 部门' })
  organization!: unknown;
  @Sensitive('P1')
  @Field(() => WhistleAnswerStateEnum, { description: 'What it does. 状态' })
  state!: string;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When it turned up. 报到时间' })
  arrivedAt!: string | null;
  @Weighs(5)
  @Sensitive('P1')
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether it turned up in time; false also while it has not and the time has passed; null before, and where nobody waits for it. 是否按时报到',
  })
  punctual!: boolean | null;
  @Sensitive('P1')
  @Field(() => Int, { nullable: true, description: 'How whoever called rates the department, 1 to 5. 对部门的评分' })
  attendanceScore!: number | null;
  @MaxLength(1_000)
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'Why. 对部门的评语' })
  attendanceComment!: string | null;
  @Sensitive('P1')
  @Field(() => Int, { nullable: true, description: 'How the department rates the call, 1 to 5. 对吹哨的评分' })
  callScore!: number | null;
  @MaxLength(1_000)
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'Why. 对吹哨的评语' })
  callComment!: string | null;
  @History
  history!: unknown;
  @ViewerActions
  viewerActions!: unknown[];
  @Sensitive('P1')
  @Field(() => Int, { description: VERSION })
  version!: number;
}

export const WhistleConnection = connectionType('Whistle', '吹哨', () => WhistleType);

@Combinable
@InputType({ description: 'Which calls. All that is given must hold. 吹哨筛选' })
export class WhistleFilter {
  @Field(() => [WhistleStateEnum], { nullable: true, description: 'In one of these states. 状态' })
  states?: string[] | null;
  @Field(() => ID, { nullable: true, description: 'This organisation was called. 被吹哨部门' })
  departmentId?: string | null;
  @Field(() => DateTimeRange, { nullable: true, description: 'Called in this time. 吹哨时间' })
  calledAt?: DateTimeRange | null;
  @Field(() => ID, { nullable: true, description: 'At or below this organisation or grid. 范围' })
  within?: string | null;
}

@ArgsType()
export class WhistleList extends Paging {
  @Field(() => WhistleFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: WhistleFilter | null;
}

extendType(IncidentType, {
  whistles: stacked(
    ConnectionField(
      () => WhistleConnection,
      () => Paging,
      { description: 'Calls of departments about it, as far as the viewer sees them. 吹哨' },
    ),
    Sensitive('P1'),
  ),
});
extendType(NotificationType, {
  whistle: subjectField(() => WhistleType, 'The call of departments, where the viewer still sees it. 吹哨'),
});

export const whistlePayload = payloadOf('Whistle', () => WhistleType);
export const whistleAnswerPayload = payloadOf('WhistleAnswer', () => WhistleAnswerType, { field: 'answer' });
