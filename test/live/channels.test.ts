import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Persona } from '../../src/demo/personas.js';
import { Reader } from '../../src/read/reader.js';
import { type App, startApp } from '../kit/app.js';
import type { Client } from '../kit/client.js';
import { demoDatabase, type TestDatabase } from '../kit/database.js';
import { testInDepth } from '../kit/depth.js';
import { RawSocket } from '../kit/raw-socket.js';
import { logStatements, type StatementLog } from '../read/statement-log.js';

let database: TestDatabase;
let log: StatementLog;
let app: App;
let input: Record<string, unknown>;
beforeAll(async () => {
  database = await demoDatabase();
  log = await logStatements(database);
  app = await startApp({ database });
  const { grid, incidentCategories } = await (await app.as('resident')).data('{ grid(code: "000-G01") { id } incidentCategories { id } }');
  input = { gridId: grid.id, categoryId: incidentCategories[0].id, channel: 'WECHAT' };
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
  await database.close();
});

const counts = async () => (await app.readiness()).streams;

async function report(title = '路灯坏了', who?: Client): Promise<string> {
  const { reportIncident } = await (who ?? (await app.as('resident'))).data(
    'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } userErrors { message } } }',
    { input: { ...input, title } },
  );
  expect(reportIncident.userErrors).toEqual([]);
  return reportIncident.incident.id;
}

const ITEM =
  'change cursor incidentId event { id kind note incident { title description viewerActions { verb allowed } reporter { name } } }';
const STREAM = `subscription ($filter: IncidentFilter, $after: Cursor) { incidentEvents(filter: $filter, after: $after) { ${ITEM} } }`;

/** A subscription that has begun, after all that happened before. */
async function follow(who: Client, query = STREAM, variables: Record<string, unknown> = {}) {
  await app.caughtUp();
  const stream = who.subscribe(query, variables);
  onTestFinished(() => stream.close());
  const { incidentEvents } = await stream.next();
  expect(incidentEvents.change).toBe('HEARTBEAT');
  return {
    cursor: incidentEvents.cursor as string,
    next: async () => (await stream.nextWhere(({ incidentEvents }) => incidentEvents.change !== 'HEARTBEAT')).incidentEvents,
    close: () => stream.close(),
  };
}

describe('who shares', () => {
  const settled = () =>
    vi.waitFor(async () => expect(await counts()).toMatchObject({ subscriptions: 0, channels: 0 }), { timeout: 20_000, interval: 10 });

  test('those of one document, with the same variables and rights, wherever they begin and however they write it', async () => {
    await settled();
    const leader = await app.as('grid-leader');
    const { cursor } = await follow(leader);
    await report();
    await follow(leader, STREAM, { filter: { open: true, urgencies: ['NORMAL'] }, after: cursor });
    await follow(await app.as('grid-leader'), STREAM, { filter: { urgencies: ['NORMAL'], open: true } });
    expect(await counts()).toMatchObject({ subscriptions: 3, channels: 2 });
    await follow(leader, STREAM, { filter: null, after: cursor });
    expect(await counts()).toMatchObject({ subscriptions: 4, channels: 3 });
  });

  test('never those with different rights, documents or variables', async () => {
    await settled();
    const personas: readonly Persona[] = [
      'grid-leader',
      'grid-worker',
      'chief',
      'community-cadre',
      'street-supervisor',
      'resident',
      'police',
      'admin',
      'dashboard',
    ];
    for (const persona of personas) await follow(await app.as(persona));
    expect(await counts()).toMatchObject({ subscriptions: personas.length, channels: personas.length });
    await follow(await app.as('dashboard'), 'subscription { incidentEvents { change cursor } }');
    await follow(await app.as('dashboard'), 'subscription { incidentEvents { cursor change } }');
    await follow(await app.as('dashboard'), STREAM, { filter: { open: false } });
    await follow(await app.as('dashboard', '001'));
    expect(await counts()).toMatchObject({ channels: personas.length + 4 });
  });

  test('and all of them are told by one statement an event', async () => {
    const leader = await app.as('grid-leader');
    const streams = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        follow(leader, STREAM, { filter: { updatedAt: { from: `2020-01-0${1 + (i % 3)}T00:00:00Z` } } }),
      ),
    );
    expect((await counts()).channels).toBe(3);
    const resident = await app.as('resident');
    // Planned and looked up once before.
    await report('第一', resident);
    for (const stream of streams) await stream.next();
    const { statements } = await log.during(async () => {
      await report('第二', resident);
      for (const stream of streams) expect((await stream.next()).event.incident.title).toBe('第二');
    });
    const reads = statements.filter((statement) => statement.startsWith('select') && statement.includes('unnest((select $'));
    // One for those who watch, one for the payload of who reported.
    expect(reads.filter((statement) => statement.includes('incident_event'))).toHaveLength(1);
  });
});

