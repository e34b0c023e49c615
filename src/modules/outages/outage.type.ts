import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { AtMost, ConnectionField, extendType, MaxLength, stacked, Weighs } from '../../graph/field.js';
import { Combinable, DateTimeRange, orderInput } from '../../graph/inputs.js';
import { Node } from '../../graph/node.js';
import { DateTime } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { ViewerActions } from '../../graph/viewer-actions.js';
import type { Order } from '../../read/noun.js';
import { payloadOf } from '../../work/verb.js';
import { GridType } from '../grids/grid.type.js';
import { IncidentConnection, IncidentList, IncidentType } from '../incidents/incident.type.js';
import { NotificationType, subjectField } from '../notifications/notification.type.js';
import { PersonType } from '../organisations/appointment.type.js';
import { History } from '../organisations/history.type.js';
import { OrganizationType, ProvenanceEnum } from '../organisations/organization.type.js';
import { MOST_GRIDS, outageKinds, outageRecipientStates, outageStates } from './outage.terms.js';

export const OutageKindEnum = enumOf('OutageKind', 'What is cut. 停供类别', outageKinds);
const OutageStateEnum = enumOf('OutageState', 'How far an outage has come. 停供状态', outageStates);
const OutageRecipientStateEnum = enumOf('OutageRecipientState', 'Whether a notice was acknowledged. 确认状态', outageRecipientStates);
const OutageOrderField = enumOf('OutageNoticeOrderField', 'What outage notices can be ordered by. 停供通知排序字段', {
  STARTS_AT: 'By the time at which it begins. 按停供开始时间',
});

const VERSION = 'Grows with every change; send it along to find out whether somebody was faster. 版本';
/** Asking which notices an organisation or grid was told of. */
const TOLD = 50;
/** Asking which incidents an outage explains, or which outage an incident. */
const LINKED = 10;
export const REASON_LENGTH = 1_000;

@ObjectType('OutageNotice', {
  implements: Node,
  description: 'Water, electricity or something else is cut for an area, planned or not. Everybody reads it. 停水、停电等停供通知',
})
export class OutageNoticeType extends Node {
  @Sensitive('P0')
  @Field(() => OutageKindEnum, { description: 'What is cut. 停供类别' })
  kind!: string;
  @Sensitive('P0')
  @Field(() => Boolean, { description: 'Planned, not a breakdown. 是否计划停供' })
  planned!: boolean;
  @Sensitive('P0')
  @Field(() => OrganizationType, { description: 'Who cuts the supply, and brings it back. 停供单位' })
  utility!: unknown;
  @Sensitive('P0')
  @Field(() => OrganizationType, { description: 'Who issued the notice. 发布单位' })
  issuer!: unknown;
  @MaxLength(REASON_LENGTH)
  @Sensitive('P0')
  @Field(() => String, { description: 'Why it is cut. 停供原因' })
  reason!: string;
  @Sensitive('P0')
  @Field(() => String, { description: 'The area, in words. 停供区域说明' })
  area!: string;
  @Sensitive('P0')
  @Field(() => OrganizationType, { nullable: true, description: 'The area is all of this community, street or town. 停供区域（组织）' })
  organization!: unknown;
  @AtMost(MOST_GRIDS)
  @Sensitive('P0')
  @Field(() => [GridType], { description: 'The area is these grids; empty where it is all of an organisation. 停供区域（网格）' })
  grids!: unknown[];
  @Sensitive('P0')
  @Field(() => DateTime, { description: 'When it begins, or began. 停供开始时间' })
  startsAt!: string;
  @Sensitive('P0')
  @Field(() => DateTime, { nullable: true, description: 'When it is expected to end; null where nobody knows. 预计恢复时间' })
  endsAt!: string | null;
  @Sensitive('P0')
  @Field(() => DateTime, { nullable: true, description: 'When supply was back. 实际恢复时间' })
  restoredAt!: string | null;
  @Sensitive('P0')
  @Field(() => DateTime, { description: 'When the notice was issued. 发布时间' })
  issuedAt!: string;
  @Sensitive('P1')
  @Field(() => String, { nullable: true, description: 'Whom to call; for who signed in. 联系电话' })
  contactPhone!: string | null;
  @Sensitive('P0')
  @Field(() => OutageStateEnum, { description: 'How far it has come. 状态' })
  state!: string;
  @Sensitive('P0')
  @Field(() => Boolean, { description: 'Supply is not back, though it was expected by now. 是否逾期未恢复' })
  overdue!: boolean;
  @Sensitive('P1')
  @ConnectionField(
    () => OutageRecipientConnection,
    () => OutageRecipientList,
    { description: 'Who was told: communities, property companies and grids; for who signed in. 通知对象' },
  )
  recipients!: unknown;
  @Weighs(LINKED)
  @Sensitive('P1')
  @ConnectionField(
    () => IncidentConnection,
    () => IncidentList,
    { description: 'Incidents that it explains, as far as the viewer sees them. 关联事件' },
  )
  incidents!: unknown;
  @Sensitive('P0')
  @Field(() => ProvenanceEnum, { description: 'Where this row comes from. 数据来源' })
  provenance!: string;
  @History
  history!: unknown;
  @ViewerActions
  viewerActions!: unknown[];
  @Sensitive('P0')
  @Field(() => Int, { description: VERSION })
  version!: number;
}

