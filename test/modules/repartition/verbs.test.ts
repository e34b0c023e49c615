import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_ISSUER } from '../../../src/demo/personas.js';
import { graphql } from '../../generated/index.js';
import type { Client } from '../../kit/client.js';
import { CHAINED, watchWrites } from '../../kit/writes.js';
import { bare, daysAgo, grd, inc, type Name, openTown, org, type Row, report, type Town, uuid } from '../incidents/town.js';

type Input = Record<string, unknown>;
type Verb = 'mergeGrids' | 'splitGrid' | 'moveGrid' | 'closeGrid';

let town: Town;
let admin: Client;
let codes = 0;
const newCode = () => `000-R${++codes}`;

type Made = { readonly id: string; readonly code: string };

interface Outcome {
  readonly outcome: string;
  readonly path: readonly string[] | null;
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the selection's.
  readonly grid: any;
}

const GRID =
  'id code status level version householdCount residentCount boundary branchCoverage branch { id } parent { id } community { code } successor { id }';

async function perform(client: Client, verb: Verb | 'createGrid' | 'setBoundary' | 'bindBranch', input: Input): Promise<Outcome> {
  const { data, errors } = await client.ask(
    `mutation ($input: ${verb[0]!.toUpperCase()}${verb.slice(1)}Input!) { done: ${verb}(input: $input) { grid { ${GRID} } userErrors { code path message } } }`,
    { input },
  );
  if (errors) return { outcome: errors.map(({ extensions }) => extensions?.code).join(), path: null, grid: null };
  const { grid, userErrors } = data.done;
  return { outcome: userErrors.map(({ code }: { code: string }) => code).join() || 'DONE', path: userErrors[0]?.path ?? null, grid };
}

async function done(verb: Verb | 'createGrid' | 'setBoundary' | 'bindBranch', input: Input) {
  const { outcome, grid, path } = await perform(admin, verb, input);
  expect([outcome, path]).toEqual(['DONE', null]);
  return grid;
}

const newGrid = async (more: Input = {}): Promise<Made> =>
  done('createGrid', { communityId: org(town.seat('000-C1')), code: newCode(), name: '试验网格', kind: 'GENERAL', ...more });

const part = (more: Input = {}) => ({ code: newCode(), name: '拆分网格', ...more });

const rowOf = async (grid: Made) => (await town.query('select * from grid where id = $1', [bare(grid.id)]))[0]!;

/** An open or final incident on a grid; answers its bare UUID. */
async function incident(grid: Made, more: Partial<Row> = {}): Promise<string> {
  const [{ place, community_id }, id] = [await rowOf(grid), uuid()];
  await town.write([{ id, state: 'ACCEPTED', grid_id: bare(grid.id), place, holder_id: community_id, accepted_at: daysAgo(5), ...more }]);
  await town.query(
    `insert into incident_event (id, jurisdiction_id, incident_id, kind, to_state, at) select $1, jurisdiction_id, id, 'REPORTED', 'REPORTED', reported_at from incident where id = $2`,
    [uuid(), id],
  );
  return id;
}

const where = async (id: string) => {
  const [row] = await town.query(
    'select i.place, i.holder_id, i.version, g.code, g.place as "gridPlace", g.status from incident i join grid g on g.id = i.grid_id where i.id = $1',
    [id],
  );
  expect(row!.place, 'the copy of the place').toBe(row!.gridPlace);
  return row!;
};

async function person(): Promise<string> {
  const id = uuid();
  await town.query(`insert into person (id, jurisdiction_id, name) values ($1, $2, '测试')`, [id, town.seat('000')]);
  return id;
}

interface Tenure {
  readonly from?: string;
  readonly to?: string | null;
}

/** Somebody with a post on a grid, written behind the application's back; answers the appointment's id and the person's. */
async function appoint(grid: Made, position: string, { from = '2020-01-01', to = null }: Tenure = {}, who?: string) {
  const [id, holder, { place }] = [uuid(), who ?? (await person()), await rowOf(grid)];
  await town.query(
    `insert into appointment (id, jurisdiction_id, person_id, position, grid_id, place, full_time, valid_from, valid_to) values ($1, $2, $3, $4, $5, $6, true, $7, $8)`,
    [id, town.seat('000'), holder, position, bare(grid.id), place, from, to],
  );
  return { id, person: holder };
}

const postOf = async (id: string) =>
  (
    await town.query(
      `select g.code, a.place = g.place as "isInPlace", a.valid_from::text as from, a.valid_to::text as to from appointment a join grid g on g.id = a.grid_id where a.id = $1`,
      [id],
    )
  )[0]!;

/** Signs somebody in. */
async function account(name: string, who: string): Promise<Client> {
  await town.query('insert into account (id, jurisdiction_id, issuer, subject, person_id) values ($1, $2, $3, $4, $5)', [
    uuid(),
    town.seat('000'),
    DEMO_ISSUER,
    `${name}@000`,
    who,
  ]);
  return town.as(name as Name);
}

const square = (west: number, south: number, side = 0.01, height = side) => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [west + side, south],
      [west + side, south + height],
      [west, south + height],
      [west, south],
    ],
  ],
});

