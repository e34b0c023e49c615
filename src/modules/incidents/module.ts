import { defineModule } from '../../graph/module.js';
import { Incident, IncidentCategory, IncidentEvent } from './incident.entity.js';
import { IncidentMutations } from './incident.mutations.js';
import { IncidentQueries } from './incident.queries.js';
import { incidentReads } from './incident.reads.js';
import { IncidentSubscriptions } from './incident.subscriptions.js';

export const incidents = defineModule({
  name: 'incidents',
  entities: [IncidentCategory, Incident, IncidentEvent],
  resolvers: [IncidentQueries, IncidentMutations, IncidentSubscriptions],
  reads: incidentReads,
});
