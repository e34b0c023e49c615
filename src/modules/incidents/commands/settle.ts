import type { Work } from '../../../work/command.js';
import { Grid } from '../../grids/grid.entity.js';
import { findGridAt } from '../../grids/grid-at.js';
import type { PointGeometry } from '../../grids/point.js';
import type { Incident } from '../incident.entity.js';

/** Puts an incident where its grid is now; what the old community holds, or gets back on return, is the new one's. */
export function settle(incident: Incident, grid: Pick<Grid, 'id' | 'place' | 'community'>, oldCommunity: string): void {
  incident.grid = grid.id;
  incident.place = grid.place;
  if (incident.holder === oldCommunity) incident.holder = grid.community;
  if (incident.previousHolder === oldCommunity) incident.previousHolder = grid.community;
}

/**
 * The grid itself, or who took over when it ended: by location where that tells, else its successor. Locked against being drawn anew until this transaction
 * is in, so that no open incident falls between two partitions. Null for a grid that never was.
 */
export async function lockActiveGrid(work: Work, id: string, location: PointGeometry | null): Promise<Grid | null> {
  for (let wanted = id; ; ) {
    const grid = await work.em.findOne(Grid, { id: wanted }, { lock: 'share' });
    if (grid?.status === 'ACTIVE' || !grid?.successor) return grid;
    const there = location && (await successorPlace(work, wanted, location));
    wanted = there ?? grid.successor;
  }
}

/** Among the grids beside the successor, the one around the point: after a split, the right part. */
async function successorPlace(work: Work, id: string, location: PointGeometry): Promise<string | null> {
  const { community } = await work.em.findOneOrFail(Grid, { id });
  return findGridAt(work, location, community);
}
