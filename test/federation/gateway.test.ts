import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { createClient } from 'graphql-sse';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { buildGraph } from '../../src/graph/schema.js';
import { modules } from '../../src/modules/index.js';
import { type App, startApp } from '../kit/app.js';
import { Client } from '../kit/client.js';
import { inDepth } from '../kit/depth.js';
import { type Cameras, camerasSdl, openCameras } from './cameras.js';

/** The graph as a part of a supergraph, through Hive Gateway, beside another subgraph. */

let app: App;
let cameras: Cameras;
let folder: string;
let router: string;
let place: { gridId: string; categoryId: string; channel: string };
beforeAll(async () => {
  app = await startApp();
  const { grid } = await app.anonymous.data('{ grid(code: "000-G01") { id incidentCategories { id } } }');
  place = { gridId: grid.id, categoryId: grid.incidentCategories[0].id, channel: 'WECHAT' };
  cameras = await openCameras(grid.id);
  router = await app.tokenOf('router');
  folder = await mkdtemp(join(tmpdir(), 'mulin-gateway-'));
  const { supergraphSdl, errors } = composeServices([
    { name: 'mulin', url: `${app.url}/graphql`, typeDefs: parse(buildGraph(modules).subgraph) },
    { name: 'cameras', url: cameras.url, typeDefs: parse(camerasSdl) },
  ]);
  expect(errors ?? []).toEqual([]);
  await writeFile(join(folder, 'supergraph.graphql'), supergraphSdl!);
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await cameras.close();
  await rm(folder, { recursive: true });
  await app.stop();
});

type Way = 'ws' | 'sse';

class Gateway {
  readonly #child: ChildProcess;
  readonly url: Promise<string>;

  constructor(upstream: Way) {
    this.#child = spawn(process.execPath, [join(import.meta.dirname, 'gateway.mjs')], {
      env: {
        PATH: process.env.PATH,
        NODE_NO_WARNINGS: '1',
        SUPERGRAPH: join(folder, 'supergraph.graphql'),
        ROUTER: router,
        UPSTREAM: upstream,
      },
      stdio: ['ignore', 'pipe', process.env.SHOW_BUGS ? 'inherit' : 'ignore'],
    });
    this.url = new Promise((resolve, reject) => {
      createInterface({ input: this.#child.stdout! }).on('line', (line) => line.startsWith('http://') && resolve(line));
      this.#child.once('close', () => reject(new Error('The gateway ended before it listened.')));
    });
    this.url.catch(() => {});
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGKILL');
    await closed;
  }
}

const opened = (upstream: Way): Gateway => {
  const gateway = new Gateway(upstream);
  onTestFinished(() => gateway.kill());
  return gateway;
};

const REPORT =
  'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id title cameras { name grid { code } } } userErrors { message } } }';

test('queries join both ways, with the rights of who asks, and a mutation answers what another subgraph adds', async () => {
  const url = await opened('sse').url;
  const [resident, leader] = [new Client(url, await app.tokenOf('resident')), new Client(url, await app.tokenOf('grid-leader'))];
  const seen = [{ name: '东门', grid: { code: '000-G01' } }];
  const { reportIncident } = await resident.data(REPORT, { input: { ...place, title: '路灯坏了' } });
  expect(reportIncident).toEqual({ incident: { id: expect.any(String), title: '路灯坏了', cameras: seen }, userErrors: [] });
  const { id } = reportIncident.incident;
  // From this subgraph to the other, and back.
  const own = 'query ($id: ID!) { incident(id: $id) { title cameras { name grid { code leader { publicName } } } } }';
  const direct = await (await app.as('grid-leader')).data('{ grid(code: "000-G01") { code leader { publicName } } }');
  expect(await leader.data(own, { id })).toEqual({ incident: { title: '路灯坏了', cameras: [{ name: '东门', grid: direct.grid }] } });
  // From the other one to this.
  expect(await leader.data('{ cameras { name grid { code incidents(first: 1) { nodes { id cameras { name } } } } } }')).toEqual({
    cameras: [{ name: '东门', grid: { code: '000-G01', incidents: { nodes: [{ id, cameras: [{ name: '东门' }] }] } } }],
  });
  // Nobody is told more than by the graph itself.
  const other = new Client(url, await app.tokenOf('resident', '001'));
  expect((await other.data(own, { id })).incident).toBeNull();
});

const STREAM =
  'subscription ($after: Cursor) { incidentEvents(after: $after) { cursor change event { kind incident { title cameras { name } } } } }';

interface Item {
  readonly cursor: string;
  readonly change: string;
  readonly event: {
    readonly kind: string;
    readonly incident: { readonly title: string; readonly cameras: readonly { readonly name: string }[] };
  } | null;
}

/** What comes of the stream through a gateway, one by one. */
async function* items(way: Way, url: string, token: string, after: string | null): AsyncGenerator<Item> {
  const payload = { query: STREAM, variables: { after } };
  const client =
    way === 'ws'
      ? new Client(url, token).socket()
      : createClient({ url: `${url}/graphql`, headers: { authorization: `Bearer ${token}` }, retryAttempts: 0 });
  onTestFinished(() => client.dispose());
  for await (const { data, errors } of client.iterate(payload)) {
    if (errors) throw new Error(JSON.stringify(errors));
    yield (data as { incidentEvents: Item }).incidentEvents;
  }
}

/** One who follows, and what was told. */
class Follower {
  readonly told: Item[] = [];
  #cursor: string | null = null;
  #items: AsyncGenerator<Item> | null = null;

  constructor(
    private readonly way: Way,
    private readonly token: string,
  ) {}

  /** Begins, or goes on after the last cursor; answers the first item, which is a heartbeat. */
  async begin(url: string): Promise<void> {
    this.#items = items(this.way, url, this.token, this.#cursor);
    expect((await this.#next()).change).toBe('HEARTBEAT');
  }

  async has(count: number): Promise<void> {
    while (this.told.length < count) {
      const item = await this.#next();
      if (item.event) this.told.push(item);
    }
  }

  async #next(): Promise<Item> {
    const { value, done } = await this.#items!.next();
    if (done) throw new Error('The stream ended.');
    this.#cursor = value.cursor;
    return value;
  }
}

test.each(inDepth(['ws', 'sse'] as const, ['ws'] as const))(
  'upstream by %s, downstream by socket and as events: with the cursor nothing is lost when the gateway is killed',
  async (upstream) => {
    const [token, resident] = [await app.tokenOf('grid-leader'), await app.as('resident')];
    const report = async (title: string) => {
      const mutation =
        'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } userErrors { message } } }';
      const { reportIncident } = await resident.data(mutation, { input: { ...place, title } });
      expect(reportIncident.userErrors).toEqual([]);
    };
    const followers = (['ws', 'sse'] as const).map((way) => new Follower(way, token));
    const all = (act: (follower: Follower) => Promise<void>) => Promise.all(followers.map(act));
    let gateway = opened(upstream);
    let url = await gateway.url;
    await all((follower) => follower.begin(url));
    for (const title of ['一', '二']) await report(title);
    await all((follower) => follower.has(2));
    await gateway.kill();
    for (const title of ['三', '四']) await report(title);
    gateway = opened(upstream);
    url = await gateway.url;
    await all((follower) => follower.begin(url));
    await report('五');
    await all((follower) => follower.has(5));
    const expected = ['一', '二', '三', '四', '五'].map((title) => ({
      kind: 'REPORTED',
      incident: { title, cameras: [{ name: '东门' }] },
    }));
    for (const { told } of followers) expect(told.map(({ event }) => event)).toEqual(expected);
  },
);
