import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type App, startApp } from '../kit/app.js';
import { type Link, openLink } from '../kit/link.js';
import { RawSocket } from '../kit/raw-socket.js';

/** A server whose database is behind a link that breaks, and one beside it that is well. */
let well: App;
let app: App;
let link: Link;
let token: string;
let input: Record<string, unknown>;
beforeAll(async () => {
  well = await startApp();
  link = await openLink(well.database.url);
  app = await startApp({ database: { ...well.database, url: link.url } });
  token = await well.tokenOf('grid-leader');
  const { grid, incidentCategories } = await (await well.as('resident')).data('{ grid(code: "000-G01") { id } incidentCategories { id } }');
  input = { gridId: grid.id, categoryId: incidentCategories[0].id, channel: 'WECHAT', title: '路灯坏了' };
});
beforeEach(() => {
  comeBack();
});
afterAll(async () => {
  expect([...app.bugs, ...well.bugs]).toEqual([]);
  comeBack();
  await app.stop();
  await link.close();
  await well.stop();
});

const goAway = () => {
  link.lead('http://127.0.0.1:1');
  link.cut();
};
const comeBack = () => link.lead(well.database.url);
const soon = { timeout: 30_000, interval: 20 };
const query = 'subscription ($after: Cursor) { incidentEvents(after: $after) { change cursor incidentId event { kind } } }';

async function report(): Promise<string> {
  const { reportIncident } = await (await well.as('resident')).data(
    'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } userErrors { message } } }',
    { input },
  );
  return reportIncident.incident.id;
}

test('who comes while the database is away waits for it: a client as it comes, one who is connected, and an EventSource', async () => {
  const connected = await RawSocket.signedIn(app.url, token);
  goAway();
  await vi.waitFor(async () => expect(await app.readiness()).toHaveProperty('rightsAgeMs'), soon);
  // As graphql-ws has it by itself: what it takes for final ends it.
  const client = createClient({
    url: `${app.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: Number.POSITIVE_INFINITY,
  });
  onTestFinished(async () => void (await Promise.resolve(client.dispose()).catch(() => {})));
  const items: string[] = [];
  let fault: unknown = null;
  client.subscribe<{ incidentEvents: { change: string; incidentId: string | null } }>(
    { query },
    {
      next: ({ data }) => items.push(data!.incidentEvents.incidentId ?? data!.incidentEvents.change),
      error: (error) => {
        fault = error;
      },
      complete: () => {},
    },
  );
  connected.subscribe('1', query);
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const events = fetch(`${app.url}/graphql/stream?query=${encodeURIComponent(query)}`, {
    headers: { accept: 'text/event-stream', authorization: `Bearer ${token}` },
    signal: stop.signal,
  });
  events.catch(() => {});
  // All have been told that they are to wait, or that they are not.
  await pause(500);
  comeBack();
  expect(await connected.next('1')).toMatchObject({ payload: { data: { incidentEvents: { change: 'HEARTBEAT' } } } });
  const response = await events;
  expect(response.status).toBe(200);
  await vi.waitFor(() => expect([fault, items]).toEqual([null, ['HEARTBEAT']]), soon);
  const id = await report();
  expect(await connected.next('1')).toMatchObject({ payload: { data: { incidentEvents: { change: 'ENTERED', incidentId: id } } } });
  await vi.waitFor(() => expect(items).toEqual(['HEARTBEAT', id]), soon);
  let text = '';
  for await (const bytes of response.body!) {
    text += Buffer.from(bytes);
    if (text.includes(id)) break;
  }
});

test('who does not wait for it leaves nothing behind', async () => {
  goAway();
  const stop = new AbortController();
  const raw = await RawSocket.open(app.url);
  raw.send({ type: 'connection_init', payload: { authorization: `Bearer ${await well.tokenOf('dispatcher')}` } });
  const events = fetch(`${app.url}/graphql/stream?query=${encodeURIComponent(query)}`, {
    headers: { accept: 'text/event-stream', authorization: `Bearer ${await well.tokenOf('police')}` },
    signal: stop.signal,
  });
  events.catch(() => {});
  await vi.waitFor(async () => expect((await app.readiness()).streams.connections).toBeGreaterThanOrEqual(2), soon);
  raw.socket.terminate();
  stop.abort();
  await vi.waitFor(
    async () => expect((await app.readiness()).streams).toMatchObject({ connections: 0, subscriptions: 0, channels: 0 }),
    soon,
  );
});

test('who begins to follow while rights take too long to find out, begins later', async () => {
  const raw = await RawSocket.signedIn(well.url, token);
  const client = new pg.Client({ connectionString: well.database.url });
  await client.connect();
  onTestFinished(() => client.end());
  await client.query('begin; lock table account in access exclusive mode');
  const waiting = `from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  await vi.waitFor(async () => expect((await well.database.query(`select ${waiting}`)).length).toBeGreaterThan(0), soon);
  raw.subscribe('1', query);
  await raw.settled();
  // As the server does by itself after a while.
  await well.database.query(`select pg_cancel_backend(pid) ${waiting}`);
  await client.query('rollback');
  expect(await raw.next('1')).toMatchObject({ payload: { data: { incidentEvents: { change: 'HEARTBEAT' } } } });
});
