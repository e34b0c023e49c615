import { defineModule } from '../../graph/module.js';
import { markNotificationsRead } from './commands/mark-notifications-read.js';
import { Notification } from './notification.entity.js';
import { oldNotifications } from './notification.jobs.js';
import { NotificationQueries } from './notification.queries.js';
import { notificationReads } from './notification.reads.js';
import { NotificationSubscriptions } from './notification.subscriptions.js';

export const notifications = defineModule({
  name: 'notifications',
  after: ['organisations'],
  entities: [Notification],
  resolvers: [NotificationQueries, NotificationSubscriptions],
  verbs: [markNotificationsRead],
  reads: notificationReads,
  jobs: [oldNotifications],
});
