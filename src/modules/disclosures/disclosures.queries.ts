import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Directive, Info, Query, Resolver } from 'type-graphql';
import { ById } from '../../graph/connection.js';
import { type Context, readRoot } from '../../graph/context.js';
import { SIZED_BY_PAGE } from '../../graph/field.js';
import { DisclosureNoticeConnection, DisclosureNoticeList, DisclosureNoticeType } from './disclosure.type.js';

@Resolver()
export class DisclosureQueries {
  @Query(() => DisclosureNoticeType, { nullable: true, description: 'One disclosure notice. 监督检查结果公开' })
  disclosureNotice(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ById) _which: ById) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => DisclosureNoticeConnection, {
    description: 'The disclosure notices that the viewer sees, latest first. 监督检查结果公开列表',
  })
  disclosureNotices(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Args(() => DisclosureNoticeList) _which: DisclosureNoticeList,
  ) {
    return readRoot(context, info);
  }
}
