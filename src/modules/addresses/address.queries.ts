import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Directive, Info, Query, Resolver } from 'type-graphql';
import { ById } from '../../graph/connection.js';
import { type Context, readRoot } from '../../graph/context.js';
import { SIZED_BY_PAGE } from '../../graph/field.js';
import { DwellingConnection, DwellingList, DwellingType } from './address.type.js';

@Resolver()
export class AddressQueries {
  @Query(() => DwellingType, { nullable: true, description: 'One dwelling. 房屋' })
  dwelling(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ById) _which: ById) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => DwellingConnection, { description: 'The dwellings that the viewer sees. 房屋列表' })
  dwellings(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => DwellingList) _which: DwellingList) {
    return readRoot(context, info);
  }
}
