import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { EmbeddedError, joinEmbedded, openEmbedded } from '../../src/db/embedded.js';
import { chooseAccount, findPrograms, run } from '../../src/db/embedded-host.js';
import { testInDepth } from '../kit/depth.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const settings = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', shared_buffers: '16MB' };
const isRoot = process.getuid?.() === 0;
/** An initialised cluster that was stopped in order; tests work on copies. */
let template: string;

beforeAll(async () => {
  template = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'mulin-template-')), 'data');
  const database = await openEmbedded(template, { settings });
  await query(database.url, 'CREATE TABLE note (text text)');
  await query(database.url, `INSERT INTO note VALUES ('睦邻')`);
  await database.stop();
});
afterAll(() => fs.rmSync(path.dirname(template), { recursive: true, force: true }));

test('a fresh start makes a checksummed, locale-proof cluster that only loopback reaches', async () => {
  const home = emptyHome();
  const database = await open(home);
  expect(new URL(database.url)).toMatchObject({ protocol: 'postgres:', hostname: '127.0.0.1', username: 'mulin', pathname: '/mulin' });
  const [facts] = await query(
    database.url,
    `SELECT current_setting('data_checksums') checksums, current_setting('listen_addresses') listens, current_setting('timezone') timezone,
            current_setting('unix_socket_directories') sockets, current_setting('server_version_num')::int / 10000 version,
            datlocprovider::text provider, datlocale locale, pg_encoding_to_char(encoding) encoding, rolsuper super
     FROM pg_database, pg_roles WHERE datname = current_database() AND rolname = current_user`,
  );
  expect(facts).toEqual({
    ...{ checksums: 'on', listens: '127.0.0.1', sockets: '', timezone: 'UTC', version: 18 },
    ...{ provider: 'b', locale: 'C.UTF-8', encoding: 'UTF8', super: true },
  });
  expect(fs.statSync(path.join(home, 'secret')).mode & 0o777).toBe(0o600);
  expect(fs.statSync(path.join(home, 'postgres')).mode & 0o777).toBe(0o700);
  expect(fs.statSync(path.join(home, 'postgres.log')).mode & 0o777).toBe(0o600);
  expect(fs.readdirSync(home).sort()).toEqual(['owner.pid', 'postgres', 'postgres.log', 'secret']);
  await expect(query(database.url.replace(/:[^:@]*@/, ':guess@'), 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
});

test('the server is in a session of its own, where neither Ctrl-C nor the death of Mulin reaches it', async () => {
  const home = copyOfTemplate();
  await open(home);
  const stat = fs.readFileSync(`/proc/${postmaster(home)}/stat`, 'utf8');
  const [, , , session] = stat
    .slice(stat.lastIndexOf(')') + 1)
    .trim()
    .split(' ');
  expect(Number(session)).toBe(postmaster(home));
});

test('a restart keeps the data, and stop() is idempotent and leaves nothing running', async () => {
  const home = copyOfTemplate();
  const first = await open(home);
  await query(first.url, `INSERT INTO note VALUES ('second')`);
  await Promise.all([first.stop(), first.stop()]);
  expect(fs.readdirSync(home).sort()).toEqual(['postgres', 'postgres.log', 'secret']);
  expect(fs.existsSync(path.join(home, 'postgres/postmaster.pid'))).toBe(false);
  expect(await notes((await open(home)).url)).toEqual(['second', '睦邻']);
  expect(fs.readFileSync(path.join(home, 'postgres.log'), 'utf8')).not.toMatch(/automatic recovery|not properly shut down/);
});

test('after kill -9 the next process adopts the server with its data', async () => {
  const home = copyOfTemplate();
  const owner = await openInChild(home);
  await query(owner.url, `INSERT INTO note VALUES ('committed')`);
  const pid = postmaster(home);
  await kill(owner.child);
  const successor = await open(home);
  expect(successor.url).toBe(owner.url);
  expect(postmaster(home)).toBe(pid);
  expect(await notes(successor.url)).toEqual(['committed', '睦邻']);
});

test('a postmaster that is killed is started again, at the same address, with what was committed', async () => {
  const home = copyOfTemplate();
  const said: string[] = [];
  const database = await openEmbedded(home, {
    settings,
    supervisor: { say: (line) => said.push(line), gaveUp: () => said.push('gave up') },
  });
  onTestFinished(() => database.stop());
  const dead = postmaster(home);
  process.kill(dead, 'SIGKILL');
  await vi.waitFor(() => expect(said.at(-1)).toBe('The built-in PostgreSQL runs again.'), { timeout: 50_000, interval: 50 });
  expect(said).toEqual([expect.stringMatching(/^The built-in PostgreSQL has ended and is started again\./), expect.any(String)]);
  expect(postmaster(home)).not.toBe(dead);
  await vi.waitFor(async () => expect(await notes(database.url)).toEqual(['睦邻']), { timeout: 50_000, interval: 100 });
});

testInDepth('one that does not start again is given up after some tries, with the reason; its log is kept short meanwhile', async () => {
  const home = copyOfTemplate();
  const log = path.join(home, 'postgres.log');
  const supervised = Promise.withResolvers<Error>();
  const supervisor = { say: () => {}, gaveUp: supervised.resolve, pausesMs: [0, 50] };
  const database = await openEmbedded(home, { settings, supervisor });
  onTestFinished(() => database.stop());
  fs.appendFileSync(log, 'x'.repeat(17 * 1024 * 1024));
  await vi.waitFor(() => expect(fs.statSync(log).size).toBeLessThan(1024 * 1024), { timeout: 30_000, interval: 20 });
  expect(fs.statSync(`${log}.1`).size).toBeGreaterThan(16 * 1024 * 1024);

  fs.appendFileSync(path.join(home, 'postgres/postgresql.conf'), '\nno_such_setting = 1\n');
  process.kill(postmaster(home), 'SIGKILL');
  expect((await supervised.promise).message).toMatch(
    /^The built-in PostgreSQL has ended and does not start again after 2 tries\. Its log .* ends with: FATAL: .*postgresql\.conf.*$/,
  );
});

test.each(['/proc/x', '/proc/x/y', '/proc/self/fd/x', '/dev/null/x', '/dev/null'])(
  '%s is no place for data, and that is said at once',
  async (place) => {
    for (const use of [openEmbedded, joinEmbedded])
      await expect(use(place)).rejects.toThrow(/^The data directory \S+ cannot be used \(E[A-Z]+: [^\n]*\)\. [^\n]*DATA_DIR[^\n]*$/);
  },
);

test('nor is what a link names that leads nowhere', async () => {
  const home = emptyHome();
  fs.symlinkSync(path.join(home, 'gone/data'), path.join(home, 'link'));
  await expect(openEmbedded(path.join(home, 'link'))).rejects.toThrow(/cannot be used \(E/);
});

testInDepth('of two processes that start at once on a fresh directory exactly one wins, and the other is told what to do', async () => {
  const home = emptyHome();
  const [first, second] = await Promise.allSettled([openInChild(home), openInChild(home)]);
  const loser = first.status === 'rejected' ? first : second;
  const winner = first.status === 'rejected' ? second : first;
  if (winner.status !== 'fulfilled' || loser.status !== 'rejected') throw new Error('both won, or both lost');
  expect(loser.reason.message).toContain(`${home} is in use by another Mulin process`);
  await expect(openEmbedded(home)).rejects.toThrow(
    `The data directory ${home} is in use by another Mulin process (process ${winner.value.child.pid} on ${os.hostname()}). ` +
      'Stop it, or give this one its own DATA_DIR and PORT.',
  );
  expect(await query(winner.value.url, 'SELECT 1 one')).toEqual([{ one: 1 }]);
});

describe('a stale postmaster.pid does not block the start', () => {
  test('when no process has its number', async () => {
    const home = copyOfTemplate();
    const dead = spawnSync('true').pid;
    leavePidFile(home, dead);
    expect(await notes((await open(home)).url)).toEqual(['睦邻']);
    expect(postmaster(home)).not.toBe(dead);
  });

  test('when a stranger of the same user has its number, who is left alone', async () => {
    const home = copyOfTemplate();
    const { uid, gid } = fs.statSync(path.join(home, 'postgres'));
    const stranger = spawn('cat', { ...(isRoot ? { uid, gid } : {}), cwd: '/', stdio: ['pipe', 'ignore', 'ignore'] });
    onTestFinished(() => void stranger.kill());
    await once(stranger, 'spawn');
    leavePidFile(home, stranger.pid ?? 0);
    expect(await notes((await open(home)).url)).toEqual(['睦邻']);
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
  });

  test('when the server itself was killed: it recovers what was committed', async () => {
    const home = copyOfTemplate();
    const owner = await openInChild(home, { ...settings, synchronous_commit: 'on' });
    await query(owner.url, `INSERT INTO note VALUES ('committed')`);
    await kill(owner.child);
    const orphan = postmaster(home);
    process.kill(orphan, 'SIGKILL');
    expect(await notes((await open(home)).url)).toEqual(['committed', '睦邻']);
    expect(postmaster(home)).not.toBe(orphan);
  });
});

testInDepth('an initialisation that is killed is not taken for a cluster', async () => {
  const home = emptyHome();
  const watcher = fs.watch(home);
  const child = startChild(home);
  for (let name = ''; !name.startsWith('init-'); ) [, name] = await once(watcher, 'change');
  watcher.close();
  await kill(child);
  expect(fs.existsSync(path.join(home, 'postgres'))).toBe(false);
  const database = await open(home);
  expect(await query(database.url, `SELECT current_database() name, current_setting('data_checksums') checksums`)).toEqual([
    { name: 'mulin', checksums: 'on' },
  ]);
});

test('a cluster of another PostgreSQL version is refused with guidance, and stays as it is', async () => {
  const home = emptyHome();
  fs.mkdirSync(path.join(home, 'postgres'));
  fs.writeFileSync(path.join(home, 'postgres/PG_VERSION'), '17\n');
  const failure = await failureOf(openEmbedded(home));
  expect(failure).toContain('was written by PostgreSQL 17; this Mulin brings PostgreSQL 18');
  expect(failure).toContain('DATABASE_URL');
  expect(fs.readdirSync(home)).toEqual(['postgres']);
});

test('a directory that holds something else is refused', async () => {
  const home = emptyHome();
  fs.mkdirSync(path.join(home, 'postgres'));
  fs.writeFileSync(path.join(home, 'postgres/thesis.txt'), '');
  expect(await failureOf(openEmbedded(home))).toContain('holds files but no PostgreSQL cluster');
});

test('a failed start shows the end of the log, and gives the directory up', async () => {
  const home = copyOfTemplate();
  const failure = await failureOf(openEmbedded(home, { settings: { shared_buffers: 'plenty' } }));
  expect(failure).toContain(path.join(home, 'postgres.log'));
  expect(failure).toMatch(/^ {2}FATAL: {2}invalid value for parameter "shared_buffers": "plenty"$/m);
  expect(await notes((await open(home)).url)).toEqual(['睦邻']);
});

test.each(['deleted', 'replaced'])('a cluster whose secret was %s gets the password of the present one', async (fate) => {
  const home = copyOfTemplate();
  const secret = path.join(home, 'secret');
  if (fate === 'deleted') fs.rmSync(secret);
  else fs.writeFileSync(secret, `it's/m@de:by hand\n`);
  const database = await open(home);
  expect(await notes(database.url)).toEqual(['睦邻']);
  expect(decodeURIComponent(new URL(database.url).password)).toBe(fs.readFileSync(secret, 'utf8').trim());
});

describe('joinEmbedded', () => {
  test('shares the server of the owner and leaves it running', async () => {
    const home = copyOfTemplate();
    const owner = await open(home);
    const guest = await joinEmbedded(home);
    expect(guest.url).toBe(owner.url);
    await guest.stop();
    expect(await notes(owner.url)).toEqual(['睦邻']);
  });

  test('opens and stops the server where nobody owns it', async () => {
    const home = copyOfTemplate();
    const database = await joinEmbedded(home);
    expect(await notes(database.url)).toEqual(['睦邻']);
    expect(await failureOf(openEmbedded(home))).toContain('is in use by');
    await database.stop();
    expect(fs.existsSync(path.join(home, 'postgres/postmaster.pid'))).toBe(false);
  });

  test('waits for an owner that is still creating the cluster', async () => {
    const home = emptyHome();
    const watcher = fs.watch(home);
    const owner = openInChild(home);
    for (let name = ''; name !== 'owner.pid'; ) [, name] = await once(watcher, 'change');
    watcher.close();
    const guest = await joinEmbedded(home);
    expect(guest.url).toBe((await owner).url);
  });
});

describe.runIf(isRoot)('as root', () => {
  test.each([
    ['without a capability where the unprivileged user can pass', 0o711, /^CapEff:\s0+$/m],
    ['with one capability where it cannot', 0o700, /^CapEff:\s0*[24]$/m],
  ])('the server runs as another user, %s', async (_, mode, capabilities) => {
    const home = copyOfTemplate();
    fs.chmodSync(path.dirname(home), mode);
    fs.chmodSync(home, mode);
    await open(home);
    const status = fs.readFileSync(`/proc/${postmaster(home)}/status`, 'utf8');
    expect(status).toMatch(/^Uid:\s[1-9]/m);
    if (passable(path.resolve('node_modules'))) expect(status).toMatch(capabilities);
  });

  test('the programs are found below a directory closed to the unprivileged user', async () => {
    const home = emptyHome();
    const checkout = path.dirname(home);
    spawnSync('cp', ['-a', path.dirname(findPrograms()), checkout]);
    const account = await chooseAccount(home, path.join(home, 'postgres'), path.join(checkout, 'native/bin'));
    expect(account.wrapper[0]).toBe('setpriv');
    expect((await run(account, ['id', '-u'])).output.trim()).toBe(String(account.uid));
  });

  test.runIf(passable(process.execPath))('an ordinary user is told whose directory it is', async () => {
    const home = copyOfTemplate();
    fs.chmodSync(path.dirname(home), 0o711);
    const failure = await failureOf(openInChild(home, settings, { uid: 65534, gid: 65534 }));
    expect(failure).toContain(`The data directory ${home} cannot be used (EACCES`);
    expect(failure).toContain('It belongs to root and this process runs as nobody: start Mulin as root, or set DATA_DIR');
  });
});

function emptyHome(): string {
  const home = path.join(fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'mulin-'))), 'data');
  fs.mkdirSync(home, { mode: 0o700 });
  onTestFinished(() => fs.rmSync(path.dirname(home), { recursive: true, force: true, maxRetries: 20 }));
  return home;
}

