import { ok } from '../../../kernel/result.js';
import type { Command } from '../../../work/command.js';
import { mayStart } from '../incident.policy.js';
import { handledBy } from './handlers.js';
import { type Transition, transition } from './transition.js';

/** Begins to handle an incident. Who starts is a handler. */
export const startIncident: Command<Transition> = (work, input) =>
  transition(work, 'start', input, mayStart, (incident) => ok(handledBy(incident, work.viewer.person)));
