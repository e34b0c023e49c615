import type { Viewer } from '../../auth/viewer.js';
import { demand } from '../../kernel/errors.js';
import type { Place } from '../../kernel/place.js';
import type { Work } from '../../work/command.js';
import { findSeen } from '../../work/find.js';
import { Grid } from '../grids/grid.entity.js';
import { lockTree } from '../organisations/commands/find.js';

export const NOT_REDRAWER =
  'Only administrators and street officers redraw grids, in their own subtree. 只有管理员和街道干部可以在其辖区内调整网格。';

/**
 * Grids that the viewer may redraw, locked against reports and each other until the transaction ends: a report under way finishes first, the next one
 * finds the successor.
 */
export async function lockGrids(work: Work, ids: readonly string[], may: (viewer: Viewer, place: Place) => boolean): Promise<Grid[]> {
  const grids: Grid[] = [];
  for (const id of ids) grids.push(await findSeen(work, Grid, id));
  demand(
    grids.every(({ place }) => may(work.viewer, place)),
    NOT_REDRAWER,
  );
  await lockTree(work, grids[0]!.jurisdictionId);
  await work.sql(`select id from grid where id in (${ids.map(() => '?')}) order by id for update`, ids);
  for (const grid of grids) await work.em.refresh(grid);
  return grids;
}
