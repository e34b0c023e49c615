import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { MutationInput, Payload, VersionedInput } from '../../graph/payload.js';
import { DateTime } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { PointInputType } from '../grids/grid.type.js';
import type { DispatchIncident } from './commands/dispatch-incident.js';
import type { ReportIncident } from './commands/report-incident.js';
import type { ReasonedTransition, Transition } from './commands/transition.js';
import type { IncidentChannel, Urgency } from './incident.terms.js';
import { IncidentChannelEnum, IncidentType, UrgencyEnum } from './incident.type.js';

@InputType({ description: 'A problem to report. 事件上报' })
export class ReportIncidentInput extends MutationInput implements ReportIncident {
  @Field(() => String, { description: 'Up to 200 characters. 标题' })
  title!: string;
  @Field(() => String, { nullable: true, description: 'Up to 5,000 characters. 描述' })
  description?: string | null;
  @Field(() => ID, { description: 'One of incidentCategories. 类别' })
  categoryId!: string;
  @Field(() => ID, { nullable: true, description: 'The grid it happened in; found by location if left out. 所在网格' })
  gridId?: string | null;
  @Field(() => PointInputType, { nullable: true, description: 'Where it happened. 位置' })
  location?: PointInputType | null;
  @Field(() => String, { nullable: true, description: 'Up to 200 characters. 地址' })
  address?: string | null;
  @Field(() => IncidentChannelEnum, { description: 'How it came in. 渠道' })
  channel!: IncidentChannel;
  @Field(() => UrgencyEnum, { nullable: true, description: 'NORMAL if left out. 紧急程度' })
  urgency?: Urgency | null;
  @Field(() => ID, { nullable: true, description: 'The person in whose name staff report. 代报对象' })
  onBehalfOf?: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it happened. 发生时间' })
  occurredAt?: Date | null;
}

@InputType({ description: 'A step of an incident. 事件流转' })
export class IncidentTransitionInput extends VersionedInput implements Transition {
  @Field(() => String, { nullable: true, description: 'Up to 1,000 characters, for the history. 备注' })
  note?: string | null;
}

@InputType({ description: 'A step of an incident that needs a reason. 事件流转（须说明理由）' })
export class ReasonedIncidentTransitionInput extends IncidentTransitionInput implements ReasonedTransition {
  @Field(() => String, { description: 'Up to 1,000 characters, for the history. 理由' })
  reason!: string;
}

@InputType({ description: 'Where to send an incident: exactly one of organizationId, gridId and assigneeId. 事件派遣' })
export class DispatchIncidentInput extends IncidentTransitionInput implements DispatchIncident {
  @Field(() => ID, { nullable: true, description: 'To an organisation directly below the holder, which then holds it. 下级组织' })
  organizationId?: string | null;
  @Field(() => ID, { nullable: true, description: "To the leader of one of the holder's grids. 网格" })
  gridId?: string | null;
  @Field(() => ID, { nullable: true, description: 'To a person with a post at the holder or on its grids. 处置人' })
  assigneeId?: string | null;
}

@ObjectType({ description: 'What became of it. 结果' })
export class IncidentPayload extends Payload {
  @Field(() => IncidentType, { nullable: true, description: 'The incident as it is now, on CONFLICT too. 事件' })
  incident!: unknown;
}

@ObjectType({ description: 'What became of a report. 上报结果' })
export class ReportIncidentPayload extends IncidentPayload {
  @Sensitive('P2')
  @Field(() => String, {
    nullable: true,
    description:
      'Told to who reports without being a person here, once: follows the incident without an account. A repeat by idempotencyKey tells it to the client that reported, but not without a token. 查询码',
  })
  trackingCode!: string | null;
}
