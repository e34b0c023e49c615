import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Directive, Info, Query, Resolver } from 'type-graphql';
import { type Context, readRoot } from '../../graph/context.js';
import { SIZED_BY_PAGE } from '../../graph/field.js';
import { faultOf } from '../../kernel/result.js';
import { Ref } from '../../read/reader.js';
import { IdOrCode } from '../organisations/organization.type.js';
import { GridConnection, GridList, GridType, PointInputType } from './grid.type.js';
import { candidatesAt, gridAmong } from './grid-at.js';
import { pointOf } from './point.js';

@Resolver()
export class GridQueries {
  @Query(() => GridType, { nullable: true, description: 'The innermost grid around a point. 按坐标查询网格' })
  async gridAt(@Ctx() context: Context, @Arg('point', () => PointInputType, { description: 'The point. 坐标点' }) input: PointInputType) {
    const point = pointOf(input, 'point');
    if (!point.ok) throw faultOf(point.problems[0]);
    const { value } = point;
    const { reader, runOf } = context;
    const statement = { text: candidatesAt('$1', '$2'), values: () => [...value.coordinates] };
    const id = gridAmong(await reader.runner.json(statement, runOf({})), value);
    return id && new Ref('Grid', id);
  }

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
