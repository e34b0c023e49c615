import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { segment } from '../../../kernel/place.js';
import { fail, ok } from '../../../kernel/result.js';
import { optionalLinesOf, optionalTextOf, textOf, typed } from '../../../kernel/text.js';
import type { Command, Idempotent } from '../../../work/command.js';
import { Organization } from '../organization.entity.js';
import { mayManageOrganizations } from '../organization.policy.js';
import { type Formation, type OrganizationKind, rootKinds } from '../organization.terms.js';
import { newCode } from './code.js';
import { findOrganization, jurisdictionOf, lockTree } from './find.js';

export interface CreateOrganization extends Idempotent {
  readonly parentId: string;
  readonly code: string;
  readonly name: string;
  readonly shortName?: string | null;
  readonly kind: OrganizationKind;
  readonly formation?: Formation | null;
  readonly contactPhone?: string | null;
  readonly address?: string | null;
  readonly introduction?: string | null;
  readonly establishedOn?: string | null;
}

/** A new organisation below an existing one. Roots are not made here: a jurisdiction begins with its installation. */
export const createOrganization: Command<CreateOrganization> = async (work, input) => {
  const parent = await findOrganization(work, input.parentId, 'parentId');
  demand(
    mayManageOrganizations(work.viewer, parent.place),
    'Only administrators and street officers create organisations, in their own subtree.',
  );
  const jurisdiction = jurisdictionOf(work);
  await lockTree(work, jurisdiction.id);
  await work.em.refresh(parent);
  if (parent.status !== 'ACTIVE') return fail('INVALID', 'The parent is no longer at work.', 'parentId');
  if (rootKinds.includes(input.kind))
    return fail('INVALID', 'A street or town is the root of a jurisdiction and stands below nothing.', 'kind');

  const code = await newCode(work, jurisdiction.id, 'organization', input.code);
  if (!code.ok) return code;
  const name = textOf(input.name, 'name', 100);
  if (!name.ok) return name;
  const introduction = optionalLinesOf(input.introduction, 'introduction', 2_000);
  if (!introduction.ok) return introduction;
  const address = optionalTextOf(input.address, 'address', 200);
  if (!address.ok) return address;
  const shortName = optionalTextOf(input.shortName, 'shortName', 30);
  if (!shortName.ok) return shortName;
  const contactPhone = optionalTextOf(input.contactPhone && typed(input.contactPhone), 'contactPhone', 30);
  if (!contactPhone.ok) return contactPhone;

  const organization = work.em.create(Organization, {
    id: newId(jurisdiction.number),
    jurisdictionId: jurisdiction.id,
    code: code.value,
    name: name.value,
    shortName: shortName.value,
    kind: input.kind,
    formation: input.formation ?? null,
    parent: parent.id,
    place: parent.place + segment(++parent.childCount),
    contactPhone: contactPhone.value,
    address: address.value,
    introduction: introduction.value,
    establishedOn: input.establishedOn ?? null,
  });
  work.emit({ topic: 'house', jurisdictionId: jurisdiction.id, payload: { reason: 'createOrganization' } });
  return ok({ id: organization.id });
};
