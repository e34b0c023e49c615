import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { fail, ok } from '../../../kernel/result.js';
import type { Command, Idempotent } from '../../../work/command.js';
import { findOrganization, jurisdictionOf } from '../../organisations/commands/find.js';
import { ClientOrganization } from '../account.entity.js';
import { mayNameClientOrganization } from '../account.policy.js';
import { nameOf } from './find.js';

export interface NameClientOrganization extends Idempotent {
  readonly client: string;
  readonly organizationId?: string | null;
}

/** Says for which organisation a partner's client works: it sees what that organisation holds. A client has one at most; null takes it away. */
export const nameClientOrganization: Command<NameClientOrganization> = async (work, input) => {
  const jurisdiction = jurisdictionOf(work);
  const organization = input.organizationId == null ? null : await findOrganization(work, input.organizationId, 'organizationId');
  demand(
    mayNameClientOrganization(work.viewer, organization?.jurisdictionId ?? jurisdiction.id),
    'Only administrators of the whole jurisdiction name the organisation of a client.',
  );
  const client = nameOf(input.client, 'client');
  if (!client.ok) return client;
  if (organization && organization.status !== 'ACTIVE') return fail('INVALID', 'The organisation is no longer at work.', 'organizationId');
  const named = await work.em.findOne(ClientOrganization, { jurisdictionId: jurisdiction.id, client: client.value, endedAt: null });
  if (!named && !organization) return fail('INVALID', 'No organisation is named for this client.', 'client');
  if (named) {
    named.endedAt = work.now();
    // It must be out of the way of the new one.
    await work.em.flush();
  }
  if (organization)
    work.em.create(ClientOrganization, {
      id: newId(jurisdiction.number),
      jurisdictionId: jurisdiction.id,
      client: client.value,
      organization: organization.id,
      endedAt: null,
    });
  work.emit({ topic: 'house', jurisdictionId: jurisdiction.id, payload: { reason: 'nameClientOrganization', client: client.value } });
  work.audited({ fields: [`client ${client.value}`, organization ? 'named' : 'ended'] });
  return ok({ id: organization?.id ?? named!.organization, noun: 'Organization' });
};
