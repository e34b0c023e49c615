import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Directive, Info, Query, Resolver } from 'type-graphql';
import { ById } from '../../graph/connection.js';
import { type Context, readRoot } from '../../graph/context.js';
import { SIZED_BY_PAGE } from '../../graph/field.js';
import { DwellingConnection, DwellingList, DwellingType } from './address.type.js';
import { HelpPairingConnection, HelpPairingList, HelpPairingType } from './care.type.js';
import { HouseholdConnection, HouseholdList, HouseholdType, ResidentConnection, ResidentList, ResidentType } from './household.type.js';

@Resolver()
export class ResidentQueries {
  @Query(() => ResidentType, { nullable: true, description: 'One resident. 居民' })
  resident(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ById) _which: ById) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => ResidentConnection, { description: 'The residents that the viewer sees. 居民列表' })
  residents(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ResidentList) _which: ResidentList) {
    return readRoot(context, info);
  }

  @Query(() => HouseholdType, { nullable: true, description: 'One household. 户' })
  household(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ById) _which: ById) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => HouseholdConnection, { description: 'The households that the viewer sees. 户列表' })
  households(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => HouseholdList) _which: HouseholdList) {
    return readRoot(context, info);
  }

  @Query(() => DwellingType, { nullable: true, description: 'One dwelling. 房屋' })
  dwelling(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => ById) _which: ById) {
    return readRoot(context, info);
  }

  @Directive(SIZED_BY_PAGE)
  @Query(() => DwellingConnection, { description: 'The dwellings that the viewer sees. 房屋列表' })
  dwellings(@Ctx() context: Context, @Info() info: GraphQLResolveInfo, @Args(() => DwellingList) _which: DwellingList) {
    return readRoot(context, info);
  }

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
