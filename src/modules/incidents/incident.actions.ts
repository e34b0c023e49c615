import type { Viewer } from '../../auth/viewer.js';
import { type IncidentVerb, incidentMachine } from './incident.machine.js';
import * as policy from './incident.policy.js';

/** The sentence for each verb of the machine: the compiler asks for one. */
export const sentences: Readonly<Record<IncidentVerb, policy.Sentence>> = {
  accept: policy.mayAccept,
  reject: policy.mayReject,
  cancel: policy.mayCancel,
  dispatch: policy.mayDispatch,
  start: policy.mayStart,
  return: policy.mayReturn,
  resolve: policy.mayResolve,
  verify: policy.mayVerify,
  close: policy.mayClose,
  reopen: policy.mayReopen,
};

export interface ViewerAction {
  /** The mutation's name. */
  readonly verb: string;
  readonly allowed: boolean;
  readonly reason: string | null;
}

/** Why an incident in this state cannot be moved by the verb. */
export const wrongState = (verb: IncidentVerb, state: string): string =>
  `An incident that is ${state} cannot be moved by ${verb}; it takes ${incidentMachine.moves[verb].from.join(' or ')}.`;

function reasonAgainst(verb: IncidentVerb, viewer: Viewer, matter: policy.Matter, now: Date): string | null {
  const verdict = sentences[verb](viewer, matter, now);
  if (verdict !== true) return verdict.reason;
  return incidentMachine.can(matter.state, verb) ? null : wrongState(verb, matter.state);
}

/** What the viewer may do with an incident now, and why not the rest. The commands ask the same sentences and the same table. */
export const actionsOn = (viewer: Viewer, matter: policy.Matter, now: Date): readonly ViewerAction[] =>
  incidentMachine.verbs.map((verb) => {
    const reason = matter.seen ? reasonAgainst(verb, viewer, matter, now) : 'Who knows the tracking code alone only looks on.';
    return { verb: `${verb}Incident`, allowed: reason === null, reason };
  });