/** The tables that were written since it was asked last. */
let written: () => Promise<readonly string[]>;

const auditOf = (action: string) =>
  town.query<{ actor: string; subject_id: string; jurisdiction_id: string }>('select * from audit where action = $1 order by at, id', [
    action,
  ]);

beforeAll(async () => {
  town = await openTown();
  // What partners spent is noted within a second.
  written = await watchWrites(town, [...CHAINED, 'partner_spending', 'partner_usage']);
  admin = await town.as('admin');
});
afterAll(async () => {
  expect(town.app.bugs).toEqual([]);
  await town.close();
});

describe('who', () => {
  const inputs: Record<Verb, () => Promise<Input>> = {
    mergeGrids: async () => ({ ids: [(await newGrid()).id], intoId: (await newGrid()).id }),
    splitGrid: async () => ({ id: (await newGrid()).id, parts: [part(), part()] }),
    moveGrid: async () => ({ id: (await newGrid()).id, parentId: (await newGrid()).id }),
    closeGrid: async () => ({ id: (await newGrid()).id, successorId: (await newGrid()).id }),
  };
  const verbs = Object.keys(inputs) as Verb[];
  const cases: [Name | 'anonymous', string, string][] = [
    ['anonymous', '000', 'UNAUTHENTICATED'],
    ['resident', '000', 'FORBIDDEN'],
    ['grid-leader', '000', 'FORBIDDEN'],
    ['community-cadre', '000', 'FORBIDDEN'],
    ['police', '000', 'FORBIDDEN'],
    ['auditor', '000', 'FORBIDDEN'],
    ['dashboard', '000', 'FORBIDDEN'],
    ['partner', '000', 'FORBIDDEN'],
    ['admin', '001', 'FORBIDDEN'],
    ['street-supervisor', '001', 'FORBIDDEN'],
    ['admin', '000', 'DONE'],
    ['street-supervisor', '000', 'DONE'],
  ];

  test.each(verbs)('%s is for administrators and street officers of the subtree', async (verb) => {
    for (const [name, jurisdiction, outcome] of cases) {
      const input = await inputs[verb]();
      await written();
      expect([name, jurisdiction, (await perform(await town.as(name, jurisdiction), verb, input)).outcome]).toEqual([
        name,
        jurisdiction,
        outcome,
      ]);
      if (outcome !== 'DONE') expect(await written(), name).toEqual([]);
    }
  });

  test("an area office's officer draws the grids below it, and reaches no other community's", async () => {
    const [who, office, community] = [await person(), uuid(), uuid()];
    const at = `${town.placeOf('000')}0z0q`;
    await town.query(
      `insert into organization (id, jurisdiction_id, code, name, kind, parent_id, place)
       values ($1, $3, '000-PO', '片区办', 'OFFICE_PARTY_COMMITTEE', $3, $4), ($2, $3, '000-PO-C', '片区社区', 'COMMUNITY', $1, $4 || '0001')`,
      [office, community, town.seat('000'), at],
    );
    await town.query(
      `insert into appointment (id, jurisdiction_id, person_id, position, organization_id, place, full_time, valid_from) values ($1, $2, $3, 'STREET_OFFICER', $4, $5, true, '2020-01-01')`,
      [uuid(), town.seat('000'), who, office, at],
    );
    const local = await account('local-officer', who);
    const below = { communityId: org(community) };
    const [own, other, theirs] = [await newGrid(below), await newGrid(below), await newGrid()];
    const tries: [Verb, Input, string][] = [
      ['moveGrid', { id: own.id, parentId: other.id }, 'DONE'],
      ['moveGrid', { id: own.id, parentId: theirs.id }, 'FORBIDDEN'],
      ['moveGrid', { id: own.id, communityId: org(town.seat('000-C9')) }, 'FORBIDDEN'],
      ['moveGrid', { id: theirs.id, communityId: org(community) }, 'FORBIDDEN'],
      ['closeGrid', { id: own.id, successorId: theirs.id }, 'FORBIDDEN'],
      ['closeGrid', { id: theirs.id, successorId: own.id }, 'FORBIDDEN'],
      ['mergeGrids', { ids: [own.id], intoId: theirs.id }, 'FORBIDDEN'],
      ['splitGrid', { id: theirs.id, parts: [part(), part()] }, 'FORBIDDEN'],
    ];
    for (const [verb, input, outcome] of tries)
      expect.soft([verb, input, (await perform(local, verb, input)).outcome]).toEqual([verb, input, outcome]);
  });

  test('nobody widens a post of their own: who works on a grid does not enlarge it, nor hand it to a larger one', async () => {
    const who = await person();
    const [mine, other, free] = [await newGrid(), await newGrid(), await newGrid()];
    await appoint(mine, 'GRID_WORKER', {}, who);
    await town.query(
      `insert into appointment (id, jurisdiction_id, person_id, position, organization_id, place, full_time, valid_from) values ($1, $2, $3, 'STREET_OFFICER', $2, $4, true, '2020-01-01')`,
      [uuid(), town.seat('000'), who, town.placeOf('000')],
    );
    const officer = await account('working-officer', who);
    const tries: [Verb, Input, string][] = [
      ['mergeGrids', { ids: [other.id], intoId: mine.id }, 'FORBIDDEN'],
      ['mergeGrids', { ids: [mine.id], intoId: other.id }, 'FORBIDDEN'],
      ['closeGrid', { id: mine.id, successorId: other.id }, 'FORBIDDEN'],
      ['closeGrid', { id: other.id, successorId: mine.id }, 'FORBIDDEN'],
      ['moveGrid', { id: other.id, parentId: mine.id }, 'FORBIDDEN'],
      ['moveGrid', { id: mine.id, parentId: other.id }, 'DONE'],
      ['mergeGrids', { ids: [free.id], intoId: other.id }, 'DONE'],
      ['splitGrid', { id: mine.id, parts: [part(), part()] }, 'DONE'],
    ];
    for (const [verb, input, outcome] of tries)
      expect.soft([verb, input, (await perform(officer, verb, input)).outcome]).toEqual([verb, input, outcome]);
  });
});

