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

/** Who still needs it. Later modules' tables are asked by name: their rows must not lose their organisation. */
const usedBy: readonly (readonly [what: string, query: string])[] = [
  ['grids of it are still at work', `select count(*)::int as count from grid where community_id = ? and status = 'ACTIVE'`],
  ['grids are covered by it', `select count(*)::int as count from grid where branch_id = ? and status = 'ACTIVE'`],
  [
    'open incidents are held by it',
    `select count(*)::int as count from incident where holder_id = ? and state not in ('CLOSED', 'REJECTED', 'CANCELLED', 'DUPLICATE', 'FILED')`,
  ],
];

/** What ends with it. */
const dated = [
  ['appointment', 'organization_id'],
  ['organization_relation', 'from_id'],
  ['organization_relation', 'to_id'],
] as const;

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
  for (const [what, query] of usedBy) {
    const [{ count }] = (await work.sql<{ count: number }>(query, [organization.id])) as [{ count: number }];
    if (count > 0) return fail('INVALID', `${count} ${what}; see to them first.`, 'id');
  }

  const today = dayOf(work.now());
  organization.status = 'DISSOLVED';
  organization.dissolvedOn = today;
  for (const [table, column] of dated) {
    // What would have begun later never begins.
    await work.sql(`delete from ${table} where ${column} = ? and valid_from > ?`, [organization.id, today]);
    await work.sql(`update ${table} set valid_to = ?, version = version + 1 where ${column} = ? and (valid_to is null or valid_to > ?)`, [
      today,
      organization.id,
      today,
    ]);
  }
  work.emit({ topic: 'house', jurisdictionId: organization.jurisdictionId, payload: { reason: 'dissolveOrganization' } });
  return ok({ id: organization.id });
};
