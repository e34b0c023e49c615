/** The three servers under comparison, each a process of its own with ten database connections. */
import { spawn } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { ISSUER } from './dataset.ts';
import type { Processes } from './rounds.ts';
import { AUDIENCE } from './tokens.ts';

export interface Server {
  readonly name: string;
  /** http://127.0.0.1:… */
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

interface Program {
  readonly name: string;
  readonly port: number;
  /** For node. */
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** What it prints when it can be asked. */
  readonly ready: RegExp;
}

async function startProgram({ name, port, args, environment, ready }: Program): Promise<Server> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_ENV: 'production', GRAPHILE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      output = (output + chunk).slice(-8_000);
      if (ready.test(output)) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void ended.then((code) => reject(new Error(`${name} ended with ${code} before it was ready:\n${output}`)));
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { name, url: `http://127.0.0.1:${port}`, pid: child.pid!, stop };
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** Its name on each of its connections tells a server's backends from the others'. */
function named(databaseUrl: string, name: string): string {
  const url = new URL(databaseUrl);
  url.searchParams.set('application_name', name);
  return url.href;
}

export interface MulinOptions {
  /** The build. */
  readonly dist: string;
  readonly databaseUrl: string;
  readonly jwksUrl: string;
  /** The keys that seal personal data. */
  readonly keyFile: string;
  /** For node: --cpu-prof and the like. */
  readonly flags?: readonly string[];
  readonly settings?: Readonly<Record<string, string>>;
}

/** Mulin as shipped. */
export async function startMulin({ dist, databaseUrl, jwksUrl, keyFile, flags = [], settings }: MulinOptions): Promise<Server> {
  const port = await freePort();
  return startProgram({
    name: 'mulin',
    port,
    args: [...flags, `${dist}/src/main.js`],
    environment: {
      PORT: String(port),
      HOST: '127.0.0.1',
      DATABASE_URL: named(databaseUrl, 'mulin'),
      AUTH_ISSUER: ISSUER,
      AUTH_AUDIENCE: AUDIENCE,
      AUTH_JWKS_URL: jwksUrl,
      KEY_FILE: keyFile,
      DEMO: '',
      // One person reports, and revokes, as fast as the server takes it.
      RATE_REPORTS: '100000000',
      RATE_REVOCATIONS: '100000000',
      ...settings,
    },
    ready: /listening/,
  });
}

async function startOwn(name: string, databaseUrl: string, ...rest: string[]): Promise<Server> {
  const port = await freePort();
  const file = fileURLToPath(new URL(`./${name}-server.ts`, import.meta.url));
  return startProgram({ name, port, args: [file, named(databaseUrl, name), String(port), ...rest], ready: /ready/ });
}

export const startUsual = (databaseUrl: string, dist: string): Promise<Server> => startOwn('usual', databaseUrl, dist);
export const startStreamUsual = (databaseUrl: string): Promise<Server> => startOwn('stream-usual', databaseUrl);
export const startStreamPostgraphile = (databaseUrl: string): Promise<Server> => startOwn('stream-postgraphile', databaseUrl);
export const startPostgraphile = (databaseUrl: string): Promise<Server> => startOwn('postgraphile', databaseUrl);
export const startLimit = (databaseUrl: string): Promise<Server> => startOwn('limit', databaseUrl);

/** Hive Gateway, as in the tests, with a supergraph in a file. */
export async function startGateway({
  supergraph,
  router,
  flags,
}: {
  supergraph: string;
  router: string;
  flags: readonly string[];
}): Promise<Server> {
  const port = await freePort();
  const file = fileURLToPath(new URL('../federation/gateway.mjs', import.meta.url));
  const environment = { SUPERGRAPH: supergraph, ROUTER: router, UPSTREAM: 'sse', PORT: String(port) };
  return startProgram({ name: 'gateway', port, args: [...flags, file], environment, ready: /^http:/m });
}

/** A server's own process and its backends, asked anew each time: connections come and go. */
export const processesOf = (server: Server, client: pg.Client) => async (): Promise<Processes> => {
  const { rows } = await client.query<{ pid: number }>(
    'select pid from pg_stat_activity where application_name = $1 and datname = current_database()',
    [server.name],
  );
  return { node: [server.pid], postgresql: rows.map(({ pid }) => pid) };
};
