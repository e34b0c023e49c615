/**
 * The PostgreSQL that Mulin runs for itself when DATABASE_URL is unset. The server is a daemon of its own: it outlives a Mulin killed
 * with -9, and the next Mulin adopts it. What belongs to the process is the claim on the directory, which the kernel ends with it.
 */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';
import {
  type Account,
  chooseAccount,
  EmbeddedError,
  findPrograms,
  give,
  inDirectory,
  lastLines,
  postmasterPort,
  read,
  run,
  takeClaim,
  WAY_OUT,
} from './embedded-host.js';

export { EmbeddedError };

export interface EmbeddedDatabase {
  /** Connection string to database `mulin` on loopback TCP, with the generated password. It stays the same when PostgreSQL is started again. */
  readonly url: string;
  /** Stops PostgreSQL with a checkpoint, then gives the directory up; call it after all users of the database have drained. Idempotent. */
  stop(): Promise<void>;
}

/** Who looks after a PostgreSQL that ended without being asked to. */
export interface Supervisor {
  /** That it ended, and that it runs again. */
  say(line: string): void;
  /** It could not be started again, and is not tried any more. */
  gaveUp(error: EmbeddedError): void;
  /** The pause before each try to start it again, in ms; after the last one it gives up. */
  readonly pausesMs?: readonly number[];
}

export interface EmbeddedOptions {
  readonly settings?: Readonly<Record<string, string>>;
  /** Given by whoever serves: PostgreSQL is then started again when it has ended, and its log is kept short. */
  readonly supervisor?: Supervisor;
}

/** Claims `directory`, then creates its cluster, adopts the server that an earlier process left behind, or starts one. */
export function openEmbedded(directory: string, options: EmbeddedOptions = {}): Promise<EmbeddedDatabase> {
  return inDirectory(directory, async (home) => {
    const claim = await takeClaim(home);
    if (claim !== undefined) return serve(home, claim, options);
    const owner = read(path.join(home, 'owner.pid'))?.trim();
    const user = `another Mulin process${owner ? ` (${owner})` : ''}`;
    throw new EmbeddedError(`The data directory ${home} is in use by ${user}. Stop it, or give this one its own DATA_DIR and PORT.`);
  });
}

/** For side commands: shares the server of the process that owns `directory` and leaves it running; where none does, opens and stops it. */
export function joinEmbedded(directory: string): Promise<EmbeddedDatabase> {
  return inDirectory(directory, async (home) => {
    for (const deadline = performance.now() + PATIENCE_MS; performance.now() < deadline; await sleep(100)) {
      const claim = await takeClaim(home);
      if (claim !== undefined) return serve(home, claim, {});
      const port = postmasterPort(path.join(home, 'postgres'));
      if (port === undefined) continue;
      const url = urlOf(home, port);
      if (await ask(url, 'SELECT 1').catch(() => 0)) return { url, stop: async () => {} };
    }
    throw new EmbeddedError(`Another Mulin process uses the data directory ${home}, but its database does not answer. See its output.`);
  });
}

const MAJOR = '18';
/** Long enough for crash recovery on a slow disk. */
const PATIENCE_MS = 120_000;
/** What an adopted server answers while it recovers, finishes the stop its dead owner asked for, or the CREATE DATABASE. */
const PASSING = /^57P0|^53300|^55006|^23505|^42P04/;
const LOG_BYTES = 16 * 1024 * 1024;
const SETTINGS = {
  max_connections: '100',
  shared_buffers: '256MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  // A statement, or the row that it stumbled over, may hold personal data: the log says what went wrong, not with whom.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  jit: 'off',
};

interface Cluster {
  readonly home: string;
  readonly data: string;
  readonly log: string;
  readonly programs: string;
  readonly account: Account;
}

function pg({ programs, account }: Cluster, program: string, args: string[], input = '') {
  return run(account, [path.join(programs, program), ...args], input);
}

/** Owns `claim` from here on: every failure gives it up, and so does stop(). */
async function serve(home: string, claim: number, { settings = {}, supervisor }: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const owner = path.join(home, 'owner.pid');
  const release = () => {
    fs.rmSync(owner, { force: true });
    fs.closeSync(claim);
  };
  try {
    fs.rmSync(owner, { force: true });
    fs.writeFileSync(owner, `process ${process.pid} on ${os.hostname()}\n`, { flag: 'wx' });
    const data = path.join(home, 'postgres');
    const version = read(path.join(data, 'PG_VERSION'))?.trim();
    if (version === undefined && fs.existsSync(data) && fs.readdirSync(data).length > 0) {
      throw new EmbeddedError(`${data} holds files but no PostgreSQL cluster. Move it away, or set DATA_DIR to another directory.`);
    }
    if (version !== undefined && version !== MAJOR) {
      const clash = `${data} was written by PostgreSQL ${version}; this Mulin brings PostgreSQL ${MAJOR}, which cannot read it.`;
      throw new EmbeddedError(`${clash} Back it up with the Mulin that wrote it and restore that into a new DATA_DIR. ${WAY_OUT}`);
    }
    for (const litter of fs.readdirSync(home).filter((entry) => entry.startsWith('init-'))) {
      // An initdb that outlived its Mulin may still be writing there: no directory is used twice, and what is left goes next time.
      await fs.promises.rm(path.join(home, litter), { recursive: true, force: true }).catch(() => {});
    }
    const programs = findPrograms();
    const cluster = { home, data, programs, log: path.join(home, 'postgres.log'), account: await chooseAccount(home, data, programs) };
    if (version === undefined) await initialise(cluster, claim, settings.fsync === 'off');
    const url = await bringUp(cluster, settings);
    const watch = supervisor ? supervise(cluster, settings, Number(new URL(url).port), supervisor) : null;
    let stopping: Promise<void> | undefined;
    const stop = async () => {
      await watch?.stop();
      await halt(cluster).finally(release);
    };
    return { url, stop: () => (stopping ??= stop()) };
  } catch (error) {
    release();
    throw error;
  }
}

