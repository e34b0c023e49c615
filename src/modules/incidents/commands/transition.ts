import { Fault } from '../../../kernel/errors.js';
import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import { fail, ok, type Result } from '../../../kernel/result.js';
import { linesOf, optionalLinesOf } from '../../../kernel/text.js';
import { conflict, type Done, type Idempotent, type Work } from '../../../work/command.js';
import { findSeen } from '../../organisations/commands/find-seen.js';
import { wrongState } from '../incident.actions.js';
import { Incident, IncidentEvent } from '../incident.entity.js';
import { factsOf } from '../incident.facts.js';
import { eventOf, type IncidentVerb, incidentMachine } from '../incident.machine.js';
import { type Matter, organizationActedFor, type Sentence } from '../incident.policy.js';
import { matterNeeds } from '../incident.reads.js';
import { needsOf } from './needs.js';

/** What every transition takes. */
export interface Transition extends Idempotent {
  readonly id: string;
  /** Refused with CONFLICT unless this is the current version. */
  readonly version?: number | null;
  readonly note?: string | null;
}

/** What the transitions take that need a reason. */
export interface ReasonedTransition extends Transition {
  readonly reason: string;
}

/** What a verb changes beside the state. A refusal undoes everything. */
export type Change = (incident: Incident, now: Date) => Result<unknown> | Promise<Result<unknown>>;

/**
 * The one way an incident moves: it is seen, or NOT_FOUND; the sentence allows it, or FORBIDDEN; nobody was faster, or CONFLICT;
 * the machine's table allows it, or WRONG_STATE. Then state, history and outbox change together.
 */
export async function transition(
  work: Work,
  verb: IncidentVerb,
  input: Transition,
  may: Sentence,
  change: Change = () => ok(null),
): Promise<Result<Done>> {
  const incident = await findSeen(work, Incident, input.id, 'id', 'incident');
  const now = timeOfNext(work, incident);
  const matter = await matterOf(work, incident);
  const verdict = may(work.viewer, matter, now);
  if (verdict !== true && verdict.code === 'FORBIDDEN') throw new Fault('FORBIDDEN', verdict.reason);
  if (input.version != null && input.version !== incident.version) return conflict();
  if (!incidentMachine.can(incident.state, verb)) {
    // Whoever changed it since this request came in was faster: that is a lost race, not a mistake of the caller.
    return incident.updatedAt >= work.startedAt ? conflict() : fail('WRONG_STATE', wrongState(verb, incident.state), 'id');
  }
  if (verdict !== true) return fail(verdict.code as never, verdict.reason, 'id');
  const note = wordsOf(input);
  if (!note.ok) return note;

  const actedFor = organizationActedFor(work.viewer, incident.place, incident.holder);
  const before = factsOf(incident);
  const changed = await change(incident, now);
  if (!changed.ok) return changed;
  incident.state = incidentMachine.after(verb);
  incident.updatedAt = now;
  record(work, incident, { kind: eventOf[verb], from: before.state as Incident['state'], note: note.value, before, actedFor });
  return ok({ id: incident.id });
}

/** When the next change of an incident is: now, but never before the one it follows, for it may have begun to wait before that was done. */
export const timeOfNext = (work: Work, incident: Incident): Date => new Date(Math.max(work.now().getTime(), incident.updatedAt.getTime()));

/** What the history keeps of a step in words: the reason, and the note below it. */
function wordsOf(input: Transition): Result<string | null> {
  const note = optionalLinesOf(input.note, 'note', 1_000);
  if (!note.ok || !('reason' in input)) return note;
  const reason = linesOf((input as ReasonedTransition).reason, 'reason', 1_000);
  return reason.ok && note.value ? ok(`${reason.value}\n${note.value}`) : reason;
}

async function matterOf(work: Work, incident: Incident): Promise<Matter> {
  // The row as this unit of work loaded it decides, so that a change in between is found by its version.
  return { ...(await needsOf<Matter>(work, 'Incident', matterNeeds, incident.id)), state: incident.state };
}

/** The history row and the outbox row of one step, written with the change itself: the incident's row lock orders the steps. */
export function record(
  work: Work,
  incident: Incident,
  step: {
    kind: IncidentEvent['kind'];
    from: Incident['state'] | null;
    note: string | null;
    before: ReturnType<typeof factsOf> | null;
    actedFor: string | null;
  },
): void {
  const event = work.em.create(IncidentEvent, {
    id: newId(jurisdictionNumberOf(incident.id)),
    jurisdictionId: incident.jurisdictionId,
    incident: incident.id,
    kind: step.kind,
    from: step.from,
    to: incident.state,
    actor: work.viewer.person,
    organization: step.actedFor,
    note: step.note,
    at: incident.updatedAt,
  });
  work.emit(() => ({
    topic: 'incident',
    jurisdictionId: incident.jurisdictionId,
    payload: { incidentId: incident.id, eventId: event.id, version: incident.version, before: step.before, after: factsOf(incident) },
  }));
}
