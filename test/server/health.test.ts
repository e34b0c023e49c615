import { once } from 'node:events';
import net from 'node:net';
import os from 'node:os';
import pg from 'pg';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type Running, start } from '../../src/server/start.js';
import { startApp } from '../kit/app.js';
import { demoDatabase, freshDatabase, type TestDatabase } from '../kit/database.js';

const get = async (url: string, path: string, ms = 30_000) => {
  const response = await fetch(url + path, { signal: AbortSignal.timeout(ms) });
  return [response.status, await response.json()] as const;
};
const LIVE = [200, { live: true }];
const READY = [200, { ready: true, loading: [] }];
const NOT_READY = [503, { ready: false, loading: [] }];

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
  expect(await get(server.url, '/readyz')).toEqual([503, { ready: false, loading: ['demo incidents'] }]);
  const response = await fetch(`${server.url}/graphql?query={grids{totalCount}}`);
  expect(await response.json()).toEqual({ data: { grids: { totalCount: expect.any(Number) } } });
  await release();
  const residents = [503, { ready: false, loading: ['demo residents'] }];
  await vi.waitFor(async () => expect(await get(server.url, '/readyz')).toEqual(residents), { timeout: 50_000, interval: 20 });
  expect((await database.query<{ count: number }>('select count(*)::int from incident'))[0]!.count).toBeGreaterThan(100);
});

test('a stop while the demo loads does not wait for it', async () => {
  const { stop } = await loading();
  const stopped = stop().then(() => 'stopped');
  let patience: NodeJS.Timeout | undefined;
  const waited = new Promise((resolve) => (patience = setTimeout(resolve, 5_000, 'still waiting')));
  expect(await Promise.race([stopped, waited])).toBe('stopped');
  clearTimeout(patience);
});

test('without its database it lives and is not ready; with it, it is again', async () => {
  const app = await startApp();
  onTestFinished(() => app.stop());
  await vi.waitFor(async () => expect(await get(app.url, '/readyz')).toEqual(READY), { timeout: 30_000, interval: 20 });
  const url = new URL(app.database.url);
  const name = url.pathname.slice(1);
  url.pathname = '/postgres';
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  onTestFinished(() => admin.end());
  await admin.query(`alter database ${name} allow_connections false`);
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
  await vi.waitFor(async () => expect(await get(app.url, '/readyz')).toEqual(NOT_READY), { timeout: 30_000, interval: 20 });
  expect(await get(app.url, '/livez')).toEqual(LIVE);
  await admin.query(`alter database ${name} allow_connections true`);
  await vi.waitFor(async () => expect(await get(app.url, '/readyz')).toEqual(READY), { timeout: 30_000, interval: 20 });
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

test('when the connections to the database that there are fall silent, those who follow are told through new ones', async () => {
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
}, 90_000);

test('while the rights of those who follow cannot be looked up it says how old they are', async () => {
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
  const old = [200, { ready: true, loading: [], rightsAgeMs: expect.any(Number) }];
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