function copyOfTemplate(): string {
  const home = emptyHome();
  spawnSync('cp', ['-a', `${template}/.`, home]);
  return home;
}

async function open(home: string) {
  const database = await openEmbedded(home, { settings });
  onTestFinished(() => database.stop());
  return database;
}

/** Plain node strips the types, but takes the `.js` of relative imports by the letter. */
const hook = `import { registerHooks } from 'node:module';
  registerHooks({ resolve: (name, context, next) => next(/^(\\.\\/embedded|\\.\\.\\/kernel\\/)/.test(name) ? name.replace(/js$/, 'ts') : name, context) });`;
const script = `const { openEmbedded } = await import(${JSON.stringify(path.resolve('src/db/embedded.ts'))});
  const [home, settings] = process.argv.slice(1);
  const database = await openEmbedded(home, { settings: JSON.parse(settings) }).catch((error) => ({ failure: error.name + ': ' + error.message }));
  console.log(JSON.stringify(database));
  if (database.failure) process.exit();
  process.stdin.on('end', async () => process.exit(await database.stop())).resume();`;

/** A process that opens the directory, and stops the database when its input ends. */
function startChild(home: string, options: Record<string, string> = settings, user: { uid?: number; gid?: number } = {}): ChildProcess {
  const preload = `data:text/javascript,${encodeURIComponent(hook)}`;
  const args = ['--no-warnings', '--import', preload, '--input-type=module', '-e', script, home, JSON.stringify(options)];
  const child = spawn(process.execPath, args, { ...user, cwd: '/', stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.stdin.end();
    await once(child, 'exit');
  });
  return child;
}

