import { demand } from '../../../kernel/errors.js';
import { fail, ok } from '../../../kernel/result.js';
import { type Command, conflict, type Idempotent } from '../../../work/command.js';
import { findSeen } from '../../organisations/commands/find-seen.js';
import { HelpPairing } from '../care.entity.js';
import { mayPairHelp } from '../resident.policy.js';
import type { PairingEndReason } from '../resident.terms.js';
import { pastDay } from './find.js';

export interface EndPairing extends Idempotent {
  readonly id: string;
  readonly version?: number | null;
  readonly reason: PairingEndReason;
  readonly on?: string | null;
}

/** Ends a pairing from a day on, with a reason. It stays in the history. */
export const endPairing: Command<EndPairing> = async (work, input) => {
  const pairing = await findSeen(work, HelpPairing, input.id, 'id', 'pairing');
  demand(mayPairHelp(work.viewer, pairing.place), 'Only grid leaders and community cadres end pairings, in their own grids.');
  if (input.version != null && input.version !== pairing.version) return conflict();
  if (pairing.endedOn != null) return fail('WRONG_STATE', `It ended on ${pairing.endedOn}.`, 'id');
  const on = pastDay(work, input.on, 'on');
  if (!on.ok) return on;
  if (on.value < pairing.startedOn) return fail('INVALID', `It began on ${pairing.startedOn}; it cannot end before.`, 'on');
  pairing.endedOn = on.value;
  pairing.endReason = input.reason;
  return ok({ id: pairing.id });
};
