import { ok } from '../../../kernel/result.js';
import type { Command } from '../../../work/command.js';
import { mayReturn } from '../incident.policy.js';
import { type ReasonedTransition, transition } from './transition.js';

/** Sends an incident back to who dispatched it. */
export const returnIncident: Command<ReasonedTransition> = (work, input) =>
  transition(work, 'return', input, mayReturn, (incident) => {
    // A person was sent by the holder, who keeps it; an organisation was sent by the holder before.
    if (incident.assignee == null && incident.previousHolder) {
      incident.holder = incident.previousHolder;
      incident.previousHolder = null;
    }
    incident.assignee = null;
    return ok(null);
  });