/** Makes the cluster beside its place and renames it there when complete: an initialisation that is killed leaves only litter. */
async function initialise(cluster: Cluster, claim: number, volatile: boolean): Promise<void> {
  const { home, data, account } = cluster;
  const stage = fs.mkdtempSync(path.join(home, 'init-'));
  const passwordFile = path.join(stage, 'password');
  fs.writeFileSync(passwordFile, secretOf(home), { mode: 0o600 });
  for (const file of [stage, passwordFile]) give(account, file);
  const layout = '--data-checksums --encoding=UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8'.split(' ');
  // Repeated hashing slows down who guesses a password. Nobody guesses 24 random bytes, and each connection would pay for it.
  const access = ['--username=mulin', '--auth=scram-sha-256', '--set=scram_iterations=1', `--pwfile=${passwordFile}`];
  const args = ['-D', path.join(stage, 'data'), ...layout, ...access, ...(volatile ? ['--no-sync'] : [])];
  const { code, output } = await pg(cluster, 'initdb', args);
  if (code === 0) fs.renameSync(path.join(stage, 'data'), data);
  fs.rmSync(stage, { recursive: true, force: true });
  if (code !== 0) throw new EmbeddedError(`PostgreSQL could not create its cluster in ${home}:\n${lastLines(output)}`);
  // The names of cluster and secret reach the disk before anything is committed under them.
  if (!volatile) fs.fsyncSync(claim);
}

/** Ends with a server that answers and has the database, or with the state it found. */
async function bringUp(cluster: Cluster, settings: Readonly<Record<string, string>>): Promise<string> {
  const adopted = postmasterPort(cluster.data) !== undefined;
  let mended = false;
  try {
    for (const deadline = performance.now() + PATIENCE_MS; ; await sleep(50)) {
      const port = postmasterPort(cluster.data) ?? (await start(cluster, settings));
      try {
        const admin = urlOf(cluster.home, port, 'postgres');
        if (!(await ask(admin, `SELECT FROM pg_database WHERE datname = 'mulin'`))) await ask(admin, 'CREATE DATABASE mulin');
        return urlOf(cluster.home, port);
      } catch (error) {
        const state = error instanceof DatabaseError ? error.code : undefined;
        if (state === '28P01' && !mended) {
          mended = true;
          await resetPassword(cluster);
        } else if (performance.now() > deadline || (state && !PASSING.test(state))) {
          throw new EmbeddedError(`PostgreSQL in ${cluster.home} does not answer: ${(error as Error).message}. See ${cluster.log}.`);
        }
      }
    }
  } catch (error) {
    if (!adopted) await halt(cluster).catch(() => {});
    throw error;
  }
}

const WATCH_MS = 500;
/** Children of a postmaster that was killed may need a while to go. */
const PAUSES_MS = [0, 1_000, 2_000, 4_000, 8_000];
/** Whoever has run for so long starts with all tries again. */
const STEADY_MS = 60_000;

/** Starts PostgreSQL again when it has ended, at the same port, as often as there are pauses; then gives up. */
function supervise(
  cluster: Cluster,
  settings: Readonly<Record<string, string>>,
  port: number,
  { say, gaveUp, pausesMs = PAUSES_MS }: Supervisor,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  let failures = 0;
  let since = performance.now();
  const restart = async (): Promise<void> => {
    const said = lastLine(cluster.log);
    say(`The built-in PostgreSQL has ended and is started again. ${said ? `The last line of ${cluster.log}: ${said}` : ''}`.trim());
    while (!signal.aborted) {
      const wait = pausesMs[failures++];
      if (wait === undefined) {
        const reason = `Its log ${cluster.log} ends with: ${lastLine(cluster.log)}`;
        throw new EmbeddedError(`The built-in PostgreSQL has ended and does not start again after ${pausesMs.length} tries. ${reason}`);
      }
      await sleep(wait, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      try {
        await start(cluster, settings, port);
        say('The built-in PostgreSQL runs again.');
        since = performance.now();
        return;
      } catch (error) {
        // Why, is in its log, and in the message when the tries are used up.
        if (!(error instanceof EmbeddedError)) throw error;
      }
    }
  };
  const watch = async (): Promise<void> => {
    for (; !signal.aborted; await sleep(WATCH_MS, undefined, { signal, ref: false }).catch(() => {})) {
      shorten(cluster);
      if (postmasterPort(cluster.data) !== undefined) {
        if (performance.now() - since > STEADY_MS) failures = 0;
      } else await restart();
    }
  };
  const watching = watch().catch((error: Error) => gaveUp(error instanceof EmbeddedError ? error : new EmbeddedError(error.message)));
  return {
    stop: () => {
      stopping.abort();
      return watching;
    },
  };
}

/** Keeps what PostgreSQL has written so far as one older file, and goes on with an empty one. PostgreSQL appends: it notices nothing. */
function shorten({ log }: Cluster): void {
  const size = fs.statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= LOG_BYTES) return;
  try {
    fs.copyFileSync(log, `${log}.1`);
  } catch {
    // No room for the older one: the newer one is to go all the more.
  }
  fs.truncateSync(log);
}

