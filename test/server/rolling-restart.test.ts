import { once } from 'node:events';
import http from 'node:http';
import type net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, expect, onTestFinished, vi } from 'vitest';
import { demoDatabase } from '../kit/database.js';
import { testInDepth } from '../kit/depth.js';
import { build, ServerProcess, type Settings } from '../kit/server-process.js';

beforeAll(build);

async function opened(settings: Settings): Promise<{ server: ServerProcess; url: string }> {
  const server = new ServerProcess(settings);
  onTestFinished(() => server.kill());
  return { server, url: await server.url };
}

testInDepth(
  'three behind a balancer are started anew one after the other, and no client meets an error',
  async () => {
    const database = await demoDatabase();
    onTestFinished(() => database.close());
    const settings = { DATABASE_URL: database.url, DEMO: '1', DRAIN_SECONDS: '4', RATE_ANONYMOUS: '100000000' };
    const servers = await Promise.all([0, 1, 2].map(async () => opened(settings)));
    const balancer = await openBalancer(servers.map(({ url }) => url));
    onTestFinished(() => balancer.close());
    await vi.waitFor(() => expect(balancer.ready).toBe(3), { timeout: 50_000, interval: 50 });

    let isOver = false;
    const tally = new Map<string, number>();
    const agent = new http.Agent({ keepAlive: true });
    const client = async () => {
      while (!isOver) {
        const said = await request(agent, `${balancer.url}/graphql`, JSON.stringify({ query: '{ organization(code: "000") { code } }' }));
        tally.set(said, (tally.get(said) ?? 0) + 1);
        // Often enough to meet every moment of a restart; a flood would only take the machine from the servers.
        await pause(20);
      }
    };
    const clients = Array.from({ length: 4 }, client);
    for (const [i, { server }] of servers.entries()) {
      server.signal('SIGTERM');
      // It says so at once, and serves meanwhile.
      const response = await fetch(`${servers[i]!.url}/readyz`);
      expect([response.status, response.headers.get('connection'), await response.json()]).toMatchObject([
        503,
        'close',
        { draining: true },
      ]);
      expect(await server.exit).toEqual({ code: 0, signal: null });
      const fresh = await opened(settings);
      balancer.replace(i, fresh.url);
      await vi.waitFor(() => expect(balancer.ready).toBe(3), { timeout: 50_000, interval: 50 });
      servers[i] = fresh;
    }
    isOver = true;
    await Promise.all(clients);
    agent.destroy();
    expect([...tally.keys()]).toEqual([expect.stringMatching(/^200 \{"data":\{"organization" ?: ?\{"code" ?: ?"000"\}\}\}$/)]);
  },
  180_000,
);

/** Status and body, or the error that a client meets. */
const request = (agent: http.Agent, url: string, body: string): Promise<string> =>
  new Promise((resolve) => {
    const asked = http.request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json' } }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += chunk)).on('end', () => resolve(`${response.statusCode} ${text}`));
    });
    asked.on('error', (error) => resolve(error.message)).end(body);
  });

/** A balancer as they usually are: it asks each server whether it is ready now and then, keeps connections to those that are, and repeats nothing. */
async function openBalancer(urls: readonly string[]) {
  const backends = urls.map((url) => ({ url, isReady: false }));
  let turn = 0;
  const agent = new http.Agent({ keepAlive: true });
  const server = http.createServer((incoming, outgoing) => {
    const able = backends.filter(({ isReady }) => isReady);
    const target = new URL(incoming.url!, able[turn++ % able.length]!.url);
    const asked = http.request(target, { method: incoming.method, headers: incoming.headers, agent }, (response) => {
      const { connection: _, ...headers } = response.headers;
      outgoing.writeHead(response.statusCode!, headers);
      response.pipe(outgoing);
    });
    asked.on('error', (error) => outgoing.writeHead(502).end(error.message));
    incoming.pipe(asked);
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const poll = setInterval(() => {
    for (const backend of backends)
      fetch(`${backend.url}/readyz`).then(
        ({ status }) => (backend.isReady = status === 200),
        () => (backend.isReady = false),
      );
  }, 200);
  return {
    url: `http://localhost:${(server.address() as net.AddressInfo).port}`,
    get ready() {
      return backends.filter(({ isReady }) => isReady).length;
    },
    replace: (i: number, url: string) => void backends.splice(i, 1, { url, isReady: false }),
    close: async () => {
      clearInterval(poll);
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
