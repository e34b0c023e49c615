import { ok } from '../../../kernel/result.js';
import type { Command } from '../../../work/command.js';
import { mayVerify } from '../incident.policy.js';
import { type Transition, transition } from './transition.js';

/** Confirms that what was reported is repaired. The policy keeps handlers from verifying their own work. */
export const verifyIncident: Command<Transition> = (work, input) =>
  transition(work, 'verify', input, mayVerify, (incident, now) => {
    incident.verifiedAt = now;
    return ok(null);
  });
