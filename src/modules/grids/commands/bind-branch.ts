import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { flag, id, optional, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { lockTree } from '../../organisations/commands/find.js';
import { Organization } from '../../organisations/organization.entity.js';
import { Grid } from '../grid.entity.js';
import { mayManageGrids } from '../grid.policy.js';
import { gridPayload } from '../grid.type.js';
import { isOneBranchEach } from './branch-rule.js';
import { demandActive } from './demand-active.js';

/** Where the community's rule is one grid, one branch, a branch covers no second grid. */
export const bindBranch = verb(
  'bindBranch',
  {
    does: 'Binds a grid to the party branch that covers it, or unbinds it. 绑定党支部',
    answers: gridPayload,
    takes: {
      ...versionOf('Grid'),
      branchId: optional(id('Organization', 'The party branch; null unbinds. 党支部')),
      joint: optional(flag('Whether it is shared with other grids. 联合组建')),
    },
    async may(work, { id }) {
      const grid = await findSeen(work, Grid, id);
      demand(
        mayManageGrids(work.viewer, grid.place),
        'Only administrators and street officers bind branches, in their own subtree. 只有管理员和街道干部可以在其辖区内绑定党支部。',
      );
      return grid;
    },
  },
  async (work, input, grid) => {
    demandActive(grid, input.version);
    if (input.branchId === null) {
      grid.branch = null;
      grid.branchCoverage = 'NONE';
      return { id: grid.id };
    }

    const branch = await findSeen(work, Organization, input.branchId);
    // Bindings wait for each other and for what dissolves branches, or two at once would both find it free.
    await lockTree(work, grid.jurisdictionId);
    await work.em.refresh(branch);
    if (branch.jurisdictionId !== grid.jurisdictionId)
      refuse('INVALID', 'The branch belongs to another jurisdiction. 该党支部属于其他辖区。', 'branchId');
    if (!branch.kind.endsWith('_BRANCH')) refuse('INVALID', 'This organisation is no party branch. 该组织不是党支部。', 'branchId');
    if (branch.status !== 'ACTIVE') refuse('INVALID', 'The branch is no longer at work. 该党支部已撤销。', 'branchId');
    const others = await work.em.find(Grid, { branch: branch.id, status: 'ACTIVE', id: { $ne: grid.id } });
    if ((await isOneBranchEach(work, grid)) && (others.length > 0 || input.joint))
      refuse('INVALID', 'In this community each grid has a branch of its own. 本社区实行一网格一支部。', 'branchId');
    if (others.length > 0 && !input.joint)
      refuse(
        'INVALID',
        'The branch already covers another grid; say joint: true to share it. 该党支部已覆盖其他网格；如需联合组建，请设 joint: true。',
        'joint',
      );
    grid.branch = branch.id;
    grid.branchCoverage = input.joint ? 'JOINT' : 'OWN';
    for (const other of others) other.branchCoverage = 'JOINT';
    return { id: grid.id };
  },
);
