import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import type { Taken } from '../../../work/workflow.js';
import { dueOf } from '../deadlines.js';
import { type Incident, IncidentEvent } from '../incident.entity.js';
import { factsOf, type IncidentFacts } from '../incident.facts.js';
import type { IncidentEventKind } from '../incident.terms.js';

/** What is known of an incident from before a step. */
export interface Before {
  /** Null when it was not there yet. */
  readonly facts: IncidentFacts | null;
  /** The organisation for which the step is taken. */
  readonly actedFor: string | null;
}

/** The history row and the event of one step, written with the change itself: the incident's row lock orders the steps. */
export function record({ row: incident, before, event: kind, note, work }: Taken<Incident, Before, IncidentEventKind>): void {
  Object.assign(incident, dueOf(incident));
  const event = work.em.create(IncidentEvent, {
    id: newId(jurisdictionNumberOf(incident.id)),
    jurisdictionId: incident.jurisdictionId,
    incident: incident.id,
    kind,
    from: before.facts?.state ?? null,
    to: incident.state,
    actor: work.viewer.person,
    organization: before.actedFor,
    note,
    at: incident.updatedAt,
  });
  work.emit(() => ({
    topic: 'incident',
    jurisdictionId: incident.jurisdictionId,
    payload: { incidentId: incident.id, eventId: event.id, version: incident.version, before: before.facts, after: factsOf(incident) },
  }));
}