describe('refusals', () => {
  let live: Made;
  let other: Made;
  let below: Made;
  let ended: Made;
  let elsewhere: Made;
  let foreign: string;
  const nowhere = () => grd(uuid());

  beforeAll(async () => {
    [live, other, ended] = [await newGrid({ householdCount: 5 }), await newGrid(), await newGrid()];
    below = await newGrid({ parentId: live.id });
    elsewhere = await newGrid({ communityId: org(town.seat('000-C9')) });
    await done('mergeGrids', { ids: [ended.id], intoId: other.id });
    [{ id: foreign }] = (await town.query('select id from grid where jurisdiction_id = $1 order by code limit 1', [town.seat('001')])) as [
      { id: string },
    ];
    foreign = grd(foreign);
  });

  const cases: [Verb, string, () => Input, string, string[] | null][] = [
    ['mergeGrids', 'nothing', () => ({ ids: [], intoId: live.id }), 'REQUIRED', ['ids']],
    ['mergeGrids', 'too many', () => ({ ids: Array.from({ length: 21 }, nowhere), intoId: live.id }), 'TOO_LONG', ['ids']],
    ['mergeGrids', 'one twice', () => ({ ids: [other.id, other.id], intoId: live.id }), 'INVALID', ['ids']],
    ['mergeGrids', 'into itself', () => ({ ids: [other.id, live.id], intoId: live.id }), 'CYCLE', ['intoId']],
    ['mergeGrids', 'an ended one', () => ({ ids: [ended.id], intoId: live.id }), 'WRONG_STATE', ['ids']],
    ['mergeGrids', 'into an ended one', () => ({ ids: [live.id], intoId: ended.id }), 'WRONG_STATE', ['ids']],
    ['mergeGrids', 'another level', () => ({ ids: [below.id], intoId: other.id }), 'INVALID', ['ids']],
    ['mergeGrids', 'a child into its parent', () => ({ ids: [below.id], intoId: live.id }), 'INVALID', ['ids']],
    ['mergeGrids', 'a parent into its child', () => ({ ids: [live.id], intoId: below.id }), 'INVALID', ['ids']],
    ['mergeGrids', 'another community', () => ({ ids: [elsewhere.id], intoId: live.id }), 'INVALID', ['ids']],
    ['mergeGrids', 'another jurisdiction', () => ({ ids: [foreign], intoId: live.id }), 'FORBIDDEN', null],
    ['mergeGrids', 'one that never was', () => ({ ids: [nowhere()], intoId: live.id }), 'NOT_FOUND', null],
    ['mergeGrids', 'into one that never was', () => ({ ids: [live.id], intoId: nowhere() }), 'NOT_FOUND', null],
    ['mergeGrids', 'an organisation', () => ({ ids: [org(town.seat('000-C1'))], intoId: live.id }), 'INVALID', ['ids']],

    ['splitGrid', 'into one', () => ({ id: live.id, parts: [part()] }), 'INVALID', ['parts']],
    ['splitGrid', 'into too many', () => ({ id: live.id, parts: Array.from({ length: 21 }, () => part()) }), 'TOO_LONG', ['parts']],
    ['splitGrid', 'an ended one', () => ({ id: ended.id, parts: [part(), part()] }), 'WRONG_STATE', ['id']],
    ['splitGrid', 'one that never was', () => ({ id: nowhere(), parts: [part(), part()] }), 'NOT_FOUND', null],
    ['splitGrid', 'of another version', () => ({ id: live.id, version: 99, parts: [part(), part()] }), 'CONFLICT', ['id']],
    ['splitGrid', 'a foreign code', () => ({ id: live.id, parts: [part(), part({ code: '001-X1' })] }), 'INVALID', ['parts', '1', 'code']],
    ['splitGrid', 'a taken code', () => ({ id: live.id, parts: [part({ code: live.code }), part()] }), 'INVALID', ['parts', '0', 'code']],
    ['splitGrid', 'no name', () => ({ id: live.id, parts: [part(), part({ name: ' ' })] }), 'REQUIRED', ['parts', '1', 'name']],
    [
      'splitGrid',
      'a long name',
      () => ({ id: live.id, parts: [part(), part({ name: '长'.repeat(101) })] }),
      'TOO_LONG',
      ['parts', '1', 'name'],
    ],
    [
      'splitGrid',
      'one code twice',
      () => ({ id: live.id, parts: [part({ code: '000-TWICE' }), part({ code: '000-TWICE' })] }),
      'INVALID',
      ['parts', '1', 'code'],
    ],
    [
      'splitGrid',
      'fewer than no households',
      () => ({ id: live.id, parts: [part(), part({ householdCount: -1 })] }),
      'INVALID',
      ['parts', '1', 'householdCount'],
    ],
    [
      'splitGrid',
      'fewer than no residents',
      () => ({ id: live.id, parts: [part({ residentCount: -1 }), part()] }),
      'INVALID',
      ['parts', '0', 'residentCount'],
    ],
    ['splitGrid', 'half drawn', () => ({ id: live.id, parts: [part({ boundary: square(1, 1) }), part()] }), 'REQUIRED', ['parts']],
    [
      'splitGrid',
      'drawn wrong',
      () => ({ id: live.id, parts: [part({ boundary: { type: 'Point', coordinates: [1, 1] } }), part()] }),
      'INVALID',
      ['parts', '0', 'boundary'],
    ],
    [
      'splitGrid',
      'overlapping',
      () => ({ id: live.id, parts: [part({ boundary: square(1, 1) }), part({ boundary: square(1.005, 1) })] }),
      'INVALID',
      ['parts', '1', 'boundary'],
    ],

    ['moveGrid', 'nowhere', () => ({ id: live.id }), 'INVALID', ['parentId']],
    [
      'moveGrid',
      'to two places',
      () => ({ id: live.id, parentId: other.id, communityId: org(town.seat('000-C9')) }),
      'INVALID',
      ['parentId'],
    ],
    ['moveGrid', 'below itself', () => ({ id: live.id, parentId: live.id }), 'CYCLE', ['parentId']],
    ['moveGrid', 'below its child', () => ({ id: live.id, parentId: below.id }), 'CYCLE', ['parentId']],
    ['moveGrid', 'below an ended one', () => ({ id: live.id, parentId: ended.id }), 'INVALID', ['parentId']],
    ['moveGrid', 'an ended one', () => ({ id: ended.id, parentId: live.id }), 'WRONG_STATE', ['id']],
    ['moveGrid', 'of another version', () => ({ id: live.id, version: 99, parentId: other.id }), 'CONFLICT', ['id']],
    ['moveGrid', 'to another jurisdiction', () => ({ id: live.id, parentId: foreign }), 'FORBIDDEN', null],
    ['moveGrid', 'one that never was', () => ({ id: nowhere(), parentId: live.id }), 'NOT_FOUND', null],
    ['moveGrid', 'to no community', () => ({ id: live.id, communityId: org(town.seat('000-PM1')) }), 'INVALID', ['communityId']],
    ['moveGrid', 'to what never was', () => ({ id: live.id, communityId: org(uuid()) }), 'NOT_FOUND', null],
    ['moveGrid', 'to a grid as community', () => ({ id: live.id, communityId: other.id }), 'INVALID', ['communityId']],

    ['closeGrid', 'for itself', () => ({ id: other.id, successorId: other.id }), 'CYCLE', ['successorId']],
    ['closeGrid', 'an ended one', () => ({ id: ended.id, successorId: live.id }), 'WRONG_STATE', ['id']],
    ['closeGrid', 'for an ended one', () => ({ id: other.id, successorId: ended.id }), 'INVALID', ['successorId']],
    ['closeGrid', 'with grids below', () => ({ id: live.id, successorId: other.id }), 'INVALID', ['id']],
    ['closeGrid', 'for a foreign one', () => ({ id: other.id, successorId: foreign }), 'FORBIDDEN', null],
    ['closeGrid', 'of another version', () => ({ id: other.id, version: 99, successorId: live.id }), 'CONFLICT', ['id']],
    ['closeGrid', 'one that never was', () => ({ id: nowhere(), successorId: live.id }), 'NOT_FOUND', null],
  ];

  test.each(cases)('%s: %s', async (verb, _what, input, outcome, path) => {
    await written();
    const refused = await perform(admin, verb, input());
    expect([refused.outcome, refused.path]).toEqual([outcome, path]);
    expect(await written()).toEqual([]);
  });

  test('a refused input answers the grid as it is', async () => {
    const { grid } = await perform(admin, 'closeGrid', { id: other.id, version: 99, successorId: live.id });
    expect(grid).toMatchObject({ id: other.id, status: 'ACTIVE' });
  });

  test('parts lie in the grid that is split', async () => {
    const grid = await newGrid();
    await done('setBoundary', { id: grid.id, boundary: square(50, 40, 0.02) });
    const parts = [part({ boundary: square(50, 40, 0.01, 0.02) }), part({ boundary: square(50.01, 40, 0.02) })];
    expect(await perform(admin, 'splitGrid', { id: grid.id, parts })).toMatchObject({
      outcome: 'INVALID',
      path: ['parts', '1', 'boundary'],
    });
  });

  test('parts of a grid that was never drawn lie in the grid above and beside its neighbours', async () => {
    const [parent, neighbour] = [await newGrid(), await newGrid()];
    await done('setBoundary', { id: parent.id, boundary: square(51, 40) });
    await done('setBoundary', { id: neighbour.id, boundary: square(51.5, 40) });
    const [inner, beside] = [await newGrid({ parentId: parent.id }), await newGrid()];
    const outside = [part({ boundary: square(51, 40, 0.005) }), part({ boundary: square(51.3, 40) })];
    expect.soft(await perform(admin, 'splitGrid', { id: inner.id, parts: outside })).toMatchObject({
      outcome: 'INVALID',
      path: ['parts', '1', 'boundary'],
    });
    const over = [part({ boundary: square(51.505, 40) }), part({ boundary: square(51.7, 40) })];
    expect.soft(await perform(admin, 'splitGrid', { id: beside.id, parts: over })).toMatchObject({
      outcome: 'INVALID',
      path: ['parts', '0', 'boundary'],
    });
  });

  test('a grid is not moved to where its boundary cannot be', async () => {
    const [parent, grid, neighbour, twin] = [await newGrid(), await newGrid(), await newGrid(), await newGrid()];
    await done('setBoundary', { id: parent.id, boundary: square(52, 40) });
    await done('setBoundary', { id: grid.id, boundary: square(52.5, 40) });
    expect
      .soft(await perform(admin, 'moveGrid', { id: grid.id, parentId: parent.id }))
      .toMatchObject({ outcome: 'INVALID', path: ['parentId'] });
    await done('moveGrid', { id: neighbour.id, parentId: twin.id });
    await done('setBoundary', { id: neighbour.id, boundary: square(52.505, 40) });
    expect.soft(await perform(admin, 'moveGrid', { id: neighbour.id, communityId: org(town.seat('000-C1')) })).toMatchObject({
      outcome: 'INVALID',
      path: ['communityId'],
    });
  });
});

