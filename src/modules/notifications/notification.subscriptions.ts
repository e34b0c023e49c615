import { Arg, Resolver, Subscription } from 'type-graphql';
import { AFTER } from '../../graph/changes.js';
import { Cursor } from '../../graph/scalars.js';
import { live } from '../../graph/stream.js';
import { viewerNotifications } from './notification.stream.js';
import { ViewerNotificationType } from './notification.type.js';

@Resolver()
export class NotificationSubscriptions {
  @Subscription(() => ViewerNotificationType, {
    description:
      'What the viewer has to act on, or has waited for, from now on or after a cursor; nothing is skipped. A heartbeat comes at least every 15 s. 我的实时通知',
    subscribe: live(({ after }: { after?: string }) => viewerNotifications(after ?? null)),
  })
  viewerNotifications(@Arg('after', () => Cursor, AFTER) _after?: string): void {}
}
