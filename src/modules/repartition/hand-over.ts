import { dayOf } from '../../kernel/clock.js';
import type { Work } from '../../work/command.js';
import { endWith } from '../../work/keeps.js';
import type { Grid } from '../grids/grid.entity.js';
import type { PointGeometry } from '../grids/point.js';

/**
 * Ends a grid: what hangs on it goes to its successor, as each module declares. Of a grid that is split, `partAt` tells the part around a point. Old ids
 * and codes answer for the successor from now on.
 */
export async function handOver(
  work: Work,
  grid: Grid,
  successor: Grid,
  status: 'MERGED' | 'CLOSED',
  partAt?: (location: PointGeometry) => Grid | null,
): Promise<void> {
  await endWith(work, 'Grid', {
    id: grid.id,
    day: dayOf(work.now()),
    successor: { id: successor.id, place: successor.place },
    ...(partAt ? { successorAt: (location) => partAt({ type: 'Point', ...location })?.id ?? null } : {}),
  });
  grid.status = status;
  grid.successor = successor.id;
  grid.branch = null;
  grid.branchCoverage = 'NONE';
  await work.em.flush();
}
