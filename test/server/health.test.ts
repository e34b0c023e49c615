import { once } from 'node:events';
import net from 'node:net';
import os from 'node:os';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Running, start } from '../../src/server/start.js';
import { type App, startApp } from '../kit/app.js';
import { demoDatabase, freshDatabase, type TestDatabase } from '../kit/database.js';
import { testInDepth } from '../kit/depth.js';

const get = async (url: string, path: string, ms = 30_000) => {
  const response = await fetch(url + path, { signal: AbortSignal.timeout(ms) });
  return [response.status, await response.json()] as const;
};
const soon = { timeout: 30_000, interval: 20 };
const LIVE = [200, { live: true }];
const READY = [200, { ready: true, loading: [] }];
const NOT_READY = [503, { ready: false, loading: [], database: expect.any(String) }];

/** On an empty database where nobody can touch incidents until released: the demo's trees load, the rest waits. */
async function loading(): Promise<{ database: TestDatabase; server: Running; release(): Promise<void>; stop(): Promise<void> }> {
  const database = await freshDatabase();
  onTestFinished(() => database.close());
  const blocker = new pg.Client({ connectionString: database.url });
  await blocker.connect();
  blocker.on('error', () => {});
  await blocker.query('begin');
  await blocker.query('lock table incident in access exclusive mode');
  const release = () => blocker.end().catch(() => {});
  const server = await start(
    { port: 0, host: 'localhost', databaseUrl: database.url, dataDir: '', auth: null },
    { info: () => {}, bug: () => {} },
  );
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= server.stop());
  onTestFinished(async () => {
    await release();
    await stop();
  });
  return { database, server, release, stop };
}

test('while the demo loads it lives and answers, but is not ready, and says for what', async () => {
  const { database, server, release } = await loading();
  expect(await get(server.url, '/livez')).toEqual(LIVE);
  expect(await get(server.url, '/readyz')).toEqual([503, { ready: false, loading: ['demo incidents'], database: expect.any(String) }]);
  const response = await fetch(`${server.url}/graphql?query={grids{totalCount}}`);
  expect(await response.json()).toEqual({ data: { grids: { totalCount: expect.any(Number) } } });
  await release();
  const residents = [503, { ready: false, loading: ['demo residents'] }];
  await vi.waitFor(async () => expect(await get(server.url, '/readyz')).toEqual(residents), { timeout: 50_000, interval: 20 });
  expect((await database.query<{ count: number }>('select count(*)::int from incident'))[0]!.count).toBeGreaterThan(100);
});

testInDepth('a stop while the demo loads does not wait for it', async () => {
  const { stop } = await loading();
  const stopped = stop().then(() => 'stopped');
  // One that waited would be cut off after twelve seconds.
  let patience: NodeJS.Timeout | undefined;
  const waited = new Promise((resolve) => (patience = setTimeout(resolve, 10_000, 'still waiting')));
  expect(await Promise.race([stopped, waited])).toBe('stopped');
  clearTimeout(patience);
});

