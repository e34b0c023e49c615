import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { checkDatabase } from '../../src/db/check.js';
import { urlOf } from '../kit/cluster.js';
import { blankDatabase } from '../kit/database.js';
import { freePort } from '../kit/free-port.js';
import { programs, testWith } from '../kit/programs.js';

/** Databases that cannot be used: each is refused in one sentence that says what to do. */

const exec = promisify(execFile);
/** Neither PostgreSQL nor PgBouncer runs as root. */
const account = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

async function directory(): Promise<string> {
  const made = fs.mkdtempSync(path.join(os.tmpdir(), 'mulin-check-'));
  if (account.uid) fs.chownSync(made, account.uid, account.gid);
  onTestFinished(() => fs.rmSync(made, { recursive: true, force: true }));
  return made;
}

const refusal = (url: string): Promise<string> =>
  checkDatabase(url).then(
    () => 'accepted',
    (error: Error) => error.message,
  );

/** PgBouncer before the tests' cluster. */
async function bouncer(mode: string, settings = ''): Promise<string> {
  const [home, port, cluster] = [await directory(), await freePort(), new URL(inject('clusterUrl'))];
  const file = path.join(home, 'pgbouncer.ini');
  const target = `host=${cluster.hostname} port=${cluster.port} user=mulin password=${decodeURIComponent(cluster.password)}`;
  fs.writeFileSync(
    file,
    `[databases]\n* = ${target}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${port}\nauth_type = any\npool_mode = ${mode}\nunix_socket_dir =\n${settings}\n`,
  );
  if (account.uid) fs.chownSync(file, account.uid, account.gid);
  const child = spawn(programs.pgbouncer, ['-q', file], { ...account, cwd: '/', stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const url = `postgres://mulin@127.0.0.1:${port}${cluster.pathname}`;
  const answers = async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.end();
  };
  await vi.waitFor(answers, { timeout: 30_000, interval: 50 });
  return url;
}

test('a database as it is to be is accepted', async () => {
  expect(await refusal(inject('clusterUrl'))).toBe('accepted');
});

testWith('pgbouncer').each([
  ['in transaction mode', 'transaction', ''],
  ['that drops the settings of connections', 'transaction', 'ignore_startup_parameters = options,statement_timeout,lock_timeout'],
  ['in session mode, which takes no settings either', 'session', ''],
])('PgBouncer %s is refused', async (_what, mode, settings) => {
  expect(await refusal(await bouncer(mode, settings))).toMatch(/leads through a pooler .*Name PostgreSQL itself/);
});

testWith('postgres15')('PostgreSQL 15 is refused', async () => {
  const [home, port, folder] = [await directory(), await freePort(), path.dirname(programs.postgres15)];
  const data = path.join(home, 'data');
  await exec(`${folder}/initdb`, ['-D', data, '-U', 'mulin', '-A', 'trust', '--no-sync'], { ...account, cwd: '/' });
  const child = spawn(`${folder}/postgres`, ['-D', data, '-p', String(port), '-k', '', '-c', 'fsync=off'], {
    ...account,
    cwd: '/',
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  onTestFinished(async () => {
    child.kill('SIGINT');
    await ended;
  });
  const said = () => refusal(`postgres://mulin@127.0.0.1:${port}/postgres`);
  await vi.waitFor(async () => expect(await said()).toMatch(/is PostgreSQL 15\..* needs PostgreSQL 16 or newer/), {
    timeout: 30_000,
    interval: 50,
  });
});

test.each([
  [
    'of another encoding',
    `create database ? encoding 'SQL_ASCII' template template0 locale_provider libc locale 'C'`,
    /encoding SQL_ASCII.*ENCODING 'UTF8'/,
  ],
  ['that takes no writes', 'alter database ? set default_transaction_read_only = on', /takes no writes/],
] as const)('a database %s is refused', async (_what, statement, sentence) => {
  const database = await blankDatabase();
  onTestFinished(() => database.close());
  const isNew = statement.startsWith('create');
  const name = `${new URL(database.url).pathname.slice(1)}${isNew ? '_other' : ''}`;
  await database.query(statement.replace('?', name));
  if (isNew) onTestFinished(async () => void (await database.query(`drop database ${name}`)));
  expect(await refusal(urlOf(database.url, name))).toMatch(sentence);
});

test('a user who may not create tables is refused', async () => {
  const database = await blankDatabase();
  onTestFinished(() => database.close());
  const role = `reader_${new URL(database.url).pathname.slice(-8)}`;
  await database.query(`create role ${role} login password 'x'`);
  const url = Object.assign(new URL(database.url), { username: role, password: 'x' });
  const said = await refusal(url.href);
  await database.query(`drop role ${role}`);
  expect(said).toMatch(new RegExp(`does not let ${role} create tables`));
});
