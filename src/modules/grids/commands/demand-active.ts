import { Refused, refuse } from '../../../kernel/result.js';
import { CONFLICT } from '../../../work/command.js';
import type { Grid } from '../grid.entity.js';

/** A grid is changed while it is at work, and by callers who know it as it is now. */
export function demandActive(grid: Grid, version: number | null): void {
  if (version !== null && version !== grid.version) throw new Refused([CONFLICT]);
  if (grid.status !== 'ACTIVE') refuse('WRONG_STATE', 'The grid is no longer at work. 该网格已撤销。', 'id');
}
