import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Directive, Info, Query, Resolver } from 'type-graphql';
import { ById } from '../../graph/connection.js';
import { type Context, readRoot } from '../../graph/context.js';
import { SIZED_BY_PAGE } from '../../graph/field.js';
import { RateExclusionConnection, RateExclusionList, RateExclusionType } from './exclusion.type.js';

@Resolver()
export class ExclusionQueries {
  @Query(() => RateExclusionType, { nullable: true, description: 'One exclusion of an incident from rates. 考核剔除' })
  rateExclusion(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ById) _which: ById) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => RateExclusionConnection, {
    description: 'The exclusions of incidents from rates that the viewer sees, latest first. 考核剔除列表',
  })
  rateExclusions(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => RateExclusionList) _which: RateExclusionList) {
    return readRoot(context, info);
  }
}
