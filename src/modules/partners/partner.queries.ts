import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Directive, Info, Query, Resolver } from 'type-graphql';
import { ById, Paging } from '../../graph/connection.js';
import { type Context, readRoot } from '../../graph/context.js';
import { SIZED_BY_PAGE } from '../../graph/field.js';
import { PartnerAppConnection, PartnerAppType, PartnerVersionType } from './partner.type.js';

@Resolver()
export class PartnerQueries {
  @Query(() => PartnerAppType, { nullable: true, description: "One partner's app. 合作应用" })
  partnerApp(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ById) _which: ById) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => PartnerAppConnection, {
    description: "Partners' apps: a partner's own, and for administrators all of the jurisdiction. 合作应用列表",
  })
  partnerApps(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => Paging) _which: Paging) {
    return readRoot(context, info);
  }

  @Query(() => PartnerVersionType, { nullable: true, description: "One version of a partner's app. 合作应用版本" })
  partnerVersion(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ById) _which: ById) {
    return readRoot(context, info);
  }
}
