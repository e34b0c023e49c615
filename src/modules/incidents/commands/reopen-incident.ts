import { ok } from '../../../kernel/result.js';
import type { Command } from '../../../work/command.js';
import { mayReopen } from '../incident.policy.js';
import { type ReasonedTransition, transition } from './transition.js';

/** Opens a closed incident again: handling begins anew, and so does the list of handlers. */
export const reopenIncident: Command<ReasonedTransition> = (work, input) =>
  transition(work, 'reopen', input, mayReopen, (incident) => {
    incident.resolvedAt = null;
    incident.verifiedAt = null;
    incident.closedAt = null;
    incident.handlerIds = incident.assignee ? [incident.assignee] : [];
    return ok(null);
  });