describe('mergeGrids', () => {
  test('ends some and lets one go on: counts, boundary, posts, stations, people, grids below and open incidents come along', async () => {
    const [a, b, into] = [
      await newGrid({ householdCount: 3, residentCount: 30 }),
      await newGrid({ householdCount: 4, residentCount: 40 }),
      await newGrid({ householdCount: 5, residentCount: 50 }),
    ];
    for (const [i, grid] of [a, b, into].entries()) await done('setBoundary', { id: grid.id, boundary: square(10 + i * 0.01, 10) });
    const child = await newGrid({ parentId: a.id });
    const grandchild = await newGrid({ parentId: child.id });
    const [own, shared] = [await appoint(a, 'GRID_WORKER'), await appoint(into, 'GRID_WORKER')];
    const again = await appoint(b, 'GRID_WORKER', {}, shared.person);
    const [leaderA, leaderB] = [await appoint(a, 'GRID_LEADER'), await appoint(b, 'GRID_LEADER')];
    const past = await appoint(a, 'GRID_WORKER', { to: '2021-01-01' });
    const living = uuid();
    await town.query(`insert into person (id, jurisdiction_id, name, place) values ($1, $2, '住户', $3)`, [
      living,
      town.seat('000'),
      (await rowOf(a)).place,
    ]);
    const [station] = await town.query<{ id: string; version: number }>(
      'update station set grid_id = $1 where id = (select id from station where jurisdiction_id = $2 order by id limit 1) returning id, version',
      [bare(b.id), town.seat('000')],
    );
    const [open, final, below] = [
      await incident(a),
      await incident(b, { state: 'CLOSED', resolved_at: daysAgo(4), verified_at: daysAgo(3), closed_at: daysAgo(3) }),
      await incident(grandchild),
    ];
    const audited = (await auditOf('mergeGrids')).length;
    const merged = await done('mergeGrids', { ids: [a.id, b.id], intoId: into.id });
    expect(merged).toMatchObject({ id: into.id, status: 'ACTIVE', householdCount: 12, residentCount: 120, successor: null });
    const lines = await auditOf('mergeGrids');
    expect(lines).toHaveLength(audited + 1);
    expect(lines.at(-1)).toMatchObject({ actor: town.person('admin'), subject_id: bare(into.id), jurisdiction_id: town.seat('000') });

    const { inA, inB } = await town.app.anonymous.data(
      graphql(`query InBoth {
        inA: gridAt(point: { longitude: 10.005, latitude: 10.005 }) { code } inB: gridAt(point: { longitude: 10.015, latitude: 10.005 }) { code } }`),
    );
    expect([inA!.code, inB!.code]).toEqual([into.code, into.code]);

    expect(await postOf(own.id)).toMatchObject({ code: into.code, isInPlace: true, to: null });
    expect(await postOf(leaderA.id), 'the first leader leads').toMatchObject({ code: into.code, to: null });
    expect((await postOf(leaderB.id)).to, 'the second does not').not.toBeNull();
    expect((await postOf(again.id)).to, 'nobody holds one post twice').not.toBeNull();
    expect(await postOf(shared.id)).toMatchObject({ code: into.code, to: null });
    expect(await postOf(past.id), 'what is over is history').toMatchObject({ code: a.code, to: '2021-01-01', isInPlace: true });

    const { place } = await rowOf(into);
    expect((await town.query('select place from person where id = $1', [living]))[0]).toEqual({ place });
    expect((await town.query('select grid_id from station where id = $1', [station!.id]))[0]).toEqual({ grid_id: bare(into.id) });
    expect(await rowOf(child)).toMatchObject({ parent_id: bare(into.id), level: 2, status: 'ACTIVE' });
    expect((await rowOf(grandchild)).place).toMatch(new RegExp(`^${(await rowOf(child)).place}.`));

    expect(await where(open)).toMatchObject({ code: into.code, holder_id: town.seat('000-C1'), version: 2 });
    expect(await where(final), 'history stays').toMatchObject({ code: b.code, status: 'MERGED', version: 1 });
    expect(await where(below)).toMatchObject({ code: grandchild.code });
    const steps = await town.query('select kind from incident_event where incident_id = any($1)', [[open, final, below]]);
    expect(steps, 'no step is added to the history').toHaveLength(3);
    for (const grid of [a, b]) expect(await rowOf(grid)).toMatchObject({ status: 'MERGED', successor_id: bare(into.id), branch_id: null });
  });

  test("where one boundary is unknown, so is the whole's", async () => {
    const [a, into] = [await newGrid(), await newGrid()];
    await done('setBoundary', { id: into.id, boundary: square(11, 10) });
    expect((await done('mergeGrids', { ids: [a.id], intoId: into.id })).boundary).toBeNull();
  });

  test('old ids and codes answer for the successor, in chains, too', async () => {
    const [a, b, c, d] = [await newGrid(), await newGrid(), await newGrid(), await newGrid()];
    await done('mergeGrids', { ids: [a.id], intoId: b.id });
    await done('mergeGrids', { ids: [b.id], intoId: c.id });
    await done('closeGrid', { id: c.id, successorId: d.id });
    const { id: last } = await done('splitGrid', { id: d.id, parts: [part(), part()] });
    const cadre = await town.as('community-cadre');
    const { incident: made } = await report(town, cadre, { gridId: a.id });
    for (const old of [a, b, c, d]) {
      const { byId, byCode, incidents, grids } = await cadre.data(
        graphql(`query ByOldNames($id: ID!, $code: String!) {
          byId: grid(id: $id) { id openIncidentCount }
          byCode: grid(code: $code) { id }
          incidents(filter: { within: $id }) { nodes { id } }
          grids(filter: { within: $id }) { nodes { id } }
        }`),
        old,
      );
      expect(byId).toEqual({ id: last, openIncidentCount: 1 });
      expect(byCode).toEqual({ id: last });
      expect(incidents.nodes).toEqual([{ id: made!.id }]);
      expect(grids.nodes).toEqual([{ id: last }]);
    }
  });

  test('an idempotent repeat merges once', async () => {
    const [a, into] = [await newGrid({ householdCount: 3 }), await newGrid({ householdCount: 5 })];
    const input = { ids: [a.id], intoId: into.id, idempotencyKey: `merge ${a.id}` };
    expect((await done('mergeGrids', input)).householdCount).toBe(8);
    expect((await done('mergeGrids', input)).householdCount).toBe(8);
  });

  test('a post that begins later begins at the successor', async () => {
    const [a, into] = [await newGrid(), await newGrid()];
    const worker = await appoint(a, 'GRID_WORKER', { from: '2099-01-01' });
    await done('mergeGrids', { ids: [a.id], intoId: into.id });
    expect(await postOf(worker.id)).toMatchObject({ code: into.code, isInPlace: true, from: '2099-01-01', to: null });
  });
});

