import { isWithin } from '../../../kernel/place.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { findSeen } from '../../../work/find.js';
import { type Checked, id, optional } from '../../../work/input.js';
import { demandActive } from '../../organisations/commands/find.js';
import { Organization } from '../../organisations/organization.entity.js';
import type { Incident } from '../incident.entity.js';
import { handOver } from './dispatch.js';

export const escalationTarget = {
  organizationId: optional(
    id('Organization', 'Directly above the holder, which is meant if left out; in an emergency any organisation above. 上级组织'),
  ),
};

/** The organisation above holds it from now on; it may send it back. */
export async function escalateTo(work: Work, incident: Incident, { organizationId }: Checked<typeof escalationTarget>): Promise<void> {
  const holder = await work.em.findOneOrFail(Organization, { id: incident.holder });
  // The sentence has seen to it that there is one.
  const wanted = organizationId ?? holder.parent!;
  const above =
    organizationId === null ? await work.em.findOneOrFail(Organization, { id: wanted }) : await findSeen(work, Organization, wanted);
  if (above.id === holder.id || !isWithin(holder.place, above.place))
    refuse('INVALID', 'An incident is escalated to an organisation above its holder. 事件只能上报给承办组织的上级组织。', 'organizationId');
  if (above.id !== holder.parent && incident.urgency !== 'EMERGENCY')
    refuse(
      'SKIP_LEVEL',
      'Only an emergency may skip a level: escalate it to the organisation directly above. 只有特急事件可以越级，请上报给直接上级组织。',
      'organizationId',
    );
  demandActive(above, 'organizationId');
  incident.previousHolder = holder.id;
  await handOver(work, incident, above.id);
}
