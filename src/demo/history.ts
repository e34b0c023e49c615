import type { IncidentEventKind, IncidentState } from '../modules/incidents/incident.terms.js';
import { incidentFlow } from '../modules/incidents/incident.workflow.js';
import type { Cast } from './cast.js';
import { type Step, verbOf } from './courses.js';
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

/** Moves the incident one step on, as the people of its grid would, and answers what happened. Throws where the workflow forbids it. */
export function take(step: Step, incident: Row.IncidentRow, cast: Cast, at: string): Happening {
  const verb = verbOf(step);
  const { from: before, to, event } = incidentFlow.moves[verb];
  if (!before.includes(incident.state)) throw new Error(`${incident.serial_number}: ${verb} does not follow ${incident.state}.`);
  const { actor, organization } = turnOf(step, incident, cast);
  const from = incident.state;
  Object.assign(incident, effectOf(step, incident, cast, actor, at), {
    state: to,
    version: incident.version + 1,
    updated_at: at,
  });
  return { kind: event, from_state: from, to_state: incident.state, actor_id: actor, organization_id: organization };
}

function turnOf(step: Step, incident: Row.IncidentRow, cast: Cast): Turn {
  const isAway = incident.holder_id !== cast.community;
  const cadre = { actor: cast.cadres[0]!, organization: cast.community };
  const reporter = { actor: incident.reporter_id, organization: null };
  switch (step) {
    case 'start':
    case 'resolve':
    case 'return':
      return { actor: isAway ? cast.company.manager : incident.assignee_id, organization: incident.holder_id };
    case 'verify':
      return { ...cadre, actor: cast.cadres.findLast((person) => !incident.handler_ids.includes(person))! };
    case 'close':
      return isAway ? { actor: cast.company.manager, organization: incident.holder_id } : cadre;
    case 'cancel':
      return incident.state === 'REPORTED' ? reporter : cadre;
    case 'reopen':
      return reporter;
    default:
      return cadre;
  }
}

function effectOf(step: Step, incident: Row.IncidentRow, cast: Cast, actor: string | null, at: string): Partial<Row.IncidentRow> {
  const withHandler = (person: string | null) =>
    person === null || incident.handler_ids.includes(person) ? incident.handler_ids : [...incident.handler_ids, person];
  switch (step) {
    case 'accept':
      return { accepted_at: at };
    case 'dispatch':
      return { assignee_id: cast.leader, handler_ids: withHandler(cast.leader) };
    case 'hand-over':
      return { holder_id: cast.company.id, previous_holder_id: cast.community, assignee_id: null };
    case 'return':
      return { holder_id: incident.previous_holder_id ?? incident.holder_id, previous_holder_id: null, assignee_id: null };
    case 'start':
      return { handler_ids: withHandler(actor) };
    case 'resolve':
      return { handler_ids: withHandler(actor), resolved_at: at };
    case 'verify':
      return { verified_at: at };
    case 'close':
      return { closed_at: at };
    case 'reopen':
      return {
        handler_ids: incident.assignee_id === null ? [] : [incident.assignee_id],
        resolved_at: null,
        verified_at: null,
        closed_at: null,
      };
    default:
      return {};
  }
}
