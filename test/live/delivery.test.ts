import { once } from 'node:events';
import net from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { publicId } from '../../src/kernel/ids.js';
import type { DeliveriesSubscriptionVariables, IncidentFilter, ReportIncidentInput } from '../generated/graphql.js';
import { type DocumentType, graphql } from '../generated/index.js';
import { type App, startApp } from '../kit/app.js';
import type { Client } from '../kit/client.js';
import type { TestDatabase } from '../kit/database.js';

/** Two servers on one database. */
let one: App;
let two: App;
beforeAll(async () => {
  one = await startApp();
  two = await startApp({ database: one.database });
});
afterAll(async () => {
  await two.stop();
  await one.stop();
});

const deliveries = graphql(`subscription Deliveries($after: Cursor, $filter: IncidentFilter) {
  incidentEvents(after: $after, filter: $filter) { change cursor incidentId event { id kind to incident { id state version holder { id } } } }
}`);
const snapshotPage = graphql(`query SnapshotPage($filter: IncidentFilter, $after: String) {
  incidents(first: 100, after: $after, filter: $filter) {
    streamCursor nodes { id state version holder { id } } pageInfo { hasNextPage endCursor } } }`);
type Item = DocumentType<typeof deliveries>['incidentEvents'];
type Row = DocumentType<typeof snapshotPage>['incidents']['nodes'][number];

/** A subscription whose first heartbeat has come: what happens from now on, or happened after the cursor, comes. */
async function follow(who: Client, variables: DeliveriesSubscriptionVariables = {}) {
  const stream = who.subscribe(deliveries, variables);
  onTestFinished(() => stream.close());
  const first = (await stream.next()).incidentEvents;
  expect(first).toMatchObject({ change: 'HEARTBEAT', incidentId: null, event: null });
  const next = async (): Promise<Item> => {
    const { incidentEvents } = await stream.nextWhere(({ incidentEvents }) => incidentEvents.change !== 'HEARTBEAT');
    return incidentEvents;
  };
  return {
    start: first.cursor,
    next,
    /** All up to the one about this incident, which is not counted. */
    until: async (incidentId: string): Promise<Item[]> => {
      const items: Item[] = [];
      for (let item = await next(); item.incidentId !== incidentId; item = await next()) items.push(item);
      return items;
    },
    close: () => stream.close(),
  };
}

const reportToDeliver = graphql(
  `mutation ReportToDeliver($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } userErrors { code message } } }`,
);
const placeToReport = graphql(`query PlaceToReport($code: String!) { grid(code: $code) { id } incidentCategories { id } }`);
/** What it takes to report in a grid of 000. */
async function placeOf(code = '000-G01') {
  const { grid, incidentCategories } = await (await one.as('resident')).data(placeToReport, { code });
  return { gridId: grid!.id, categoryId: incidentCategories[0]!.id, channel: 'WECHAT' } satisfies Partial<ReportIncidentInput>;
}
async function report(who: Client, title = '路灯坏了', place?: Awaited<ReturnType<typeof placeOf>>): Promise<string> {
  const { reportIncident } = await who.data(reportToDeliver, { input: { ...(place ?? (await placeOf())), title } });
  expect(reportIncident!.userErrors).toEqual([]);
  return reportIncident!.incident!.id;
}

/** Moves an incident, and answers the codes of what was wrong with that. Of the values each verb takes its own. */
async function move(
  who: Client,
  verb: string,
  { id, ...given }: { id: string; organizationId?: string; gridId?: string },
): Promise<string[]> {
  const isReasoned = ['reject', 'return'].includes(verb);
  const type = verb === 'dispatch' ? 'DispatchIncidentInput' : `${isReasoned ? 'Reasoned' : ''}IncidentTransitionInput`;
  const input = { id, ...(verb === 'dispatch' ? given : isReasoned ? { reason: '原因' } : {}) };
  const { data, errors } = await who.ask(`mutation ($input: ${type}!) { done: ${verb}Incident(input: $input) { userErrors { code } } }`, {
    input,
  });
  return errors ? errors.map(({ extensions }) => String(extensions?.code)) : data.done.userErrors.map(({ code }: { code: string }) => code);
}

/** The events of the log, in its order, as a subscriber who sees all of 000 should have got them. */
async function logged(database: TestDatabase, after = 0): Promise<{ pos: number; id: string }[]> {
  const rows = await database.query<{ pos: number; id: string }>(
    `select pos::int, payload->>'eventId' as id from event_log where topic = 'incident' and pos > $1 order by pos`,
    [after],
  );
  return rows.map(({ pos, id }) => ({ pos, id: publicId('IncidentEvent', id) }));
}
const lastPos = async (database: TestDatabase) =>
  (await database.query<{ pos: number }>('select coalesce(max(pos), 0)::int as pos from event_log'))[0]!.pos;
