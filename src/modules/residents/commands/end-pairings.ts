import type { Work } from '../../../work/command.js';
import type { Ending } from '../../../work/keeps.js';
import { HelpPairing } from '../care.entity.js';
import type { PairingEndReason } from '../resident.terms.js';

/** The help of somebody, or of a household, that is no longer here ends. */
export const endPairingsOf =
  (by: 'person' | 'household') =>
  async (work: Work, { id, day, reason }: Ending): Promise<void> => {
    for (const pairing of await work.em.find(HelpPairing, { [by]: id, endedOn: null })) {
      pairing.endedOn = day < pairing.startedOn ? pairing.startedOn : day;
      pairing.endReason = reason as PairingEndReason;
    }
    await work.em.flush();
  };