test('each is told of an event just what a query by themselves answers of it', async () => {
  const personas: readonly Persona[] = [
    'grid-leader',
    'grid-worker',
    'chief',
    'community-cadre',
    'street-supervisor',
    'resident',
    'admin',
    'dashboard',
    'dispatcher',
  ];
  const clients = await Promise.all(personas.map((persona) => app.as(persona)));
  const streams = await Promise.all(clients.map((client) => follow(client)));
  const [cadre, resident] = [await app.as('community-cadre'), await app.as('resident')];
  const id = await report('三号楼路灯', resident);
  await cadre.data('mutation ($id: ID!) { acceptIncident(input: { id: $id, note: "已记录" }) { userErrors { code } } }', { id });
  for (const [i, stream] of streams.entries()) {
    await stream.next();
    const { event } = await stream.next();
    expect(event.kind).toBe('ACCEPTED');
    const { node } = await clients[i]!.data(
      `query ($id: ID!) { node(id: $id) { ... on IncidentEvent { id kind note incident { title description viewerActions { verb allowed } reporter { name } } } } }`,
      { id: event.id },
    );
    expect({ persona: personas[i], event }).toEqual({ persona: personas[i], event: node });
  }
});

describe('who is slow', () => {
  /** An item that is heavy: some 400 KiB. */
  const heavy = `subscription ($after: Cursor) { incidentEvents(after: $after) { cursor incidentId event { id incident { ${Array.from({ length: 25 }, (_, i) => `d${i}: description`).join(' ')} } } } }`;
  const LONG = '长'.repeat(5_000);

  /** Puts events about one heavy incident into the outbox, one after the other. */
  async function happen(count: number): Promise<void> {
    await database.query(
      `insert into outbox (topic, jurisdiction_id, payload) select 'incident', i.jurisdiction_id, json_build_object('incidentId', i.id, 'eventId', e.id, 'version', 1, 'before', f.facts, 'after', f.facts)
       from incident i join incident_event e on e.incident_id = i.id cross join lateral (select json_build_object('id', i.id, 'place', i.place, 'state', i.state, 'visibility', i.visibility) as facts) f, generate_series(1, $2)
       where i.title = $1`,
      ['heavy', count],
    );
  }
  beforeAll(async () => {
    const stream = (await app.as('grid-leader')).subscribe(STREAM);
    await stream.next();
    const resident = await app.as('resident');
    const { reportIncident } = await resident.data(
      'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } userErrors { message } } }',
      { input: { ...input, title: 'heavy', description: LONG } },
    );
    expect(reportIncident.userErrors).toEqual([]);
    // From here on it is past: nobody who begins to follow is told of the report.
    await stream.nextWhere(({ incidentEvents }) => incidentEvents.event?.incident.title === 'heavy');
    await stream.close();
  });

  /** The next message about an event, and the cursor of its item; quiet streams say so in between. */
  async function nextOf(raw: RawSocket) {
    for (;;) {
      const message = await raw.next('1');
      const item = message.type === 'next' ? message.payload.data.incidentEvents : null;
      if (item?.incidentId !== null) return { message, cursor: item?.cursor as string };
    }
  }
  /** The position is in the cursor, after epoch and term. */
  const positionsOf = (cursors: readonly string[]) => cursors.map((cursor) => Number(Buffer.from(cursor, 'base64url').readBigUInt64BE(8)));

  testInDepth(
    'is told everything later, in order and once; meanwhile memory is bounded, and others are told at once',
    async () => {
      const token = await app.tokenOf('grid-leader');
      const late = await Promise.all(
        Array.from({ length: 12 }, async () => {
          const raw = await RawSocket.signedIn(app.url, token);
          raw.subscribe('1', heavy);
          expect((await raw.next('1')).type).toBe('next');
          return raw;
        }),
      );
      const quick = await follow(await app.as('grid-leader'));
      for (const { socket } of late) socket.pause();
      const before = process.memoryUsage().arrayBuffers;
      const ROUNDS = 40;
      let most = 0;
      for (let round = 0; round < ROUNDS; round++) {
        await happen(1);
        await quick.next();
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      }
      // All of it would be 12 × 40 × 375 KiB, some 176 MiB. What the kernel does not take waits in the log, but for a budget and one item each, and what is under way.
      expect(most / 1024 / 1024).toBeLessThan(70);
      for (const { socket } of late) socket.resume();
      const expected = (
        await database.query<{ pos: number }>(
          `select pos::int from event_log where payload->'after'->>'id' = (select id::text from incident where title = 'heavy') order by pos desc limit $1`,
          [ROUNDS],
        )
      ).map(({ pos }) => pos);
      for (const raw of late) {
        const cursors: string[] = [];
        for (let i = 0; i < ROUNDS; i++) cursors.push((await nextOf(raw)).cursor);
        expect(positionsOf(cursors)).toEqual([...expected].reverse());
      }
    },
    60_000,
  );

  test('and comes with an old cursor is told heavy items few at a time, not built by the hundred before they can take any', async () => {
    const quick = await follow(await app.as('grid-leader'));
    await happen(120);
    for (let i = 0; i < 120; i++) await quick.next();
    const built = vi.spyOn(Reader.prototype, 'items');
    onTestFinished(() => built.mockRestore());
    const raw = await RawSocket.signedIn(app.url, await app.tokenOf('grid-leader'));
    raw.subscribe('1', heavy, { after: quick.cursor });
    const cursors: string[] = [];
    for (let i = 0; i < 120; i++) cursors.push((await nextOf(raw)).cursor);
    const positions = positionsOf(cursors);
    expect(positions).toEqual(Array.from({ length: 120 }, (_, i) => positions[0]! + i));
    expect(Math.max(...built.mock.calls.map(([, items]) => items.length))).toBeLessThanOrEqual(32);
  });

  testInDepth(
    'and takes nothing for long is let go with their last cursor, and resumes there',
    async () => {
      const raw = await RawSocket.signedIn(app.url, await app.tokenOf('grid-leader'));
      raw.subscribe('1', heavy);
      await raw.next('1');
      raw.socket.pause();
      await happen(40);
      // It is let go while it takes nothing; what is said to it waits in its buffers.
      await vi.waitFor(async () => expect(await counts()).toMatchObject({ subscriptions: 0 }), { timeout: 40_000, interval: 100 });
      raw.socket.resume();
      const cursors: string[] = [];
      let { message, cursor } = await nextOf(raw);
      for (; message.type === 'next'; { message, cursor } = await nextOf(raw)) cursors.push(cursor);
      expect(message).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'SLOW_CONSUMER', cursor: cursors.at(-1) } }] });
      expect(await raw.closed).toEqual({ code: 1013, reason: 'SLOW_CONSUMER' });
      expect(cursors.length).toBeLessThan(40);

      const again = await RawSocket.signedIn(app.url, await app.tokenOf('grid-leader'));
      again.subscribe('1', heavy, { after: message.payload[0].extensions.cursor });
      await again.next('1');
      while (cursors.length < 40) cursors.push((await nextOf(again)).cursor);
      const positions = positionsOf(cursors);
      expect(positions).toEqual(Array.from({ length: 40 }, (_, i) => positions[0]! + i));
    },
    90_000,
  );

  test('and reads nothing of its server-sent events gives its place back when its token has expired', async () => {
    const asked = get(`${app.url}/graphql/stream?query=${encodeURIComponent(heavy)}`, {
      headers: { authorization: `Bearer ${await app.tokenOf('grid-leader', '000', { lifetime: '5s' })}` },
    });
    onTestFinished(() => void asked.destroy());
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    response.on('error', () => {});
    const open = await counts();
    await happen(40);
    await vi.waitFor(async () => expect((await counts()).connections).toBeLessThan(open.connections), { timeout: 25_000, interval: 100 });
  }, 60_000);
});