describe('splitGrid', () => {
  test('opens new ones, and each open incident goes where its location lies', async () => {
    const grid = await newGrid({ inclusions: ['ESTATES'], kind: 'MICRO_PARTY' });
    await done('setBoundary', { id: grid.id, boundary: square(20, 20, 0.02) });
    const [west, east, nowhere, beyond] = [
      await incident(grid, { location: { type: 'Point', coordinates: [20.001, 20.001] } }),
      await incident(grid, { location: { type: 'Point', coordinates: [20.019, 20.001] } }),
      await incident(grid),
      await incident(grid, { location: { type: 'Point', coordinates: [99, 20.001] } }),
    ];
    const final = await incident(grid, { state: 'REJECTED', location: { type: 'Point', coordinates: [20.019, 20.001] } });
    const [child, leader] = [await newGrid({ parentId: grid.id }), await appoint(grid, 'GRID_LEADER')];
    const parts = [
      part({ boundary: square(20, 20, 0.01, 0.02), householdCount: 7, residentCount: 8 }),
      part({ boundary: square(20.01, 20, 0.01, 0.02) }),
    ];
    const audited = (await auditOf('splitGrid')).length;
    const first = await done('splitGrid', { id: grid.id, version: (await rowOf(grid)).version, parts });
    expect(first).toMatchObject({ code: parts[0]!.code, status: 'ACTIVE', householdCount: 7, residentCount: 8, level: 1, parent: null });
    expect(await auditOf('splitGrid')).toHaveLength(audited + 1);
    expect((await where(west)).code).toBe(parts[0]!.code);
    expect((await where(east)).code).toBe(parts[1]!.code);
    expect((await where(nowhere)).code).toBe(parts[0]!.code);
    expect((await where(beyond)).code).toBe(parts[0]!.code);
    expect(await where(final)).toMatchObject({ code: grid.code, status: 'CLOSED' });
    expect((await rowOf(child)).parent_id).toBe(bare(first.id));
    expect(await postOf(leader.id)).toMatchObject({ code: parts[0]!.code, isInPlace: true, to: null });
    const made = await town.query(`select kind, inclusions, household_count from grid where code = $1`, [parts[1]!.code]);
    expect(made).toEqual([{ kind: 'MICRO_PARTY', inclusions: ['ESTATES'], household_count: 0 }]);

    // A client that still knows the old grid alone.
    const cadre = await town.as('community-cadre');
    const there = await report(town, cadre, { gridId: grid.id, location: { longitude: 20.019, latitude: 20.001 } });
    expect((await where(bare(there.incident!.id))).code).toBe(parts[1]!.code);
    const somewhere = await report(town, cadre, { gridId: grid.id });
    expect((await where(bare(somewhere.incident!.id))).code).toBe(parts[0]!.code);
  });

  test('a grid below goes to the part that it lies in', async () => {
    const grid = await newGrid();
    await done('setBoundary', { id: grid.id, boundary: square(21, 20, 0.02) });
    const child = await newGrid({ parentId: grid.id });
    await done('setBoundary', { id: child.id, boundary: square(21.012, 20, 0.005) });
    const parts = [part({ boundary: square(21, 20, 0.01, 0.02) }), part({ boundary: square(21.01, 20, 0.01, 0.02) })];
    await done('splitGrid', { id: grid.id, parts });
    const [above] = await town.query('select code from grid where id = $1', [(await rowOf(child)).parent_id]);
    expect(above).toEqual({ code: parts[1]!.code });
  });

  test('where each grid has a branch of its own, one part keeps it', async () => {
    const [{ community_id }] = (await town.query('select community_id from coverage_rule where branch_policy = $1 limit 1', [
      'ONE_GRID_ONE_BRANCH',
    ])) as [{ community_id: string }];
    const [{ code: jurisdiction, id: gridId }] = (await town.query(
      `select root.code, g.id from grid g join organization root on root.id = g.jurisdiction_id where g.community_id = $1 and g.branch_id is not null and g.status = 'ACTIVE' order by g.code limit 1`,
      [community_id],
    )) as [{ code: string; id: string }];
    const strict = await town.as('admin', jurisdiction);
    const parts = [
      { code: `${jurisdiction}-R1`, name: '一' },
      { code: `${jurisdiction}-R2`, name: '二' },
    ];
    expect((await perform(strict, 'splitGrid', { id: grd(gridId), parts })).outcome).toBe('DONE');
    const covered = await town.query('select code, branch_coverage from grid where code = any($1) order by code', [
      parts.map(({ code }) => code),
    ]);
    expect(covered).toEqual([
      { code: parts[0]!.code, branch_coverage: 'OWN' },
      { code: parts[1]!.code, branch_coverage: 'NONE' },
    ]);
  });
});