describe('while the database cannot serve', () => {
  let app: App;
  let admin: pg.Client;
  let name: string;
  beforeAll(async () => {
    app = await startApp();
    const url = new URL(app.database.url);
    name = url.pathname.slice(1);
    url.pathname = '/postgres';
    admin = new pg.Client({ connectionString: url.href });
    await admin.connect();
  });
  afterAll(async () => {
    await admin.end();
    await app.stop();
  });
  const ready = () => vi.waitFor(async () => expect(await get(app.url, '/readyz')).toEqual(READY), soon);
  const cut = () => admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
  const refused = { status: 503, retryAfter: '5', code: 'UNAVAILABLE' };

  /** How somebody's request is answered: the status, when to come again, and the first error's code. */
  async function answerOf(path: string, body?: unknown, token?: string) {
    const response = await fetch(app.url + path, {
      method: body ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: body ? JSON.stringify(body) : undefined,
    });
    const text = await response.text();
    expect(text).not.toMatch(/report it|SQLSTATE|ECONN|\block\b/i);
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      code: JSON.parse(text).errors?.[0].extensions.code ?? null,
    };
  }
  const READ = '{ incidents(first: 1) { nodes { id } } }';
  const WRITE = 'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { userErrors { code } } }';

  interface Trouble {
    readonly begin: () => Promise<unknown>;
    readonly end: () => Promise<unknown>;
    readonly reads: boolean;
    readonly reason: RegExp;
  }
  const stranger = () => new pg.Client({ connectionString: app.database.url });
  const troubles: readonly (readonly [string, () => Trouble])[] = [
    [
      'because it is away',
      () => ({
        begin: async () => {
          await admin.query(`alter database ${name} allow_connections false`);
          await cut();
        },
        end: () => admin.query(`alter database ${name} allow_connections true`),
        reads: false,
        reason: /connection|connections/,
      }),
    ],
    [
      'because a table is locked',
      () => {
        const client = stranger();
        return {
          begin: async () => {
            await client.connect();
            await client.query('begin; lock table incident in access exclusive mode');
          },
          end: () => client.end(),
          reads: false,
          reason: /lock/,
        };
      },
    ],
    [
      'because it takes no writes, as a standby does',
      () => ({
        begin: async () => {
          await admin.query(`alter database ${name} set default_transaction_read_only = on`);
          await cut();
        },
        end: async () => {
          await admin.query(`alter database ${name} reset default_transaction_read_only`);
          await cut();
        },
        reads: true,
        reason: /no writes/,
      }),
    ],
  ];
  test.each(troubles)('%s, /readyz says no, requests are UNAVAILABLE, and the log says once that it began and ended', async (_what, of) => {
    const [cadre, resident] = [await app.tokenOf('community-cadre'), await app.tokenOf('resident')];
    const ids = '{ grid(code: "000-G01") { id } incidentCategories { id } }';
    const { grid, incidentCategories } = await (await app.as('resident')).data(ids);
    const input = { title: '路灯坏了', gridId: grid.id, categoryId: incidentCategories[0].id, channel: 'WECHAT' };
    await ready();
    const before = app.said.length;
    const trouble = of();
    await trouble.begin();
    await vi.waitFor(async () => expect(await get(app.url, '/readyz')).toEqual(NOT_READY), soon);
    const read = trouble.reads ? { status: 200, retryAfter: null, code: null } : refused;
    await vi.waitFor(async () => expect(await answerOf('/graphql', { query: READ }, cadre)).toEqual(read), soon);
    expect(await answerOf(`/graphql?query=${encodeURIComponent(READ)}`, undefined, cadre)).toEqual(read);
    expect(await answerOf('/graphql', { query: WRITE, variables: { input } }, resident)).toEqual(refused);
    if (/away/.test(_what)) expect(await answerOf('/demo/token', { persona: 'resident', community: '000' })).toEqual(refused);
    expect(await get(app.url, '/livez')).toEqual(LIVE);
    await trouble.end();
    await ready();
    await vi.waitFor(() => expect(app.said.slice(before).at(-1)).toMatch(/serves again/), soon);
    const [began, ...rest] = app.said.slice(before);
    expect(began).toMatch(/^The database cannot serve: .*\. Requests are answered with UNAVAILABLE until it can\.$/);
    expect(began).toMatch(trouble.reason);
    expect(rest).toEqual([expect.stringMatching(/^The database serves again, after \d+ s\.$/)]);
    expect(app.bugs).toEqual([]);
    expect(await answerOf('/graphql', { query: WRITE, variables: { input } }, resident)).toEqual({
      status: 200,
      retryAfter: null,
      code: null,
    });
  });

  test('because its disk is full, a write is UNAVAILABLE and reads are served', async () => {
    const before = app.said.length;
    await app.database.query(`create function full_disk() returns trigger language plpgsql as $$ begin
      raise exception 'could not extend file' using errcode = '53100'; end $$`);
    await app.database.query('create trigger full_disk before insert on incident execute function full_disk()');
    const { grid, incidentCategories } = await (await app.as('resident')).data(
      '{ grid(code: "000-G01") { id } incidentCategories { id } }',
    );
    const input = { title: '路灯坏了', gridId: grid.id, categoryId: incidentCategories[0].id, channel: 'WECHAT' };
    expect(await answerOf('/graphql', { query: WRITE, variables: { input } }, await app.tokenOf('resident'))).toEqual(refused);
    expect(await answerOf('/graphql', { query: READ }, await app.tokenOf('community-cadre'))).toMatchObject({ status: 200, code: null });
    expect(app.said[before]).toMatch(/disk of the database is full/);
    await app.database.query('drop trigger full_disk on incident');
    await vi.waitFor(() => expect(app.said.at(-1)).toMatch(/serves again/), soon);
  });

  test('requests that touch nothing locked are served as fast as ever', async () => {
    const client = stranger();
    await client.connect();
    await client.query('begin; lock table incident in access exclusive mode');
    onTestFinished(async () => {
      await client.end();
      await ready();
    });
    const cadre = await app.tokenOf('community-cadre');
    // More of them than there are connections; whoever asks for something else finds one free again and again.
    const stuck = Array.from({ length: 30 }, () => answerOf('/graphql', { query: READ }, cadre));
    expect(await answerOf('/graphql', { query: '{ grids { totalCount } }' })).toEqual({ status: 200, retryAfter: null, code: null });
    expect(new Set((await Promise.all(stuck)).map(({ code }) => code))).toEqual(new Set(['UNAVAILABLE']));
  });
});

