import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Directive, Info, Query, Resolver } from 'type-graphql';
import { ById, Paging } from '../../graph/connection.js';
import { type Context, readRoot } from '../../graph/context.js';
import { SIZED_BY_PAGE } from '../../graph/field.js';
import { WebhookConnection, WebhookDeliveryType, WebhookType } from './webhook.type.js';

@Resolver()
export class WebhookQueries {
  @Query(() => WebhookType, { nullable: true, description: 'One webhook. 推送端点' })
  webhook(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ById) _which: ById) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => WebhookConnection, {
    description: "Webhooks, newest first: a partner's own, and for administrators all of the jurisdiction. 推送端点列表",
  })
  webhooks(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => Paging) _which: Paging) {
    return readRoot(context, info);
  }

  @Query(() => WebhookDeliveryType, { nullable: true, description: 'One delivery to a webhook. 推送记录' })
  webhookDelivery(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ById) _which: ById) {
    return readRoot(context, info);
  }
}
