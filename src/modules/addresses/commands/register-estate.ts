import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { orderKey } from '../../../kernel/search.js';
import type { Work } from '../../../work/command.js';
import { findSeen } from '../../../work/find.js';
import { id, oneOf, optional, text } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { jurisdictionOf, lockTree } from '../../organisations/commands/find.js';
import { Organization } from '../../organisations/organization.entity.js';
import type { OrganizationKind } from '../../organisations/organization.terms.js';
import { Estate } from '../address.entity.js';
import { mayKeepAddresses, NOT_ADDRESS_KEEPER } from '../address.policy.js';
import { EstateKindEnum, estatePayload } from '../address.type.js';
import { findSame } from './siblings.js';

/** Registers an estate of a community. */
export const registerEstate = verb(
  'registerEstate',
  {
    does: 'Registers an estate. 登记小区',
    answers: estatePayload,
    takes: {
      communityId: id('Organization', 'The community it lies in. 所属社区'),
      name: text(50, 'Name; unique in the community. 名称'),
      kind: oneOf(EstateKindEnum, 'What it is. 类型'),
      ownersCommitteeId: optional(id('Organization', "Its owners' committee. 业委会")),
      propertyCompanyId: optional(id('Organization', 'The property company under contract. 物业公司')),
    },
    async may(work, { communityId }) {
      const community = await findSeen(work, Organization, communityId);
      demand(mayKeepAddresses(work.viewer, community.place), NOT_ADDRESS_KEEPER);
      return community;
    },
  },
  async (work, input, community) => {
    const jurisdiction = jurisdictionOf(work);
    // A community that is being moved comes to rest first: the estate copies its place.
    await lockTree(work, jurisdiction.id);
    await work.em.refresh(community);
    if (community.kind !== 'COMMUNITY' || community.status !== 'ACTIVE')
      refuse('INVALID', 'Estates belong to an active community. 小区须隶属于正常运行的社区。', 'communityId');
    const same = await findSame(work, input.name, 'select name as number from estate where community_id = ?', [community.id]);
    if (same !== undefined)
      refuse('INVALID', 'The community already has an estate {name}. 该社区已有小区“{name}”。', 'name', { name: same });

    const estate = work.em.create(Estate, {
      id: newId(jurisdiction.number),
      jurisdictionId: jurisdiction.id,
      name: input.name,
      nameKey: orderKey(input.name),
      kind: input.kind,
      community: community.id,
      ownersCommittee: await partnerOf(work, input.ownersCommitteeId, 'ownersCommitteeId', 'OWNERS_COMMITTEE'),
      propertyCompany: await partnerOf(work, input.propertyCompanyId, 'propertyCompanyId', 'PROPERTY_COMPANY'),
      place: community.place,
    });
    return { id: estate.id };
  },
);

/** An organisation of the jurisdiction, of the one kind that fits. */
async function partnerOf(work: Work, id: string | null, field: string, kind: OrganizationKind): Promise<string | null> {
  if (id === null) return null;
  const { kind: given, status, jurisdictionId } = await findSeen(work, Organization, id);
  if (given !== kind || status !== 'ACTIVE' || jurisdictionId !== jurisdictionOf(work).id)
    refuse('INVALID', '{field} takes an active {kind} of this jurisdiction. {field} 应为本辖区正常运行的 {kind}。', field, { kind });
  return id;
}
