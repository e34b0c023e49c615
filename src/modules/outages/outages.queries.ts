import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Directive, Info, Query, Resolver } from 'type-graphql';
import { ById } from '../../graph/connection.js';
import { type Context, readRoot } from '../../graph/context.js';
import { SIZED_BY_PAGE } from '../../graph/field.js';
import { OutageNoticeConnection, OutageNoticeList, OutageNoticeType } from './outage.type.js';

@Resolver()
export class OutageQueries {
  @Query(() => OutageNoticeType, { nullable: true, description: 'One outage notice. 停供通知' })
  outageNotice(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ById) _which: ById) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => OutageNoticeConnection, { description: 'Outage notices, the latest first; everybody reads them. 停供通知列表' })
  outageNotices(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => OutageNoticeList) _which: OutageNoticeList) {
    return readRoot(context, info);
  }
}
