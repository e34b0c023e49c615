import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Directive, Info, Query, Resolver } from 'type-graphql';
import { ById } from '../../graph/connection.js';
import { type Context, readRoot } from '../../graph/context.js';
import { SIZED_BY_PAGE } from '../../graph/field.js';
import {
  DeliberationBodyConnection,
  DeliberationBodyList,
  DeliberationBodyType,
  SessionDueConnection,
  SessionDueList,
} from './body.type.js';
import { DeliberationSessionConnection, DeliberationSessionList, DeliberationSessionType } from './session.type.js';

@Resolver()
export class DeliberationQueries {
  @Query(() => DeliberationBodyType, { nullable: true, description: 'One body. 议事组织' })
  deliberationBody(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ById) _which: ById) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => DeliberationBodyConnection, { description: 'The bodies at work. 议事组织列表' })
  deliberationBodies(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Args(() => DeliberationBodyList) _which: DeliberationBodyList,
  ) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => SessionDueConnection, {
    description: 'The sessions that are and were due, held or not: the calendar of all bodies. 应开会议列表',
  })
  sessionsDue(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => SessionDueList) _which: SessionDueList) {
    return readRoot(context, info);
  }

  @Query(() => DeliberationSessionType, { nullable: true, description: 'One session. 会议' })
  deliberationSession(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ById) _which: ById) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => DeliberationSessionConnection, { description: 'The sessions that the viewer sees. 会议列表' })
  deliberationSessions(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Args(() => DeliberationSessionList) _which: DeliberationSessionList,
  ) {
    return readRoot(context, info);
  }
}
