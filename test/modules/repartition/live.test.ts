import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { DEMO_ISSUER } from '../../../src/demo/personas.js';
import type { IncidentFilter } from '../../generated/graphql.js';
import { type DocumentType, graphql } from '../../generated/index.js';
import { type App, startApp } from '../../kit/app.js';
import type { Client, Subscription } from '../../kit/client.js';
import { openIn, TALLY, type Tally } from '../../kit/tally.js';
import { bare, daysAgo, inc, type Name, openTown, org, report, type Town, uuid } from '../incidents/town.js';

type Input = Record<string, unknown>;

let town: Town;
/** Is told everything: who begins to watch after it has been told of something is not. */
let herald: Watcher;
const told = (id: string) => vi.waitFor(() => expect(herald.of(id)).not.toEqual([]), { timeout: 15_000, interval: 5 });
let admin: Client;
let cadre: Client;
let codes = 0;
const newCode = () => `000-L${++codes}`;

async function done(verb: string, input: Input, client = admin) {
  const data = await client.data(
    `mutation ($input: ${verb[0]!.toUpperCase()}${verb.slice(1)}Input!) { done: ${verb}(input: $input) { grid { id code } userErrors { code path message } } }`,
    { input },
  );
  expect(data.done.userErrors, verb).toEqual([]);
  return data.done.grid as { id: string; code: string };
}

const newGrid = (more: Input = {}) =>
  done('createGrid', { communityId: org(town.seat('000-C1')), code: newCode(), name: '在线网格', kind: 'GENERAL', ...more });

const box = (west: number, south: number, width: number, height: number) => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [west + width, south],
      [west + width, south + height],
      [west, south + height],
      [west, south],
    ],
  ],
});

const changes = graphql(`subscription ChangesWithin($filter: IncidentFilter, $after: Cursor) {
  incidentEvents(filter: $filter, after: $after) { change incidentId cursor event { kind } } }`);
type Changes = DocumentType<typeof changes>;

/** A client that keeps a list up to date by the stream alone. */
class Watcher {
  readonly items: Changes['incidentEvents'][] = [];
  readonly shown = new Set<string>();
  failure: unknown = null;
  #closed = false;

  private constructor(private readonly stream: Subscription<Changes>) {}

  static async open(client: Client, filter: IncidentFilter | null, after: string | null = null): Promise<Watcher> {
    const watcher = new Watcher(client.subscribe(changes, { filter, after }));
    await watcher.take();
    void watcher.run();
    return watcher;
  }

  async take(): Promise<void> {
    const { incidentEvents: item } = await this.stream.next();
    this.items.push(item);
    if (item.change === 'ENTERED') this.shown.add(item.incidentId!);
    if (item.change === 'LEFT') this.shown.delete(item.incidentId!);
    if (item.change === 'CHANGED' && !this.shown.has(item.incidentId!)) this.failure ??= `CHANGED before ENTERED: ${item.incidentId}`;
  }

