import { ok } from '../../../kernel/result.js';
import type { Command } from '../../../work/command.js';
import { mayResolve } from '../incident.policy.js';
import { handledBy } from './handlers.js';
import { type Transition, transition } from './transition.js';

/** Reports an incident handled. Who resolves is a handler; somebody else has to verify. */
export const resolveIncident: Command<Transition> = (work, input) =>
  transition(work, 'resolve', input, mayResolve, (incident, now) => {
    incident.resolvedAt = now;
    return ok(handledBy(incident, work.viewer.person));
  });
