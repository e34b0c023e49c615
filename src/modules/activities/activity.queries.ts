import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Directive, Info, Query, Resolver } from 'type-graphql';
import { ById } from '../../graph/connection.js';
import { type Context, readRoot } from '../../graph/context.js';
import { SIZED_BY_PAGE } from '../../graph/field.js';
import { ActivityConnection, ActivityList, ActivityType } from './activity.type.js';
import { VolunteerHoursConnection, VolunteerHoursList } from './hours.type.js';

@Resolver()
export class ActivityQueries {
  @Query(() => ActivityType, { nullable: true, description: 'One activity. 活动' })
  activity(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ById) _which: ById) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => ActivityConnection, { description: 'The activities that the viewer sees, latest first. 活动列表' })
  activities(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ActivityList) _which: ActivityList) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => VolunteerHoursConnection, { description: 'The volunteer hours that the viewer sees, latest first. 服务时长列表' })
  volunteerHours(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => VolunteerHoursList) _which: VolunteerHoursList) {
    return readRoot(context, info);
  }
}
