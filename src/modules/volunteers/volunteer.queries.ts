import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Directive, Info, Query, Resolver } from 'type-graphql';
import { ById } from '../../graph/connection.js';
import { type Context, readRoot } from '../../graph/context.js';
import { SIZED_BY_PAGE } from '../../graph/field.js';
import { HonourConnection, HonourList, HonourType } from './honour.type.js';
import { NeedItemConnection, NeedItemList, NeedItemType } from './need.type.js';
import {
  VolunteerConnection,
  VolunteerList,
  VolunteerTeamConnection,
  VolunteerTeamList,
  VolunteerTeamType,
  VolunteerType,
} from './volunteer.type.js';

@Resolver()
export class VolunteerQueries {
  @Query(() => VolunteerTeamType, { nullable: true, description: 'One volunteer team. 志愿服务队' })
  volunteerTeam(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ById) _which: ById) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => VolunteerTeamConnection, { description: 'The volunteer teams that the viewer sees. 志愿服务队列表' })
  volunteerTeams(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => VolunteerTeamList) _which: VolunteerTeamList) {
    return readRoot(context, info);
  }

  @Query(() => VolunteerType, { nullable: true, description: 'One volunteer. 志愿者' })
  volunteer(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ById) _which: ById) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => VolunteerConnection, { description: 'The volunteers that the viewer sees: by what they can do, and when. 志愿者列表' })
  volunteers(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => VolunteerList) _which: VolunteerList) {
    return readRoot(context, info);
  }

  @Query(() => NeedItemType, { nullable: true, description: 'One need. 需求' })
  need(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ById) _which: ById) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => NeedItemConnection, {
    description: 'The needs that the viewer sees: those that suit them, their own, those to confirm … 需求列表',
  })
  needs(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => NeedItemList) _which: NeedItemList) {
    return readRoot(context, info);
  }

  @Query(() => HonourType, { nullable: true, description: 'One honour. 荣誉' })
  honour(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ById) _which: ById) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => HonourConnection, { description: 'The honours that the viewer sees. 荣誉列表' })
  honours(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => HonourList) _which: HonourList) {
    return readRoot(context, info);
  }
}
