import { defineModule } from '../../graph/module.js';
import { draftDisclosureNotice } from './commands/draft-disclosure-notice.js';
import { DisclosureNotice } from './disclosure.entity.js';
import { disclosureReads } from './disclosure.reads.js';
import { disclosureFlow } from './disclosure.workflow.js';
import { DisclosureQueries } from './disclosures.queries.js';

export const disclosures = defineModule({
  name: 'disclosures',
  after: ['organisations'],
  entities: [DisclosureNotice],
  resolvers: [DisclosureQueries],
  verbs: [draftDisclosureNotice, ...disclosureFlow.verbs],
  reads: disclosureReads,
});
