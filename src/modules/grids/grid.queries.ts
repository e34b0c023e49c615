import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Directive, Info, Query, Resolver } from 'type-graphql';
import { type Context, readRoot } from '../../graph/context.js';
import { SIZED_BY_PAGE } from '../../graph/field.js';
import { IdOrCode } from '../organisations/organization.type.js';
import { GridConnection, GridList, GridType } from './grid.type.js';

@Resolver()
export class GridQueries {
  @Query(() => GridType, { nullable: true, description: 'One grid, by id or by code. 网格' })
  grid(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => IdOrCode) _which: IdOrCode) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => GridConnection, { description: 'Grids of all jurisdictions. 网格列表' })
  grids(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => GridList) _which: GridList) {
    return readRoot(context, info);
  }
}
