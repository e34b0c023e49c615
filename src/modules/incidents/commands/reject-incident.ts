import type { Command } from '../../../work/command.js';
import { mayReject } from '../incident.policy.js';
import { type ReasonedTransition, transition } from './transition.js';

/** Declines to take an incident up; the reason goes to the reporter. */
export const rejectIncident: Command<ReasonedTransition> = (work, input) => transition(work, 'reject', input, mayReject);