const idsOf = (items: readonly Item[]) => items.map(({ event }) => event?.id);

test('what is reported on one server comes out of the other, both ways', async () => {
  const [here, there] = [await follow(await one.as('grid-leader')), await follow(await two.as('grid-leader'))];
  for (const reporter of [await one.as('resident'), await two.as('resident')]) {
    const incidentId = await report(reporter);
    const expected = { change: 'ENTERED', incidentId, event: { kind: 'REPORTED', to: 'REPORTED', incident: { id: incidentId } } };
    expect(await here.next()).toMatchObject(expected);
    expect(await there.next()).toMatchObject(expected);
  }
});

test('resumed on the other server after any of its cursors, a stream goes on: nothing lost, nothing twice, in order', async () => {
  const before = await lastPos(one.database);
  const cadres = [await one.as('community-cadre'), await two.as('community-cadre')] as const;
  const stream = await follow(cadres[1]);
  // Steps of three incidents in turn, by way of both servers.
  const ids = [await report(await one.as('resident')), await report(await two.as('resident')), await report(await one.as('resident'))];
  for (const [index, id] of ids.entries()) expect(await move(cadres[index % 2]!, 'accept', { id })).toEqual([]);
  for (const [index, id] of ids.entries()) {
    expect(await move(cadres[(index + 1) % 2]!, 'dispatch', { id, gridId: (await placeOf()).gridId })).toEqual([]);
  }
  const marker = await report(await two.as('resident'));

  const items = await stream.until(marker);
  const expected = (await logged(one.database, before)).slice(0, -1).map(({ id }) => id);
  expect(expected).toHaveLength(9);
  expect(idsOf(items)).toEqual(expected);
  for (const incidentId of ids) {
    expect(items.filter((item) => item.incidentId === incidentId).map(({ event }) => event)).toMatchObject(
      ['REPORTED', 'ACCEPTED', 'DISPATCHED'].map((kind) => ({ kind })),
    );
  }
  for (const [index, cursor] of [stream.start, ...items.map(({ cursor }) => cursor)].entries()) {
    const resumed = await follow(cadres[index % 2]!, { after: cursor });
    expect(resumed.start).toBe(cursor);
    // The event is the one that was; its incident is as it is now.
    const bare = (items: readonly Item[]) => items.map(({ event, ...item }) => ({ ...item, event: event!.id }));
    expect(bare(await resumed.until(marker))).toEqual(bare(items.slice(index)));
    await resumed.close();
  }
});

