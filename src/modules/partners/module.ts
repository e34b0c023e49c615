import { defineModule } from '../../graph/module.js';
import { createPartnerApp } from './commands/create-partner-app.js';
import { draftPartnerVersion } from './commands/draft-partner-version.js';
import { setPartnerBudget } from './commands/set-partner-budget.js';
import { PartnerApp, PartnerDocument, PartnerVersion } from './partner.entity.js';
import { sunsets } from './partner.jobs.js';
import { PartnerQueries } from './partner.queries.js';
import { partnerReads } from './partner.reads.js';
import { partnerVersionFlow } from './partner.workflow.js';

export const partners = defineModule({
  name: 'partners',
  after: ['organisations', 'identity'],
  entities: [PartnerApp, PartnerVersion, PartnerDocument],
  resolvers: [PartnerQueries],
  verbs: [createPartnerApp, setPartnerBudget, draftPartnerVersion, ...partnerVersionFlow.verbs],
  reads: partnerReads,
  jobs: [sunsets],
});
