import { defineModule } from '../../graph/module.js';
import { StatisticsQueries } from './statistics.queries.js';
import { statisticsReads } from './statistics.reads.js';

export const statistics = defineModule({
  name: 'statistics',
  after: ['organisations', 'grids', 'incidents', 'addresses', 'households', 'care', 'volunteers', 'activities', 'deliberation', 'ballots'],
  entities: [],
  resolvers: [StatisticsQueries],
  reads: statisticsReads,
});
