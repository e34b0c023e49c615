import { isWithin } from '../../../kernel/place.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { Grid } from '../../grids/grid.entity.js';
import { findGridAt } from '../../grids/grid-at.js';
import type { PointGeometry } from '../../grids/point.js';

/** So many degrees of latitude, some twenty kilometres, count as near: positions of phones drift, and maps of grids have gaps. */
const NEAR = 0.18;

/** The location lies in the grid that was named, in one of those below or above it, or in none; but not far from all of them. */
export async function demandLocation(work: Work, grid: Grid, location: PointGeometry): Promise<void> {
  const there = await findGridAt(work, location);
  if (there === grid.id) return;
  if (there !== null) {
    const { code, name, place } = await work.em.findOneOrFail(Grid, { id: there });
    if (isWithin(place, grid.place) || isWithin(grid.place, place)) return;
    refuse(
      'INVALID',
      'The location lies in the grid {grid}: name that one, or none. 该位置位于网格“{grid}”，请选择该网格，或不指定网格。',
      'location',
      { grid: `${code} ${name}` },
    );
  }
  const [longitude, latitude] = location.coordinates;
  const wide = Math.min(180, NEAR / Math.cos((latitude * Math.PI) / 180));
  const [found] = await work.sql<{ mapped: boolean; near: boolean }>(
    `select exists (select from grid where jurisdiction_id = ? and status = 'ACTIVE' and boundary is not null) as mapped,
       exists (select from grid where jurisdiction_id = ? and status = 'ACTIVE' and boundary is not null
         and bounds_of(boundary) && box(point(?::float8, ?::float8), point(?::float8, ?::float8))) as near`,
    [grid.jurisdictionId, grid.jurisdictionId, longitude - wide, latitude - NEAR, longitude + wide, latitude + NEAR],
  );
  if (found!.mapped && !found!.near)
    refuse('INVALID', 'The location is nowhere near the grids of the jurisdiction. 该位置远离本辖区的所有网格。', 'location');
}