function lastLine(file: string): string {
  return (
    lastLines(read(file) ?? '')
      .split('\n')
      .at(-1)
      ?.trim() ?? ''
  );
}

/** Returns the port when the server accepts connections, or when it is alive and needs longer than pg_ctl waits. */
async function start(cluster: Cluster, settings: Readonly<Record<string, string>>, port?: number): Promise<number> {
  const { home, data, log, account } = cluster;
  // PostgreSQL would refuse over a stale pid file whose number another process has got since.
  fs.rmSync(path.join(data, 'postmaster.pid'), { force: true });
  for (let attempt = 1; ; attempt++) {
    const old = fs.statSync(log, { throwIfNoEntry: false });
    // A log of another user comes with a cluster that root copied into place.
    if (old && (old.size > LOG_BYTES || old.uid !== (account.uid ?? old.uid))) fs.renameSync(log, `${log}.1`);
    if (!fs.existsSync(log)) {
      fs.writeFileSync(log, '', { flag: 'wx', mode: 0o600 });
      give(account, log);
    }
    const before = fs.statSync(log).size;
    const own = { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(port ?? (await freePort())) };
    const all = Object.entries({ ...SETTINGS, ...settings, ...own });
    const flags = all.map(([name, value]) => `-c ${name}='${value.replaceAll("'", `'\\''`)}'`).join(' ');
    const { code, output } = await pg(cluster, 'pg_ctl', ['start', '-s', '-w', '-t', '60', '-D', data, '-l', log, '-o', flags]);
    const listensAt = postmasterPort(data);
    if (listensAt !== undefined) return listensAt;
    const said = fs.readFileSync(log).subarray(before).toString() || output;
    // Another program took the port since it was found free, or children of a postmaster that was killed are not gone yet.
    if (attempt < 5 && /Address already in use|pre-existing shared memory/.test(said)) await sleep(attempt * 100);
    else throw new EmbeddedError(`PostgreSQL did not start in ${home} (pg_ctl ended with ${code}). ${log} ends with:\n${lastLines(said)}`);
  }
}

/** Signals only a living postmaster of this cluster; pg_ctl alone would signal whatever process a stale pid file names. */
async function halt(cluster: Cluster): Promise<void> {
  if (postmasterPort(cluster.data) === undefined) return;
  const { output } = await pg(cluster, 'pg_ctl', ['stop', '-s', '-w', '-t', '120', '-m', 'fast', '-D', cluster.data]);
  if (postmasterPort(cluster.data) === undefined) return;
  throw new EmbeddedError(`PostgreSQL in ${cluster.home} did not stop:\n${lastLines(output)}\nSee ${cluster.log}.`);
}

/** Sets the password to what `secret` says, in single-user mode, which asks for none. They part when a cluster is restored without its secret. */
async function resetPassword(cluster: Cluster): Promise<void> {
  await halt(cluster);
  const statement = `ALTER ROLE mulin PASSWORD '${secretOf(cluster.home).replaceAll("'", "''")}'\n`;
  const { output } = await pg(cluster, 'postgres', ['--single', '-D', cluster.data, 'postgres'], statement);
  if (!/ERROR|FATAL|PANIC/.test(output)) return;
  throw new EmbeddedError(`The cluster in ${cluster.home} does not take the password in its file secret:\n${lastLines(output)}`);
}

/** The password of the cluster's owner, made when it is missing. */
function secretOf(home: string): string {
  const file = path.join(home, 'secret');
  const found = read(file)?.trim();
  if (found) return found;
  const made = randomBytes(24).toString('base64url');
  fs.rmSync(file, { force: true });
  fs.writeFileSync(file, `${made}\n`, { flag: 'wx', mode: 0o600, flush: true });
  return made;
}

function urlOf(home: string, port: number, database = 'mulin'): string {
  return `postgres://mulin:${encodeURIComponent(secretOf(home))}@127.0.0.1:${port}/${database}`;
}

/** The number of rows that `sql` answers. */
async function ask(url: string, sql: string): Promise<number> {
  const client = new Client({ connectionString: url, ssl: false, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query(sql)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
