import { demand, notFound } from '../../kernel/errors.js';
import { uuidOf } from '../../read/value.js';
import type { Work } from '../../work/command.js';
import { Grid } from '../grids/grid.entity.js';
import { lockTree } from '../organisations/commands/find.js';

/**
 * The grids behind input fields, locked against reports and each other until the end of the transaction: a report under way finishes first,
 * the next one finds the heir.
 */
export async function lockGrids(
  work: Work,
  wanted: readonly { readonly id: string; readonly field: string }[],
  may: (grid: Grid) => boolean,
): Promise<Grid[]> {
  const uuids = wanted.map(({ id, field }) => uuidOf(id, field, 'Grid'));
  const found = await work.em.find(Grid, { id: { $in: uuids } });
  const grids = uuids.map((uuid) => found.find(({ id }) => id === uuid));
  if (grids.some((grid) => !grid)) throw notFound('Grid');
  demand((grids as Grid[]).every(may), 'Only administrators and street officers draw grids anew, in their own subtree.');
  await lockTree(work, grids[0]!.jurisdictionId);
  await work.sql(`select id from grid where id in (${uuids.map(() => '?')}) order by id for update`, uuids);
  for (const grid of grids) await work.em.refresh(grid!);
  return grids as Grid[];
}
