/** The three servers under comparison, each a process of its own with ten database connections. */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { ISSUER } from './data.ts';
import { AUDIENCE } from './tokens.ts';

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/**
 * @typedef {object} Server
 * @property {string} name
 * @property {string} url
 * @property {number} pid
 * @property {() => Promise<void>} stop
 */

/** Starts a program and waits for the line that says it is ready. */
async function startProcess(
  name: string,
  port: number,
  args: string[],
  environment: Record<string, string>,
  ready: RegExp,
) {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_ENV: 'production', GRAPHILE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let output = '';
  await (
    new Promise((resolve, reject) => {
      const hear = (chunk: Buffer) => {
        output = (output + chunk).slice(-8_000);
        if (ready.test(output)) resolve();
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      void ended.then((code) => reject(new Error(`${name} ended with ${code} before it was ready:\n${output}`)));
    })
   as Promise<void>);
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    pid: (child.pid as number),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = (server.address() as import('node:net').AddressInfo);
      server.close(() => resolve(port));
    });
  });
}

/** Its name on each of its connections tells a server's backends from the others'. */
function named(databaseUrl: string, name: string) {
  const url = new URL(databaseUrl);
  url.searchParams.set('application_name', name);
  return url.href;
}

/** Mulin as shipped. `flags` go to node: --cpu-prof and the like. */
export async function startMulin(
  /*T { name?: string, dist: string, databaseUrl: string, jwksUrl: string, flags?: string[] } T*/ {
    name = 'mulin',
    dist,
    databaseUrl,
    jwksUrl,
    flags = [],
  },
) {
  const port = await freePort();
  return startProcess(
    name,
    port,
    [...flags, `${dist}/src/main.js`],
    {
      PORT: String(port),
      HOST: '127.0.0.1',
      DATABASE_URL: named(databaseUrl, name),
      AUTH_ISSUER: ISSUER,
      AUTH_AUDIENCE: AUDIENCE,
      AUTH_JWKS_URL: jwksUrl,
      DEMO: '',
    },
    /listening/,
  );
}

export async function startPostgraphile(databaseUrl: string) {
  const port = await freePort();
  return startProcess(
    'postgraphile',
    port,
    [here('postgraphile-server.js'), named(databaseUrl, 'postgraphile'), String(port)],
    {},
    /ready/,
  );
}

export async function startLimit(databaseUrl: string) {
  const port = await freePort();
  return startProcess('limit', port, [here('limit-server.js'), named(databaseUrl, 'limit'), String(port)], {}, /ready/);
}

/** The processes whose time a server's answers cost: its own, and its backends. */
export const processesOf = (server: Server, client: import('pg').Client) => async () => {
  const { rows } = await client.query('select pid from pg_stat_activity where application_name = $1 and datname = current_database()', [
    server.name,
  ]);
  return { node: [server.pid], postgresql: rows.map(({ pid }) => Number(pid)) };
};