async function openInChild(...args: Parameters<typeof startChild>): Promise<{ url: string; child: ChildProcess }> {
  const child = startChild(...args);
  const [line] = await once(createInterface(child.stdout!), 'line');
  const { url, failure } = JSON.parse(line);
  if (!failure) return { url, child };
  const [name, message] = [failure.slice(0, failure.indexOf(':')), failure.slice(failure.indexOf(':') + 2)];
  throw name === 'EmbeddedError' ? new EmbeddedError(message) : new Error(failure);
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

function postmaster(home: string): number {
  return Number.parseInt(fs.readFileSync(path.join(home, 'postgres/postmaster.pid'), 'utf8'), 10);
}

function leavePidFile(home: string, pid: number): void {
  const data = path.join(home, 'postgres');
  const { uid, gid } = fs.statSync(data);
  fs.writeFileSync(path.join(data, 'postmaster.pid'), `${pid}\n${data}\n1700000000\n5432\n\n127.0.0.1\n   123456    123456\nready   \n`, {
    mode: 0o600,
  });
  fs.chownSync(path.join(data, 'postmaster.pid'), uid, gid);
}

function passable(file: string): boolean {
  return spawnSync('test', ['-r', file], { uid: 65534, gid: 65534, cwd: '/' }).status === 0;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function notes(url: string): Promise<unknown[]> {
  return (await query(url, 'SELECT text FROM note ORDER BY text')).map(({ text }) => text);
}

async function failureOf(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(EmbeddedError);
  return error.message;
}
