import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { problem, refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { type Checked, id, int, oneOf, optional } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { Organization } from '../../organisations/organization.entity.js';
import { CoverageRule } from '../grid.entity.js';
import { mayManageGrids } from '../grid.policy.js';
import { BranchPolicyEnum, coverageRulePayload } from '../grid.type.js';

const MOST = 10_000;

const ruleFields = {
  organizationId: id('Organization', "A community, or the jurisdiction's root: its rule holds for communities that have none. 社区或辖区"),
  branchPolicy: oneOf(BranchPolicyEnum, 'Whether grids may share a party branch. 支部设置'),
  gridLevel: optional(int({ min: 1, max: 9 }, 'The level of the grids that the size is about; all grids if left out. 适用层级')),
  minHouseholds: optional(int({ min: 0, max: MOST }, 'Fewest households of a grid. 最少户数')),
  maxHouseholds: optional(int({ min: 1, max: MOST }, 'Most households of a grid. 最多户数')),
  targetPersons: optional(int({ min: 1, max: MOST }, 'About so many persons a grid. 目标人数')),
  serviceCircleMinutes: optional(int({ min: 1, max: 120 }, 'Services are to be reached within so many minutes on foot. 服务圈（分钟）')),
};

const isRange = ({ minHouseholds, maxHouseholds }: Checked<typeof ruleFields>) =>
  minHouseholds !== null && maxHouseholds !== null && maxHouseholds < minHouseholds
    ? problem('INVALID', '{field} is at least {min}. {field} 不得小于 {min}。', 'maxHouseholds', { min: minHouseholds })
    : null;

/** Branches that grids share already stay bound where that is no longer allowed. */
export const setCoverageRule = verb(
  'setCoverageRule',
  {
    does: 'Says how the grids of a community are to be, in place of what was said before; what is left out is not asked for. 设置网格规则',
    answers: coverageRulePayload,
    takes: ruleFields,
    rules: [isRange],
    async may(work, { organizationId }) {
      const organization = await findSeen(work, Organization, organizationId);
      demand(
        mayManageGrids(work.viewer, organization.place),
        'Only administrators and street officers set the rule for grids, in their own subtree. 只有管理员和街道干部可以在其辖区内设置网格规则。',
      );
      return organization;
    },
  },
  async (work, { organizationId, idempotencyKey: _, ...asked }, organization) => {
    if (organization.kind !== 'COMMUNITY' && organization.parent !== null)
      refuse('INVALID', 'A rule is for a community, or for the root of the jurisdiction. 规则只能针对社区或辖区根组织。', 'organizationId');
    if (organization.status !== 'ACTIVE') refuse('INVALID', 'The community is no longer at work. 该社区已撤销。', 'organizationId');
    const rule = await work.em.findOne(CoverageRule, { community: organizationId });
    if (rule) {
      Object.assign(rule, asked);
      return { id: rule.id };
    }
    const jurisdiction = jurisdictionOf(work);
    const made = work.em.create(CoverageRule, {
      id: newId(jurisdiction.number),
      jurisdictionId: jurisdiction.id,
      community: organizationId,
      ...asked,
    });
    return { id: made.id };
  },
);
