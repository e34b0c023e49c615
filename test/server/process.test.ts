import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { joinEmbedded, openEmbedded } from '../../src/db/embedded.js';
import { demoToken } from '../../src/demo/issuer.js';
import { Client } from '../kit/client.js';
import { demoDatabase, freshDatabase, type TestDatabase } from '../kit/database.js';
import { openLink } from '../kit/link.js';
import { loadSomeDemo } from '../kit/prepare.js';

const root = path.join(import.meta.dirname, '../..');
const exec = promisify(execFile);
beforeAll(async () => {
  await exec('npm', ['run', '-s', 'build'], { cwd: root });
});

type Settings = Readonly<Record<string, string>>;
/** Nobody sends requests but the tests: there is no balancer to wait for. */
const environment = (settings: Settings) => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  PORT: '0',
  DRAIN_SECONDS: '0',
  ...settings,
});
const started: Server[] = [];
afterAll(async () => {
  for (const server of started) await server.kill();
});

/** The server as its own process. */
class Server {
  readonly child: ChildProcess;
  readonly lines: string[] = [];
  stderr = '';
  readonly exit: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  readonly #address: Promise<string>;

  constructor(settings: Settings) {
    this.child = spawn(process.execPath, ['dist/src/main.js'], {
      cwd: root,
      env: environment(settings),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.push(this);
    this.child.stderr!.on('data', (chunk) => (this.stderr += chunk));
    this.exit = once(this.child, 'close').then(([code, signal]) => ({ code, signal }));
    this.#address = new Promise((resolve, reject) => {
      createInterface({ input: this.child.stdout! }).on('line', (line) => {
        this.lines.push(line);
        const address = /^Mulin is listening on (http:\/\/localhost:\d+)/.exec(line)?.[1];
        if (address) resolve(address);
      });
      void this.exit.then(() => reject(new Error(`It ended before it listened.\n${this.lines.join('\n')}\n${this.stderr}`)));
    });
    this.#address.catch(() => {});
  }

  /** http://localhost:…, once it listens. */
  get url(): Promise<string> {
    return this.#address;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.exit;
  }

  /** Asks it to stop, and expects what a stop in order looks like. */
  async stop(): Promise<void> {
    this.signal('SIGTERM');
    expect({ ...(await this.exit), stderr: this.stderr }).toEqual({ code: 0, signal: null, stderr: '' });
  }
}

/** What a process that does not start says, and how it ends. */
async function refusal(settings: Settings): Promise<string> {
  const server = new Server(settings);
  const url = await server.url.catch(() => null);
  if (url) await server.kill();
  expect({ url, ...(await server.exit) }).toEqual({ url: null, code: 1, signal: null });
  return server.stderr;
}

const token = async (settings: Settings, ...args: string[]) => {
  const { stdout, stderr } = await exec(process.execPath, ['dist/src/demo/token.js', ...args], { cwd: root, env: environment(settings) });
  expect([stdout.split('\n').length, stderr]).toEqual([2, '']);
  return stdout.trim();
};

const REPORT = `mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } userErrors { message } } }`;
async function reportInput(url: string): Promise<Record<string, unknown>> {
  const { grid } = await new Client(url, null).data('{ grid(code: "000-G01") { id } }');
  return { title: '路灯坏了', gridId: grid.id, channel: 'WECHAT' };
}
async function report(who: Client): Promise<string> {
  const { incidentCategories } = await who.data('{ incidentCategories { id } }');
  const { reportIncident } = await who.data(REPORT, { input: { ...(await reportInput(who.url)), categoryId: incidentCategories[0].id } });
  expect(reportIncident.userErrors).toEqual([]);
  return reportIncident.incident.id;
}

/** The postmaster that keeps the directory's cluster, if one is alive. */
function postmaster(home: string): number | null {
  const file = path.join(home, 'postgres/postmaster.pid');
  const pid = fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8').split('\n')[0]) : null;
  return pid && fs.existsSync(`/proc/${pid}/cmdline`) && fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres') ? pid : null;
}

function emptyHome(): string {
  const home = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'mulin-process-')), 'data');
  return home;
}

