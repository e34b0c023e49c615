import { defineModule } from '../../graph/module.js';
import { reportIncident } from './commands/report-incident.js';
import { Incident, IncidentCategory, IncidentEvent } from './incident.entity.js';
import { IncidentQueries } from './incident.queries.js';
import { incidentReads } from './incident.reads.js';
import { IncidentSubscriptions } from './incident.subscriptions.js';
import { incidentFlow } from './incident.workflow.js';

export const incidents = defineModule({
  name: 'incidents',
  entities: [IncidentCategory, Incident, IncidentEvent],
  resolvers: [IncidentQueries, IncidentSubscriptions],
  verbs: [reportIncident, ...incidentFlow.verbs],
  reads: incidentReads,
});
