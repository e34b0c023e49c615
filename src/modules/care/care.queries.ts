import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Directive, Info, Query, Resolver } from 'type-graphql';
import { ById } from '../../graph/connection.js';
import { type Context, readRoot } from '../../graph/context.js';
import { SIZED_BY_PAGE } from '../../graph/field.js';
import { HelpPairingConnection, HelpPairingList, HelpPairingType } from './care.type.js';

@Resolver()
export class CareQueries {
  @Query(() => HelpPairingType, { nullable: true, description: 'One pairing. 结对帮扶' })
  helpPairing(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ById) _which: ById) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => HelpPairingConnection, {
    description: 'The pairings that the viewer sees: those that are overdue, their own … 结对帮扶列表',
  })
  helpPairings(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => HelpPairingList) _which: HelpPairingList) {
    return readRoot(context, info);
  }
}
