import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { cellOf, open, seal } from '../../src/auth/cipher.js';
import { keyFile } from '../../src/auth/key-file.js';
import { blankDatabase, demoDatabase, freshDatabase, type TestDatabase } from '../kit/database.js';
import { keysOf, newKeyFile, newPath } from '../kit/keys.js';

/** npm run db, as an operator runs it: what it says, how it ends, and what it leaves. */

const root = join(import.meta.dirname, '../..');
const exec = promisify(execFile);
beforeAll(async () => {
  await exec('npm', ['run', '-s', 'build'], { cwd: root });
});

const db = (settings: Readonly<Record<string, string>>, ...args: string[]) => command('db', settings, ...args);

async function command(name: 'db' | 'figures', settings: Readonly<Record<string, string>>, ...args: string[]) {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...settings };
  const ended = await exec(process.execPath, [`dist/src/server/${name}-command.js`, ...args], { cwd: root, env }).then(
    (said) => ({ code: 0, ...said }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
  return { code: ended.code, stdout: ended.stdout, stderr: ended.stderr };
}
async function using(database: Promise<TestDatabase>): Promise<TestDatabase> {
  const opened = await database;
  onTestFinished(() => opened.close());
  return opened;
}

test('figures says where there are no tables', async () => {
  const { url } = await using(blankDatabase());
  expect(await command('figures', { DATABASE_URL: url })).toEqual({
    ...{ code: 1, stdout: '' },
    stderr: 'This database has no tables yet: npm start makes them, and loads the demo.\n',
  });
});

test('add-key makes the file, adds to it, and prints no key', async () => {
  const KEY_FILE = newPath();
  for (const version of [1, 2]) {
    const { code, stdout, stderr } = await db({ KEY_FILE }, 'add-key');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^Key ${version} \\([0-9a-f]{8}\\) is in ${KEY_FILE}\\. Keep a copy`));
    for (const { seal, index } of JSON.parse(readFileSync(KEY_FILE, 'utf8')).keys)
      for (const secret of [seal, index]) expect(stdout).not.toContain(secret);
  }
  expect(statSync(KEY_FILE).mode & 0o777).toBe(0o600);
  expect((await keysOf(keyFile(KEY_FILE))).keys.map(({ version }) => version)).toEqual([2, 1]);
});

test('without KEY_FILE there is nothing to add to', async () => {
  expect(await db({}, 'add-key')).toEqual({ code: 1, stdout: '', stderr: 'KEY_FILE is not set: it names the file with the keys.\n' });
});

test('rotate-keys seals with a new key, and refuses other ones', async () => {
  const [database, store] = [await using(demoDatabase()), await newKeyFile()];
  const [row] = await database.query<{ id: string; jurisdictionId: string }>(
    'select id, jurisdiction_id as "jurisdictionId" from person limit 1',
  );
  await database.query(`update person set id_number_masked = '', id_number_index = '', id_number_sealed = $2 where id = $1`, [
    row!.id,
    seal(await keysOf(store), cellOf(row!, 'person', 'id_number_sealed'), 'a number'),
  ]);
  const { code, stdout, stderr } = await db({ DATABASE_URL: database.url, KEY_FILE: store.where }, 'rotate-keys');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain(`Key 2 was added to ${store.where}`);
  expect(stdout).toContain('person.id_number_sealed: 1 values sealed with key 2');
  const { keys } = await keysOf(store);
  const [after] = await database.query<{ sealed: Buffer }>('select id_number_sealed as sealed from person where id = $1', [row!.id]);
  expect(open({ keys: keys.slice(0, 1) }, cellOf(row!, 'person', 'id_number_sealed'), after!.sealed)).toBe('a number');

  const other = await newKeyFile();
  const refused = await db({ DATABASE_URL: database.url, KEY_FILE: other.where }, 'rotate-keys');
  expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^.* lacks key 2 \([0-9a-f]{8}\), .*\n$/) });
});

test('rotate-keys without keys, or before there is anything, says so', async () => {
  const [database, empty] = [await using(freshDatabase()), newPath()];
  const without = await db({ DATABASE_URL: database.url, KEY_FILE: empty }, 'rotate-keys');
  expect(without).toEqual({ code: 1, stdout: '', stderr: `There are no keys in ${empty}.\n` });
  await database.query('drop table sealing_key');
  expect(await db({ DATABASE_URL: database.url, KEY_FILE: empty }, 'rotate-keys')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'There is nothing to seal yet: start the server once, or migrate.\n',
  });
});

test('verify-audit names each jurisdiction, and ends with 1 where a chain does not hold', async () => {
  const database = await using(demoDatabase());
  const whole = await db({ DATABASE_URL: database.url }, 'verify-audit');
  expect(whole).toMatchObject({ code: 0, stderr: '' });
  expect(whole.stdout.split('\n')).toContain('000 泰兴市济川街道: 0 entries chained');
  const id = randomUUID();
  await database.query(
    `with line as (insert into audit (id, jurisdiction_id, at, action) select $1, id, now(), 'x' from organization where code = '000' returning *)
     insert into audit_link select jurisdiction_id, 1, id, sha256('forged') from line`,
    [id],
  );
  const broken = await db({ DATABASE_URL: database.url }, 'verify-audit');
  expect(broken.code).toBe(1);
  expect(broken.stdout).toMatch(/^000 泰兴市济川街道: 1 entries chained; the last is 1 [0-9a-f]{64}$/m);
  expect(broken.stderr).toBe(`  1 CHANGED aud_${id.replaceAll('-', '')}\n`);
});

test.each([[[]], [['rotate']], [['add-key', 'file']], [['verify-audit', '--to', 'x']], [['backup']], [['migrate', '--from', 'x']]])(
  '%j is answered with how it is used',
  async (args) => {
    const { code, stderr } = await db({}, ...args);
    expect(code).toBe(1);
    expect(stderr).toContain('npm run db -- rotate-keys');
    expect(stderr).not.toMatch(/\n\s+at /);
  },
);