  private async run(): Promise<void> {
    while (!this.#closed)
      await this.take().catch((error) => {
        if (!this.#closed) this.failure ??= error;
        this.#closed = true;
      });
  }

  get cursor(): string {
    return this.items.at(-1)!.cursor;
  }

  of(id: string): readonly string[] {
    return this.items.filter(({ incidentId }) => incidentId === id).map(({ change }) => change);
  }

  /** Waits until the list is what it should be. */
  async shows(ids: readonly string[], what: string): Promise<void> {
    const wanted = [...ids].sort();
    for (const until = Date.now() + 15_000; Date.now() < until; ) {
      if (JSON.stringify([...this.shown].sort()) === JSON.stringify(wanted)) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect([...this.shown].sort(), what).toEqual(wanted);
    expect(this.failure, what).toBeNull();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.stream.close();
  }
}

async function leaderOf(code: string, name: string): Promise<Client> {
  const person = uuid();
  await town.query(`insert into person (id, jurisdiction_id, name) values ($1, $2, '测试')`, [person, town.seat('000')]);
  await town.query(
    `insert into appointment (id, jurisdiction_id, person_id, position, grid_id, place, full_time, valid_from) select $1, $2, $3, 'GRID_LEADER', id, place, true, '2020-01-01' from grid where code = $4`,
    [uuid(), town.seat('000'), person, code],
  );
  await town.query('insert into account (id, jurisdiction_id, issuer, subject, person_id) values ($1, $2, $3, $4, $5)', [
    uuid(),
    town.seat('000'),
    DEMO_ISSUER,
    `${name}@000`,
    person,
  ]);
  return town.as(name as Name);
}

const incidentsWithin = graphql(
  `query IncidentsWithin($within: ID!) { incidents(first: 100, filter: { within: $within, open: true }) { nodes { id } } }`,
);
const idsWithin = async (client: Client, within: string): Promise<string[]> =>
  (await client.data(incidentsWithin, { within })).incidents.nodes.map(({ id }) => id).sort();

beforeAll(async () => {
  town = await openTown();
  [admin, cadre] = [await town.as('admin'), await town.as('community-cadre')];
  herald = await Watcher.open(admin, null);
});
afterAll(async () => {
  await herald.close();
  expect(town.app.bugs).toEqual([]);
  await town.close();
});

test('a grid is split while incidents are reported into it and watched: nothing is lost, nothing is in two grids', async () => {
  for (let round = 0; round < 3; round++) {
    const west = 60 + round;
    const [old, bystander] = [await newGrid(), await newGrid()];
    await done('setBoundary', { id: old.id, boundary: box(west, 20, 0.02, 0.02) });
    const leader = await leaderOf(old.code, `split-leader-${round}`);
    const inWest = { longitude: west + 0.005, latitude: 20.01 };
    const inEast = { longitude: west + 0.015, latitude: 20.01 };
    // Some are there before; some are final.
    const early: string[] = [];
    for (const location of [inWest, inEast, null]) early.push((await report(town, cadre, { gridId: old.id, location })).incident!.id);
    await told(early.at(-1)!);
    const watchers = {
      old: await Watcher.open(cadre, { within: old.id }),
      all: await Watcher.open(cadre, { within: org(town.seat('000-C1')) }),
      beside: await Watcher.open(cadre, { within: bystander.id }),
      leader: await Watcher.open(leader, null),
    };
    const start = watchers.all.cursor;
    for (const watcher of [watchers.old, watchers.all, watchers.leader]) for (const id of early) watcher.shown.add(id);

    const parts = [
      { code: newCode(), name: '西', boundary: box(west, 20, 0.01, 0.02) },
      { code: newCode(), name: '东', boundary: box(west + 0.01, 20, 0.01, 0.02) },
    ];
    const clients = [cadre, await town.as('resident'), await town.as('grid-worker'), await town.as('admin')];
    const reporting = Array.from({ length: 20 }, async (_, i) => {
      await new Promise((resolve) => setTimeout(resolve, i * 8));
      const location = [inWest, inEast, null, inEast][i % 4]!;
      // With and without a grid; what names neither is not asked.
      const gridId = location && i % 3 === 0 ? null : old.id;
      const reported = await report(town, clients[i % clients.length]!, { gridId, location, title: `第${i}件` });
      expect(reported.outcome, `report ${i}`).toBe('DONE');
      return { location, gridId };
    });
    const splitting = (async () => {
      await new Promise((resolve) => setTimeout(resolve, 60));
      return done('splitGrid', { id: old.id, parts });
    })();
    const [first] = await Promise.all([splitting, ...reporting]);

    const rows = await town.query<{ id: string; code: string; x: number | null }>(
      `select i.id, g.code, (i.location -> 'coordinates' ->> 0)::float8 as x from incident i join grid g on g.id = i.grid_id
       where g.code = any($1) or g.id = $2`,
      [[parts[0]!.code, parts[1]!.code, old.code], bare(first.id)],
    );
    expect(rows, 'nothing lost, nothing twice').toHaveLength(23);
    for (const { code, x } of rows) expect(code).toBe(x !== null && x > west + 0.01 ? parts[1]!.code : parts[0]!.code);

    const { grid: east } = await cadre.data(graphql(`query PartByCode($code: String!) { grid(code: $code) { id } }`), {
      code: parts[1]!.code,
    });
    const [inFirst, inSecond] = [await idsWithin(cadre, first.id), await idsWithin(cadre, east!.id)];
    expect(inFirst.length + inSecond.length).toBe(23);
    expect(new Set([...inFirst, ...inSecond]).size).toBe(23);
    expect(await idsWithin(cadre, old.id), 'the old id answers for the first part').toEqual(inFirst);

    await watchers.all.shows([...inFirst, ...inSecond], 'who watches the community loses none');
    await watchers.old.shows(inFirst, 'who watches the old grid keeps those of its successor, the others have LEFT');
    const assigned = await town.query<{ id: string }>(
      `select 'inc_' || replace(id::text, '-', '') as id from incident where id = any($1) and assignee_id = (select person_id from account where subject = $2)`,
      [inSecond.map(bare), `split-leader-${round}@000`],
    );
    const kept = [...inFirst, ...assigned.map(({ id }) => id)];
    await watchers.leader.shows(
      kept,
      'who leads the old grid leads its successor and keeps what is assigned to them, the others have LEFT',
    );
    await watchers.beside.shows([], 'who watches another grid sees none of it');
    for (const id of [...inFirst, ...inSecond])
      expect(
        watchers.all.of(id).filter((change) => change === 'ENTERED' || change === 'LEFT').length,
        'within the community it enters once',
      ).toBe(early.includes(id) ? 0 : 1);
    for (const id of inFirst) expect(watchers.old.of(id)).not.toContain('LEFT');

    // Filters on the new parts, from before there were any.
    const [replayFirst, replaySecond] = [
      await Watcher.open(cadre, { within: first.id }, start),
      await Watcher.open(cadre, { within: east!.id }, start),
    ];
    await replayFirst.shows(inFirst, 'the first part from before');
    await replaySecond.shows(inSecond, 'the second part from before');
    for (const watcher of [...Object.values(watchers), replayFirst, replaySecond]) await watcher.close();
  }
  expect(town.app.bugs).toEqual([]);
});

test('two merge while both are reported into and watched: ENTERED at the successor, and the old filter goes on', async () => {
  const [old, into] = [await newGrid(), await newGrid()];
  const before = (await report(town, cadre, { gridId: old.id })).incident!.id;
  await told(before);
  const intoLeader = await leaderOf(into.code, 'into-leader');
  const watchers = {
    old: await Watcher.open(cadre, { within: old.id }),
    into: await Watcher.open(cadre, { within: into.id }),
    leader: await Watcher.open(intoLeader, null),
  };
  watchers.old.shown.add(before);
  const reports = Array.from({ length: 10 }, (_, i) => report(town, cadre, { gridId: i % 2 ? old.id : into.id }));
  const [, ...reported] = await Promise.all([done('mergeGrids', { ids: [old.id], intoId: into.id }), ...reports]);
  expect(reported.map(({ outcome }) => outcome)).toEqual(Array(10).fill('DONE'));
  const ids = await idsWithin(cadre, into.id);
  expect(ids).toHaveLength(11);
  await watchers.into.shows(ids, 'the successor');
  await watchers.leader.shows(ids, "the successor's leader");
  expect(watchers.into.of(before)).toEqual(['ENTERED']);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(watchers.old.of(before), 'still within the old grid, which is its successor now').toEqual(['CHANGED']);
  for (const id of ids) expect(watchers.old.of(id)).not.toContain('LEFT');
  for (const watcher of Object.values(watchers)) await watcher.close();
});

test('a grid with grids below moves while incidents are reported below: LEFT here, ENTERED there', async () => {
  for (let round = 0; round < 4; round++) {
    const [grid, target] = [await newGrid(), await newGrid({ communityId: org(town.seat('000-C9')) })];
    const child = await newGrid({ parentId: grid.id });
    const early = (await report(town, cadre, { gridId: child.id })).incident!.id;
    await told(early);
    const elsewhere = await town.as('cadre-elsewhere');
    const leader = await leaderOf(child.code, `moved-leader-${round}`);
    const watchers = {
      here: await Watcher.open(cadre, { within: org(town.seat('000-C1')) }),
      there: await Watcher.open(elsewhere, null),
      leader: await Watcher.open(leader, null),
    };
    for (const watcher of [watchers.here, watchers.leader]) watcher.shown.add(early);
    const reports = Array.from({ length: 10 }, async (_, i) => {
      await new Promise((resolve) => setTimeout(resolve, i * 5));
      return report(town, cadre, { gridId: child.id });
    });
    const [, ...reported] = await Promise.all([
      new Promise((resolve) => setTimeout(resolve, 25)).then(() => done('moveGrid', { id: grid.id, parentId: target.id })),
      ...reports,
    ]);
    expect(reported.map(({ outcome }) => outcome)).toEqual(Array(10).fill('DONE'));
    const ids = await idsWithin(elsewhere, child.id);
    expect(ids, `round ${round}`).toHaveLength(11);
    const holders = await town.query('select distinct holder_id from incident where id = any($1)', [ids.map(bare)]);
    expect(holders, 'the community of now holds them').toEqual([{ holder_id: town.seat('000-C9') }]);
    await watchers.there.shows(ids, 'there');
    await watchers.here.shows([], 'here');
    await watchers.leader.shows(ids, 'who leads a grid that is carried along');
    for (const id of ids) expect(watchers.leader.of(id).filter((change) => change === 'ENTERED').length).toBe(id === early ? 0 : 1);
    for (const watcher of Object.values(watchers)) await watcher.close();
  }
});

test('a community that is hung elsewhere takes its open incidents along: ENTERED there, LEFT when it goes again', async () => {
  const [community, target] = [org(town.seat('000-C9')), org(town.seat('000-C1'))];
  const elsewhere = await town.as('cadre-elsewhere');
  const grid = await newGrid({ communityId: community });
  const id = (await report(town, elsewhere, { gridId: grid.id })).incident!.id;
  await told(id);
  const hang = async (parentId: string) => {
    const { moveOrganization } = await admin.data(
      graphql(`mutation HangElsewhere($input: MoveOrganizationInput!) { moveOrganization(input: $input) { userErrors { code } } }`),
      { input: { id: community, parentId } },
    );
    expect(moveOrganization!.userErrors).toEqual([]);
  };
  const tally = cadre.subscribe<Tally>(TALLY, { scope: target });
  const countOf = graphql(`query OpenBelow($filter: IncidentFilter) { incidents(filter: $filter) { totalCount } }`);
  const open = async () => (await cadre.data(countOf, { filter: { within: target, open: true } })).incidents.totalCount;
  const apart = await open();
  await tally.nextWhere((told) => openIn(told) === apart);
  const watchers = {
    there: await Watcher.open(cadre, null),
    own: await Watcher.open(elsewhere, null),
    all: await Watcher.open(admin, null),
  };
  // What they reported themselves stays in sight of those who reported it.
  for (const [watcher, client] of [
    [watchers.there, cadre],
    [watchers.own, elsewhere],
    [watchers.all, admin],
  ] as const)
    for (const known of await idsWithin(client, community)) watcher.shown.add(known);
  const heard = async (there: readonly string[], others: readonly string[]) => {
    await vi.waitFor(() => expect(watchers.there.of(id)).toEqual(there), { timeout: 15_000, interval: 20 });
    for (const watcher of [watchers.own, watchers.all])
      await vi.waitFor(() => expect(watcher.of(id)).toEqual(others), { timeout: 15_000, interval: 20 });
  };

  await hang(target);
  await heard(['ENTERED'], ['CHANGED']);
  const together = await open();
  expect(together).toBeGreaterThan(apart);
  await tally.nextWhere((told) => openIn(told) === together);
  await hang(org(town.seat('000')));
  await heard(['ENTERED', 'LEFT'], ['CHANGED', 'CHANGED']);
  await tally.nextWhere((told) => openIn(told) === apart);
  for (const { failure } of Object.values(watchers)) expect(failure).toBeNull();
  for (const stream of [tally, ...Object.values(watchers)]) await stream.close();
});

test('steps that are taken meanwhile do not stop a split, and are not lost', async () => {
  const grid = await newGrid();
  const ids: string[] = [];
  for (let i = 0; i < 12; i++) ids.push((await report(town, cadre, { gridId: grid.id })).incident!.id);
  const accept = graphql(`mutation AcceptMeanwhile($input: IncidentTransitionInput!) {
    acceptIncident(input: $input) { incident { state } userErrors { code } } }`);
  const steps = ids.map(async (id, i) => {
    await new Promise((resolve) => setTimeout(resolve, i * 6));
    return (await cadre.data(accept, { input: { id } })).acceptIncident!.userErrors[0]?.code ?? 'DONE';
  });
  const [, ...outcomes] = await Promise.all([
    new Promise((resolve) => setTimeout(resolve, 30)).then(() =>
      done('splitGrid', {
        id: grid.id,
        parts: [
          { code: newCode(), name: '一' },
          { code: newCode(), name: '二' },
        ],
      }),
    ),
    ...steps,
  ]);
  for (const outcome of outcomes) expect(['DONE', 'CONFLICT']).toContain(outcome);
  const rows = await town.query<{ state: string; status: string }>(
    'select i.state, g.status from incident i join grid g on g.id = i.grid_id where i.id = any($1)',
    [ids.map(bare)],
  );
  expect(rows.filter(({ state }) => state === 'ACCEPTED')).toHaveLength(outcomes.filter((outcome) => outcome === 'DONE').length);
  expect(rows.every(({ status }) => status === 'ACTIVE')).toBe(true);
});

test("a viewer's scope names the successor, not the grid that ended", async () => {
  const [old, into] = [await newGrid(), await newGrid()];
  const leader = await leaderOf(into.code, 'scoped-leader');
  const roles = graphql(`query ScopedRoles { viewer { roles { role scope { ... on Grid { code } } } } }`);
  const scopes = async () => (await leader.data(roles)).viewer!.roles;
  const wanted = { role: 'GRID_LEADER', scope: { code: into.code } };
  expect(await scopes()).toContainEqual(wanted);
  await done('mergeGrids', { ids: [old.id], intoId: into.id });
  expect(await scopes()).toContainEqual(wanted);
});

test('two servers on one database: the other one sees the new tree, and its streams LEFT and ENTERED', async () => {
  const other: App = await startApp({ database: town.database });
  try {
    const west = 80;
    const old = await newGrid();
    await done('setBoundary', { id: old.id, boundary: box(west, 20, 0.02, 0.02) });
    const there = await other.as('community-cadre');
    const watcher = await Watcher.open(there, { within: old.id });
    const ids: string[] = [];
    for (let i = 0; i < 6; i++)
      ids.push(
        (await report(town, cadre, { gridId: old.id, location: { longitude: west + (i % 2 ? 0.015 : 0.005), latitude: 20.01 } })).incident!
          .id,
      );
    await watcher.shows(ids, 'before');
    const parts = [
      { code: newCode(), name: '西', boundary: box(west, 20, 0.01, 0.02) },
      { code: newCode(), name: '东', boundary: box(west + 0.01, 20, 0.01, 0.02) },
    ];
    const first = await done('splitGrid', { id: old.id, parts });
    await watcher.shows(
      ids.filter((_, i) => i % 2 === 0),
      'after',
    );
    expect(await idsWithin(there, old.id)).toEqual(await idsWithin(cadre, first.id));
    const { gridAt } = await there.data(graphql(`query PartAt($point: PointInput!) { gridAt(point: $point) { code } }`), {
      point: { longitude: west + 0.015, latitude: 20.01 },
    });
    expect(gridAt!.code).toBe(parts[1]!.code);
    await watcher.close();
  } finally {
    await other.stop();
  }
  expect(other.bugs).toEqual([]);
});

test('what was final before stays where it was, for those who see that place', async () => {
  const [old, into] = [await newGrid(), await newGrid()];
  const id = uuid();
  const [{ place }] = (await town.query('select place from grid where id = $1', [bare(old.id)])) as [{ place: string }];
  await town.write([
    {
      id,
      state: 'CLOSED',
      grid_id: bare(old.id),
      place,
      accepted_at: daysAgo(5),
      resolved_at: daysAgo(4),
      verified_at: daysAgo(3),
      closed_at: daysAgo(3),
    },
  ]);
  await done('mergeGrids', { ids: [old.id], intoId: into.id });
  const { incident } = await cadre.data(
    graphql(`query WhereItStays($id: ID!) { incident(id: $id) { state grid { id code status successor { code } } } }`),
    { id: inc(id) },
  );
  expect(incident).toEqual({ state: 'CLOSED', grid: { id: old.id, code: old.code, status: 'MERGED', successor: { code: into.code } } });
});

test('a grid with more open incidents than are told at once moves: nothing of it leaves the sight of its own staff', async () => {
  const [grid, target] = [await newGrid(), await newGrid({ communityId: org(town.seat('000-C9')) })];
  const [{ place }] = (await town.query('select place from grid where id = $1', [bare(grid.id)])) as [{ place: string }];
  const ids = Array.from({ length: 520 }, uuid);
  await town.write(ids.map((id) => ({ id, state: 'REPORTED', accepted_at: null, grid_id: bare(grid.id), place })));
  const leader = await Watcher.open(await leaderOf(grid.code, 'carried-leader'), null);
  for (const id of ids) leader.shown.add(inc(id));
  await done('moveGrid', { id: grid.id, parentId: target.id });
  const changes = () => ids.flatMap((id) => leader.of(inc(id)));
  await vi.waitFor(() => expect(changes()).toHaveLength(ids.length), { timeout: 15_000, interval: 20 });
  expect(new Set(changes())).toEqual(new Set(['CHANGED']));
  await leader.close();
});
