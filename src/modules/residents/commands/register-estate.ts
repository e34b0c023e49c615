import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { fail, ok } from '../../../kernel/result.js';
import { orderKey } from '../../../kernel/search.js';
import { textOf } from '../../../kernel/text.js';
import type { Command, Idempotent, Work } from '../../../work/command.js';
import { findOrganization, jurisdictionOf, lockTree } from '../../organisations/commands/find.js';
import type { OrganizationKind } from '../../organisations/organization.terms.js';
import { Estate } from '../address.entity.js';
import { mayKeepAddresses } from '../resident.policy.js';
import type { EstateKind } from '../resident.terms.js';

export interface RegisterEstate extends Idempotent {
  readonly communityId: string;
  readonly name: string;
  readonly kind: EstateKind;
  readonly ownersCommitteeId?: string | null;
  readonly propertyCompanyId?: string | null;
}

/** Puts an estate of a community on the register of addresses. */
export const registerEstate: Command<RegisterEstate> = async (work, input) => {
  const community = await findOrganization(work, input.communityId, 'communityId');
  demand(mayKeepAddresses(work.viewer, community.place), 'Only community cadres and administrators keep the addresses of their community.');
  const jurisdiction = jurisdictionOf(work);
  // A community that is being moved comes to rest first: the estate copies its place.
  await lockTree(work, jurisdiction.id);
  await work.em.refresh(community);
  if (community.kind !== 'COMMUNITY' || community.status !== 'ACTIVE')
    return fail('INVALID', 'Estates belong to a community that is at work.', 'communityId');
  const name = textOf(input.name, 'name', 50);
  if (!name.ok) return name;
  if ((await work.em.count(Estate, { community: community.id, name: name.value })) > 0)
    return fail('INVALID', `The community already has an estate ${name.value}.`, 'name');
  const ownersCommittee = await partnerOf(work, input.ownersCommitteeId, 'ownersCommitteeId', 'OWNERS_COMMITTEE');
  if (!ownersCommittee.ok) return ownersCommittee;
  const propertyCompany = await partnerOf(work, input.propertyCompanyId, 'propertyCompanyId', 'PROPERTY_COMPANY');
  if (!propertyCompany.ok) return propertyCompany;

  const estate = work.em.create(Estate, {
    id: newId(jurisdiction.number),
    jurisdictionId: jurisdiction.id,
    name: name.value,
    nameKey: orderKey(name.value),
    kind: input.kind,
    community: community.id,
    ownersCommittee: ownersCommittee.value,
    propertyCompany: propertyCompany.value,
    place: community.place,
  });
  return ok({ id: estate.id });
};

/** An organisation of the jurisdiction, of the one kind that fits. */
async function partnerOf(work: Work, id: string | null | undefined, field: string, kind: OrganizationKind) {
  if (id == null) return ok(null);
  const organization = await findOrganization(work, id, field);
  const fits =
    organization.kind === kind && organization.status === 'ACTIVE' && organization.jurisdictionId === work.viewer.jurisdiction!.id;
  return fits ? ok(organization.id) : fail('INVALID', `It is no ${kind} of this jurisdiction that is at work.`, field);
}
