import { dayOf } from '../../../kernel/clock.js';
import type { Work } from '../../../work/command.js';
import { CovenantVersion } from '../covenant.entity.js';

/** No version holds from today on; one that was to come never does. */
export async function endVersions(work: Work, covenant: string, now: Date): Promise<void> {
  const today = dayOf(now);
  for (const version of await work.em.find(CovenantVersion, { covenant, validFrom: { $ne: null } }))
    if (version.validTo == null || version.validTo > today) version.validTo = version.validFrom! > today ? version.validFrom : today;
}
