import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Directive, Info, Query, Resolver } from 'type-graphql';
import { ById } from '../../graph/connection.js';
import { type Context, readRoot } from '../../graph/context.js';
import { SIZED_BY_PAGE } from '../../graph/field.js';
import { BallotType } from './ballot.type.js';
import { TopicConnection, TopicList, TopicType } from './topic.type.js';

@Resolver()
export class BallotQueries {
  @Query(() => TopicType, { nullable: true, description: 'One topic. 议题' })
  topic(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ById) _which: ById) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => TopicConnection, { description: 'The topics that the viewer sees. 议题列表' })
  topics(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => TopicList) _which: TopicList) {
    return readRoot(context, info);
  }

  @Query(() => BallotType, { nullable: true, description: 'One ballot. 投票' })
  ballot(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ById) _which: ById) {
    return readRoot(context, info);
  }
}
