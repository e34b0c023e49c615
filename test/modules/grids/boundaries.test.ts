import { createRequire } from 'node:module';
import fc from 'fast-check';
import type Gcoord from 'gcoord';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../../src/kernel/ids.js';
import { boundaryOf, liesWithin, overlaps } from '../../../src/modules/grids/boundary.js';
import type { Boundary } from '../../../src/modules/grids/grid.entity.js';
import { candidatesAt, gridAmong } from '../../../src/modules/grids/grid-at.js';
import type { CoordinateSystem } from '../../generated/graphql.js';
import { graphql } from '../../generated/index.js';
import type { Client } from '../../kit/client.js';
import { grd, inc, type Name, openTown, org, report, type Town, uuid } from '../incidents/town.js';

const gcoord = createRequire(import.meta.url)('gcoord') as (typeof Gcoord)['default'];

type Input = Record<string, unknown>;
type Ring = readonly (readonly number[])[];

let town: Town;
let admin: Client;
let codes = 0;

const box = (west: number, south: number, east: number, north: number): Ring => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];
const polygon = (...rings: readonly Ring[]) => ({ type: 'Polygon', coordinates: rings });
const square = (west: number, south: number, side = 0.01) => polygon(box(west, south, west + side, south + side));

interface Made {
  readonly id: string;
  readonly code: string;
  readonly version: number;
}

async function perform(client: Client, verb: string, input: Input) {
  const { data, errors } = await client.ask(
    `mutation ($input: ${verb[0]!.toUpperCase()}${verb.slice(1)}Input!) { done: ${verb}(input: $input) { grid { id code version boundary } userErrors { code path message } } }`,
    { input },
  );
  if (errors) return { outcome: errors.map(({ extensions }) => extensions?.code).join(), path: null, message: null, grid: null };
  const { grid, userErrors } = data.done;
  return {
    outcome: userErrors.map(({ code }: { code: string }) => code).join() || 'DONE',
    path: userErrors[0]?.path ?? null,
    message: userErrors[0]?.message ?? null,
    grid,
  };
}

const newGrid = async (more: Input = {}): Promise<Made> =>
  (
    await perform(admin, 'createGrid', {
      communityId: org(town.seat('000-C1')),
      code: `000-B${++codes}X`,
      name: '有边界的网格',
      kind: 'GENERAL',
      ...more,
    })
  ).grid;

const draw = (grid: Made, boundary: unknown, more: Input = {}, client = admin) =>
  perform(client, 'setBoundary', { id: grid.id, boundary, ...more });

async function drawn(boundary: unknown, more: Input = {}): Promise<Made> {
  const grid = await newGrid(more);
  expect(await draw(grid, boundary)).toMatchObject({ outcome: 'DONE', path: null });
  return grid;
}

const gridAround = graphql(`query GridAround($point: PointInput!) { gridAt(point: $point) { code } }`);
const gridAt = async (longitude: number, latitude: number, system?: CoordinateSystem): Promise<string | null> =>
  (await town.app.anonymous.data(gridAround, { point: { longitude, latitude, system } })).gridAt?.code ?? null;

beforeAll(async () => {
  town = await openTown();
  admin = await town.as('admin');
});
afterAll(async () => {
  expect(town.app.bugs).toEqual([]);
  await town.close();
});

