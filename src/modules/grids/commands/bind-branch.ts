import { demand, notFound } from '../../../kernel/errors.js';
import { fail, ok } from '../../../kernel/result.js';
import { uuidOf } from '../../../read/value.js';
import { type Command, conflict, type Idempotent } from '../../../work/command.js';
import { findOrganization } from '../../organisations/commands/find.js';
import { CoverageRule, Grid } from '../grid.entity.js';
import { mayManageGrids } from '../grid.policy.js';

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
  if (input.branchId == null) {
    grid.branch = null;
    grid.branchCoverage = 'NONE';
    return ok({ id: grid.id });
  }

  const branch = await findOrganization(work, input.branchId, 'branchId');
  if (branch.jurisdictionId !== grid.jurisdictionId) return fail('INVALID', 'The branch belongs to another jurisdiction.', 'branchId');
  if (!branch.kind.endsWith('_BRANCH')) return fail('INVALID', 'This organisation is no party branch.', 'branchId');
  if (branch.status !== 'ACTIVE') return fail('INVALID', 'The branch is no longer at work.', 'branchId');
  // Bindings of one branch wait for each other, or two at once would both find it free.
  await work.sql('select pg_advisory_xact_lock(hashtextextended(?, 3))', [branch.id]);
  const others = await work.em.count(Grid, { branch: branch.id, status: 'ACTIVE', id: { $ne: grid.id } });
  const rule = await work.em.findOne(CoverageRule, { community: grid.community });
  if (rule?.branchPolicy === 'ONE_GRID_ONE_BRANCH' && (others > 0 || input.joint === true)) {
    return fail('INVALID', 'In this community each grid has a branch of its own.', 'branchId');
  }
  if (others > 0 && input.joint !== true)
    return fail('INVALID', 'The branch already covers another grid; say joint: true to share it.', 'joint');
  grid.branch = branch.id;
  grid.branchCoverage = input.joint ? 'JOINT' : 'OWN';
  return ok({ id: grid.id });
};
