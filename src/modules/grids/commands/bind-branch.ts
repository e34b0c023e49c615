import { demand, notFound } from '../../../kernel/errors.js';
import { fail, ok } from '../../../kernel/result.js';
import { uuidOf } from '../../../read/value.js';
import { type Command, conflict, type Idempotent } from '../../../work/command.js';
import { findOrganization, lockTree } from '../../organisations/commands/find.js';
import { Grid } from '../grid.entity.js';
import { mayManageGrids } from '../grid.policy.js';
import { isOneBranchEach } from './branch-rule.js';

export interface BindBranch extends Idempotent {
  readonly id: string;
  readonly version?: number | null;
  /** Null unbinds. */
  readonly branchId?: string | null;
  /** Whether the branch is shared with other grids. */
  readonly joint?: boolean | null;
}

/** Binds a grid to the party branch that covers it. Where the community's rule is one grid, one branch, a branch covers no second grid (I6). */
export const bindBranch: Command<BindBranch> = async (work, input) => {
  const grid = await work.em.findOne(Grid, { id: uuidOf(input.id, 'id', 'Grid') });
  if (!grid) throw notFound('grid');
  demand(mayManageGrids(work.viewer, grid.place), 'Only administrators and street officers bind branches, in their own subtree.');
  if (input.version != null && input.version !== grid.version) return conflict();
  if (grid.status !== 'ACTIVE') return fail('WRONG_STATE', 'The grid is no longer at work.', 'id');
  if (input.branchId == null) {
    grid.branch = null;
    grid.branchCoverage = 'NONE';
    return ok({ id: grid.id });
  }

  const branch = await findOrganization(work, input.branchId, 'branchId');
  // Bindings wait for each other and for what dissolves branches, or two at once would both find it free.
  await lockTree(work, grid.jurisdictionId);
  await work.em.refresh(branch);
  if (branch.jurisdictionId !== grid.jurisdictionId) return fail('INVALID', 'The branch belongs to another jurisdiction.', 'branchId');
  if (!branch.kind.endsWith('_BRANCH')) return fail('INVALID', 'This organisation is no party branch.', 'branchId');
  if (branch.status !== 'ACTIVE') return fail('INVALID', 'The branch is no longer at work.', 'branchId');
  const others = await work.em.find(Grid, { branch: branch.id, status: 'ACTIVE', id: { $ne: grid.id } });
  if ((await isOneBranchEach(work, grid)) && (others.length > 0 || input.joint === true)) {
    return fail('INVALID', 'In this community each grid has a branch of its own.', 'branchId');
  }
  if (others.length > 0 && input.joint !== true)
    return fail('INVALID', 'The branch already covers another grid; say joint: true to share it.', 'joint');
  grid.branch = branch.id;
  grid.branchCoverage = input.joint ? 'JOINT' : 'OWN';
  for (const other of others) other.branchCoverage = 'JOINT';
  return ok({ id: grid.id });
};
