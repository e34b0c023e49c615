import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { id } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Organization } from '../../organisations/organization.entity.js';
import { organizationPayload } from '../../organisations/organization.type.js';
import { mayManageGrids } from '../grid.policy.js';

/** The rule of the root holds for a community afterwards. Without that, nothing is asked of its grids. */
export const removeCoverageRule = verb(
  'removeCoverageRule',
  {
    does: "Removes a community's own rule for grids, or that of the jurisdiction's root. 删除网格规则",
    answers: organizationPayload,
    takes: { organizationId: id('Organization', "A community, or the jurisdiction's root. 社区或辖区") },
    async may(work, { organizationId }) {
      const organization = await findSeen(work, Organization, organizationId);
      demand(
        mayManageGrids(work.viewer, organization.place),
        'Only administrators and street officers remove the rule for grids, in their own subtree. 只有管理员和街道干部可以在其辖区内删除网格规则。',
      );
      return organization;
    },
  },
  async (work, { organizationId }, { jurisdictionId }) => {
    const removed = await work.sql('delete from coverage_rule where community_id = ? and jurisdiction_id = ? returning id', [
      organizationId,
      jurisdictionId,
    ]);
    if (removed.length === 0) refuse('WRONG_STATE', 'It has no rule of its own. 该组织没有自己的网格规则。', 'organizationId');
    return { id: organizationId };
  },
);
