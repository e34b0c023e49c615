import { lastingFrom } from '../../../kernel/span.js';
import type { Work } from '../../../work/command.js';
import { CareDesignation, HelpPairing } from '../care.entity.js';
import type { PairingEndReason } from '../resident.terms.js';

/** Ends the care and help of a person or household that is no longer here. What would have begun later never begins. */
export async function endCareOf(
  work: Work,
  subject: { readonly person: string } | { readonly household: string },
  on: string,
  reason: PairingEndReason,
): Promise<void> {
  for (const care of await work.em.find(CareDesignation, { ...subject, ...lastingFrom(on) }))
    care.validTo = on < care.validFrom ? care.validFrom : on;
  for (const pairing of await work.em.find(HelpPairing, { ...subject, endedOn: null })) {
    pairing.endedOn = on < pairing.startedOn ? pairing.startedOn : on;
    pairing.endReason = reason;
  }
}
