import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Directive, Info, Query, Resolver } from 'type-graphql';
import { ById } from '../../graph/connection.js';
import { type Context, readRoot } from '../../graph/context.js';
import { SIZED_BY_PAGE } from '../../graph/field.js';
import { SelectionConnection, SelectionList, SelectionType } from './selection.type.js';

@Resolver()
export class SelectionQueries {
  @Query(() => SelectionType, { nullable: true, description: 'One selection of a stairwell chief. 楼道长选任' })
  selection(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ById) _which: ById) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => SelectionConnection, {
    description: 'The selections of stairwell chiefs that the viewer sees, latest first. 楼道长选任列表',
  })
  selections(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => SelectionList) _which: SelectionList) {
    return readRoot(context, info);
  }
}
