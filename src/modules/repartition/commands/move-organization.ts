import { demand } from '../../../kernel/errors.js';
import { isWithin, segment } from '../../../kernel/place.js';
import { fail, ok } from '../../../kernel/result.js';
import { type Command, conflict, type Idempotent } from '../../../work/command.js';
import { findOrganization, lockTree } from '../../organisations/commands/find.js';
import { rewritePlaces } from '../../organisations/commands/rewrite-places.js';
import { mayManageOrganizations } from '../../organisations/organization.policy.js';
import { demandNoOwnGain } from '../own-posts.js';
import { carryIncidents } from '../relocate.js';

export interface MoveOrganization extends Idempotent {
  readonly id: string;
  readonly parentId: string;
  readonly version?: number | null;
}

/** Hangs an organisation, with all below it, under another parent of the same jurisdiction. */
export const moveOrganization: Command<MoveOrganization> = async (work, input) => {
  const organization = await findOrganization(work, input.id, 'id');
  const parent = await findOrganization(work, input.parentId, 'parentId');
  demand(
    mayManageOrganizations(work.viewer, organization.place),
    'Only administrators and street officers move organisations, in their own subtree.',
  );
  if (parent.jurisdictionId !== organization.jurisdictionId) return fail('INVALID', 'Nothing moves across jurisdictions.', 'parentId');
  demand(
    mayManageOrganizations(work.viewer, parent.place),
    'Only administrators and street officers move organisations, in their own subtree.',
  );

  await lockTree(work, organization.jurisdictionId);
  await work.em.refresh(organization);
  await work.em.refresh(parent);
  if (input.version != null && input.version !== organization.version) return conflict();
  if (organization.parent === null) return fail('INVALID', 'The root of a jurisdiction stays where it is.', 'id');
  if (organization.status !== 'ACTIVE') return fail('WRONG_STATE', 'The organisation is no longer at work.', 'id');
  if (isWithin(parent.place, organization.place)) return fail('CYCLE', 'An organisation cannot be moved below itself.', 'parentId');
  if (parent.status !== 'ACTIVE') return fail('INVALID', 'The new parent is no longer at work.', 'parentId');
  if (organization.parent === parent.id) return ok({ id: organization.id });

  const from = organization.place;
  demandNoOwnGain(work, from, parent.place);
  const to = parent.place + segment(++parent.childCount);
  organization.parent = parent.id;
  await work.em.flush();
  await carryIncidents(work, from, to, () => rewritePlaces(work, organization.jurisdictionId, from, to));
  work.emit({ topic: 'house', jurisdictionId: organization.jurisdictionId, payload: { reason: 'moveOrganization' } });
  return ok({ id: organization.id });
};
