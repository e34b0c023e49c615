import type { DueRows } from '../../jobs/job.js';
import { remember } from '../../work/history.js';
import { timeOfNext } from '../../work/workflow.js';
import { PartnerVersion } from './partner.entity.js';

/** Deprecated versions whose sunset has come. */
export const sunsets: DueRows = {
  name: 'sunsets of partner versions',
  when: { everySeconds: 5 },
  atOnce: 100,
  table: 'partner_version',
  at: 'retires_at',
  action: 'retirePartnerVersion',
  async command(work, { id }) {
    const version = await work.em.findOneOrFail(PartnerVersion, { id });
    const { jurisdictionId, client, state } = version;
    version.updatedAt = timeOfNext(work, version);
    version.state = 'RETIRED';
    version.retiresAt = null;
    remember(work, 'PartnerVersion', version, { verb: 'retirePartnerVersion', from: state });
    work.emit({ topic: 'directory', jurisdictionId, payload: { reason: 'partner version', client } });
    return { id };
  },
};
