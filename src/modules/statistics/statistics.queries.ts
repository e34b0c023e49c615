import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Directive, Info, Query, Resolver } from 'type-graphql';
import { ById } from '../../graph/connection.js';
import { type Context, readRoot } from '../../graph/context.js';
import { SIZED_BY_PAGE, Weighs } from '../../graph/field.js';
import { ReportedFigureType } from './figure.type.js';
import { CoverageGapsArgs, NodeConnection, ScopedStatisticsArgs, StatisticsType } from './statistics.type.js';

@Resolver()
export class StatisticsQueries {
  @Weighs(2_000)
  @Query(() => StatisticsType, {
    nullable: true,
    description:
      'Figures of an organisation or grid and all below it, for who holds a post there or above, and dashboards; null for everybody else, and for an id that nobody ever gave out. 统计',
  })
  statistics(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ScopedStatisticsArgs) _which: ScopedStatisticsArgs) {
    return readRoot(context, info);
  }

  @Query(() => ReportedFigureType, { nullable: true, description: 'One published number. 公布数字' })
  reportedFigure(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ById) _which: ById) {
    return readRoot(context, info);
  }

  @Weighs(500)
  @Directive(SIZED_BY_PAGE)
  @Query(() => NodeConnection, {
    description: 'What a rate is missing, of what the viewer sees: grids without a leader, households that nobody visited … 覆盖缺口',
  })
  coverageGaps(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => CoverageGapsArgs) _which: CoverageGapsArgs) {
    return readRoot(context, info);
  }
}
