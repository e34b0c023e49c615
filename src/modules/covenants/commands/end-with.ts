import type { Work } from '../../../work/command.js';
import { remember } from '../../../work/history.js';
import type { Ending } from '../../../work/keeps.js';
import { Covenant } from '../covenant.entity.js';
import { endVersions } from './end-versions.js';

/** The covenants of an organisation or a grid end with it: whoever takes over agrees anew. */
export const endWithTheir =
  (seat: 'organization' | 'grid') =>
  async (work: Work, { id }: Ending): Promise<void> => {
    for (const covenant of await work.em.find(Covenant, { [seat]: id, state: ['DRAFT', 'ADOPTED'] }, { lock: 'update' })) {
      const { state: from } = covenant;
      await endVersions(work, covenant.id, work.now());
      Object.assign(covenant, { state: from === 'DRAFT' ? 'WITHDRAWN' : 'ENDED', updatedAt: work.now() });
      remember(work, 'Covenant', covenant, { verb: from === 'DRAFT' ? 'withdrawCovenant' : 'endCovenant', from });
    }
  };