test('when the database falls silent, without a word, it is not ready within 5 s', async () => {
  const database = await demoDatabase();
  onTestFinished(() => database.close());
  const proxy = await silentProxy(database.url);
  const app = await startApp({ database: { ...database, url: proxy.url } });
  onTestFinished(async () => {
    proxy.speak();
    await app.stop();
    await proxy.close();
  });
  await vi.waitFor(async () => expect(await get(app.url, '/readyz')).toEqual(READY), { timeout: 30_000, interval: 20 });
  proxy.silence();
  expect(await get(app.url, '/livez', 5_000)).toEqual(LIVE);
  expect(await get(app.url, '/readyz', 5_000)).toEqual(NOT_READY);
});

testInDepth(
  'when the connections to the database that there are fall silent, those who follow are told through new ones',
  async () => {
    const database = await demoDatabase();
    onTestFinished(() => database.close());
    const proxy = await silentProxy(database.url);
    const app = await startApp({ database: { ...database, url: proxy.url } });
    const near = await startApp({ database });
    onTestFinished(async () => {
      await near.stop();
      await app.stop();
      await proxy.close();
    });
    const stream = (await app.as('grid-leader')).subscribe('subscription { incidentEvents { change } }');
    onTestFinished(() => stream.close());
    await stream.next();
    proxy.silence();
    const resident = await near.as('resident');
    const { grid, incidentCategories } = await resident.data('{ grid(code: "000-G01") { id } incidentCategories { id } }');
    const input = { title: '路灯坏了', gridId: grid.id, categoryId: incidentCategories[0].id, channel: 'WECHAT' };
    await resident.data('mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { userErrors { code } } }', { input });
    await stream.nextWhere(({ incidentEvents }) => incidentEvents.change === 'ENTERED');
  },
  90_000,
);

testInDepth('while the rights of those who follow cannot be looked up it says how old they are', async () => {
  const app = await startApp();
  onTestFinished(() => app.stop());
  const blocker = new pg.Client({ connectionString: app.database.url });
  await blocker.connect();
  onTestFinished(() => blocker.end());
  const stream = (await app.as('grid-leader')).subscribe('subscription { incidentEvents { change } }');
  onTestFinished(() => stream.close());
  await stream.next();
  await blocker.query('begin');
  await blocker.query('lock table account in access exclusive mode');
  const old = [503, { ready: false, loading: [], database: expect.any(String), rightsAgeMs: expect.any(Number) }];
  await vi.waitFor(async () => expect(await get(app.url, '/readyz')).toEqual(old), { timeout: 30_000, interval: 50 });
  await blocker.query('rollback');
  await vi.waitFor(async () => expect(await get(app.url, '/readyz')).toEqual(READY), { timeout: 30_000, interval: 50 });
});

/** A way to the database that can stop passing on what it gets, with all connections open: an unplugged cable. */
async function silentProxy(target: string): Promise<{ url: string; silence(): void; speak(): void; close(): Promise<void> }> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    const upstream = net.connect(Number(port), hostname);
    for (const end of [socket, upstream])
      sockets.add(end.on('error', () => {}).on('close', () => [socket, upstream].map((other) => other.destroy())));
    upstream.on('data', (chunk) => socket.write(chunk));
    socket.on('data', (chunk) => upstream.write(chunk));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.host = `127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  return {
    url: url.href,
    silence: () => void [...sockets].map((socket) => socket.pause()),
    speak: () => void [...sockets].map((socket) => socket.resume()),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const hasIpv6 = Object.values(os.networkInterfaces())
  .flat()
  .some((address) => address?.address === '::1');
test.skipIf(!hasIpv6)('on an IPv6 address it says an address that can be called', async () => {
  const database = await demoDatabase();
  onTestFinished(() => database.close());
  const server = await start(
    { port: 0, host: '::1', databaseUrl: database.url, dataDir: '', auth: null },
    { info: () => {}, bug: () => {} },
  );
  onTestFinished(() => server.stop());
  expect(await get(server.url, '/livez')).toEqual(LIVE);
});