test('a snapshot, and the stream after its cursor, are the database: under eight writers, some of whose commands are refused', async () => {
  const place = await placeOf();
  const elsewhere = await placeOf('000-G02');
  const since = new Date().toISOString();
  const { organizations } = await one.anonymous.data(
    graphql(`query Companies { organizations(first: 10, filter: { kinds: [PROPERTY_COMPANY] }) { nodes { id ancestors { code } } } }`),
  );
  const company = organizations.nodes.find(({ ancestors }) => ancestors.some(({ code }) => code === '000'))!.id;
  const filters: Record<string, IncidentFilter> = {
    everything: {},
    'open in the first grid': { within: place.gridId, open: true },
    'reported here, and not dispatched': { reportedAt: { from: since }, not: { states: ['DISPATCHED'] } },
    'held by the company, or new': { or: [{ holderId: company }, { and: [{ states: ['REPORTED'] }, { reportedAt: { from: since } }] }] },
  };

  const refusals: string[] = [];
  const reported: string[] = [];
  let done = 0;
  let isWatched = false;
  const writer = async (app: App, number: number) => {
    const [resident, cadre, manager] = [await app.as('resident'), await app.as('community-cadre'), await app.as('property-staff')];
    // A walk of its own for each writer, over the incidents of all.
    let seed = number;
    const pick = <T>(from: readonly T[]): T => {
      seed = (seed * 48_271) % 2_147_483_647;
      return from[seed % from.length]!;
    };
    for (let stepsLeft = 5; stepsLeft > 0; done++) {
      if (isWatched) stepsLeft--;
      const verb = pick(['report', 'report', 'accept', 'accept', 'reject', 'dispatch', 'dispatch', 'return']);
      if (verb === 'report' || reported.length === 0) reported.push(await report(resident, `writer ${number}`, pick([place, elsewhere])));
      else refusals.push(...(await move(verb === 'return' ? manager : cadre, verb, { id: pick(reported), organizationId: company })));
    }
  };
  const writing = Promise.all(Array.from({ length: 8 }, (_, number) => writer([one, two][number % 2]!, number + 1)));

  /** Page by page, as a dashboard does; the cursor is the first page's. */
  const snapshot = async (cadre: Client, filter: IncidentFilter) => {
    const rows = new Map<string, Row>();
    let cursor: string | undefined;
    for (let after: string | null | undefined; after !== null; ) {
      const { incidents }: DocumentType<typeof snapshotPage> = await cadre.data(snapshotPage, { filter, after });
      cursor ??= incidents.streamCursor;
      for (const row of incidents.nodes) rows.set(row.id, row);
      after = incidents.pageInfo.hasNextPage ? incidents.pageInfo.endCursor : null;
    }
    return { rows, cursor };
  };
  const watch = async (app: App, name: string) => {
    const cadre = await app.as('community-cadre');
    const { rows, cursor } = await snapshot(cadre, filters[name]!);
    const stream = await follow(cadre, { after: cursor, filter: filters[name]! });
    const replay = async (marker: string) => {
      const items = await stream.until(marker);
      for (const { change, incidentId, event } of items) {
        if (change === 'LEFT') rows.delete(incidentId!);
        else rows.set(incidentId!, event!.incident!);
      }
      return { rows, changes: items.map(({ change }) => change) };
    };
    return { name, replay };
  };
  // Watchers come while the writers write: at the beginning, in the middle and near the end.
  const names = Object.keys(filters);
  const watchers: Awaited<ReturnType<typeof watch>>[] = [];
  for (const wave of [0, 1, 2]) {
    await vi.waitFor(() => expect(done).toBeGreaterThanOrEqual(wave * 25), { timeout: 50_000, interval: 2 });
    watchers.push(...(await Promise.all(names.map((name, index) => watch([one, two][(index + wave) % 2]!, name)))));
  }
  isWatched = true;
  await writing;
  // Whatever the walks did, these enter and leave every filter but the first.
  const [resident, cadre, manager] = [await one.as('resident'), await two.as('community-cadre'), await one.as('property-staff')];
  const id = await report(resident, 'to the company and back', place);
  for (const [who, verb] of [
    [cadre, 'accept'],
    [cadre, 'dispatch'],
    [manager, 'start'],
    [manager, 'return'],
  ] as const) {
    expect(await move(who, verb, { id, organizationId: company })).toEqual([]);
  }
  expect(await move(cadre, 'reject', { id: await report(resident, 'rejected', place) })).toEqual([]);
  expect(refusals).toContain('WRONG_STATE');

  const truth = new Map<string, ReadonlyMap<string, Row>>();
  for (const name of names) truth.set(name, (await snapshot(await one.as('community-cadre'), filters[name]!)).rows);
  // Meets every filter above.
  const marker = await report(await one.as('resident'), 'marker', place);
  const seen = new Map(names.map((name) => [name, new Set<string>()]));
  const inOrder = (rows: ReadonlyMap<string, Row>) => [...rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const { name, replay } of watchers) {
    const { rows, changes } = await replay(marker);
    expect({ name, rows: inOrder(rows) }).toEqual({ name, rows: inOrder(truth.get(name)!) });
    for (const change of changes) seen.get(name)!.add(change);
  }
  // The walks are such that every filter but the first was entered and left, or this would say little.
  for (const name of names.slice(1))
    expect({ name, seen: seen.get(name) }).toEqual({ name, seen: new Set(['ENTERED', 'CHANGED', 'LEFT']) });
}, 120_000);

