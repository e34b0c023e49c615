import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { fail, ok } from '../../../kernel/result.js';
import { type Command, conflict, type Idempotent } from '../../../work/command.js';
import { Organization } from '../organization.entity.js';
import { mayManageOrganizations } from '../organization.policy.js';
import { findOrganization, lockTree } from './find.js';

export interface DissolveOrganization extends Idempotent {
  readonly id: string;
  readonly version?: number | null;
}

/** Takes an organisation out of work. Its history stays; its current posts and relations end today. */
export const dissolveOrganization: Command<DissolveOrganization> = async (work, input) => {
  const organization = await findOrganization(work, input.id, 'id');
  demand(
    mayManageOrganizations(work.viewer, organization.place),
    'Only administrators and street officers dissolve organisations, in their own subtree.',
  );

  await lockTree(work, organization.jurisdictionId);
  await work.em.refresh(organization);
  if (input.version != null && input.version !== organization.version) return conflict();
  if (organization.parent === null) return fail('INVALID', 'The root of a jurisdiction cannot be dissolved.', 'id');
  if (organization.status !== 'ACTIVE') return fail('WRONG_STATE', 'The organisation is no longer at work.', 'id');
  const below = await work.em.count(Organization, { parent: organization.id, status: 'ACTIVE' });
  if (below > 0) return fail('INVALID', `${below} organisations below it are still at work; move or dissolve them first.`, 'id');
  const [{ grids }] = (await work.sql<{ grids: number }>(
    `select count(*)::int as grids from grid where community_id = ? and status = 'ACTIVE'`,
    [organization.id],
  )) as [{ grids: number }];
  if (grids > 0) return fail('INVALID', `${grids} grids of it are still at work; move or close them first.`, 'id');

  const today = dayOf(work.now());
  organization.status = 'DISSOLVED';
  organization.dissolvedOn = today;
  const parameters = [today, organization.id, today, today];
  await work.sql(
    'update appointment set valid_to = ?, version = version + 1 where organization_id = ? and valid_from <= ? and (valid_to is null or valid_to > ?)',
    parameters,
  );
  await work.sql(
    `update organization_relation set valid_to = greatest(?::date, valid_from + 1), version = version + 1
     where (from_id = ? or to_id = ?) and (valid_to is null or valid_to > ?)`,
    [today, organization.id, organization.id, today],
  );
  work.emit({ topic: 'house', jurisdictionId: organization.jurisdictionId, payload: { reason: 'dissolveOrganization' } });
  return ok({ id: organization.id });
};
