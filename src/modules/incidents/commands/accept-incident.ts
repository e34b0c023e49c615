import { ok } from '../../../kernel/result.js';
import type { Command } from '../../../work/command.js';
import { mayAccept } from '../incident.policy.js';
import { type Transition, transition } from './transition.js';

/** Takes an incident up for the organisation that holds it. */
export const acceptIncident: Command<Transition> = (work, input) =>
  transition(work, 'accept', input, mayAccept, (incident, now) => {
    incident.acceptedAt = now;
    return ok(null);
  });