describe('setBoundary', () => {
  test('draws, redraws and takes away', async () => {
    const grid = await newGrid();
    const boundary = polygon(box(10, 10, 10.02, 10.02), box(10.005, 10.005, 10.01, 10.01));
    expect((await draw(grid, boundary)).grid.boundary).toEqual(boundary);
    expect(await gridAt(10.001, 10.001)).toBe(grid.code);
    expect(await gridAt(10.007, 10.007), 'in the hole').toBeNull();
    const islands = { type: 'MultiPolygon', coordinates: [[box(10, 10, 10.01, 10.01)], [box(10.02, 10.02, 10.03, 10.03)]] };
    expect((await draw(grid, islands)).grid.boundary).toEqual(islands);
    expect(await gridAt(10.025, 10.025)).toBe(grid.code);
    expect(await gridAt(10.015, 10.015), 'between the islands').toBeNull();
    expect((await draw(grid, null)).grid.boundary).toBeNull();
    expect(await gridAt(10.001, 10.001)).toBeNull();
    const [{ n }] = (await town.query(`select count(*)::int as n from audit where action = 'setBoundary' and subject_id = $1`, [
      grid.id.slice(4),
    ])) as [{ n: number }];
    expect(n).toBe(3);
  });

  const ring = box(11, 10, 11.01, 10.01);
  const refused: [string, unknown][] = [
    ['a point', { type: 'Point', coordinates: [11, 10] }],
    ['a line', { type: 'LineString', coordinates: ring }],
    ['a feature', { type: 'Feature', geometry: polygon(ring), properties: {} }],
    ['nothing that GeoJSON knows', { type: 'Circle', coordinates: [11, 10] }],
    ['no type', { coordinates: [ring] }],
    ['no coordinates', { type: 'Polygon' }],
    ['no rings', polygon()],
    ['an empty ring', polygon([])],
    ['no polygons', { type: 'MultiPolygon', coordinates: [] }],
    ['an empty polygon', { type: 'MultiPolygon', coordinates: [[]] }],
    ['coordinates that are no list', { type: 'Polygon', coordinates: 7 }],
    ['rings that are no lists', { type: 'Polygon', coordinates: ['ring'] }],
    ['positions that are no lists', { type: 'Polygon', coordinates: [[1, 2, 3, 1]] }],
    ['positions of text', polygon(ring.map((position) => position.map(String)) as never)],
    ['positions of three', polygon(ring.map((position) => [...position, 5]))],
    ['not closed', polygon(ring.slice(0, -1))],
    ['three positions', polygon([ring[0]!, ring[1]!, ring[0]!])],
    ['crossing itself', polygon([[11, 10], [11.01, 10.01], [11.01, 10], [11, 10.01], [11, 10]])],
    ['a hole across the edge', polygon(ring, box(11.005, 10.005, 11.02, 10.007))],
    ['no area', polygon([[11, 10], [11.01, 10], [11.02, 10], [11, 10]])],
    ['one point many times', polygon([[11, 10], [11, 10], [11, 10], [11, 10]])],
    ['beyond the pole', polygon(box(11, 89.99, 11.01, 90.01))],
    ['beyond the date line', polygon(box(179.99, 10, 180.01, 10.01))],
    ['latitude before longitude', polygon(box(32.1, 119.9, 32.2, 119.99).map(([x, y]) => [x!, y!]))],
    ['overlapping islands', { type: 'MultiPolygon', coordinates: [[ring], [box(11.005, 10.005, 11.02, 10.02)]] }],
    ['too many positions', polygon([...Array.from({ length: 10_001 }, (_, i) => [11 + i * 1e-6, 10]), [11, 10.1], [11, 10]])],
  ]; // biome-ignore format: a ring reads as a ring.

  test.each(refused)('refuses %s', async (_what, boundary) => {
    const grid = await newGrid();
    expect(await draw(grid, boundary)).toMatchObject({
      outcome: 'INVALID',
      path: ['boundary'],
      grid: { version: grid.version, boundary: null },
    });
  });

  test('takes GeoJSON objects only', async () => {
    const grid = await newGrid();
    for (const boundary of ['POLYGON((0 0, 1 0, 1 1, 0 0))', 5, [1]])
      expect((await draw(grid, boundary)).outcome).toMatch(/^(BAD_USER_INPUT|INVALID)$/);
  });

  test('lies inside its parent, around its children, beside its neighbours', async () => {
    const parent = await drawn(square(12, 10, 0.04));
    const [child, sibling] = [await newGrid({ parentId: parent.id }), await newGrid({ parentId: parent.id })];
    expect(await draw(child, square(12.035, 10))).toMatchObject({
      outcome: 'INVALID',
      message: `It reaches out of the grid above, ${parent.code}.`,
    });
    expect(await draw(child, square(13, 10))).toMatchObject({ outcome: 'INVALID' });
    expect(await draw(child, square(12, 10, 0.02))).toMatchObject({ outcome: 'DONE' });
    expect(await draw(sibling, square(12.01, 10))).toMatchObject({
      outcome: 'INVALID',
      message: `It overlaps the grid ${child.code} beside it.`,
    });
    expect(await draw(sibling, square(12.005, 10.005, 0.001)), 'in the middle of it').toMatchObject({ outcome: 'INVALID' });
    expect(await draw(sibling, square(12.02, 10, 0.02)), 'edge to edge').toMatchObject({ outcome: 'DONE' });
    expect(await draw(parent, square(12, 10, 0.03))).toMatchObject({
      outcome: 'INVALID',
      message: `The grid ${sibling.code} below reaches out of it.`,
    });
    const other = await newGrid();
    expect(await draw(other, square(12.03, 10.03))).toMatchObject({
      outcome: 'INVALID',
      message: `It overlaps the grid ${parent.code} beside it.`,
    });
    expect(await draw(parent, null), 'what is above may be unknown').toMatchObject({ outcome: 'DONE' });
    expect(await draw(child, square(12, 9.99, 0.02))).toMatchObject({ outcome: 'DONE' });
    expect(await draw(parent, square(12, 10, 0.04)), 'but then not drawn across').toMatchObject({ outcome: 'INVALID' });
  });

  test('of grids beside each other that are drawn at once over each other, one stays', async () => {
    for (let i = 0; i < 5; i++) {
      const grids = [await newGrid(), await newGrid()];
      const outcomes = await Promise.all(grids.map((grid, j) => draw(grid, square(14 + i * 0.1 + j * 0.005, 10))));
      expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['DONE', 'INVALID']);
    }
  });

  test('is for administrators and street officers of the subtree, on a grid at work, of this version', async () => {
    const grid = await newGrid();
    const cases: [Name | 'anonymous', string, string][] = [
      ['anonymous', '000', 'UNAUTHENTICATED'],
      ['resident', '000', 'FORBIDDEN'],
      ['grid-leader', '000', 'FORBIDDEN'],
      ['community-cadre', '000', 'FORBIDDEN'],
      ['dashboard', '000', 'FORBIDDEN'],
      ['admin', '001', 'FORBIDDEN'],
      ['street-supervisor', '000', 'DONE'],
    ];
    for (const [name, jurisdiction, outcome] of cases)
      expect([name, (await draw(grid, square(15, 10), {}, await town.as(name, jurisdiction))).outcome]).toEqual([name, outcome]);
    expect(await draw(grid, null, { version: 1 })).toMatchObject({ outcome: 'CONFLICT', grid: { boundary: square(15, 10) } });
    expect((await draw(grid, null, { version: 2 })).outcome).toBe('DONE');
    expect((await draw({ ...grid, id: grd(uuid()) }, null)).outcome).toBe('NOT_FOUND');
    expect((await draw({ ...grid, id: org(town.seat('000-C1')) }, null)).outcome).toBe('INVALID');
    expect((await draw({ ...grid, id: grd(town.seat('000-G91')) }, square(16, 10))).outcome).toBe('WRONG_STATE');
  });

  test('as many positions as are taken are judged', async () => {
    const circle = (n: number) => {
      const positions = Array.from({ length: n - 1 }, (_, i) => {
        const angle = (i / (n - 1)) * 2 * Math.PI;
        return [17 + 0.01 * Math.cos(angle), 10 + 0.01 * Math.sin(angle)];
      });
      return polygon([...positions, positions[0]!]);
    };
    const grid = await newGrid();
    const { message } = await draw(grid, circle(10_001));
    const most = Number(/up to (\d+) positions/.exec(message)![1]);
    expect((await draw(grid, circle(most + 1))).outcome).toBe('INVALID');
    expect((await draw(grid, circle(most))).outcome).toBe('DONE');
  });
});

