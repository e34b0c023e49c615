import { machine } from '../../kernel/machine.js';
import { type IncidentEventKind, type IncidentState, incidentStates } from './incident.terms.js';

/** What may follow what (domain B.3, table of transitions). Who may do it stands in incident.policy. */
export const incidentMachine = machine(Object.keys(incidentStates) as IncidentState[], {
  accept: { from: ['REPORTED'], to: 'ACCEPTED' },
  reject: { from: ['REPORTED'], to: 'REJECTED' },
  cancel: { from: ['REPORTED', 'ACCEPTED'], to: 'CANCELLED' },
  dispatch: { from: ['ACCEPTED', 'RETURNED', 'REOPENED'], to: 'DISPATCHED' },
  start: { from: ['DISPATCHED', 'REOPENED'], to: 'IN_PROGRESS' },
  return: { from: ['DISPATCHED', 'IN_PROGRESS'], to: 'RETURNED' },
  resolve: { from: ['IN_PROGRESS'], to: 'RESOLVED' },
  verify: { from: ['RESOLVED'], to: 'VERIFIED' },
  close: { from: ['VERIFIED'], to: 'CLOSED' },
  reopen: { from: ['CLOSED'], to: 'REOPENED' },
});
export type IncidentVerb = (typeof incidentMachine.verbs)[number];

/** The event that each verb leaves in the history. */
export const eventOf: Readonly<Record<IncidentVerb, IncidentEventKind>> = {
  accept: 'ACCEPTED',
  reject: 'REJECTED',
  cancel: 'CANCELLED',
  dispatch: 'DISPATCHED',
  start: 'STARTED',
  return: 'RETURNED',
  resolve: 'RESOLVED',
  verify: 'VERIFIED',
  close: 'CLOSED',
  reopen: 'REOPENED',
};
