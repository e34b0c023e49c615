import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Directive, Info, Query, Resolver } from 'type-graphql';
import { ById } from '../../graph/connection.js';
import { type Context, readRoot } from '../../graph/context.js';
import { SIZED_BY_PAGE } from '../../graph/field.js';
import { WhistleConnection, WhistleList, WhistleType } from './whistle.type.js';

@Resolver()
export class WhistleQueries {
  @Query(() => WhistleType, { nullable: true, description: 'One call of departments. 吹哨' })
  whistle(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ById) _which: ById) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => WhistleConnection, { description: 'The calls of departments that the viewer sees, latest first. 吹哨列表' })
  whistles(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => WhistleList) _which: WhistleList) {
    return readRoot(context, info);
  }
}
