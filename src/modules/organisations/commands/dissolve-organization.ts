import type { Bilingual } from '../../../kernel/bilingual.js';
import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Organization } from '../organization.entity.js';
import { mayManageOrganizations } from '../organization.policy.js';
import { organizationPayload } from '../organization.type.js';
import { lockTree } from './find.js';

/** Who still needs it. Later modules' tables are asked by name: their rows must not lose their organisation. */
const usedBy: readonly (readonly [text: Bilingual, query: string])[] = [
  [
    '{count} organisations below it are still at work; move or dissolve them first. 其下仍有 {count} 个在用组织，请先调整或撤销。',
    `select count(*)::int as count from organization where parent_id = ? and status = 'ACTIVE'`,
  ],
  [
    '{count} grids of it are still at work; close them first. 该组织仍有 {count} 个在用网格，请先撤销。',
    `select count(*)::int as count from grid where community_id = ? and status = 'ACTIVE'`,
  ],
  [
    '{count} grids are covered by it; bind them to another branch first. 该组织仍覆盖 {count} 个网格，请先改绑其他党支部。',
    `select count(*)::int as count from grid where branch_id = ? and status = 'ACTIVE'`,
  ],
  [
    '{count} open incidents are held by it; close them first. 该组织仍承办 {count} 件未办结事件，请先办结。',
    `select count(*)::int as count from incident where holder_id = ? and state not in ('CLOSED', 'REJECTED', 'CANCELLED', 'DUPLICATE', 'FILED')`,
  ],
];

/** What ends with it. */
const dated = [
  ['appointment', 'organization_id'],
  ['organization_relation', 'from_id'],
  ['organization_relation', 'to_id'],
] as const;

/** Its current posts and relations end today. */
export const dissolveOrganization = verb(
  'dissolveOrganization',
  {
    does: 'Takes an organisation out of work; its history stays. 撤销组织',
    answers: organizationPayload,
    takes: versionOf('Organization'),
    async may(work, { id }) {
      const organization = await findSeen(work, Organization, id);
      demand(
        mayManageOrganizations(work.viewer, organization.place),
        'Only administrators and street officers dissolve organisations, in their own subtree. 只有管理员和街道干部可以在其辖区内撤销组织。',
      );
      return organization;
    },
  },
  async (work, { version }, organization) => {
    await lockTree(work, organization.jurisdictionId);
    await work.em.refresh(organization);
    demandVersion(organization, version);
    if (organization.parent === null) refuse('INVALID', 'The root of a jurisdiction cannot be dissolved. 辖区的根组织不能撤销。', 'id');
    if (organization.status !== 'ACTIVE') refuse('WRONG_STATE', 'The organisation is no longer at work. 该组织已撤销。', 'id');
    for (const [text, query] of usedBy) {
      const [{ count }] = (await work.sql<{ count: number }>(query, [organization.id])) as [{ count: number }];
      if (count > 0) refuse('INVALID', text, 'id', { count });
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
    return { id: organization.id };
  },
);
