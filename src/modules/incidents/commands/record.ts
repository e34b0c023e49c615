import { system } from '../../../auth/viewer.js';
import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import type { Done, Work } from '../../../work/command.js';
import { type Taken, timeOfNext } from '../../../work/workflow.js';
import { dueOf } from '../deadlines.js';
import { Incident, IncidentCategory, IncidentEvent } from '../incident.entity.js';
import { factsOf, type IncidentFacts } from '../incident.facts.js';
import { organizationActedFor } from '../incident.policy.js';
import { finalStates, type IncidentEventKind, type IncidentState } from '../incident.terms.js';
import { attach } from './attach.js';
import { notifyOf } from './notify.js';

/** What is known of an incident from before a step. */
export interface Before {
  /** Null when it was not there yet. */
  readonly facts: IncidentFacts | null;
  /** The organisation for which the step is taken. */
  readonly actedFor: string | null;
  /** The category above its own; undefined where nobody has asked. */
  readonly parentCategory?: string | null;
}

async function parentCategoryOf(work: Work, incident: Incident): Promise<string | null> {
  const { parent } = await work.em.findOneOrFail(IncidentCategory, { id: incident.category });
  return parent ?? null;
}

/** The history row and the event of one step, written with the change itself: the incident's row lock orders the steps. */
export async function record({
  row: incident,
  before,
  event: kind,
  note,
  reply,
  work,
  concerns,
  attachmentIds,
  byCode,
}: Omit<Taken<Incident, Before, IncidentEventKind>, 'verb'> & Remark): Promise<void> {
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
    reply: reply ?? null,
    at: incident.updatedAt,
  });
  await attach(work, incident, event, attachmentIds ?? [], byCode);
  const isChanged = isTurningPoint(before.facts?.state ?? null, incident.state);
  if (isChanged || reply != null) await tellMerged(work, incident, reply ?? null, isChanged);
  // Another step of the same transaction may follow: this one tells how it left the row.
  const step = { kind, byClock: work.viewer.client === system.client, before: before.facts, after: { ...factsOf(incident), ...concerns } };
  const { id: incidentId, jurisdictionId } = incident;
  let parentCategory = before.parentCategory;
  work.emit(() => {
    const [before, after] = [step.before && { ...step.before, parentCategory }, { ...step.after, parentCategory }];
    return {
      topic: 'incident',
      jurisdictionId,
      payload: { incidentId, eventId: event.id, version: incident.version, ...step, before, after },
    };
  });
  [parentCategory] = await Promise.all([
    parentCategory === undefined ? parentCategoryOf(work, incident) : parentCategory,
    notifyOf(work, event, step),
  ]);
}

/** Whether an incident came to its end, or was opened again: whoever reported what was merged into it waits for that, and for what its reporter is told. */
const isTurningPoint = (from: IncidentState | null, to: IncidentState): boolean =>
  from !== to && (finalStates.includes(to) || to === 'REOPENED');

/** They are told on the incident that they know. Nothing is merged into what is merged. */
async function tellMerged(work: Work, { id, state, visibility }: Incident, reply: string | null, isChanged: boolean): Promise<void> {
  if (state === 'DUPLICATE') return;
  const merged = await work.em.find(Incident, { duplicateOf: id, state: 'DUPLICATE' }, { lock: 'update', orderBy: { id: 'asc' } });
  for (const duplicate of merged) {
    // What was said of something restricted is not said to everybody who sees what was merged into it.
    const isTold = visibility === 'USUAL' || duplicate.visibility === 'RESTRICTED';
    if (isTold || isChanged) await remark(work, duplicate, { event: 'FOLLOWED', note: null, reply: isTold ? reply : null });
  }
}

interface Remark {
  /** Another organisation that the step is about: one above the holder that has to decide, or one that assists. */
  readonly concerns?: Pick<IncidentFacts, 'above' | 'assistant'>;
  /** What whoever reported it is told. */
  readonly reply?: string | null;
  /** Uploads that come with the step; `byCode`: by the incident's tracking code. */
  readonly attachmentIds?: readonly string[] | null;
  readonly byCode?: boolean;
}

/** A step that leaves the state as it is: what it changes, and what the history says of it. */
export async function remark(
  work: Work,
  incident: Incident,
  {
    event,
    note,
    actedFor = organizationActedFor(work.viewer, incident.place, incident.holder),
    ...more
  }: Remark & { readonly event: IncidentEventKind; readonly note: string | null; readonly actedFor?: string | null },
  change: (incident: Incident) => void = () => {},
): Promise<Done> {
  const before = { facts: factsOf(incident), actedFor };
  change(incident);
  incident.updatedAt = timeOfNext(work, incident);
  await record({ row: incident, before, event, note, work, ...more });
  return { id: incident.id };
}
