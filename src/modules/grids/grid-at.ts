import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon';
import type { Work } from '../../work/command.js';
import type { Boundary } from './grid.entity.js';
import type { PointGeometry } from './point.js';

interface Candidate {
  /** Bare UUID. */
  readonly id: string;
  readonly community: string;
  readonly boundary: Boundary;
}

/**
 * The grids at work whose bounding box holds a point, as one JSON text: the innermost first, then by code. An index of the boxes answers. The two
 * arguments stand for the parameters longitude and latitude.
 */
export const candidatesAt = (longitude: string, latitude: string): string =>
  `select json_agg(json_build_object('id', id, 'community', community_id, 'boundary', boundary) order by level desc, code)::text as json
   from grid, (select point(${longitude}::float8, ${latitude}::float8) as at) asked
   where status = 'ACTIVE' and boundary is not null and bounds_of(boundary) @> box(at, at)`;

/** The bare UUID of the grid that a point lies in: the innermost, and on a border between two the one with the smaller code. */
export function gridAmong(candidates: string | null, { coordinates }: PointGeometry, community?: string): string | null {
  const grids = (JSON.parse(candidates ?? '[]') as Candidate[]).filter((grid) => community === undefined || grid.community === community);
  return grids.find(({ boundary }) => booleanPointInPolygon([...coordinates], boundary))?.id ?? null;
}

/** The same for a command; with a community, among its grids alone. */
export async function findGridAt(work: Work, point: PointGeometry, community?: string): Promise<string | null> {
  const [found] = await work.sql<{ json: string | null }>(candidatesAt('?', '?'), point.coordinates);
  return gridAmong(found!.json, point, community);
}