describe('an event that is put into the outbox by hand', () => {
  /** A row for the outbox about an incident of the first grid that the demo has. */
  async function outboxRow(database: TestDatabase): Promise<[topic: string, jurisdiction: string, payload: string, incidentId: string]> {
    const [row] = await database.query<{ jurisdiction: string; incident: string; event: string; facts: object }>(
      `select i.jurisdiction_id as jurisdiction, i.id as incident, e.id as event,
              json_build_object('id', i.id, 'place', i.place, 'state', i.state, 'grid', i.grid_id, 'holder', i.holder_id, 'domain', i.domain,
                'visibility', i.visibility) as facts
       from incident i join incident_event e on e.incident_id = i.id join grid g on g.id = i.grid_id
       where g.code = '000-G01' order by i.id, e.id limit 1`,
    );
    const { jurisdiction, incident, event, facts } = row!;
    const payload = { incidentId: incident, eventId: event, version: 1, before: facts, after: facts };
    return ['incident', jurisdiction, JSON.stringify(payload), publicId('Incident', incident)];
  }
  test('comes out exactly once although a later one was committed before it', async () => {
    const [topic, jurisdiction, payload, earlyId] = await outboxRow(one.database);
    const streams = [await follow(await one.as('grid-leader')), await follow(await two.as('grid-leader'))];
    const early = new pg.Client({ connectionString: one.database.url });
    await early.connect();
    onTestFinished(() => early.end());
    await early.query('begin');
    await early.query('insert into outbox (topic, jurisdiction_id, payload) values ($1, $2, $3)', [topic, jurisdiction, payload]);
    const lateId = await report(await one.as('resident'));
    for (const stream of streams) expect(await stream.next()).toMatchObject({ change: 'ENTERED', incidentId: lateId });
    await early.query('commit');
    const marker = await report(await two.as('resident'));
    for (const stream of streams) expect((await stream.until(marker)).map(({ incidentId }) => incidentId)).toEqual([earlyId]);
    const again = await follow(await two.as('grid-leader'), { after: streams[0]!.start });
    expect((await again.until(marker)).map(({ incidentId }) => incidentId)).toEqual([lateId, earlyId]);
  });

  test('is not lost among more events than a page, and than memory, holds', async () => {
    const [topic, jurisdiction, payload] = await outboxRow(one.database);
    const live = await follow(await one.as('grid-leader'));
    const insert = (topic: string, payload: string, count: number) =>
      one.database.query('insert into outbox (topic, jurisdiction_id, payload) select $1, $2, $3 from generate_series(1, $4)', [
        ...[topic, jurisdiction, payload],
        count,
      ]);
    await insert(topic, payload, 3);
    await insert('directory', '{"reason":"a test"}', 10_500);
    await insert(topic, payload, 3);
    const marker = await report(await one.as('resident'));
    const cursors = (await live.until(marker)).map(({ cursor }) => cursor);
    expect(new Set(cursors).size).toBe(6);
    // On a server through whose memory they have gone, and on one that was not there.
    const three = await startApp({ database: one.database });
    onTestFinished(() => three.stop());
    for (const server of [one, three]) {
      const resumed = await follow(await server.as('grid-leader'), { after: live.start });
      expect((await resumed.until(marker)).map(({ cursor }) => cursor)).toEqual(cursors);
    }
  });
});

describe('a break', () => {
  /** Ends the connections of both servers that have one of these names. */
  const cut = (...names: string[]) =>
    one.database.query<{ name: string }>(
      `select application_name as name from pg_stat_activity, pg_terminate_backend(pid) where datname = current_database() and application_name = any($1)`,
      [names],
    );

  test.each([['mulin sequencer'], ['mulin tail'], ['mulin sequencer', 'mulin tail']])(
    'of %s, again and again, loses nothing',
    async (...names) => {
      const before = await lastPos(one.database);
      const streams = [await follow(await one.as('community-cadre')), await follow(await two.as('community-cadre'))];
      const [place, resident] = [await placeOf(), await two.as('resident')];
      let cuts = 0;
      for (let round = 0; round < 8; round++) {
        const reports = Promise.all(Array.from({ length: 4 }, () => report(resident, 'while it breaks', place)));
        cuts += (await cut(...names)).length;
        await reports;
      }
      // There was something to cut: all of them at least once.
      expect(cuts).toBeGreaterThanOrEqual(names.length * 2);
      const marker = await report(resident, 'marker', place);
      const expected = async () => (await logged(one.database, before)).map(({ id }) => id);
      for (const stream of streams) {
        const items = idsOf(await stream.until(marker));
        expect(items).toHaveLength(32);
        expect(items).toEqual((await expected()).slice(0, -1));
      }
      expect(await one.database.query('select from outbox')).toEqual([]);
    },
  );

  test('of every connection of an idle server: streams go on, and so do requests', async () => {
    const stream = await follow(await one.as('grid-leader'));
    const resident = await one.as('resident');
    const place = await placeOf();
    await one.database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    const reported = await vi.waitFor(() => report(resident, 'after the break', place), { timeout: 30_000, interval: 20 });
    expect(await stream.next()).toMatchObject({ change: 'ENTERED', incidentId: reported });
  });
});

