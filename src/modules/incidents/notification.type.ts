import { ArgsType, Field, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { Combinable } from '../../graph/inputs.js';
import { Node } from '../../graph/node.js';
import { DateTime } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import type { Payload } from '../../work/verb.js';
import { IncidentEventType, IncidentType } from './incident.type.js';
import { notificationKinds } from './notification.terms.js';

export const NotificationKindEnum = enumOf('NotificationKind', 'Why somebody is told. 通知类型', notificationKinds);

@ObjectType('Notification', { implements: Node, description: 'What the viewer was told of an incident; kept for 90 days. 通知' })
export class NotificationType extends Node {
  @Sensitive('P1')
  @Field(() => NotificationKindEnum, { description: 'Why. 通知类型' })
  kind!: string;
  @Sensitive('P1')
  @Field(() => IncidentType, { nullable: true, description: 'The incident as it is now, where the viewer still sees it. 事件' })
  incident!: unknown;
  @Sensitive('P1')
  @Field(() => IncidentEventType, { nullable: true, description: 'What happened, where the viewer still sees it. 流转记录' })
  event!: unknown;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When. 时间' })
  at!: string;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When the viewer marked it as read; null until then. 已读时间' })
  readAt!: string | null;
}

@Combinable
@InputType({ description: 'Which notifications. All that is given must hold. 通知筛选' })
export class NotificationFilter {
  @Field(() => [NotificationKindEnum], { nullable: true, description: 'Of one of these kinds. 通知类型' })
  kinds?: string[] | null;
  @Field(() => Boolean, { nullable: true, description: 'Not marked as read yet, or marked. 未读' })
  unread?: boolean | null;
}

@ArgsType()
export class NotificationList extends Paging {
  @Field(() => NotificationFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: NotificationFilter | null;
}

export const NotificationConnection = connectionType('Notification', '通知', () => NotificationType);

export const markReadPayload: Payload = {
  name: 'MarkNotificationsReadPayload',
  field: 'unreadCount',
  noun: 'Person',
  type: () => Int,
  decorate: Sensitive('P1') as PropertyDecorator,
  description: 'How many are unread now. 未读数',
  read: async ({ pool }, person) => {
    const { rows } = await pool.query('select count(*)::int as n from notification where person_id = $1 and read_at is null', [person]);
    return rows[0].n;
  },
};
