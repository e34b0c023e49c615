import { demand, notFound } from '../../../kernel/errors.js';
import { fail, ok } from '../../../kernel/result.js';
import { uuidOf } from '../../../read/value.js';
import { type Command, conflict, type Idempotent, type Work } from '../../../work/command.js';
import { lockTree } from '../../organisations/commands/find.js';
import { boundaryOf, liesWithin } from '../boundary.js';
import { type Boundary, Grid } from '../grid.entity.js';
import { mayManageGrids } from '../grid.policy.js';
import { clashOf } from './clash.js';

export interface SetBoundary extends Idempotent {
  readonly id: string;
  readonly version?: number | null;
  /** GeoJSON; null takes the boundary away. */
  readonly boundary?: unknown;
}

/** Draws a grid's boundary: inside its parent's, around its children's, beside its neighbours'. */
export const setBoundary: Command<SetBoundary> = async (work, input) => {
  const grid = await work.em.findOne(Grid, { id: uuidOf(input.id, 'id', 'Grid') });
  if (!grid) throw notFound('grid');
  demand(mayManageGrids(work.viewer, grid.place), 'Only administrators and street officers draw boundaries, in their own subtree.');
  // Who draws waits for who draws beside it, or both would find the place free.
  await lockTree(work, grid.jurisdictionId);
  await work.em.refresh(grid);
  if (input.version != null && input.version !== grid.version) return conflict();
  if (grid.status !== 'ACTIVE') return fail('WRONG_STATE', 'The grid is no longer at work.', 'id');
  if (input.boundary == null) {
    grid.boundary = null;
  } else {
    const boundary = boundaryOf(input.boundary, 'boundary');
    if (!boundary.ok) return boundary;
    const clash = (await clashOf(work, grid, boundary.value)) ?? (await outsideOf(work, grid, boundary.value));
    if (clash) return fail('INVALID', clash, 'boundary');
    grid.boundary = boundary.value;
  }
  return ok({ id: grid.id });
};

async function outsideOf(work: Work, grid: Grid, boundary: Boundary): Promise<string | null> {
  const children = await work.em.find(Grid, { parent: grid.id, status: 'ACTIVE' });
  const outside = children.find((child) => child.boundary && !liesWithin(child.boundary, boundary));
  return outside ? `The grid ${outside.code} below reaches out of it.` : null;
}