describe('a cursor', () => {
  const refusal = async (app: App, after: string) => {
    const stream = (await app.as('grid-leader')).subscribe(deliveries, { after });
    onTestFinished(() => stream.close());
    // Refused at once it comes as a result with errors, refused by the stream itself as an error: a client takes both.
    const refused: unknown = await stream.next().then(
      ({ incidentEvents }) => incidentEvents,
      (error) => (Array.isArray(error) ? error : JSON.parse((error as Error).message)),
    );
    return (refused as { extensions?: { code: string } }[]).map(({ extensions }) => extensions?.code);
  };
  let good: Buffer;
  beforeAll(async () => {
    const stream = (await one.as('grid-leader')).subscribe(deliveries);
    await stream.next();
    await report(await one.as('resident'));
    good = Buffer.from((await stream.next()).incidentEvents.cursor, 'base64url');
    await stream.close();
  });
  const changed = (index: number) => () => Buffer.from(good.map((byte, at) => (at === index ? byte ^ 1 : byte)));
  const invalid: readonly (readonly [what: string, bytes: () => Buffer])[] = [
    ['empty', () => Buffer.alloc(0)],
    ['short by a byte', () => good.subarray(0, -1)],
    ['long by a byte', () => Buffer.concat([good, Buffer.alloc(1)])],
    ['of another position', changed(15)],
    ['of a far position', changed(9)],
    ['with another signature', changed(16)],
    ['with another end', changed(23)],
  ];
  test.each(invalid)('that is %s answers CURSOR_INVALID', async (_what, bytes) => {
    expect(await refusal(one, bytes().toString('base64url'))).toEqual(['CURSOR_INVALID']);
  });

  test('of a list of incidents answers CURSOR_INVALID', async () => {
    const { incidents } = await (await one.as('grid-leader')).data(
      graphql(`query ListCursor { incidents(first: 1) { pageInfo { endCursor } } }`),
    );
    expect(await refusal(one, incidents.pageInfo.endCursor!)).toEqual(['CURSOR_INVALID']);
  });

  test('of another history answers CURSOR_EXPIRED', async () => {
    const [{ epoch } = { epoch: '' }] = await one.database.query<{ epoch: string }>('select epoch from event_epoch');
    await one.database.query('update event_epoch set epoch = gen_random_uuid()');
    const restored = await startApp({ database: one.database });
    onTestFinished(() => restored.stop());
    await one.database.query('update event_epoch set epoch = $1', [epoch]);
    expect(await refusal(restored, good.toString('base64url'))).toEqual(['CURSOR_EXPIRED']);
    expect(await refusal(one, Buffer.alloc(24, 7).toString('base64url'))).toEqual(['CURSOR_EXPIRED']);
  });

  test('ahead of the log, as after an older copy was put back, answers CURSOR_EXPIRED', async () => {
    const older = await startApp();
    onTestFinished(() => older.stop());
    const epoch = async ({ database }: App) => (await database.query('select epoch, secret from event_epoch'))[0];
    expect(await epoch(older)).toEqual(await epoch(one));
    expect(await lastPos(older.database)).toBeLessThan(await lastPos(one.database));
    expect(await refusal(older, good.toString('base64url'))).toEqual(['CURSOR_EXPIRED']);
  });

  test('that one server has given out is good on another that has not come as far yet', async () => {
    const proxy = await tailProxy(one.database.url);
    onTestFinished(() => proxy.close());
    const late = await startApp({ database: { ...one.database, url: proxy.url } });
    onTestFinished(() => late.stop());
    await follow(await late.as('grid-leader'));
    const stream = await follow(await one.as('grid-leader'));
    proxy.hold();
    const resident = await one.as('resident');
    await report(resident);
    const { cursor } = await stream.next();
    const resumed = follow(await late.as('grid-leader'), { after: cursor });
    resumed.then(proxy.release, proxy.release);
    expect((await resumed).start).toBe(cursor);
    const incidentId = await report(resident);
    expect(await (await resumed).next()).toMatchObject({ change: 'ENTERED', incidentId });
  });
});

/** A way to the database on which the tail's connections can be made to lag. */
async function tailProxy(target: string): Promise<{ url: string; hold(): void; release(): void; close(): Promise<void> }> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<net.Socket>();
  const tails = new Set<() => void>();
  let isHeld = false;
  const server = net.createServer((socket) => {
    const upstream = net.connect(Number(port), hostname);
    for (const end of [socket, upstream]) {
      sockets.add(end);
      end.on('error', () => {}).on('close', () => [socket, upstream].map((other) => other.destroy()));
    }
    socket.pipe(upstream);
    const flow = () => void upstream.pipe(socket);
    flow();
    socket.once('data', (startup) => {
      if (!startup.includes('mulin tail')) return;
      tails.add(() => (isHeld ? upstream.unpipe(socket) : flow()));
      if (isHeld) upstream.unpipe(socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.host = `127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  const turn = (held: boolean) => () => {
    isHeld = held;
    for (const apply of tails) apply();
  };
  return {
    url: url.href,
    hold: turn(true),
    release: turn(false),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
