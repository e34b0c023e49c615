import { ok } from '../../../kernel/result.js';
import type { Command } from '../../../work/command.js';
import { mayClose } from '../incident.policy.js';
import { type Transition, transition } from './transition.js';

/** Closes a verified incident. */
export const closeIncident: Command<Transition> = (work, input) =>
  transition(work, 'close', input, mayClose, (incident) => {
    incident.closedAt = work.now();
    return ok(null);
  });
