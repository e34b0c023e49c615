import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, ArgsType, Ctx, Directive, Field, ID, Info, Query, Resolver } from 'type-graphql';
import { type Context, readRoot } from '../../graph/context.js';
import { AtMost, SIZED_BY_PAGE, Weighs } from '../../graph/field.js';
import { explainRouting } from './explain-routing.js';
import { ExternalCodeFilter, IncidentCategoryType, IncidentConnection, IncidentList, IncidentType } from './incident.type.js';
import { MOST_TEMPLATES } from './reply.terms.js';
import { ReplyTemplateType } from './reply.type.js';
import { ExplainRoutingInput, RoutingExplanationType } from './routing.type.js';
import { MOST_SIMILAR, similarTo } from './similar.js';
import { SimilarIncidentsInput, SimilarIncidentType } from './similar.type.js';

@ArgsType()
class IdOrSerialNumber {
  @Field(() => ID, { nullable: true, description: 'The id. Give this or serialNumber. 标识' })
  id?: string | null;
  @Field(() => String, { nullable: true, description: 'The serial number. Give this or id. 编号' })
  serialNumber?: string | null;
}

@Resolver()
export class IncidentQueries {
  @Query(() => IncidentType, { nullable: true, description: 'One incident, by id or by serial number. 事件' })
  incident(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => IdOrSerialNumber) _which: IdOrSerialNumber) {
    return readRoot(context, info);
  }

  @Query(() => IncidentType, {
    nullable: true,
    description: "An incident by its tracking code, without an account: its course, nobody's name or words. 按查询码查询",
  })
  incidentByTrackingCode(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('code', () => String, { description: 'The tracking code. 查询码' }) _code: string,
  ) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => IncidentConnection, { description: 'The incidents that the viewer sees. 事件列表' })
  incidents(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => IncidentList) _which: IncidentList) {
    return readRoot(context, info);
  }

  @AtMost(MOST_SIMILAR)
  @Weighs(1_000)
  @Query(() => [SimilarIncidentType], {
    description:
      'Open incidents that may be about the same as what is about to be reported: of the category, of the last 7 days, within 200 m or in the same building, most alike in words first. 相似事件',
  })
  similarIncidents(
    @Ctx() context: Context,
    @Arg('input', () => SimilarIncidentsInput, { description: 'What. 输入' }) input: SimilarIncidentsInput,
  ) {
    return similarTo(context, input);
  }

  @AtMost(500)
  @Query(() => [IncidentCategoryType], {
    description:
      "The categories of the viewer's jurisdiction, by code. Without a token: the active ones of every jurisdiction; those of one are at Grid.incidentCategories. 事件类别",
  })
  incidentCategories(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('externalCode', () => ExternalCodeFilter, {
      nullable: true,
      description: 'Only the one that has this code in a list of somebody else. 外部编码',
    })
    _externalCode?: ExternalCodeFilter,
  ) {
    return readRoot(context, info);
  }

  @AtMost(MOST_TEMPLATES)
  @Query(() => [ReplyTemplateType], {
    description:
      "The reply templates of the viewer's jurisdiction that are in use, by name; for staff, and who manages categories. 答复模板",
  })
  replyTemplates(@Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    return readRoot(context, info);
  }

  @Weighs(1_000)
  @Query(() => RoutingExplanationType, {
    description: 'To whom what is about to be reported would go: which rules were tried, and why each fitted or not; for staff. 分派说明',
  })
  explainRouting(
    @Ctx() context: Context,
    @Arg('input', () => ExplainRoutingInput, { description: 'What would be reported. 拟上报事件' }) input: ExplainRoutingInput,
  ) {
    return explainRouting(context, input);
  }
}