describe('moveGrid', () => {
  test('hangs a grid with all below it under another one, in another community', async () => {
    const [grid, parent] = [await newGrid(), await newGrid({ communityId: org(town.seat('000-C9')) })];
    const child = await newGrid({ parentId: grid.id });
    const worker = await appoint(child, 'GRID_WORKER');
    const [open, held, final] = [
      await incident(child),
      await incident(child, { state: 'DISPATCHED', holder_id: town.seat('000-PM1'), previous_holder_id: town.seat('000-C1') }),
      await incident(child, { state: 'REJECTED' }),
    ];
    const moved = await done('moveGrid', { id: grid.id, version: (await rowOf(grid)).version, parentId: parent.id });
    expect(moved).toMatchObject({ id: grid.id, level: 2, parent: { id: parent.id }, community: { code: '000-C9' } });
    expect(await rowOf(child)).toMatchObject({ level: 3, community_id: town.seat('000-C9'), parent_id: bare(grid.id) });
    expect(await where(open)).toMatchObject({ code: child.code, holder_id: town.seat('000-C9') });
    expect(await where(final), 'history stays').toMatchObject({ code: child.code, holder_id: town.seat('000-C1') });
    expect(await where(held), 'who has it keeps it').toMatchObject({ holder_id: town.seat('000-PM1') });
    const [previous] = await town.query('select previous_holder_id from incident where id = $1', [held]);
    expect.soft(previous, 'returned, it comes to the community of now').toEqual({ previous_holder_id: town.seat('000-C9') });
    expect(await postOf(worker.id)).toMatchObject({ code: child.code, isInPlace: true });
    const back = await done('moveGrid', { id: grid.id, communityId: org(town.seat('000-C1')) });
    expect(back).toMatchObject({ level: 1, parent: null, community: { code: '000-C1' } });
    expect(await where(open)).toMatchObject({ holder_id: town.seat('000-C1') });
  });

  test('to where it is already changes nothing, and is a line in the audit log all the same', async () => {
    const grid = await newGrid();
    const [{ place }, audited] = [await rowOf(grid), (await auditOf('moveGrid')).length];
    await done('moveGrid', { id: grid.id, communityId: org(town.seat('000-C1')) });
    expect((await rowOf(grid)).place).toBe(place);
    expect(await auditOf('moveGrid')).toHaveLength(audited + 1);
  });
});

