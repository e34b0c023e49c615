import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import type { Done, Work } from '../../../work/command.js';
import { type Taken, timeOfNext } from '../../../work/workflow.js';
import { dueOf } from '../deadlines.js';
import { type Incident, IncidentEvent } from '../incident.entity.js';
import { factsOf, type IncidentFacts } from '../incident.facts.js';
import { organizationActedFor } from '../incident.policy.js';
import type { IncidentEventKind } from '../incident.terms.js';

/** What is known of an incident from before a step. */
export interface Before {
  /** Null when it was not there yet. */
  readonly facts: IncidentFacts | null;
  /** The organisation for which the step is taken. */
  readonly actedFor: string | null;
}

/** The history row and the event of one step, written with the change itself: the incident's row lock orders the steps. */
export function record({ row: incident, before, event: kind, note, work }: Omit<Taken<Incident, Before, IncidentEventKind>, 'verb'>): void {
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
  // Another step of the same transaction may follow: this one tells how it left the row.
  const after = factsOf(incident);
  const { id: incidentId, jurisdictionId } = incident;
  work.emit(() => ({
    topic: 'incident',
    jurisdictionId,
    payload: { incidentId, eventId: event.id, kind, version: incident.version, before: before.facts, after },
  }));
}

/** A step that leaves the state as it is: what it changes, and what the history says of it. */
export function remark(
  work: Work,
  incident: Incident,
  { event, note }: { readonly event: IncidentEventKind; readonly note: string | null },
  change: (incident: Incident) => void = () => {},
): Done {
  const before = { facts: factsOf(incident), actedFor: organizationActedFor(work.viewer, incident.place, incident.holder) };
  change(incident);
  incident.updatedAt = timeOfNext(work, incident);
  record({ row: incident, before, event, note, work });
  return { id: incident.id };
}
