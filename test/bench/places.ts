/** gridAt without the way to it: the index of boundaries that each process keeps, against asking every boundary in turn. */
import { pathToFileURL } from 'node:url';

interface Bounded {
  readonly id: string;
  readonly code: string;
  readonly level: number;
  readonly boundary: { readonly type: 'Polygon'; readonly coordinates: number[][][] };
}

const POINTS = 10_000;

/** Thirty communities of ten grids of nine grids, as twelve-cornered areas. */
function nestedGrids(): Bounded[] {
  const grids: Bounded[] = [];
  const add = (code: string, level: number, west: number, south: number, width: number, height: number) => {
    const ring = Array.from({ length: 12 }, (_, i) => {
      const angle = (i / 12) * 2 * Math.PI;
      return [west + (width / 2) * (1 + 0.98 * Math.cos(angle)), south + (height / 2) * (1 + 0.98 * Math.sin(angle))];
    });
    grids.push({ id: code, code, level, boundary: { type: 'Polygon', coordinates: [[...ring, ring[0]!]] } });
  };
  for (let a = 0; a < 30; a++) {
    const [west, south] = [119 + (a % 6) * 0.1, 32 + Math.floor(a / 6) * 0.1];
    add(`A${a}`, 1, west, south, 0.1, 0.1);
    for (let b = 0; b < 11; b++) {
      const [x, y] = [west + 0.015 + (b % 4) * 0.018, south + 0.015 + Math.floor(b / 4) * 0.022];
      add(`A${a}-${b}`, 2, x, y, 0.018, 0.022);
      for (let c = 0; c < 8; c++)
        add(`A${a}-${b}-${c}`, 3, x + 0.002 + (c % 3) * 0.005, y + 0.002 + Math.floor(c / 3) * 0.006, 0.005, 0.006);
    }
  }
  return grids;
}

/** Microseconds a point, by the index of the build in `dist` and by a scan of all boundaries. */
export async function measurePlaces(dist: string) {
  const { indexGrids } = await import(pathToFileURL(`${dist}/src/modules/grids/grid-index.js`).href);
  const grids = nestedGrids();
  const find: (x: number, y: number) => string | null = indexGrids(grids);
  const singles: ((x: number, y: number) => string | null)[] = grids.map((grid) => indexGrids([grid]));
  const points = Array.from(
    { length: POINTS },
    (_, i) => [119 + ((i * 7919) % POINTS) / (POINTS / 0.6), 32 + ((i * 104_729) % POINTS) / (POINTS / 0.5)] as const,
  );
  const timed = (ask: (x: number, y: number) => unknown, asked: typeof points) => {
    const from = performance.now();
    for (const [x, y] of asked) ask(x, y);
    return ((performance.now() - from) * 1_000) / asked.length;
  };
  timed(find, points.slice(0, 2_000));
  const scan = (x: number, y: number) => singles.map((ask) => ask(x, y));
  return { points: POINTS, grids: grids.length, microseconds: timed(find, points), naive: timed(scan, points.slice(0, 300)) };
}
