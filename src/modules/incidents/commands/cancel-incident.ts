import type { Command } from '../../../work/command.js';
import { mayCancel } from '../incident.policy.js';
import { type ReasonedTransition, transition } from './transition.js';

/** Withdraws an incident. */
export const cancelIncident: Command<ReasonedTransition> = (work, input) => transition(work, 'cancel', input, mayCancel);
