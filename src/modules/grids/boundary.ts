import { area } from '@turf/area';
import { difference } from '@turf/difference';
import { feature, featureCollection } from '@turf/helpers';
import { intersect } from '@turf/intersect';
import { kinks } from '@turf/kinks';
import type { Position } from 'geojson';
import type { Bilingual, Params } from '../../kernel/bilingual.js';
import { fail, ok, type Result } from '../../kernel/result.js';
import type { Boundary } from './grid.entity.js';

/** Whether a ring crosses itself is asked of every pair of its sides. */
const MOST_POSITIONS = 2_000;
/** Neighbours are drawn by hand: slivers up to this many square metres are not taken for overlaps. */
const SLIVER = 1;

const isPosition = (value: unknown): value is Position =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every((number) => Number.isFinite(number)) &&
  Math.abs(value[0]) <= 180 &&
  Math.abs(value[1]) <= 90;

const isClosed = (ring: readonly Position[]): boolean =>
  ring.length >= 4 && ring[0]![0] === ring.at(-1)![0] && ring[0]![1] === ring.at(-1)![1];

/** A GeoJSON area that can be a boundary: Polygon or MultiPolygon in degrees, rings closed, no ring crossing itself. */
export function boundaryOf(value: unknown, field: string): Result<Boundary> {
  const refuse = (text: Bilingual, params?: Params) => fail('INVALID', text, field, params);
  const geometry = value as { type?: unknown; coordinates?: unknown } | null;
  if (geometry?.type !== 'Polygon' && geometry?.type !== 'MultiPolygon')
    return refuse('A boundary is a GeoJSON Polygon or MultiPolygon. 边界应为 GeoJSON 的 Polygon 或 MultiPolygon。');
  const polygons = (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates) as Position[][][];
  const rings = Array.isArray(polygons)
    ? polygons.flatMap((polygon) => (Array.isArray(polygon) && polygon.length > 0 ? polygon : [[]]))
    : [];
  if (rings.length === 0 || !rings.every((ring) => Array.isArray(ring) && ring.every(isPosition))) {
    return refuse('Coordinates are rings of [longitude, latitude] in degrees. 坐标应为由 [经度, 纬度]（单位：度）组成的环。');
  }
  if (rings.reduce((sum, ring) => sum + ring.length, 0) > MOST_POSITIONS)
    return refuse('A boundary has up to {max} positions. 边界最多 {max} 个坐标点。', { max: MOST_POSITIONS });
  if (!rings.every(isClosed))
    return refuse('Each ring has four positions or more and ends where it began. 每个环至少四个坐标点，且首尾重合。');
  const boundary = { type: geometry.type, coordinates: geometry.coordinates } as Boundary;
  if (kinks(boundary).features.length > 0) return refuse('A boundary must not cross itself. 边界不得自相交。');
  if (area(boundary) <= SLIVER) return refuse('A boundary encloses an area. 边界应围成一定面积。');
  return ok(boundary);
}

/** Whether one area lies in the other, but for slivers. */
export function liesWithin(inner: Boundary, outer: Boundary): boolean {
  const outside = difference(featureCollection([feature(inner), feature(outer)]));
  return outside === null || area(outside) <= Math.max(SLIVER, area(inner) * 1e-6);
}

/** Whether two areas share more than slivers. */
export function overlaps(a: Boundary, b: Boundary): boolean {
  const shared = intersect(featureCollection([feature(a), feature(b)]));
  return shared !== null && area(shared) > Math.max(SLIVER, Math.min(area(a), area(b)) * 1e-6);
}
