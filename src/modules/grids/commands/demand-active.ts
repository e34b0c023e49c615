import { refuse } from '../../../kernel/result.js';
import { demandVersion } from '../../../work/find.js';
import type { Grid } from '../grid.entity.js';

/** A grid is changed while it is at work, and by callers who know it as it is now. */
export function demandActive(grid: Grid, version: number | null): void {
  demandVersion(grid, version);
  if (grid.status !== 'ACTIVE') refuse('WRONG_STATE', 'The grid is no longer at work. 该网格已撤销。', 'id');
}
