import { defineModule } from '../../graph/module.js';
import { requestExclusion } from './commands/request-exclusion.js';
import { RateExclusion } from './exclusion.entity.js';
import { exclusionReads } from './exclusion.reads.js';
import { exclusionFlow } from './exclusion.workflow.js';
import { ExclusionQueries } from './exclusions.queries.js';

export const exclusions = defineModule({
  name: 'exclusions',
  after: ['organisations', 'notifications', 'incidents'],
  entities: [RateExclusion],
  resolvers: [ExclusionQueries],
  verbs: [requestExclusion, ...exclusionFlow.verbs],
  reads: exclusionReads,
});