test('no area is too odd to be judged: taken, refused, compared, and never thrown at', () => {
  const position = fc
    .tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 }))
    .map(([x, y]) => [100 + x / 1000, 30 + y / 1000]);
  const ring = fc.array(position, { minLength: 3, maxLength: 9 }).map((positions) => [...positions, positions[0]!]);
  const area = fc.array(ring, { minLength: 1, maxLength: 2 }).map((rings) => boundaryOf(polygon(...rings), 'boundary'));
  let both = 0;
  fc.assert(
    fc.property(area, area, (a, b) => {
      for (const one of [a, b]) if (one.ok) expect(liesWithin(one.value, one.value)).toBe(true);
      if (!a.ok || !b.ok) return;
      both++;
      expect(overlaps(a.value, b.value)).toBe(overlaps(b.value, a.value));
    }),
    { numRuns: 3_000, seed: 4 },
  );
  expect(both).toBeGreaterThan(30);
});

describe('gridAt', () => {
  test('answers the innermost grid at work, in each system that maps use', async () => {
    const [west, south] = [113.9, 22.5];
    const outer = await drawn(square(west, south, 0.04));
    const inner = await drawn(square(west + 0.01, south + 0.01), { parentId: outer.id });
    const innermost = await drawn(square(west + 0.014, south + 0.014, 0.002), { parentId: inner.id });
    const points: [number, number, string | null][] = [
      [west + 0.001, south + 0.001, outer.code],
      [west + 0.0123, south + 0.0123, inner.code],
      [west + 0.0149, south + 0.0149, innermost.code],
      [west + 0.05, south + 0.05, null],
    ];
    for (const [longitude, latitude, code] of points) {
      for (const system of ['WGS84', 'GCJ02', 'BD09'] as const) {
        const [x, y] = gcoord.transform([longitude, latitude], gcoord.WGS84, gcoord[system]) as [number, number];
        if (system !== 'WGS84') expect(Math.hypot(x - longitude, y - latitude), 'some hundred metres apart').toBeGreaterThan(0.002);
        expect([system, code, await gridAt(x, y, system)]).toEqual([system, code, code]);
      }
      expect(await gridAt(longitude, latitude), 'WGS84 if left out').toBe(code);
    }
    expect((await perform(admin, 'closeGrid', { id: innermost.id, successorId: inner.id })).outcome).toBe('DONE');
    expect(await gridAt(west + 0.0149, south + 0.0149), 'the grid around one that ended').toBe(inner.code);
  });

  test('on the border of two grids the answer is always the same one', async () => {
    const [a] = [await drawn(square(114.5, 22)), await drawn(square(114.51, 22))];
    for (let i = 1; i < 10; i++) expect(await gridAt(114.51, 22 + i * 0.001)).toBe(a.code);
  });

  test.each([
    [91, 0],
    [-90.5, 0],
    [0, 180.5],
    [0, -1e9],
  ])('latitude %j, longitude %j are BAD_USER_INPUT', async (latitude, longitude) => {
    expect(await town.app.anonymous.codes(gridAround, { point: { latitude, longitude } })).toEqual(['BAD_USER_INPUT']);
  });

  test('knows the demo communities: a point in each drawn grid answers it or one below', async () => {
    const rows = await town.query<{ id: string; code: string; place: string; level: number; boundary: Boundary }>(
      `select id, code, place, level, boundary from grid where boundary is not null and status = 'ACTIVE' and created_at < (select min(at) from audit) order by code`,
    );
    expect(rows.length).toBeGreaterThan(50);
    for (const { place, boundary } of rows.filter((_, i) => i % 9 === 0)) {
      const corners = (boundary.coordinates as number[][][])[0]!.slice(0, -1);
      const [x, y] = [0, 1].map((axis) => corners.reduce((sum, corner) => sum + corner[axis]!, 0) / corners.length);
      const code = await gridAt(x! + 1e-5, y! + 1e-5);
      expect(rows.find((row) => row.code === code)?.place.startsWith(place)).toBe(true);
    }
  });
});

