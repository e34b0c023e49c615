import { fail, ok } from '../../../kernel/result.js';
import { type Command, conflict, type Idempotent } from '../../../work/command.js';
import { moveCounts } from '../../grids/commands/counts.js';
import { Grid } from '../../grids/grid.entity.js';
import { mayManageGrids } from '../../grids/grid.policy.js';
import { lockGrids } from '../find.js';
import { handOver } from '../hand-over.js';
import { demandNoOwnHeir } from '../own-posts.js';
import { relocateOpenIncidents } from '../relocate.js';

export interface CloseGrid extends Idempotent {
  readonly id: string;
  readonly version?: number | null;
  /** The grid that takes over. */
  readonly successorId: string;
}

/** Ends a grid; another one takes over its open incidents and posts, and answers for its id and code. */
export const closeGrid: Command<CloseGrid> = async (work, input) => {
  const wanted = [
    { id: input.id, field: 'id' },
    { id: input.successorId, field: 'successorId' },
  ];
  const [grid, successor] = (await lockGrids(work, wanted, (grid) => mayManageGrids(work.viewer, grid.place))) as [Grid, Grid];
  if (input.version != null && input.version !== grid.version) return conflict();
  if (grid.id === successor.id) return fail('CYCLE', 'A grid does not succeed itself.', 'successorId');
  if (grid.status !== 'ACTIVE') return fail('WRONG_STATE', 'The grid is no longer at work.', 'id');
  if (successor.status !== 'ACTIVE' || successor.jurisdictionId !== grid.jurisdictionId) {
    return fail('INVALID', 'The successor is a grid of the same jurisdiction that is at work.', 'successorId');
  }
  const below = await work.em.count(Grid, { parent: grid.id, status: 'ACTIVE' });
  if (below > 0) return fail('INVALID', `${below} grids below it are still at work; move or close them first.`, 'id');
  demandNoOwnHeir(work, grid, successor);
  await relocateOpenIncidents(work, grid, () => successor);
  await handOver(work, grid, successor, 'CLOSED');
  await moveCounts(work, grid.id, grid.place, successor.place);
  work.emit({ topic: 'house', jurisdictionId: grid.jurisdictionId, payload: { reason: 'closeGrid' } });
  return ok({ id: grid.id });
};
