import type { Work } from '../../../work/command.js';
import { notify } from '../../notifications/commands/notify.js';
import type { RateExclusion } from '../exclusion.entity.js';

/** Keeps who decided, and tells whoever asked. */
export async function decided(exclusion: RateExclusion, { work, now }: { readonly work: Work; readonly now: Date }): Promise<void> {
  Object.assign(exclusion, { decidedBy: work.viewer.person, decidedAt: now });
  await notify(work, { noun: 'RateExclusion', row: exclusion, at: now }, [{ kind: 'EXCLUSION_DECIDED', persons: [exclusion.requestedBy] }]);
}
