import type { NounName } from '../../kernel/ids.js';
import { anyOf, holdsThat } from '../../read/filter.js';
import { type FieldRead, list, one, type Reads, value } from '../../read/noun.js';
import { sql } from '../../read/sql.js';
import { subjectId } from '../../read/subject.js';
import { Notification } from './notification.entity.js';
import { visibleNotifications } from './notification.policy.js';

export const notificationReads: readonly Reads[] = [
  {
    noun: 'Notification',
    entity: Notification,
    visible: visibleNotifications,
    fields: { subjectId: value(subjectId) },
    filters: { kinds: anyOf('kind'), unread: holdsThat((row) => sql`${row.col('readAt')} is null`) },
    orders: { AT: { key: (row) => row.col('at'), type: 'timestamptz' } },
    defaultOrder: { field: 'AT', direction: 'DESC' },
    roots: { notifications: list() },
  },
];

/** In what a module adds to Notification: the row of a noun, where the notification is about one. */
export const subject = (noun: NounName): FieldRead<never> => one(noun, (told, row) => sql`${row.col('id')} = ${told.col('subjectId')}`);
