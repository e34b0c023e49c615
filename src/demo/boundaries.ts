import type { Polygon } from 'geojson';
import type { Dataset } from './dataset.js';
import type { GridRow } from './rows.js';

/** Synthetic areas: no real grid looks like this. A top-level grid is a square of some 300 m; its children share it out. */
const SIDE = 0.003;
const GAP = 0.006;

interface Box {
  readonly west: number;
  readonly south: number;
  readonly width: number;
  readonly height: number;
}

/** By the id of their grid. */
export type Boxes = ReadonlyMap<string, Box>;

const round = (degrees: number) => Number(degrees.toFixed(7));

const polygonOf = ({ west, south, width, height }: Box): Polygon => {
  const [w, s, e, n] = [round(west), round(south), round(west + width), round(south + height)];
  return { type: 'Polygon', coordinates: [[[w, s], [e, s], [e, n], [w, n], [w, s]]] }; // biome-ignore format: a ring reads as a ring.
};

/** The i-th of n cells of a box, row by row. */
function cell({ west, south, width, height }: Box, i: number, n: number): Box {
  const columns = Math.ceil(Math.sqrt(n));
  const rows = Math.ceil(n / columns);
  const [w, h] = [width / columns, height / rows];
  return { west: west + (i % columns) * w, south: south + Math.floor(i / columns) * h, width: w, height: h };
}

/** Where each grid of a dataset lies: communities side by side, east of the jurisdiction's centre. */
export function boxesOf({ jurisdiction, grids }: Pick<Dataset, 'jurisdiction' | 'grids'>): Boxes {
  const [longitude, latitude] = jurisdiction.centre;
  const boxes = new Map<string, Box>();
  const childrenOf = Map.groupBy(grids, ({ parent_id }) => parent_id);
  const placeChildren = (parent: GridRow, box: Box) => {
    boxes.set(parent.id, box);
    const children = childrenOf.get(parent.id) ?? [];
    for (const [i, child] of children.entries()) placeChildren(child, cell(box, i, children.length));
  };
  let west = longitude;
  for (const top of Map.groupBy(childrenOf.get(null) ?? [], ({ community_id }) => community_id).values()) {
    const side = Math.ceil(Math.sqrt(top.length)) * SIDE;
    for (const [i, grid] of top.entries()) placeChildren(grid, cell({ west, south: latitude, width: side, height: side }, i, top.length));
    west += side + GAP;
  }
  return boxes;
}

export const boundaryIn = (boxes: Boxes, grid: string): Polygon => polygonOf(boxes.get(grid)!);

/** A point inside a grid; `x` and `y` from 0 to 1 say where. */
export function pointIn(boxes: Boxes, grid: string, x: number, y: number): [longitude: number, latitude: number] {
  const { west, south, width, height } = boxes.get(grid)!;
  return [round(west + width * (0.05 + 0.9 * x)), round(south + height * (0.05 + 0.9 * y))];
}
