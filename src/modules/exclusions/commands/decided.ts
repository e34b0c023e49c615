import type { Work } from '../../../work/command.js';
import { notify, whoWaits } from '../../notifications/commands/notify.js';
import type { RateExclusion } from '../exclusion.entity.js';

/** Keeps who decided, and tells whoever asked; where they have left, the organisation that did. */
export async function decided(exclusion: RateExclusion, { work, now }: { readonly work: Work; readonly now: Date }): Promise<void> {
  Object.assign(exclusion, { decidedBy: work.viewer.person, decidedAt: now });
  await notify(work, { noun: 'RateExclusion', row: exclusion, at: now }, [
    { kind: 'EXCLUSION_DECIDED', ...(await whoWaits(work, exclusion.requestedBy, exclusion)) },
  ]);
}
