import { ArgsType, type ClassType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { stacked } from '../../graph/field.js';
import { Combinable } from '../../graph/inputs.js';
import { Node } from '../../graph/node.js';
import { Cursor, DateTime } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import type { Payload } from '../../work/verb.js';
import { notificationKinds } from './notification.terms.js';

export const NotificationKindEnum = enumOf('NotificationKind', 'Why somebody is told. 通知类型', notificationKinds);

@ObjectType('Notification', { implements: Node, description: 'What the viewer was told; kept for 90 days. 通知' })
export class NotificationType extends Node {
  @Sensitive('P1')
  @Field(() => NotificationKindEnum, { description: 'Why. 通知类型' })
  kind!: string;
  @Sensitive('P1')
  @Field(() => ID, { description: 'The row that it is about: what of it the viewer still sees, node tells. 对象标识' })
  subjectId!: string;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When. 时间' })
  at!: string;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When the viewer marked it as read; null until then. 已读时间' })
  readAt!: string | null;
}

/** A field of Notification: the row that it is about, where it is of this type and the viewer still sees it. */
export const subjectField = (type: () => ClassType, description: string): PropertyDecorator =>
  stacked(Sensitive('P1'), Field(type, { nullable: true, description }));

const ViewerNotificationKind = enumOf('ViewerNotificationKind', 'Why the viewer is told. 通知类型', {
  ...notificationKinds,
  HEARTBEAT: 'Nothing happened; the cursor is a safe place to resume from. 心跳',
});

@Sensitive('P1')
@ObjectType('ViewerNotification', { description: 'Something that the viewer has to act on, or has waited for. 我的通知' })
export class ViewerNotificationType {
  @Field(() => Cursor, { description: 'Resume after this item. 游标' })
  cursor!: string;
  @Field(() => ViewerNotificationKind, { description: 'Why. 通知类型' })
  kind!: string;
  @Field(() => ID, { nullable: true, description: 'The row that it is about; null on a heartbeat. 对象标识' })
  subjectId!: string | null;
  @Field(() => NotificationType, { nullable: true, description: 'The notification in the list; null on a heartbeat. 通知' })
  notification!: unknown;
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
