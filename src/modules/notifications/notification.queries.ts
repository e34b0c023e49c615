import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Directive, Info, Query, Resolver } from 'type-graphql';
import { type Context, readRoot } from '../../graph/context.js';
import { SIZED_BY_PAGE } from '../../graph/field.js';
import { NotificationConnection, NotificationList } from './notification.type.js';

@Resolver()
export class NotificationQueries {
  @Directive(SIZED_BY_PAGE)
  @Query(() => NotificationConnection, {
    description: 'What the viewer was told, newest first; totalCount of the unread ones is the number on the badge. 我的通知列表',
  })
  notifications(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => NotificationList) _which: NotificationList) {
    return readRoot(context, info);
  }
}