describe('closeGrid', () => {
  test('ends a grid for another one, of another community if need be', async () => {
    const [grid, successor] = [await newGrid(), await newGrid({ communityId: org(town.seat('000-C9')) })];
    const [open, leader] = [await incident(grid), await appoint(grid, 'GRID_LEADER')];
    const audited = (await auditOf('closeGrid')).length;
    const closed = await done('closeGrid', { id: grid.id, version: 1, successorId: successor.id });
    expect(closed).toMatchObject({ id: grid.id, status: 'CLOSED', successor: { id: successor.id }, branch: null });
    expect(await where(open)).toMatchObject({ code: successor.code, holder_id: town.seat('000-C9') });
    expect(await postOf(leader.id)).toMatchObject({ code: successor.code, isInPlace: true });
    expect(await auditOf('closeGrid')).toHaveLength(audited + 1);
  });
});

describe('what follows', () => {
  const reopen = graphql(`mutation ReopenElsewhere($input: ReasonedIncidentTransitionInput!) {
    reopenIncident(input: $input) { incident { state grid { code } } userErrors { code } } }`);

  test('rights: the leader who came along sees the successor at once, who leads what is left does not', async () => {
    const [old, into, bystander] = [await newGrid(), await newGrid(), await newGrid()];
    const leader = await account('moved-leader', (await appoint(old, 'GRID_LEADER')).person);
    const other = await account('bystander', (await appoint(bystander, 'GRID_LEADER')).person);
    const [atInto, atOld] = [await incident(into), await incident(old)];
    const sight = graphql(`query Sight { incidents(first: 100) { nodes { id } } }`);
    const sees = async (client: Client) => (await client.data(sight)).incidents.nodes.map(({ id }) => bare(id)).sort();
    expect(await sees(leader)).toEqual([atOld]);
    expect(await sees(other)).toEqual([]);
    await done('mergeGrids', { ids: [old.id], intoId: into.id });
    expect(await sees(leader)).toEqual([atInto, atOld].sort());
    expect(await sees(other)).toEqual([]);
    // A part that nobody was appointed to yet is out of the leader's sight.
    const parts = [part({ boundary: square(30, 30) }), part({ boundary: square(30.01, 30) })];
    await town.query(`update incident set location = '{"type":"Point","coordinates":[30.015,30.005]}' where id = $1`, [atOld]);
    await done('splitGrid', { id: into.id, parts });
    expect((await where(atOld)).code).toBe(parts[1]!.code);
    expect(await sees(leader)).toEqual([atInto]);
    const { incident: out } = await leader.data(graphql(`query OutOfSight($id: ID!) { incident(id: $id) { id } }`), { id: inc(atOld) });
    expect(out).toBeNull();
  });

  test('an incident opened again is opened where its grid went', async () => {
    const [old, into] = [await newGrid(), await newGrid()];
    const closed = await incident(old, { state: 'CLOSED', resolved_at: daysAgo(4), verified_at: daysAgo(3), closed_at: daysAgo(3) });
    await done('mergeGrids', { ids: [old.id], intoId: into.id });
    const cadre = await town.as('community-cadre');
    const { reopenIncident } = await cadre.data(reopen, { input: { id: inc(closed), reason: '又坏了' } });
    expect(reopenIncident).toEqual({ incident: { state: 'REOPENED', grid: { code: into.code } }, userErrors: [] });
    expect(await where(closed)).toMatchObject({ code: into.code, status: 'ACTIVE' });
  });

  test('who reopens while the grid is merged leaves no open incident behind', async () => {
    const cadre = await town.as('community-cadre');
    for (let i = 0; i < 8; i++) {
      const [old, into] = [await newGrid(), await newGrid()];
      const closed = await incident(old, { state: 'CLOSED', resolved_at: daysAgo(4), verified_at: daysAgo(3), closed_at: daysAgo(3) });
      await Promise.all([
        done('mergeGrids', { ids: [old.id], intoId: into.id }),
        cadre.data(reopen, { input: { id: inc(closed), reason: '又坏了' } }),
      ]);
      const [left] = await town.query('select count(*)::int as n from incident where grid_id = $1 and state = $2', [
        bare(old.id),
        'REOPENED',
      ]);
      expect(left).toEqual({ n: 0 });
    }
  });
});
