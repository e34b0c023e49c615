import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Directive, Info, Query, Resolver } from 'type-graphql';
import { ById } from '../../graph/connection.js';
import { type Context, readRoot } from '../../graph/context.js';
import { AtMost, SIZED_BY_PAGE, Weighs } from '../../graph/field.js';
import { incidentRepeats } from './repeats.js';
import { IncidentRepeatsArgs, IncidentRepeatType, MOST_REPEATS } from './repeats.type.js';
import { GovernanceThemeConnection, GovernanceThemeList, GovernanceThemeType } from './theme.type.js';

@Resolver()
export class ThemeQueries {
  @Query(() => GovernanceThemeType, { nullable: true, description: 'One governance theme. 治理主题' })
  theme(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ById) _which: ById) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => GovernanceThemeConnection, { description: 'The governance themes that the viewer sees, latest opened first. 治理主题列表' })
  themes(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => GovernanceThemeList) _which: GovernanceThemeList) {
    return readRoot(context, info);
  }

  @AtMost(MOST_REPEATS)
  @Weighs(5_000)
  @Query(() => [IncidentRepeatType], {
    description:
      'Incidents of one category at one place again and again, most often first: where to act before people complain. For who holds a post at the scope or above, and dashboards. 重复事件',
  })
  incidentRepeats(@Ctx() context: Context, @Args(() => IncidentRepeatsArgs) which: IncidentRepeatsArgs) {
    return incidentRepeats(context, which);
  }
}
