import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { id, optional } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { Organization } from '../../organisations/organization.entity.js';
import { ClientOrganization } from '../account.entity.js';
import { mayNameClientOrganization } from '../account.policy.js';
import { clientOrganizationPayload } from '../account.type.js';
import { tokenName } from './find.js';

/** A client has one organisation at most. */
export const nameClientOrganization = verb(
  'nameClientOrganization',
  {
    does: "Says for which organisation a partner's client works: the client then sees the incidents that this organisation holds. 指定合作系统所属组织",
    answers: clientOrganizationPayload,
    takes: {
      client: tokenName('The client, exactly as its tokens name it (client_id). 客户端'),
      organizationId: optional(id('Organization', 'An organisation of your jurisdiction; left out or null: none any more. 组织')),
    },
    async may(work, { organizationId }) {
      const organization = organizationId === null ? null : await findSeen(work, Organization, organizationId);
      demand(
        mayNameClientOrganization(work.viewer, organization?.jurisdictionId ?? jurisdictionOf(work).id),
        'Only administrators of the whole jurisdiction name the organisation of a client. 只有管理整个辖区的管理员可以指定合作系统所属组织。',
      );
      return organization;
    },
  },
  async (work, { client }, organization) => {
    const jurisdiction = jurisdictionOf(work);
    if (organization && organization.status !== 'ACTIVE')
      refuse('INVALID', 'The organisation is no longer at work. 该组织已撤销。', 'organizationId');
    const named = await work.em.findOne(ClientOrganization, { jurisdictionId: jurisdiction.id, client, endedAt: null });
    if (!named && !organization) refuse('INVALID', 'No organisation is named for this client. 该客户端未指定所属组织。', 'client');
    if (named) {
      named.endedAt = work.now();
      // It must be out of the way of the new one.
      await work.em.flush();
    }
    if (organization)
      work.em.create(ClientOrganization, {
        id: newId(jurisdiction.number),
        jurisdictionId: jurisdiction.id,
        client,
        organization: organization.id,
        endedAt: null,
      });
    work.emit({ topic: 'directory', jurisdictionId: jurisdiction.id, payload: { reason: 'nameClientOrganization', client } });
    work.audited({ fields: [`client ${client}`, organization ? 'named' : 'ended'] });
    return { id: organization?.id ?? named!.organization, noun: 'Organization' };
  },
);