describe('reportIncident by location', () => {
  const whereabouts = graphql(`query Whereabouts($id: ID!) { incident(id: $id) { grid { code } location } }`);
  const whereIs = async (client: Client, id: string) => (await client.data(whereabouts, { id })).incident!;

  test('finds the grid, in each system', async () => {
    const cadre = await town.as('community-cadre');
    const outer = await drawn(square(115, 23, 0.04));
    const inner = await drawn(square(115.01, 23.01), { parentId: outer.id });
    for (const system of ['WGS84', 'GCJ02', 'BD09'] as const) {
      const [longitude, latitude] = gcoord.transform([115.015, 23.015], gcoord.WGS84, gcoord[system]) as [number, number];
      const { outcome, incident } = await report(town, cadre, { gridId: null, location: { longitude, latitude, system } });
      expect(outcome).toBe('DONE');
      expect(await whereIs(cadre, incident!.id)).toEqual({
        grid: { code: inner.code },
        location: { type: 'Point', coordinates: [expect.closeTo(115.015, 5), expect.closeTo(23.015, 5)] },
      });
    }
    const named = await report(town, cadre, { gridId: outer.id, location: { longitude: 115.015, latitude: 23.015 } });
    expect((await whereIs(cadre, named.incident!.id)).grid.code, 'who names the grid knows better').toBe(outer.code);
    const anonymous = await report(town, town.app.anonymous, { gridId: null, location: { longitude: 115.015, latitude: 23.015 } });
    expect(anonymous).toMatchObject({ outcome: 'DONE', trackingCode: expect.any(String) });
  });

  test.each<[string, Input, string, string[]]>([
    ['no grid there', { gridId: null, location: { longitude: 3, latitude: 3 } }, 'REQUIRED', ['gridId']],
    ['neither grid nor location', { gridId: null }, 'REQUIRED', ['gridId']],
    ['a latitude out of range', { gridId: null, location: { longitude: 3, latitude: 93 } }, 'INVALID', ['location', 'latitude']],
    ['a longitude out of range', { location: { longitude: 200, latitude: 3 } }, 'INVALID', ['location', 'longitude']],
  ])('%s is refused', async (_what, input, outcome, path) => {
    expect(await report(town, await town.as('resident'), input)).toMatchObject({ outcome, path, incident: null });
  });

  test("another jurisdiction's grid is not reported into by where it lies", async () => {
    const [{ boundary }] = (await town.query(
      `select boundary from grid where jurisdiction_id = $1 and boundary is not null and level = 1 order by code limit 1`,
      [town.seat('001')],
    )) as [{ boundary: { coordinates: number[][][] } }];
    const [[longitude, latitude]] = boundary.coordinates[0] as [[number, number]];
    const location = { longitude: longitude + 1e-5, latitude: latitude + 1e-5 };
    expect((await report(town, await town.as('resident'), { gridId: null, location })).outcome).toBe('FORBIDDEN');
    const theirs = await report(town, await town.as('resident', '001'), {
      gridId: null,
      location,
      categoryId: `cat_${town.category('OTHER', '001').replaceAll('-', '')}`,
    });
    expect(theirs).toMatchObject({ outcome: 'DONE', incident: { id: expect.stringMatching(inc('').slice(0, 4)) } });
  });
});

