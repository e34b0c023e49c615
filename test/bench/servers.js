/** The three servers under comparison, each a process of its own with ten database connections. */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { ISSUER } from './data.js';
import { AUDIENCE } from './tokens.js';

const here = (/** @type {string} */ file) => fileURLToPath(new URL(file, import.meta.url));

/**
 * @typedef {object} Server
 * @property {string} name
 * @property {string} url
 * @property {number} pid
 * @property {() => Promise<void>} stop
 */

/** Starts a program and waits for the line that says it is ready. */
async function startProcess(
  /** @type {string} */ name,
  /** @type {number} */ port,
  /** @type {string[]} */ args,
  /** @type {Record<string, string>} */ environment,
  /** @type {RegExp} */ ready,
) {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_ENV: 'production', GRAPHILE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let output = '';
  await /** @type {Promise<void>} */ (
    new Promise((resolve, reject) => {
      const hear = (/** @type {Buffer} */ chunk) => {
        output = (output + chunk).slice(-8_000);
        if (ready.test(output)) resolve();
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      void ended.then((code) => reject(new Error(`${name} ended with ${code} before it was ready:\n${output}`)));
    })
  );
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    pid: /** @type {number} */ (child.pid),
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
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/** Its name on each of its connections tells a server's backends from the others'. */
function named(/** @type {string} */ databaseUrl, /** @type {string} */ name) {
  const url = new URL(databaseUrl);
  url.searchParams.set('application_name', name);
  return url.href;
}

/** Mulin as shipped. `flags` go to node: --cpu-prof and the like. */
export async function startMulin(
  /** @type {{ name?: string, dist: string, databaseUrl: string, jwksUrl: string, flags?: string[] }} */ {
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

export async function startPostgraphile(/** @type {string} */ databaseUrl) {
  const port = await freePort();
  return startProcess('postgraphile', port, [here('postgraphile-server.js'), named(databaseUrl, 'postgraphile'), String(port)], {}, /ready/);
}

export async function startLimit(/** @type {string} */ databaseUrl) {
  const port = await freePort();
  return startProcess('limit', port, [here('limit-server.js'), named(databaseUrl, 'limit'), String(port)], {}, /ready/);
}

/** The processes whose time a server's answers cost: its own, and its backends. */
export const processesOf = (/** @type {Server} */ server, /** @type {import('pg').Client} */ client) => async () => {
  const { rows } = await client.query('select pid from pg_stat_activity where application_name = $1 and datname = current_database()', [server.name]);
  return { node: [server.pid], postgresql: rows.map(({ pid }) => Number(pid)) };
};
