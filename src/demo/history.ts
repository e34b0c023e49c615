import { type WorkCalendar, workingMinutesBetween } from '../kernel/working-time.js';
import { workCalendarOf } from '../modules/calendar/work-calendar.js';
import { finalStates, type IncidentEventKind, type IncidentState } from '../modules/incidents/incident.terms.js';
import { incidentFlow } from '../modules/incidents/incident.workflow.js';
import type { Actors } from './actors.js';
import { type Step, verbOf } from './lifecycles.js';
import type * as Row from './rows.js';

/** What an event says beside its instant; who acts for which organisation. */
export interface Happening {
  readonly kind: IncidentEventKind;
  readonly from_state: IncidentState | null;
  readonly to_state: IncidentState;
  readonly actor_id: string | null;
  readonly organization_id: string | null;
}

interface Turn {
  readonly actor: string | null;
  readonly organization: string | null;
}

/**
 * Moves the incident one step on, as the people of its grid would, and answers what happened. Throws where the workflow forbids it. `others` are open ones that
 * it may be merged into.
 */
export function take(
  step: Step,
  incident: Row.IncidentRow,
  actors: Actors,
  at: string,
  { others = [], calendar = ordinaryWeek }: { readonly others?: readonly Row.IncidentRow[]; readonly calendar?: WorkCalendar },
): Happening {
  const verb = verbOf(step);
  const { from: before, to, event } = incidentFlow.moves[verb];
  if (!before.includes(incident.state)) throw new Error(`${incident.serial_number}: ${verb} does not follow ${incident.state}.`);
  const { actor, organization } = turnOf(step, incident, actors);
  const from = incident.state;
  Object.assign(incident, effectOf(step, incident, actors, actor, at, others, calendar), {
    state: to,
    version: incident.version + 1,
    updated_at: at,
  });
  return { kind: event, from_state: from, to_state: incident.state, actor_id: actor, organization_id: organization };
}

/** A renewal of pipes: nothing comes back by itself while the demo is looked at. */
const FORWARD_DUE = '2029-12-31T16:00:00.000Z';
/** As long as an incident may be suspended. */
const SUSPENDED_DAYS = 30;
const daysAfter = (at: string, days: number): string => new Date(Date.parse(at) + days * 86_400_000).toISOString();

function turnOf(step: Step, incident: Row.IncidentRow, actors: Actors): Turn {
  const isAway = incident.holder_id !== actors.community;
  const cadre = { actor: actors.cadres[0]!, organization: actors.community };
  const reporter = { actor: incident.reporter_id, organization: null };
  const officer = { actor: actors.street.officer, organization: actors.street.id };
  if (incident.state === 'ESCALATED') return officer;
  switch (step) {
    case 'start':
    case 'return':
      return { actor: isAway ? actors.company.manager : incident.assignee_id, organization: incident.holder_id };
    case 'resolve':
      if (incident.state === 'FORWARDED') return cadre;
      return { actor: isAway ? actors.company.manager : incident.assignee_id, organization: incident.holder_id };
    case 'verify':
    case 'rework':
      return { ...cadre, actor: actors.cadres.findLast((person) => !incident.handler_ids.includes(person))! };
    case 'close':
      return isAway ? { actor: actors.company.manager, organization: incident.holder_id } : cadre;
    case 'cancel':
      return incident.state === 'REPORTED' ? reporter : cadre;
    case 'reopen':
      return reporter;
    default:
      return cadre;
  }
}

function effectOf(
  step: Step,
  incident: Row.IncidentRow,
  actors: Actors,
  actor: string | null,
  at: string,
  others: readonly Row.IncidentRow[],
  calendar: WorkCalendar,
): Partial<Row.IncidentRow> {
  const workingMinutes = (from: string, to: string) => Math.round(workingMinutesBetween(calendar, new Date(from), new Date(to)));
  const withHandler = (person: string | null) =>
    person === null || incident.handler_ids.includes(person) ? incident.handler_ids : [...incident.handler_ids, person];
  switch (step) {
    case 'accept':
      return { accepted_at: incident.accepted_at ?? at, previous_holder_id: null };
    case 'merge':
      return { duplicate_of_id: others.findLast(({ id, state }) => id !== incident.id && !finalStates.includes(state))!.id };
    case 'escalate':
      return { holder_id: actors.street.id, previous_holder_id: incident.holder_id, assignee_id: null };
    case 'forward':
      return { forwarded_to_id: actors.outside, forward_due_at: FORWARD_DUE };
    case 'reclaim':
      return { forwarded_to_id: null, forward_due_at: null };
    case 'suspend':
      return { suspended_at: at, suspended_until: daysAfter(at, SUSPENDED_DAYS) };
    case 'resume':
      return {
        suspended_seconds: Math.round((Date.parse(at) - Date.parse(incident.suspended_at!)) / 1_000),
        suspended_minutes: workingMinutes(incident.suspended_at!, at),
        suspended_at: null,
        suspended_until: null,
      };
    case 'rework':
      return { resolved_at: null, handling_minutes: null, rework_count: incident.rework_count + 1 };
    case 'dispatch':
      return { assignee_id: actors.leader, handler_ids: withHandler(actors.leader) };
    case 'hand-over':
      return { holder_id: actors.company.id, previous_holder_id: actors.community, assignee_id: null };
    case 'reject':
      return { rejected_at: at };
    case 'return':
      return { holder_id: incident.previous_holder_id ?? incident.holder_id, previous_holder_id: null, assignee_id: null };
    case 'start':
      return { handler_ids: withHandler(actor) };
    case 'resolve':
      return {
        handler_ids: withHandler(actor),
        resolved_at: at,
        handling_minutes:
          incident.accepted_at === null ? null : Math.max(0, workingMinutes(incident.accepted_at, at) - incident.suspended_minutes),
        forwarded_to_id: null,
        forward_due_at: null,
      };
    case 'verify':
      return { verified_at: at };
    case 'close':
      return { closed_at: at, closings: incident.closings + 1 };
    case 'reopen':
      return {
        handler_ids: incident.assignee_id === null ? [] : [incident.assignee_id],
        resolved_at: null,
        suspended_minutes: 0,
        handling_minutes: null,
        verified_at: null,
        closed_at: null,
      };
    default:
      return {};
  }
}

const ordinaryWeek = workCalendarOf([]);