describe('the index', () => {
  interface Bounded {
    readonly id: string;
    readonly code: string;
    readonly level: number;
    readonly boundary: Boundary;
  }

  /** Three levels of 10, 10 × 9 and 10 × 9 × 32: 2,980 rhombi and rectangles, with gaps, and twenty islands on top. */
  function nested(): Bounded[] {
    const grids: Bounded[] = [];
    const add = (level: number, boundary: unknown) =>
      void grids.push({
        id: newId(1),
        code: `N${String((grids.length * 7919) % 9973).padStart(4, '0')}`,
        level,
        boundary: boundary as Boundary,
      });
    const rhombus = (w: number, s: number, width: number, height: number) =>
      polygon([
        [w + width / 2, s],
        [w + width, s + height / 2],
        [w + width / 2, s + height],
        [w, s + height / 2],
        [w + width / 2, s],
      ]);
    for (let i = 0; i < 10; i++) {
      const [w, s] = [119 + i * 0.1, 32];
      add(1, polygon(box(w, s, w + 0.1, s + 0.1)));
      for (let j = 0; j < 9; j++) {
        const [x, y] = [w + (j % 3) * 0.033, s + Math.floor(j / 3) * 0.033];
        add(2, j % 2 ? rhombus(x, y, 0.033, 0.033) : polygon(box(x, y, x + 0.033, y + 0.033)));
        for (let k = 0; k < 32; k++) {
          const [a, b] = [x + (k % 6) * 0.005, y + Math.floor(k / 6) * 0.005];
          add(3, k % 3 ? polygon(box(a, b, a + 0.005, b + 0.005)) : rhombus(a, b, 0.005, 0.005));
        }
      }
    }
    for (let i = 0; i < 20; i++) {
      const [w, s] = [119 + i * 0.05, 32.2];
      add(1, { type: 'MultiPolygon', coordinates: [[box(w, s, w + 0.02, s + 0.02), box(w + 0.005, s + 0.005, w + 0.01, s + 0.01)], [box(w + 0.03, s, w + 0.04, s + 0.04)]] }); // biome-ignore format: rings.
    }
    return grids;
  }

  interface Flat extends Bounded {
    /** Edges as x1, y1, x2, y2. */
    readonly edges: readonly number[];
  }

  const flatten = (grid: Bounded): Flat => {
    const rings = (grid.boundary.type === 'Polygon' ? grid.boundary.coordinates : grid.boundary.coordinates.flat()) as number[][][];
    return { ...grid, edges: rings.flatMap((ring) => ring.slice(1).flatMap((to, i) => [...ring[i]!, ...to])) };
  };

  /** Even-odd ray casting over all rings; null on an edge, where both answers are right. */
  function isInside(x: number, y: number, edges: readonly number[]): boolean | null {
    let inside = false;
    for (let i = 0; i < edges.length; i += 4) {
      const x1 = edges[i]!;
      const y1 = edges[i + 1]!;
      const x2 = edges[i + 2]!;
      const y2 = edges[i + 3]!;
      if (y1 > y !== y2 > y) {
        const at = ((x2 - x1) * (y - y1)) / (y2 - y1) + x1;
        if (Math.abs(at - x) < 1e-12) return null;
        if (x < at) inside = !inside;
      }
    }
    return inside;
  }

  /** The innermost one around the point; of equals the one with the smaller code. */
  function naive(grids: readonly Flat[], x: number, y: number): Bounded | null | undefined {
    let best: Bounded | null = null;
    for (const grid of grids) {
      const inside = isInside(x, y, grid.edges);
      if (inside === null) return undefined;
      if (inside && (!best || grid.level > best.level || (grid.level === best.level && grid.code < best.code))) best = grid;
    }
    return best;
  }

  function seeded(seed: number): () => number {
    let state = seed;
    return () => {
      state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
      return state / 2 ** 32;
    };
  }

  test('2,000 points, 3,000 nested grids: the same answer as a naive scan', async () => {
    const grids = nested();
    expect(grids).toHaveLength(3_000);
    const [community, jurisdiction] = [town.seat('000-C1'), town.seat('000')];
    await town.query(
      `insert into grid (id, jurisdiction_id, code, name, level, kind, community_id, place, boundary)
       select (row->>'id')::uuid, $2, row->>'code', 'nested', (row->>'level')::int, 'GENERAL', $3, row->>'code', row->'boundary'
       from jsonb_array_elements($1::jsonb) row`,
      [JSON.stringify(grids), jurisdiction, community],
    );
    const random = seeded(20261122);
    const points = Array.from({ length: 2_000 }, (): [number, number] => [118.95 + random() * 1.1, 31.98 + random() * 0.28]);
    const asked = await town.query<{ json: string | null }>(
      `select found.json from jsonb_array_elements($1::jsonb) with ordinality one(at, n), lateral (${candidatesAt('(one.at->>0)', '(one.at->>1)')}) found order by n`,
      [JSON.stringify(points)],
    );
    const found = points.map((coordinates, i) => gridAmong(asked[i]!.json, { type: 'Point', coordinates }));
    const hits = new Map<number | null, number>();
    const flat = grids.map(flatten);
    const wrong = points.flatMap(([x, y], i) => {
      const expected = naive(flat, x, y);
      if (expected === undefined) return [];
      hits.set(expected?.level ?? null, (hits.get(expected?.level ?? null) ?? 0) + 1);
      return found[i] === (expected?.id ?? null) ? [] : [{ x, y, found: found[i], expected }];
    });
    expect(wrong).toEqual([]);
    for (const level of [1, 2, 3, null]) expect(hits.get(level), `points at level ${level}`).toBeGreaterThan(60);
    await town.query(`delete from grid where name = 'nested'`);
  });
});
