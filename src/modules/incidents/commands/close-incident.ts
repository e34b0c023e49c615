import { ok } from '../../../kernel/result.js';
import type { Command } from '../../../work/command.js';
import { mayClose } from '../incident.policy.js';
import { type Transition, transition } from './transition.js';

/** Closes a verified incident. */
export const closeIncident: Command<Transition> = (work, input) =>
  transition(work, 'close', input, mayClose, (incident, now) => {
    incident.closedAt = now;
    return ok(null);
  });
