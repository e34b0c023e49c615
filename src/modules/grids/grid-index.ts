import { bbox } from '@turf/bbox';
import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon';
import Flatbush from 'flatbush';
import type { Boundary } from './grid.entity.js';

export interface Bounded {
  readonly id: string;
  readonly code: string;
  readonly level: number;
  readonly boundary: Boundary;
}

/** Which grid a point lies in: the innermost, and on a border between two the one with the smaller code. */
export function indexGrids(grids: readonly Bounded[]): (longitude: number, latitude: number) => string | null {
  if (grids.length === 0) return () => null;
  // Innermost first, so that the first hit is the answer.
  const ordered = [...grids].sort((a, b) => b.level - a.level || (a.code < b.code ? -1 : 1));
  const index = new Flatbush(ordered.length);
  for (const { boundary } of ordered) {
    const [west, south, east, north] = bbox(boundary);
    index.add(west, south, east, north);
  }
  index.finish();
  return (longitude, latitude) => {
    const candidates = index.search(longitude, latitude, longitude, latitude).sort((a, b) => a - b);
    const hit = candidates.find((i) => booleanPointInPolygon([longitude, latitude], ordered[i]!.boundary));
    return hit === undefined ? null : ordered[hit]!.id;
  };
}
