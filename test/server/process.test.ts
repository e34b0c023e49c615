import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { joinEmbedded, openEmbedded } from '../../src/db/embedded.js';
import { demoToken } from '../../src/demo/issuer.js';
import type { Persona } from '../../src/demo/personas.js';
import { blocking } from '../kit/blocking.js';
import { Client } from '../kit/client.js';
import { testInDepth } from '../kit/depth.js';
import { loadSomeDemo } from '../kit/prepare.js';
import { REPORT, report, reportInput } from '../kit/report.js';
import { build, environment, root, run, ServerProcess, type Settings } from '../kit/server-process.js';

beforeAll(build);

const started: ServerProcess[] = [];
const opened = (settings: Settings): ServerProcess => {
  const server = new ServerProcess(settings);
  started.push(server);
  return server;
};

/** What a process that does not start says, and how it ends. */
async function refusal(settings: Settings): Promise<string> {
  const server = opened(settings);
  const url = await server.url.catch(() => null);
  if (url) await server.kill();
  expect({ url, ...(await server.exit) }).toEqual({ url: null, code: 1, signal: null });
  return server.stderr;
}

test('settings that are wrong are refused, all at once and without a stack', async () => {
  expect(await refusal({ DATABASE_URL: 'mysql://x', AUTH_ISSUER: 'x', PORT: 'none' })).toBe(
    `Mulin cannot start like this:
  - DATABASE_URL must look like postgres://user:password@host:5432/database; write # @ : / ? in the password as %23 %40 %3A %2F %3F.
  - AUTH_AUDIENCE, AUTH_JWKS_URL are missing beside AUTH_ISSUER.
  - KEY_FILE is missing: the file with the keys that seal personal data. Make one: KEY_FILE=<file> npm run db -- add-key
  - PORT must be a whole number from 0 to 65535; it is "none".
`,
  );
});

test.each(
  ['main', 'cli', 'partners/cli', 'demo/token', 'modules/ballots/recount-command'].concat(
    ['db', 'admin', 'figures', 'schema'].map((name) => `server/${name}-command`),
  ),
)('an older Node is told which one %s needs, before anything else is loaded', async (entry) => {
  const { engines } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const old = `import { registerHooks } from 'node:module';
    Object.defineProperty(process.versions, 'node', { value: '20.20.2' });
    registerHooks({ load: (url, context, next) => { if (!/(${path.basename(entry)}|node-version)\\.js$/.test(url)) throw new Error(url); return next(url, context); } });`;
  const script = `data:text/javascript,${encodeURIComponent(old)}`;
  const refused = await run(process.execPath, ['--import', script, `dist/src/${entry}.js`], { cwd: root }).catch((error) => error);
  expect([refused.code, refused.stdout, refused.stderr]).toEqual([
    1,
    '',
    `Mulin needs Node ${engines.node.slice(2)} or newer; this is Node 20.20.2.\n`,
  ]);
});

async function asked<T>(url: string, ask: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return ask(client).finally(() => client.end());
}

const token = async (settings: Settings, ...args: string[]) => {
  const { stdout, stderr } = await run(process.execPath, ['dist/src/demo/token.js', ...args], { cwd: root, env: environment(settings) });
  expect([stdout.split('\n').length, stderr]).toEqual([2, '']);
  return stdout.trim();
};

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

describe('on a data directory', () => {
  /** Used by one process at a time, from its first start on. */
  const home = emptyHome();
  const settings = { DATA_DIR: home };
  afterAll(async () => {
    for (const server of started) await server.kill();
    await (await joinEmbedded(home)).stop();
    fs.rmSync(path.dirname(home), { recursive: true, force: true });
  });
  /** A token of a persona of the first community, while a server runs. */
  const tokenOf = async (persona: Persona) => asked((await joinEmbedded(home)).url, (client) => demoToken(client, persona, '000'));
  let reported: string;
  /** What the first start has loaded. */
  let said: readonly string[];
  const loaded = ({ lines }: ServerProcess) => lines.filter((line) => /\d+ (organisations|incidents|households)/.test(line));

  test('the first start makes everything, says where it listens in one line, and answers', async () => {
    const server = opened(settings);
    const url = await server.url;
    const line = `Mulin is listening on ${url} with the graph at ${url}/graphql`;
    expect(server.lines.filter((said) => said.includes('http'))).toEqual([line]);
    expect(server.lines.at(-1)).toBe(line);
    expect(await (await fetch(`${url}/livez`)).json()).toEqual({ live: true });
    expect(await new Client(url, null).data('{ organization(code: "000") { name } }')).toEqual({
      organization: { name: '泰兴市济川街道' },
    });

    const cadre = new Client(url, await tokenOf('community-cadre'));
    const { viewer } = await cadre.data('{ viewer { roles { role } } }');
    expect(viewer.roles.map(({ role }: { role: string }) => role)).toContain('COMMUNITY_CADRE');
    // A token from the command, beside the running server.
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
    const server = opened(settings);
    const cadre = new Client(await server.url, await tokenOf('community-cadre'));
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

  testInDepth(
    'a token can be had while no server runs, and leaves none running; of two that then start at once one says why it will not',
    async () => {
      const bearer = await token(settings, '--as', 'grid-leader');
      expect(postmaster(home)).toBeNull();
      const servers = [opened(settings), opened(settings)];
      const first = await Promise.race(servers.map((server) => server.exit.then(() => server)));
      const other = servers.find((server) => server !== first)!;
      expect(await first.exit).toEqual({ code: 1, signal: null });
      expect(first.stderr).toMatch(
        /^The data directory .*data is in use by another Mulin process.*\. Stop it, or give this one its own DATA_DIR and PORT\.\n$/,
      );
      const { viewer } = await new Client(await other.url, bearer).data('{ viewer { roles { role } } }');
      expect(viewer.roles.map(({ role }: { role: string }) => role)).toContain('GRID_LEADER');
      await other.stop();
      expect(postmaster(home)).toBeNull();
    },
  );

  testInDepth('SIGTERM while it starts leaves no PostgreSQL behind', async () => {
    const server = opened(settings);
    await vi.waitFor(() => expect(postmaster(home)).not.toBeNull(), { timeout: 30_000, interval: 2 });
    server.signal('SIGTERM');
    await server.exit;
    onTestFinished(async () => (await joinEmbedded(home)).stop());
    expect(postmaster(home)).toBeNull();
  });

  test('SIGTERM lets a request under way finish, closes sockets with 1001, and stops PostgreSQL last', async () => {
    const server = opened(settings);
    const url = await server.url;
    const bearer = await tokenOf('resident');
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
    const kept = await joinEmbedded(home);
    onTestFinished(kept.stop);
    const state = `select state from incident where replace(id::text, '-', '') = $1`;
    expect(await asked(kept.url, (client) => client.query(state, [incident.id.slice('inc_'.length)]))).toMatchObject({
      rows: [{ state: 'REPORTED' }],
    });
  });

  testInDepth('when its port is taken it says so, and takes PostgreSQL down again', async () => {
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
