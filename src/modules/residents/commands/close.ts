import { lastingFrom } from '../../../kernel/span.js';
import type { Work } from '../../../work/command.js';
import { addToCounts } from '../../grids/commands/counts.js';
import { CareDesignation, HelpPairing } from '../care.entity.js';
import type { Household } from '../household.entity.js';
import type { PairingEndReason } from '../resident.terms.js';
import { followMain } from './residence.js';

/** Ends what care and help somebody, or a household, has: they are not here any more. What would have begun later never begins. */
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

/** What follows when a household has lost its last member. */
export async function closeHousehold(work: Work, household: Household, reason: PairingEndReason): Promise<void> {
  await endCareOf(work, { household: household.id }, household.dissolvedOn!, reason);
  await work.em.flush();
  await followMain(work, household.dwelling);
  await addToCounts(work, household.place, { householdCount: -1, residentCount: 0 });
}
