import { defineModule } from '../../graph/module.js';
import { keep } from '../../work/keeps.js';
import { createCategory } from './commands/create-category.js';
import { reportIncident } from './commands/report-incident.js';
import { restoreCategory } from './commands/restore-category.js';
import { retireCategory } from './commands/retire-category.js';
import { updateCategory } from './commands/update-category.js';
import { Incident, IncidentCategory, IncidentEvent } from './incident.entity.js';
import { IncidentQueries } from './incident.queries.js';
import { incidentReads } from './incident.reads.js';
import { IncidentSubscriptions } from './incident.subscriptions.js';
import { openStates } from './incident.terms.js';
import { incidentFlow } from './incident.workflow.js';
import { handOverOpenIncidents, moveOpenIncidents } from './open-incidents.js';

export const incidents = defineModule({
  name: 'incidents',
  after: ['organisations', 'grids'],
  entities: [IncidentCategory, Incident, IncidentEvent],
  resolvers: [IncidentQueries, IncidentSubscriptions],
  verbs: [reportIncident, ...incidentFlow.verbs, createCategory, updateCategory, retireCategory, restoreCategory],
  reads: incidentReads,
  keeps: [
    keep(Incident, {
      on: 'Organization',
      by: 'holder',
      whenItEnds: {
        refuse: {
          text: '{count} open incidents are held by it; close them first. 该组织仍承办 {count} 件未办结事件，请先办结。',
          while: `state in (${openStates.map((state) => `'${state}'`).join(', ')})`,
        },
      },
    }),
    keep(Incident, { on: 'Grid', by: 'grid', whenItEnds: handOverOpenIncidents }),
  ],
  movers: [moveOpenIncidents],
});