@ObjectType('OutageRecipient', {
  implements: Node,
  description: 'An organisation or grid that was told of an outage, and whether it acknowledged that. 停供通知对象',
})
export class OutageRecipientType extends Node {
  @Sensitive('P0')
  @Field(() => OutageNoticeType, { description: 'The notice. 停供通知' })
  notice!: unknown;
  @Sensitive('P1')
  @Field(() => OrganizationType, { nullable: true, description: 'The organisation that was told; null where a grid was. 被通知组织' })
  organization!: unknown;
  @Sensitive('P1')
  @Field(() => GridType, { nullable: true, description: 'The grid that was told; null where an organisation was. 被通知网格' })
  grid!: unknown;
  @Sensitive('P1')
  @Field(() => OutageRecipientStateEnum, { description: 'Whether the times that hold now were acknowledged. 确认状态' })
  state!: string;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When it was told of the times that hold now. 通知时间' })
  toldAt!: string;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When that was acknowledged. 确认时间' })
  acknowledgedAt!: string | null;
  @Sensitive('P1')
  @Field(() => PersonType, { nullable: true, description: 'Who acknowledged it; for staff. 确认人' })
  acknowledgedBy!: unknown;
  @History
  history!: unknown;
  @ViewerActions
  viewerActions!: unknown[];
  @Sensitive('P1')
  @Field(() => Int, { description: VERSION })
  version!: number;
}

@Combinable
@InputType({ description: 'Which outage notices. All that is given must hold. 停供通知筛选' })
export class OutageNoticeFilter {
  @Field(() => [OutageStateEnum], { nullable: true, description: 'In one of these states. 状态' })
  states?: string[] | null;
  @Field(() => [OutageKindEnum], { nullable: true, description: 'Of one of these kinds. 停供类别' })
  kinds?: string[] | null;
  @Field(() => Boolean, { nullable: true, description: 'It lies ahead or lasts; or it is over or was called off. 当前有效' })
  current?: boolean | null;
  @Field(() => Boolean, { nullable: true, description: 'Planned, or not. 是否计划停供' })
  planned?: boolean | null;
  @Field(() => ID, { nullable: true, description: 'This organisation cuts the supply. 停供单位' })
  utilityId?: string | null;
  @Weighs(TOLD)
  @Field(() => ID, {
    nullable: true,
    description: 'This community, property company or grid was told: it lies in the area. 被通知的组织或网格',
  })
  toldId?: string | null;
  @Field(() => DateTimeRange, { nullable: true, description: 'Begins, or began, in this time. 停供开始时间' })
  startsAt?: DateTimeRange | null;
  @Field(() => ID, { nullable: true, description: 'The whole area is at or below this organisation or grid. 范围' })
  within?: string | null;
}

export const OutageNoticeOrder = orderInput('OutageNoticeOrder', 'How outage notices are ordered. 停供通知排序', OutageOrderField);
export const OutageNoticeConnection = connectionType('OutageNotice', '停供通知', () => OutageNoticeType);

@ArgsType()
export class OutageNoticeList extends Paging {
  @Field(() => OutageNoticeFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: OutageNoticeFilter | null;
  @Field(() => OutageNoticeOrder, { nullable: true, description: 'The latest first if left out. 排序' })
  orderBy?: Order | null;
}

@Combinable
@InputType({ description: 'Which of those who were told. All that is given must hold. 通知对象筛选' })
export class OutageRecipientFilter {
  @Field(() => [OutageRecipientStateEnum], { nullable: true, description: 'In one of these states. 确认状态' })
  states?: string[] | null;
}

export const OutageRecipientConnection = connectionType('OutageRecipient', '停供通知对象', () => OutageRecipientType);

@ArgsType()
export class OutageRecipientList extends Paging {
  @Field(() => OutageRecipientFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: OutageRecipientFilter | null;
}

const outageNotices = stacked(
  ConnectionField(
    () => OutageNoticeConnection,
    () => OutageNoticeList,
    { description: 'Outages that it was told of, for it lies in their area; the latest first. 停供通知' },
  ),
  Sensitive('P0'),
  Weighs(TOLD),
);
extendType(OrganizationType, { outageNotices });
extendType(GridType, { outageNotices });
extendType(IncidentType, {
  outageNotice: stacked(
    Field(() => OutageNoticeType, { nullable: true, description: 'The outage that explains it. 关联停供通知' }),
    Sensitive('P1'),
    Weighs(LINKED),
  ),
});
extendType(NotificationType, { outageNotice: subjectField(() => OutageNoticeType, 'The outage notice. 停供通知') });

export const outagePayload = payloadOf('OutageNotice', () => OutageNoticeType);
export const outageRecipientPayload = payloadOf('OutageRecipient', () => OutageRecipientType);
