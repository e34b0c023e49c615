import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Directive, Info, Query, Resolver } from 'type-graphql';
import { ById } from '../../graph/connection.js';
import { type Context, readRoot } from '../../graph/context.js';
import { SIZED_BY_PAGE } from '../../graph/field.js';
import {
  CovenantBreachConnection,
  CovenantBreachList,
  CovenantBreachType,
  CovenantConnection,
  CovenantList,
  CovenantType,
} from './covenant.type.js';

@Resolver()
export class CovenantQueries {
  @Query(() => CovenantType, { nullable: true, description: 'One covenant. 公约' })
  covenant(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ById) _which: ById) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => CovenantConnection, { description: 'The covenants that the viewer sees, by title. 公约列表' })
  covenants(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => CovenantList) _which: CovenantList) {
    return readRoot(context, info);
  }

  @Query(() => CovenantBreachType, { nullable: true, description: 'One breach of a covenant. 违约情况' })
  covenantBreach(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ById) _which: ById) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => CovenantBreachConnection, { description: 'The breaches of covenants that the viewer sees, latest first. 违约情况列表' })
  covenantBreaches(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => CovenantBreachList) _which: CovenantBreachList) {
    return readRoot(context, info);
  }
}
