import { createRequire } from 'node:module';
import type Gcoord from 'gcoord';
import { fail, ok, type Result } from '../../kernel/result.js';

// The package's types describe named exports, which its CommonJS build does not offer to ESM.
const gcoord = createRequire(import.meta.url)('gcoord') as (typeof Gcoord)['default'];

export const coordinateSystems = {
  WGS84: 'GPS and the world. 世界大地坐标系',
  GCJ02: 'Chinese maps: Amap, Tencent. 国测局坐标系',
  BD09: 'Baidu maps. 百度坐标系',
} as const;
export type CoordinateSystem = keyof typeof coordinateSystems;

/** A point in degrees, in the system that the client's map uses. */
export interface PointInput {
  readonly latitude: number;
  readonly longitude: number;
  readonly system?: CoordinateSystem | null;
}

export interface PointGeometry {
  readonly type: 'Point';
  /** Longitude, latitude in WGS84 (RFC 7946). */
  readonly coordinates: readonly [longitude: number, latitude: number];
}

const systems = { WGS84: gcoord.WGS84, GCJ02: gcoord.GCJ02, BD09: gcoord.BD09 } as const;

/** The point as GeoJSON in WGS84, to seven decimals (a centimetre). */
export function pointOf(point: PointInput, field: string): Result<PointGeometry> {
  for (const [name, max] of [
    ['latitude', 90],
    ['longitude', 180],
  ] as const)
    if (!(Math.abs(point[name]) <= max))
      return fail('INVALID', '{field} lies between -{max} and {max}. {field} 应在 -{max} 与 {max} 之间。', `${field}.${name}`, { max });
  const [longitude, latitude] = gcoord.transform([point.longitude, point.latitude], systems[point.system ?? 'WGS84'], gcoord.WGS84) as [
    number,
    number,
  ];
  return ok({ type: 'Point', coordinates: [Number(longitude.toFixed(7)), Number(latitude.toFixed(7))] });
}
