import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { ConnectionField, extendType, FieldWithArgs, MaxLength, stacked, Weighs } from '../../graph/field.js';
import { Combinable, DateTimeRange } from '../../graph/inputs.js';
import { Node } from '../../graph/node.js';
import { PeriodInput } from '../../graph/rate.js';
import { DateTime } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { ViewerActions } from '../../graph/viewer-actions.js';
import { payloadOf } from '../../work/verb.js';
import { HelpPairingType } from '../care/care.type.js';
import { NotificationType, subjectField } from '../notifications/notification.type.js';
import { PersonType } from '../organisations/appointment.type.js';
import { History } from '../organisations/history.type.js';
import { ProvenanceEnum } from '../organisations/organization.type.js';
import { VolunteerTeamType } from '../volunteers/volunteer.type.js';
import { ActivityType } from './activity.type.js';
import { hoursSources, hoursStates } from './hours.terms.js';

const HoursStateEnum = enumOf('VolunteerHoursState', 'How hours stand. 服务时长状态', hoursStates);
const HoursSourceEnum = enumOf('VolunteerHoursSource', 'Where hours are known from. 服务时长来源', hoursSources);

@ObjectType('VolunteerHours', {
  implements: Node,
  description: 'A time in which somebody volunteered. Shown to them, to the leader of the team, to cadres and street officers. 服务时长',
})
export class VolunteerHoursType extends Node {
  @Sensitive('P2')
  @Field(() => PersonType, { description: 'Who. 志愿者' })
  person!: unknown;
  @Sensitive('P1')
  @Field(() => VolunteerTeamType, { nullable: true, description: 'The team that they count for. 服务队' })
  team!: unknown;
  @Sensitive('P1')
  @Field(() => ActivityType, { nullable: true, description: 'The activity at which it was; null for other service. 活动' })
  activity!: unknown;
  @Sensitive('P3')
  @Field(() => HelpPairingType, {
    nullable: true,
    description: 'The help pairing in which it was, where the viewer sees it; null for other service. 结对帮扶',
  })
  pairing!: unknown;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When it began. 开始时间' })
  startsAt!: string;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When it ended. 结束时间' })
  endsAt!: string;
  @Sensitive('P1')
  @Field(() => Int, { description: 'How many whole minutes. 分钟数' })
  minutes!: number;
  @Sensitive('P1')
  @Field(() => HoursSourceEnum, { description: 'Where it is known from. 来源' })
  source!: string;
  @Sensitive('P2')
  @MaxLength(500)
  @Field(() => String, { nullable: true, description: 'What was done. 说明' })
  note!: string | null;
  @Sensitive('P1')
  @Field(() => HoursStateEnum, { description: 'How it stands. 状态' })
  state!: string;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who approved or rejected it last. 审核人' })
  decidedBy!: unknown;
  @History
  history!: unknown;
  @ViewerActions
  viewerActions!: unknown[];
  @Sensitive('P1')
  @Field(() => ProvenanceEnum, { description: 'Where this row comes from. 数据来源' })
  provenance!: string;
  @Sensitive('P1')
  @Field(() => Int, { description: 'Grows with every change; send it along to find out whether somebody was faster. 版本' })
  version!: number;
}

export const VolunteerHoursConnection = connectionType('VolunteerHours', '服务时长', () => VolunteerHoursType);

@Combinable
@InputType({ description: 'Which hours. All that is given must hold. 服务时长筛选' })
export class VolunteerHoursFilter {
  @Field(() => [HoursStateEnum], { nullable: true, description: 'In one of these states. 状态' })
  states?: string[] | null;
  @Field(() => [ID], { nullable: true, description: 'For one of these teams. 服务队' })
  teamIds?: string[] | null;
  @Field(() => ID, { nullable: true, description: 'Of this person. 志愿者' })
  personId?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'Of the viewer, or of others. 是否本人' })
  ofViewer?: boolean | null;
  @Field(() => DateTimeRange, { nullable: true, description: 'Began in this time. 开始时间' })
  startsAt?: DateTimeRange | null;
  @Field(() => ID, { nullable: true, description: 'At or below this organisation or grid. 范围' })
  within?: string | null;
}

@ArgsType()
export class VolunteerHoursList extends Paging {
  @Field(() => VolunteerHoursFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: VolunteerHoursFilter | null;
}

@ObjectType('VolunteerTotals', { description: 'Hours of a period, added up. 服务时长合计' })
class VolunteerTotalsType {
  @Sensitive('P1')
  @Field(() => Int, { description: 'Minutes that were approved. 已通过分钟数' })
  minutes!: number;
  @Sensitive('P1')
  @Field(() => Int, { description: 'How many times that is. 已通过次数' })
  count!: number;
  @Sensitive('P1')
  @Field(() => Int, { description: 'Minutes that wait for approval. 待审核分钟数' })
  submittedMinutes!: number;
  @Sensitive('P1')
  @Field(() => Int, { description: 'How many people have approved hours. 人数' })
  people!: number;
}

@ArgsType()
class TotalsArgs {
  @Field(() => PeriodInput, { description: 'When the hours began. 统计期' })
  period!: PeriodInput;
}

const totals = (description: string) =>
  stacked(
    FieldWithArgs(
      () => VolunteerTotalsType,
      () => TotalsArgs,
      { nullable: true, description },
    ),
    Weighs(2_000),
    Sensitive('P1'),
  );

extendType(PersonType, {
  volunteerTotals: totals(
    'Their volunteer hours in a period; for themselves, and for cadres and street officers where they live. 服务时长合计',
  ),
});
extendType(VolunteerTeamType, {
  volunteerTotals: totals('What its members volunteered for it in a period; null in another jurisdiction. 服务时长合计'),
  hours: stacked(
    ConnectionField(
      () => VolunteerHoursConnection,
      () => VolunteerHoursList,
      { description: 'Hours for this team, latest first, as far as the viewer sees them. 服务时长' },
    ),
    Sensitive('P1'),
  ),
});

extendType(NotificationType, {
  hours: subjectField(() => VolunteerHoursType, 'The hours that it is about, where the viewer still sees them. 服务时长'),
});

export const hoursPayload = payloadOf('VolunteerHours', () => VolunteerHoursType, {
  field: 'hours',
});
