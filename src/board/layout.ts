import { type GeoPath, geoIdentity, geoPath } from 'd3-geo';
import type { Feature, MultiPolygon, Polygon, Position } from 'geojson';
import type { Grid } from './figures.js';

export type Area = Feature<Polygon | MultiPolygon, Grid>;

/** A part of the map: some grids at one scale. */
export interface Part {
  readonly areas: readonly Area[];
  readonly path: GeoPath;
  readonly scale: number;
  /** The community whose part it is, and where its name is written; null for a map of one part. */
  readonly title: { readonly name: string; readonly x: number; readonly y: number } | null;
}

interface Size {
  readonly width: number;
  readonly height: number;
  readonly em: number;
}

/** How much larger grids have to be beside each other than on one map for the map to be taken apart. */
const WORTH = 1.5;

/** The grids on one map; where their communities lie so far apart that little would be seen, each community by itself. */
export function layOut(areas: readonly Area[], size: Size): readonly Part[] {
  if (areas.length === 0) return [];
  const whole = partOf(areas, { left: 0, top: 0, ...size }, null);
  const communities = [...Map.groupBy(areas, ({ properties }) => properties.community.id).values()];
  if (communities.length === 1) return [whole];
  const apart = Array.from({ length: communities.length }, (_, i) => besideEachOther(communities, i + 1, size));
  const scaleOf = (parts: readonly Part[]) => Math.min(...parts.map(({ scale }) => scale));
  const best = apart.reduce((one, other) => (scaleOf(other) > scaleOf(one) ? other : one));
  return scaleOf(best) > WORTH * whole.scale ? best : [whole];
}

function besideEachOther(communities: readonly (readonly Area[])[], columns: number, { width, height, em }: Size): readonly Part[] {
  const cell = { width: width / columns, height: height / Math.ceil(communities.length / columns) };
  return communities.map((areas, i) => {
    const [left, top] = [(i % columns) * cell.width, Math.floor(i / columns) * cell.height];
    const { name } = areas[0]!.properties.community;
    const title = { name, x: left + cell.width / 2, y: top + 1.1 * em };
    const inner = { left: left + 0.4 * em, top: top + 1.6 * em, width: cell.width - 0.8 * em, height: cell.height - 2 * em };
    return partOf(areas, inner, title);
  });
}

function partOf(
  areas: readonly Area[],
  box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
  title: Part['title'],
): Part {
  const frame: [[number, number], [number, number]] = [
    [box.left + 2, box.top + 2],
    [box.left + Math.max(box.width - 2, 3), box.top + Math.max(box.height - 2, 3)],
  ];
  const projection = geoIdentity()
    .reflectY(true)
    .fitExtent(frame, { type: 'FeatureCollection', features: [...areas] });
  return { areas, path: geoPath(projection), scale: projection.scale(), title };
}

/** Drawn on a plane: a place is small, and a degree of longitude shorter than one of latitude by the cosine of the latitude. */
export function areasOf(grids: readonly Grid[]): Area[] {
  const drawn = grids.flatMap((grid) => (grid.boundary ? [{ ...grid, boundary: grid.boundary }] : []));
  const first = drawn[0]?.boundary;
  const [, latitude = 0] = (first?.type === 'Polygon' ? first.coordinates[0]?.[0] : first?.coordinates[0]?.[0]?.[0]) ?? [];
  const shrink = Math.cos((latitude * Math.PI) / 180);
  const ring = (points: Position[]) => points.map(([longitude, latitude]) => [longitude! * shrink, latitude!]);
  return drawn.map((grid) => {
    const { boundary } = grid;
    const geometry: Polygon | MultiPolygon =
      boundary.type === 'Polygon'
        ? { type: 'Polygon', coordinates: boundary.coordinates.map(ring) }
        : { type: 'MultiPolygon', coordinates: boundary.coordinates.map((polygon) => polygon.map(ring)) };
    return { type: 'Feature', properties: grid, geometry };
  });
}