/** Holds a table so that nobody else reads it, until released. */
async function blocking(url: string, table: string): Promise<{ blocks(): Promise<void>; release(): Promise<void> }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  client.on('error', () => {});
  onTestFinished(() => client.end().catch(() => {}));
  await client.query('begin');
  await client.query(`lock table ${table} in access exclusive mode`);
  const isBlocking = async () =>
    expect((await client.query('select from pg_locks where relation = $1::regclass and not granted', [table])).rowCount).toBeGreaterThan(0);
  return {
    blocks: () => vi.waitFor(isBlocking, { timeout: 30_000, interval: 10 }),
    release: async () => {
      await client.query('commit');
      await client.end();
    },
  };
}

describe('on a data directory', () => {
  /** Used by one process at a time, from its first start on. */
  const home = emptyHome();
  const settings = { DATA_DIR: home };
  afterAll(async () => {
    for (const server of started) await server.kill();
    await (await joinEmbedded(home)).stop();
    fs.rmSync(path.dirname(home), { recursive: true, force: true });
  });
  let reported: string;
  /** What the first start has loaded. */
  let said: readonly string[];
  const loaded = ({ lines }: Server) => lines.filter((line) => /\d+ (organisations|incidents|households)/.test(line));

  test('the first start makes everything, says where it listens in one line, and answers', async () => {
    const server = new Server(settings);
    const url = await server.url;
    const line = `Mulin is listening on ${url} with the graph at ${url}/graphql`;
    expect(server.lines.filter((said) => said.includes('http'))).toEqual([line]);
    expect(server.lines.at(-1)).toBe(line);
    expect(await (await fetch(`${url}/livez`)).json()).toEqual({ live: true });
    expect(await new Client(url, null).data('{ organization(code: "000") { name } }')).toEqual({
      organization: { name: '泰兴市济川街道' },
    });

    // A token from the command, beside the running server.
    const cadre = new Client(url, await token(settings, '--as', 'community-cadre'));
    const { viewer } = await cadre.data('{ viewer { roles { role } } }');
    expect(viewer.roles.map(({ role }: { role: string }) => role)).toContain('COMMUNITY_CADRE');
    reported = await report(new Client(url, await token(settings, '--as', 'resident', '--community', '000', '--lifetime', '5m')));
    expect(await cadre.data('query ($id: ID!) { incident(id: $id) { state } }', { id: reported })).toEqual({
      incident: { state: 'REPORTED' },
    });
    // Of the people some have come by then, or none: test/demo waits for all.
    await vi.waitFor(() => expect(loaded(server)).toContainEqual(expect.stringMatching(/^004 .* incidents/)), {
      timeout: 150_000,
      interval: 20,
    });
    said = loaded(server);

    await server.kill();
    expect(postmaster(home)).not.toBeNull();
  }, 180_000);

  test('after kill -9 it starts again with the same data and without a complaint; SIGTERM stops it and PostgreSQL', async () => {
    const orphan = postmaster(home);
    const server = new Server(settings);
    const cadre = new Client(await server.url, await token(settings, '--as', 'community-cadre'));
    expect(postmaster(home)).toBe(orphan);
    expect(await cadre.data('query ($id: ID!) { incident(id: $id) { state } }', { id: reported })).toEqual({
      incident: { state: 'REPORTED' },
    });
    await server.stop();
    // What was loaded is not loaded again.
    expect(said.length).toBeGreaterThanOrEqual(10);
    expect(loaded(server).filter((line) => said.includes(line))).toEqual([]);
    expect(postmaster(home)).toBeNull();
    expect(fs.readdirSync(home).sort()).toEqual(['keys.json', 'postgres', 'postgres.log', 'secret']);

    // Those who start from here on load nothing.
    const database = await openEmbedded(home);
    await loadSomeDemo(database.url);
    await database.stop();
  });

  test('a token can be had while no server runs, and leaves none running', async () => {
    const bearer = await token(settings, '--as', 'grid-leader');
    expect(postmaster(home)).toBeNull();
    const server = new Server(settings);
    const { viewer } = await new Client(await server.url, bearer).data('{ viewer { roles { role } } }');
    expect(viewer.roles.map(({ role }: { role: string }) => role)).toContain('GRID_LEADER');
    await server.stop();
  });

  test('of two that start at once one says why it will not', async () => {
    const servers = [new Server(settings), new Server(settings)];
    const first = await Promise.race(servers.map((server) => server.exit.then(() => server)));
    const other = servers.find((server) => server !== first)!;
    expect(await first.exit).toEqual({ code: 1, signal: null });
    expect(first.stderr).toMatch(
      /^The data directory .*data is in use by another Mulin process.*\. Stop it, or give this one its own DATA_DIR and PORT\.\n$/,
    );
    expect((await fetch(`${await other.url}/livez`)).status).toBe(200);
    await other.stop();
    expect(postmaster(home)).toBeNull();
  });

  test('SIGTERM while it starts leaves no PostgreSQL behind', async () => {
    const server = new Server(settings);
    await vi.waitFor(() => expect(postmaster(home)).not.toBeNull(), { timeout: 30_000, interval: 2 });
    server.signal('SIGTERM');
    await server.exit;
    onTestFinished(async () => (await joinEmbedded(home)).stop());
    expect(postmaster(home)).toBeNull();
  });

  test('SIGTERM lets a request under way finish, closes sockets with 1001, and stops PostgreSQL last', async () => {
    const server = new Server(settings);
    const url = await server.url;
    const bearer = await token(settings, '--as', 'resident');
    const { url: database } = await joinEmbedded(home);
    const log = path.join(home, 'postgres.log');
    const before = fs.statSync(log).size;

    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    const closed = once(socket, 'close');
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${bearer}` } }));
    await once(socket, 'message');
    socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: 'subscription { incidentEvents { change } }' } }));
    await once(socket, 'message');

    const { incidentCategories } = await new Client(url, bearer).data('{ incidentCategories { id } }');
    const body = JSON.stringify({
      query: REPORT,
      variables: { input: { ...(await reportInput(url)), categoryId: incidentCategories[0].id } },
    });
    const blocker = await blocking(database, 'incident');
    const connection = await Wire.open(url);
    connection.post(body, bearer);
    await blocker.blocks();

    server.signal('SIGTERM');
    server.signal('SIGTERM');
    const [code] = await closed;
    expect(code).toBe(1001);
    await expect(fetch(`${url}/livez`)).rejects.toThrow();
    await blocker.release();
    const answer = await connection.answer();
    // Who has a connection is told to take another one for the next request.
    expect(answer).toMatchObject({ status: 200, connection: 'close' });
    const { incident, userErrors } = answer.body.data.reportIncident;
    expect(userErrors).toEqual([]);
    expect({ ...(await server.exit), stderr: server.stderr }).toEqual({ code: 0, signal: null, stderr: '' });

    expect(postmaster(home)).toBeNull();
    const said = fs.readFileSync(log).subarray(before).toString();
    expect(said).toContain('database system is shut down');
    expect(said).not.toMatch(/FATAL|ERROR|PANIC|terminating/);
    const again = new Server(settings);
    expect(await new Client(await again.url, bearer).data('query ($id: ID!) { incident(id: $id) { state } }', { id: incident.id })).toEqual(
      {
        incident: { state: 'REPORTED' },
      },
    );
    await again.stop();
  });

  test('when its port is taken it says so, and takes PostgreSQL down again', async () => {
    const squatter = net.createServer().listen(0, 'localhost');
    await once(squatter, 'listening');
    onTestFinished(() => void squatter.close());
    const { port } = squatter.address() as net.AddressInfo;
    expect(await refusal({ ...settings, PORT: String(port) })).toContain(
      `Port ${port} on localhost is taken by another program. Stop it, or set PORT to a free one.\n`,
    );
    expect(postmaster(home)).toBeNull();
  });
});

/** An HTTP connection on which requests are sent before the answers have come. */
class Wire {
  #received = Buffer.alloc(0);
  private constructor(readonly socket: net.Socket) {
    socket.on('data', (chunk) => (this.#received = Buffer.concat([this.#received, chunk])));
    socket.on('error', () => {});
  }

  static async open(url: string): Promise<Wire> {
    const socket = net.connect(Number(new URL(url).port), 'localhost');
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    return new Wire(socket);
  }

  post(body: string, bearer: string): void {
    const headers = `authorization: Bearer ${bearer}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}`;
    this.socket.write(`POST /graphql HTTP/1.1\r\nhost: localhost\r\n${headers}\r\n\r\n${body}`);
  }

  // biome-ignore lint/suspicious/noExplicitAny: the shape is the request's.
  async answer(): Promise<{ status: number; connection: string | undefined; body: any }> {
    for (;;) {
      const text = this.#received.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      const head = text.slice(0, end);
      const isChunked = /transfer-encoding: chunked/i.test(head);
      const length = isChunked ? text.indexOf('\r\n0\r\n\r\n', end) + 7 - (end + 4) : Number(/content-length: (\d+)/i.exec(head)?.[1]);
      if (end >= 0 && length > 0 && text.length >= end + 4 + length) {
        const raw = this.#received.subarray(end + 4, end + 4 + length).toString();
        this.#received = this.#received.subarray(end + 4 + length);
        return {
          status: Number(head.slice(9, 12)),
          connection: /\r\nconnection: ([\w-]+)/i.exec(head)?.[1],
          body: JSON.parse(isChunked ? raw.slice(raw.indexOf('\r\n') + 2, raw.lastIndexOf('\r\n0')) : raw),
        };
      }
      await Promise.race([
        once(this.socket, 'data'),
        once(this.socket, 'close').then(() => Promise.reject(new Error(`closed after: ${text}`))),
      ]);
    }
  }
}

describe('on a database of its own', () => {
  test('a port that is taken is one clear line', async () => {
    const database = await demoDatabase();
    onTestFinished(() => database.close());
    const squatter = net.createServer().listen(0, 'localhost');
    await once(squatter, 'listening');
    onTestFinished(() => void squatter.close());
    const { port } = squatter.address() as net.AddressInfo;
    expect(await refusal({ DATABASE_URL: database.url, DEMO: '1', PORT: String(port) })).toBe(
      `Port ${port} on localhost is taken by another program. Stop it, or set PORT to a free one.\n`,
    );
  });

  test('settings that are wrong are refused, all at once and without a stack', async () => {
    expect(await refusal({ DATABASE_URL: 'mysql://x', AUTH_ISSUER: 'x', PORT: 'none' })).toBe(
      `Mulin cannot start like this:
  - PORT must be a port number; it is "none".
  - DATABASE_URL must begin with postgres:// or postgresql://.
  - AUTH_AUDIENCE, AUTH_JWKS_URL are missing beside AUTH_ISSUER.
  - KEY_FILE is missing: the file with the keys that seal personal data. Make one: KEY_FILE=<file> npm run db -- add-key
`,
    );
  });

  test('newer than the program is refused, with what to do', async () => {
    const database = await freshDatabase();
    onTestFinished(() => database.close());
    await database.query(`insert into migration (name, executed_at) values ('Migration20990101000000_later', now())`);
    expect(await refusal({ DATABASE_URL: database.url, DEMO: '1' })).toMatch(
      /^The database is newer than this version of Mulin: it has run Migration20990101000000_later\. Start the version that made it, or migrate it down with that version \(.*\)\.\n$/,
    );
    expect(await database.query('select from organization')).toEqual([]);
  });

  test.each([
    ['that nobody serves', (url: URL) => Object.assign(url, { port: '1' })],
    ['with a wrong password', (url: URL) => Object.assign(url, { password: 'guess' })],
    ['that is not there', (url: URL) => Object.assign(url, { pathname: '/absent' })],
    ['on a host that nobody knows', (url: URL) => Object.assign(url, { hostname: 'nowhere.invalid' })],
    ['that demands TLS of a server without it', (url: URL) => Object.assign(url, { search: '?sslmode=require' })],
  ] as const)('a DATABASE_URL %s is refused, naming it but not its password, without a stack', async (_what, change) => {
    const database = await freshDatabase();
    onTestFinished(() => database.close());
    const url = change(new URL(database.url));
    const said = await refusal({ DATABASE_URL: url.href, DEMO: '1' });
    expect(said).toContain('DATABASE_URL');
    expect(said).not.toContain(url.password);
    expect(said).not.toMatch(/\n\s+at /);
  });

  test('when a connection breaks while the demo loads, it does not fall over', async () => {
    const database = await freshDatabase();
    onTestFinished(() => database.close());
    const blocker = await blocking(database.url, 'incident');
    const server = new Server({ DATABASE_URL: database.url, DEMO: '1' });
    const url = await server.url;
    await blocker.blocks();
    await database.query(
      `select pg_terminate_backend(pid) from pg_locks where relation = 'incident'::regclass and not granted and database = (select oid from pg_database where datname = current_database())`,
    );
    await blocker.release();
    // What broke off is loaded all the same, a little later.
    await vi.waitFor(async () => expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ loading: ['demo residents'] }), {
      timeout: 50_000,
      interval: 50,
    });
    server.signal('SIGTERM');
    expect(await server.exit).toEqual({ code: 0, signal: null });
  });

  test('a second signal ends it at once, with a code that says so; one that comes right after the first is the same', async () => {
    const database = await demoDatabase();
    onTestFinished(() => database.close());
    const { server, url } = await opened({ DATABASE_URL: database.url, DEMO: '1', DRAIN_SECONDS: '600' });
    server.signal('SIGTERM');
    server.signal('SIGTERM');
    await vi.waitFor(async () => expect((await fetch(`${url}/readyz`)).status).toBe(503), { timeout: 30_000, interval: 600 });
    await vi.waitFor(
      async () => {
        server.signal('SIGTERM');
        expect(await Promise.race([server.exit, pause(100, null)])).toEqual({ code: 1, signal: null });
      },
      { timeout: 30_000, interval: 600 },
    );
  });

  test('SIGINT, of a terminal, does not drain', async () => {
    const database = await demoDatabase();
    onTestFinished(() => database.close());
    const { server } = await opened({ DATABASE_URL: database.url, DEMO: '1', DRAIN_SECONDS: '600' });
    server.signal('SIGINT');
    expect(await server.exit).toEqual({ code: 0, signal: null });
  });

  test('SIGTERM ends within its limit though the database has fallen silent', async () => {
    const database = await demoDatabase();
    onTestFinished(() => database.close());
    const link = await openLink(database.url);
    onTestFinished(() => link.close());
    const { server, url } = await opened({ DATABASE_URL: link.url, DEMO: '1' });
    link.silence();
    const asked = fetch(`${url}/graphql?query={grids{totalCount}}`).catch(() => {});
    server.signal('SIGTERM');
    const patience = setTimeout(() => server.signal('SIGKILL'), 40_000);
    expect(await server.exit).toEqual({ code: 0, signal: null });
    clearTimeout(patience);
    await asked;
  });

  test('SIGTERM does not wait for a peer that has stopped answering', async () => {
    const database = await demoDatabase();
    onTestFinished(() => database.close());
    const server = new Server({ DATABASE_URL: database.url, DEMO: '1' });
    const url = await server.url;
    const frozen = net.connect(Number(new URL(url).port), 'localhost');
    onTestFinished(() => void frozen.destroy());
    const headers = [
      'upgrade: websocket',
      'connection: upgrade',
      'sec-websocket-version: 13',
      'sec-websocket-key: MDEyMzQ1Njc4OWFiY2RlZg==',
    ];
    frozen.write(
      `GET /graphql HTTP/1.1\r\nhost: localhost\r\nsec-websocket-protocol: graphql-transport-ws\r\n${headers.join('\r\n')}\r\n\r\n`,
    );
    expect(String(await once(frozen, 'data'))).toContain('101 Switching Protocols');
    frozen.pause();
    server.signal('SIGTERM');
    const patience = setTimeout(() => server.signal('SIGKILL'), 15_000);
    expect(await server.exit).toEqual({ code: 0, signal: null });
    clearTimeout(patience);
  });
});

test('three behind a balancer are started anew one after the other, and no client meets an error', async () => {
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
    }
  };
  const clients = [client(), client(), client(), client()];
  for (const [i, { server }] of servers.entries()) {
    server.signal('SIGTERM');
    // It says so at once, and serves meanwhile.
    const response = await fetch(`${servers[i]!.url}/readyz`);
    expect([response.status, response.headers.get('connection'), await response.json()]).toMatchObject([503, 'close', { draining: true }]);
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
  await Promise.all(servers.map(({ server }) => server.kill()));
}, 180_000);

async function opened(settings: Settings): Promise<{ server: Server; url: string }> {
  const server = new Server(settings);
  return { server, url: await server.url };
}

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

describe('two processes on one database', () => {
  let database: TestDatabase;
  let servers: readonly [Server, Server];
  let clients: readonly [Client, Client];
  beforeAll(async () => {
    // Empty: they also have to agree on who migrates and who loads the demo.
    database = await freshDatabase();
    const settings = { DATABASE_URL: database.url, DEMO: '1' };
    servers = [new Server(settings), new Server(settings)];
    const pool = new pg.Pool({ connectionString: database.url, max: 1 });
    const urls = await Promise.all(servers.map((server) => server.url));
    const leader = await demoToken(pool, 'grid-leader', '000');
    await pool.end();
    clients = [new Client(urls[0]!, leader), new Client(urls[1]!, leader)];
  });
  afterAll(async () => {
    for (const server of servers) await server.kill();
    await database.close();
  });

  const STREAM = 'subscription { incidentEvents { change incidentId event { kind } } }';
  const isReport = ({ incidentEvents }: { incidentEvents: { change: string } }) => incidentEvents.change === 'ENTERED';

  test('share the demo, and what is reported on one comes out of the other', async () => {
    expect(
      await database.query(`select code, count(*)::int from organization where parent_id is null group by code order by code`),
    ).toEqual(['000', '001', '002', '003', '004'].map((code) => ({ code, count: 1 })));
    for (const [here, there] of [clients, [...clients].reverse() as [Client, Client]]) {
      const stream = there.subscribe(STREAM);
      onTestFinished(() => stream.close());
      expect((await stream.next()).incidentEvents.change).toBe('HEARTBEAT');
      const incidentId = await report(here);
      expect(await stream.nextWhere(isReport)).toEqual({ incidentEvents: { change: 'ENTERED', incidentId, event: { kind: 'REPORTED' } } });
    }
  });

  test('when the one that gives out positions is killed, the other takes over: nothing lost, nothing twice', async () => {
    // Whoever is left after a SIGTERM to neither is found by its connection: the leader's is the one that holds the lock.
    const leaderPort = async () =>
      (
        await database.query<{ port: number }>(
          `select client_port as port from pg_locks join pg_stat_activity using (pid)
           where locktype = 'advisory' and granted and application_name = 'mulin sequencer' and datname = current_database()`,
        )
      )[0]?.port;
    const port = await leaderPort();
    expect(port).toBeTypeOf('number');
    const isLeader = (server: Server) => portsOf(server.child.pid!).includes(port!);
    expect(servers.filter(isLeader)).toHaveLength(1);
    const [dead, heir] = isLeader(servers[0]) ? [0, 1] : [1, 0];

    const stream = clients[heir]!.subscribe(STREAM);
    onTestFinished(() => stream.close());
    await stream.next();
    const since = (await database.query<{ id: string }>('select id from incident order by id desc limit 1'))[0]!.id;
    // Through both servers, and in the middle of it the one is gone: some of its reports were answered, some not.
    const atOnce = clients.flatMap((client) => Array.from({ length: 12 }, () => report(client).catch(() => null)));
    await Promise.race(atOnce);
    await servers[dead]!.kill();
    await Promise.all(atOnce);
    const marker = await report(clients[heir]!);
    const received: string[] = [];
    for (let id = ''; id !== marker; received.push(id)) id = (await stream.nextWhere(isReport)).incidentEvents.incidentId;

    const committed = await database.query<{ id: string }>('select id from incident where id > $1', [since]);
    expect(received.length).toBeGreaterThanOrEqual(13);
    expect([...received].sort()).toEqual(committed.map(({ id }) => `inc_${id.replaceAll('-', '')}`).sort());
    expect(await leaderPort()).not.toBe(port);
    expect(portsOf(servers[heir]!.child.pid!)).toContain(await leaderPort());
  });
});

/** The local ports of a process's TCP connections. */
function portsOf(pid: number): readonly number[] {
  const inodes = fs.readdirSync(`/proc/${pid}/fd`).flatMap((fd) => /socket:\[(\d+)\]/.exec(readLink(`/proc/${pid}/fd/${fd}`))?.[1] ?? []);
  return ['tcp', 'tcp6'].flatMap((table) =>
    fs
      .readFileSync(`/proc/${pid}/net/${table}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((columns) => inodes.includes(columns[9] ?? ''))
      .map((columns) => Number.parseInt(columns[1]!.split(':').at(-1)!, 16)),
  );
}
const readLink = (file: string): string => {
  try {
    return fs.readlinkSync(file);
  } catch {
    return '';
  }
};
