import type { Facts } from '../../events/event.js';
import type { Incident } from './incident.entity.js';

/** What scopes and filters of the stream test of an incident. No personal data: ids, terms and instants only. */
export const factsOf = (incident: Incident): Facts => ({
  id: incident.id,
  place: incident.place,
  state: incident.state,
  category: incident.category,
  domain: incident.domain,
  urgency: incident.urgency,
  channel: incident.channel,
  supervision: incident.supervision,
  grid: incident.grid,
  holder: incident.holder,
  assignee: incident.assignee ?? null,
  reporter: incident.reporter ?? null,
  recorder: incident.recorder ?? null,
  reportingClient: incident.reportingClient ?? null,
  reportedAt: incident.reportedAt.toISOString(),
  updatedAt: incident.updatedAt.toISOString(),
});
