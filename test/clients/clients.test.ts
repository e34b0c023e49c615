import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { backup } from '../../src/db/backup.js';
import { openOrm } from '../../src/db/orm.js';
import { restore } from '../../src/db/restore.js';
import { type App, startApp } from '../kit/app.js';
import { blankDatabase } from '../kit/database.js';
import { testInDepth } from '../kit/depth.js';
import { type Link, openLink } from '../kit/link.js';
import { follow, waitBefore } from './browser.js';
import { results } from './sse.js';
import { items } from './worker.js';

/** The clients of this folder, as they stand, at a server that goes away and comes back elsewhere. */

const soon = { timeout: 30_000, interval: 20 };
const query = 'subscription ($after: Cursor) { incidentEvents(after: $after) { cursor change incidentId } }';
interface Item {
  readonly cursor: string;
  readonly change: string;
  readonly incidentId: string | null;
}

let apps: App[];
let link: Link;
beforeEach(async () => {
  apps = [await startApp()];
  link = await openLink(apps[0]!.url);
});
afterEach(async () => {
  await link.close();
  for (const app of apps.reverse()) await app.stop();
});

async function report(app: App): Promise<string> {
  const resident = await app.as('resident');
  const { grid, incidentCategories } = await resident.data('{ grid(code: "000-G01") { id } incidentCategories { id } }');
  const { reportIncident } = await resident.data(
    'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } userErrors { message } } }',
    {
      input: { title: '路灯坏了', gridId: grid.id, categoryId: incidentCategories[0].id, channel: 'WECHAT' },
    },
  );
  expect(reportIncident.userErrors).toEqual([]);
  return reportIncident.incident.id;
}

const snapshot = async (): Promise<string> =>
  (await (await apps[0]!.as('grid-leader')).data('{ incidents(first: 20) { streamCursor nodes { id } } }')).incidents.streamCursor;
const token = () => apps[0]!.tokenOf('grid-leader');

/** What each client has brought so far, once it follows. */
type Open = (note: (item: Item) => void) => Promise<void> | void;
const clients: Readonly<Record<string, Open>> = {
  'a dashboard in a browser': (note) => {
    const client = follow(
      {
        url: `${link.url.replace('http', 'ws')}graphql`,
        token,
        query,
        onItem: (item) => note(item as Item),
        reload: snapshot,
      },
      WebSocket as never,
    );
    onTestFinished(async () => void (await Promise.resolve(client.dispose()).catch(() => {})));
  },
  'a worker': async (note) => {
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    const url = () => `${link.url.replace('http', 'ws')}graphql`;
    for await (const item of items<Item>({ url, token, query, after: null, signal: stop.signal })) note(item);
  },
  'a consumer of server-sent events': async (note) => {
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    const plain = query.replace('($after: Cursor) ', '').replace('(after: $after)', '');
    for await (const { data } of results({ url: () => `${link.url}graphql/stream`, token, query: plain, after: null, signal: stop.signal }))
      if (data) note((data as { incidentEvents: Item }).incidentEvents);
  },
};

test.each(Object.entries(clients))('%s misses nothing while its server is away, and gets nothing twice', async (_name, open) => {
  const got: Item[] = [];
  void open((item) => got.push(item));
  const told = () => got.flatMap(({ incidentId }) => incidentId ?? []);
  await vi.waitFor(() => expect(got.length).toBeGreaterThan(0), soon);
  const [one] = apps as [App];
  const ids = [await report(one)];
  await vi.waitFor(() => expect(told()).toEqual(ids), soon);

  const two = await startApp({ database: one.database });
  apps.push(two);
  // Nobody answers for a while; meanwhile things happen.
  link.lead('http://127.0.0.1:1');
  link.cut();
  for (let i = 0; i < 3; i++) ids.push(await report(two));
  link.lead(two.url);
  await vi.waitFor(() => expect(told()).toEqual(ids), soon);
  link.cut();
  ids.push(await report(one));
  await vi.waitFor(() => expect(told()).toEqual(ids), soon);
});

test('a dashboard begins where its snapshot ends: what happens between the two is told', async () => {
  const [app] = apps as [App];
  let missed = '';
  const got: Item[] = [];
  const client = follow(
    {
      url: `${link.url.replace('http', 'ws')}graphql`,
      token,
      query,
      onItem: (item) => got.push(item as Item),
      reload: async () => {
        const cursor = await snapshot();
        missed = await report(app);
        return cursor;
      },
    },
    WebSocket as never,
  );
  onTestFinished(async () => void (await Promise.resolve(client.dispose()).catch(() => {})));
  await vi.waitFor(() => expect(got.flatMap(({ incidentId }) => incidentId ?? [])).toEqual([missed]), soon);
});

testInDepth('a dashboard finds out that its network has gone silent, and comes back with it', async () => {
  const [app] = apps as [App];
  const got: Item[] = [];
  void clients['a dashboard in a browser']!((item) => got.push(item));
  await vi.waitFor(() => expect(got.length).toBeGreaterThan(0), soon);
  const connections = async () => (await app.readiness()).streams.connections;
  link.silence();
  const id = await report(app);
  // It gives up on the dead connection by itself; the new ones that it tries are swallowed, too.
  await vi.waitFor(async () => expect(await connections()).toBe(0), soon);
  link.speak();
  await vi.waitFor(() => expect(got.flatMap(({ incidentId }) => incidentId ?? [])).toEqual([id]), soon);
});

test('a dashboard tries again within two seconds, and not all at the same moment', () => {
  fc.assert(
    fc.property(fc.nat(1_000), (failures) => {
      const waits = Array.from({ length: 20 }, () => waitBefore(failures));
      expect(Math.max(...waits)).toBeLessThanOrEqual(2_000);
      expect(new Set(waits).size).toBeGreaterThan(1);
    }),
  );
});

testInDepth(
  'after a backup was brought in, old cursors have expired: who follows is told so, reloads, and goes on',
  async () => {
    const [old] = apps as [App];
    let reloads = 0;
    const got: Item[] = [];
    let current = old;
    const reload = async () => {
      if (reloads++ === 0) throw new Error('It cannot be read for the moment.');
      return (await (await current.as('grid-leader')).data('{ incidents(first: 20) { streamCursor nodes { id } } }')).incidents
        .streamCursor as string;
    };
    const client = follow(
      {
        url: `${link.url.replace('http', 'ws')}graphql`,
        token: () => current.tokenOf('grid-leader'),
        query,
        onItem: (item) => got.push(item as Item),
        reload,
      },
      WebSocket as never,
    );
    onTestFinished(async () => void (await Promise.resolve(client.dispose()).catch(() => {})));
    await vi.waitFor(() => expect(got.length).toBe(1), soon);
    const file = join(tmpdir(), `mulin-${randomUUID()}`);
    await backup(old.database.url, file);
    // What happens after the backup is lost with the database.
    const lost = await report(old);
    await vi.waitFor(() => expect(got.at(-1)!.incidentId).toBe(lost), soon);

    const database = await blankDatabase();
    onTestFinished(() => database.close());
    const orm = await openOrm(database.url, 2);
    await restore(orm, file);
    await orm.close(true);
    current = await startApp({ database });
    onTestFinished(() => current.stop());
    link.lead(current.url);
    link.cut();
    await vi.waitFor(() => expect(reloads).toBe(3), soon);
    await vi.waitFor(() => expect(got.at(-1)!.change).toBe('HEARTBEAT'), soon);
    const id = await report(current);
    await vi.waitFor(() => expect(got.at(-1)).toMatchObject({ change: 'ENTERED', incidentId: id }), soon);
  },
  90_000,
);
