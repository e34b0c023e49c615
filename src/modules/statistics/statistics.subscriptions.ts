import { Arg, Field, ID, ObjectType, Resolver, Subscription } from 'type-graphql';
import { Sensitive } from '../../graph/sensitive.js';
import { live } from '../../graph/stream.js';
import { GridType } from '../grids/grid.type.js';
import { OrganizationType } from '../organisations/organization.type.js';
import { statisticsTally } from './tally.js';

@Sensitive('P1')
@ObjectType('StatisticsTally', { description: 'Where live figures are about: ask the organisation or grid for its statistics. 实时统计' })
export class StatisticsTallyType {
  @Field(() => ID, { description: 'The organisation or grid. 范围' })
  scopeId!: string;
  @Field(() => OrganizationType, { nullable: true, description: 'The organisation, where the scope is one. 组织' })
  organization!: unknown;
  @Field(() => GridType, { nullable: true, description: 'The grid, where the scope is one. 网格' })
  grid!: unknown;
}

@Resolver()
export class StatisticsSubscriptions {
  @Subscription(() => StatisticsTallyType, {
    description:
      'Figures of an organisation or grid and all below it, now and whenever something there changes: once a second at most, once a minute at least. For who holds a post there or above. 实时统计',
    subscribe: live(({ scope }: { scope: string }) => statisticsTally(scope)),
  })
  statisticsTally(@Arg('scope', () => ID, { description: 'The organisation or grid, with all below it. 范围' }) _scope: string): void {}
}