describe('there is an end of', () => {
  test('subscriptions on one socket', async () => {
    const raw = await RawSocket.signedIn(app.url, await app.tokenOf('grid-leader'));
    for (let i = 0; i < 100; i++) raw.subscribe(`${i}`, 'subscription { incidentEvents { change } }');
    for (let i = 0; i < 100; i++) expect((await raw.next(`${i}`)).type).toBe('next');
    raw.subscribe('more', 'subscription { incidentEvents { change } }');
    expect(await raw.next('more')).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'AT_CAPACITY' } }] });
    raw.send({ type: 'complete', id: '0' });
    await raw.settled();
    raw.subscribe('more', 'subscription { incidentEvents { change } }');
    expect((await raw.next('more')).type).toBe('next');
  });

  test('also of those that are asked for at once', async () => {
    const raw = await RawSocket.signedIn(app.url, await app.tokenOf('grid-leader'));
    for (let i = 0; i < 150; i++) raw.subscribe(`${i}`, 'subscription { incidentEvents { change } }');
    const types = [];
    for (let i = 0; i < 150; i++) types.push((await raw.next(`${i}`)).type);
    expect(types).toEqual([...Array(100).fill('next'), ...Array(50).fill('error')]);
  });

  test('messages', async () => {
    const raw = await RawSocket.signedIn(app.url, null);
    for (let i = 0; i < 1_500; i++) raw.send({ type: 'ping' });
    expect(await raw.closed).toEqual({ code: 1008, reason: 'RATE_LIMITED' });
  });

  test('connections, of one and of all', async () => {
    const small = await startApp({ database, streamConnections: 3, streamConnectionsOfOne: 2 });
    onTestFinished(() => small.stop());
    const [leader, cadre] = [await app.tokenOf('grid-leader'), await app.tokenOf('community-cadre')];
    const first = await RawSocket.signedIn(small.url, leader);
    await RawSocket.signedIn(small.url, leader);
    const third = await RawSocket.open(small.url);
    third.send({ type: 'connection_init', payload: { authorization: `Bearer ${leader}` } });
    expect(await third.closed).toEqual({ code: 1013, reason: 'AT_CAPACITY' });
    await RawSocket.signedIn(small.url, cadre);
    const refused = await fetch(`${small.url}/graphql/stream?query=${encodeURIComponent('subscription { incidentEvents { change } }')}`, {
      headers: { authorization: `Bearer ${await app.tokenOf('resident')}` },
    });
    expect([refused.status, ((await refused.json()) as { errors: [{ extensions: { code: string } }] }).errors[0].extensions.code]).toEqual([
      503,
      'AT_CAPACITY',
    ]);
    first.socket.close();
    await first.closed;
    await vi.waitFor(() => RawSocket.signedIn(small.url, leader), { timeout: 10_000, interval: 50 });
  });
});
