import type { Done, Work } from '../../../work/command.js';
import { phaseOf } from '../deadlines.js';
import { ExtensionRequest } from '../extension.entity.js';
import { Incident } from '../incident.entity.js';
import { remark } from './record.js';

/** What nobody has decided is over once the handling is, or a red card was given: the step itself tells of it. */
export async function lapseExtension(work: Work, { id }: Pick<Incident, 'id'>): Promise<void> {
  await work.sql(
    `update extension_request set state = 'LAPSED', lapses_at = null, decided_at = ?, updated_at = ?, version = version + 1
     where incident_id = ? and state = 'PENDING'`,
    [work.now(), work.now(), id],
  );
}

/** What the clock does at the limit that a request was made before; where that has moved since, it waits for it. */
export async function lapseByClock(work: Work, { id }: { readonly id: string }): Promise<Done> {
  const request = await work.em.findOneOrFail(ExtensionRequest, { id });
  const incident = await work.em.findOneOrFail(Incident, { id: request.incident });
  const limit = incident.suspendedUntil ?? (phaseOf(incident.state) === 'handle' ? (incident.handleRedAt ?? incident.handleBy) : null);
  if (limit && limit > work.now()) {
    request.lapsesAt = limit;
    return { id };
  }
  Object.assign(request, { state: 'LAPSED', lapsesAt: null, decidedAt: work.now() });
  await remark(work, incident, {
    event: 'EXTENSION_LAPSED',
    note: 'Nobody decided in time. 逾期未审批，申请自动失效。',
  });
  return { id };
}
