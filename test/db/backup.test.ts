import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Migration } from '@mikro-orm/migrations';
import type pg from 'pg';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { Migration20261122000000_spine } from '../../migrations/Migration20261122000000_spine.js';
import { backup } from '../../src/db/backup.js';
import { openPool } from '../../src/db/client.js';
import { migrate } from '../../src/db/migrate.js';
import { type Orm, openOrm } from '../../src/db/orm.js';
import { type Restored, restore } from '../../src/db/restore.js';
import { openCursors } from '../../src/events/cursor.js';
import { readHistory } from '../../src/events/history.js';
import { startSequencer } from '../../src/events/sequencer.js';
import { demoDatabase, freshDatabase, type TestDatabase } from '../kit/database.js';
import { testInDepth } from '../kit/depth.js';

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'mulin-backup-'));
afterAll(() => fs.rmSync(directory, { recursive: true }));
const newFile = () => path.join(directory, randomUUID());

test('a backup brings every row of every table into an empty database', async () => {
  const [source, target, file] = [await demo(), await blank(), newFile()];
  const { header, sums } = await backup(source.url, file);
  const restored = await restoreInto(target, file);

  expect(restored).toMatchObject({ header, sums, leftOut: [] });
  expect(header).toMatchObject({
    migrations: expect.arrayContaining(['Migration20261122000000_spine']),
    postgres: expect.stringMatching(/^18/),
  });
  const before = await hashes(source);
  expect(before.length).toBeGreaterThan(17);
  expect(sums.map(({ table, rows }) => [table, rows])).toEqual(before.map(({ name, rows }) => [name, rows]));
  const differing = (await hashes(target)).filter(({ hash }, index) => hash !== before[index]!.hash);
  expect(differing.map(({ name }) => name)).toEqual(['event_epoch']);
  expect(await schemaOf(target)).toEqual(await schemaOf(source));
  expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  expect(fs.readdirSync(directory).filter((name) => name.endsWith('.partial'))).toEqual([]);
});

test.each([
  ['yesterday', 1],
  ['today', 0],
])('a backup of a database that began days ago and was in use until %s brings its partitions', async (_until, last) => {
  const [source, target, file] = [await fresh(), await blank(), newFile()];
  // A partition for each day: that of the first one holds all that came before.
  const first = 3;
  const day = (ago: number) => `(now() at time zone 'Asia/Shanghai')::date - ${ago}`;
  const partition = async (ago: number, isFirst: boolean) =>
    source.query(`do $$ begin execute format('create table event_log_%s partition of event_log for values from (${isFirst ? 'minvalue' : '%L'}) to (%L)',
      to_char(${day(ago)}, 'YYYYMMDD'), ${isFirst ? '' : `${day(ago)}, `}${day(ago - 1)}); end $$`);
  const [{ name }] = (await source.query<{ name: string }>(
    `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'event_log'::regclass`,
  )) as [{ name: string }];
  await source.query(`drop table ${name}`);
  await partition(first, true);
  for (let ago = first - 1; ago >= last; ago--) await partition(ago, false);
  await source.query(
    `insert into event_log (pos, term, topic, jurisdiction_id, payload, at, day) values (1, 1, 'test', gen_random_uuid(), '{}', now(), ${day(first)})`,
  );
  await backup(source.url, file);
  await restoreInto(target, file);
  expect(await schemaOf(target)).toEqual(await schemaOf(source));
  const rows = 'select tableoid::regclass::text as name, pos, day::text from event_log';
  expect(await target.query(rows)).toEqual(await source.query(rows));
});

testInDepth('what looks odd as text comes back as it was', async () => {
  const [source, target, file] = [await fresh(), await blank(), newFile()];
  const odd = ['\\.', '\\.\n\\.', '\\N', '', 'tab\there', 'line\r\nline', '睦邻 👋', `"'`, 'x'.repeat(3_000_000)];
  for (const text of odd) await addOutbox(source, text);
  await source.query(`insert into outbox (topic, jurisdiction_id, payload) values ('null', $1, 'null')`, [randomUUID()]);
  await backup(source.url, file);
  await restoreInto(target, file);
  const all = `select id, topic, payload::text, at from outbox order by id`;
  expect(await target.query(all)).toEqual(await source.query(all));
});

testInDepth('while writers commit, the backup is of one instant', async () => {
  const [source, target, file] = [await demo(), await blank(), newFile()];
  const sequencer = startSequencer({ url: source.url, nudgeOthers: () => {}, moved: () => {} });
  let writing = true;
  const written = [0, 0, 0];
  const writers = written.map(async (_, writer) => {
    for (; writing; written[writer]!++) await addOutbox(source, `${writer} ${written[writer]}`);
  });
  const more = (before: readonly number[], by: number) =>
    vi.waitFor(() => expect(written.every((count, writer) => count >= before[writer]! + by)).toBe(true), { timeout: 20_000, interval: 5 });
  await more([0, 0, 0], 5);
  await backup(source.url, file);
  await more([...written], 1);
  writing = false;
  await Promise.all(writers);
  await sequencer.stop();
  await restoreInto(target, file);

  const rows = await target.query<{ topic: string }>(`select topic from outbox union all select topic from event_log`);
  expect(rows.length).toBeGreaterThanOrEqual(15);
  expect(rows.length).toBeLessThan(written.reduce((sum, count) => sum + count));
  const expected = [0, 1, 2].flatMap((writer) =>
    Array.from({ length: rows.filter(({ topic }) => topic.startsWith(`${writer} `)).length }, (_, count) => `${writer} ${count}`),
  );
  expect(rows.map(({ topic }) => topic).sort()).toEqual(expected.sort());
});

testInDepth('sequences go on where they were, and cursors of the old history are refused', async () => {
  const [source, target, file] = [await fresh(), await blank(), newFile()];
  for (const topic of ['a', 'b', 'c']) await addOutbox(source, topic);
  await source.query(`delete from outbox where topic = 'c'`);
  const sequencer = startSequencer({ url: source.url, nudgeOthers: () => {}, moved: () => {} });
  await vi.waitFor(async () => expect(await source.query('select from outbox')).toEqual([]), { timeout: 20_000, interval: 20 });
  await sequencer.stop();
  const then = await readHistory(poolOf(source));
  const cursor = openCursors(() => then).encode(then.head);
  await backup(source.url, file);
  await restoreInto(target, file);

  const [row] = await addOutbox(target, 'd');
  expect(row).toEqual({ id: '4' });
  expect(await target.query(`insert into migration (name) values ('next') returning id - (select max(id) from migration) as step`)).toEqual(
    [{ step: 1 }],
  );
  const now = await readHistory(poolOf(target));
  expect([then.head.pos, now.head]).toEqual([2, then.head]);
  const cursors = openCursors(() => now);
  expect(() => cursors.decode(cursor)).toThrow(expect.objectContaining({ code: 'CURSOR_EXPIRED' }));
  expect(cursors.decode(cursors.encode(now.head))).toEqual(now.head);
});

testInDepth('a file that is not whole is refused, and the target stays empty', async () => {
  const [source, target, file] = [await fresh(), await blank(), newFile()];
  for (let n = 0; n < 200; n++) await addOutbox(source, `五里墩 ${n} ${randomUUID()}`);
  await backup(source.url, file);
  const whole = fs.readFileSync(file);
  const text = gunzipSync(whole);
  const flipped = Buffer.from(whole);
  flipped[whole.length >> 1]! ^= 1;
  const cut = (at: number) => gzipSync(text.subarray(0, at));
  const put = (old: string, now: string) => gzipSync(text.toString().replace(old, now));
  const bad: [string, Buffer, RegExp][] = [
    ['cut off', whole.subarray(0, whole.length / 2), /cut off/],
    ['cut in its last byte', whole.subarray(0, -1), /cut off/],
    ['a flipped bit', flipped, /damaged/],
    ['cut and packed again', cut(text.length / 2), /damaged/],
    ['without its last line', cut(text.lastIndexOf('{"table"')), /damaged/],
    ['a changed row', put('五里墩', '六里墩'), /damaged|checksum/],
    ['with more behind it', gzipSync(Buffer.concat([text, Buffer.from('\n')])), /damaged/],
    ['empty', Buffer.alloc(0), /cut off/],
    ['not gzip', Buffer.from('PGDMP'), /not a backup/],
    ['gzip of something else', gzipSync('{"a":1}\n'), /not a backup/],
    ['of a newer format', put('mulin-backup-1', 'mulin-backup-2'), /cannot read it/],
    ['of a newer Mulin', put('Migration20261122000000_spine', 'Migration20991122000000_next'), /later one/],
  ];
  for (const [what, bytes, message] of bad) {
    const broken = newFile();
    fs.writeFileSync(broken, bytes);
    await expect(restoreInto(target, broken), what).rejects.toThrow(message);
    await expectEmpty(target);
  }
  await expect(restoreInto(target, newFile())).rejects.toThrow(/There is no file/);
  await restoreInto(target, file);
});

testInDepth('rows that the database refuses leave it empty and usable', async () => {
  const [source, target, file, broken] = [await demo(), await blank(), newFile(), newFile()];
  for (const spoil of [
    // 50,000 rows after the bad one: they are under way when the database refuses.
    `alter table outbox alter column id drop identity, drop constraint outbox_pkey;
     insert into outbox select least(n, 2), '', gen_random_uuid(), '{}', now() from generate_series(1, 50000) n`,
    `truncate outbox; alter table grid drop constraint grid_parent_id_jurisdiction_id_fkey;
     update grid set parent_id = gen_random_uuid() where parent_id is not null`,
  ]) {
    await source.query(spoil);
    await backup(source.url, file);
    await expect(restoreInto(target, file)).rejects.toThrow(/Nothing was restored: .*violates/);
    await expectEmpty(target);
    fs.rmSync(file);
  }
  await backup((await demo()).url, broken);
  await restoreInto(target, broken);
});

test('a database that holds something is refused and keeps it', async () => {
  const [source, target, foreign, file] = [await demo(), await demo(), await blank(), newFile()];
  await backup(source.url, file);
  const before = await hashes(target);
  await expect(restoreInto(target, file)).rejects.toThrow(/empty database only.*createdb/);
  expect(await hashes(target)).toEqual(before);
  await foreign.query('create table theirs (a int)');
  await expect(restoreInto(foreign, file)).rejects.toThrow(/theirs/);
  expect(await foreign.query(`select relname from pg_class where relnamespace = 'public'::regnamespace`)).toEqual([{ relname: 'theirs' }]);
});

test('a backup never overwrites a file, and of nothing there is none', async () => {
  const file = newFile();
  fs.writeFileSync(file, 'precious');
  await expect(backup((await fresh()).url, file)).rejects.toThrow(/exists/);
  expect(fs.readFileSync(file, 'utf8')).toBe('precious');
  await expect(backup((await blank()).url, newFile())).rejects.toThrow(/holds no Mulin/);
  await expect(backup((await fresh()).url, path.join(directory, 'missing', 'file'))).rejects.toThrow(/was not written/);
});

/** What later versions may bring: partitions that are made as time goes on, generated columns, tables that refer to each other. */
class Migration20991122000000_later extends Migration {
  override up(): void {
    this.addSql(
      'create table ledger (id int, month date, twice int generated always as (id * 2) stored, primary key (id, month)) partition by range (month)',
    );
    this.addSql(`create table ledger_1 partition of ledger for values from ('2026-01-01') to ('2026-02-01')`);
    this.addSql(`create table a (id int primary key, b int)`);
    this.addSql(`create table "B b" (id int primary key, a int references a)`);
    this.addSql(`alter table a add foreign key (b) references "B b"`);
  }
}
class Migration20991122000001_latest extends Migration {
  override up(): void {
    this.addSql('create table latest ()');
  }
}

test('the schema is that of the backup, with the partitions it had by then, and newer migrations run on it', async () => {
  const [source, target, file] = [await blank(), await blank(), newFile()];
  const later = await ormOf(source, [Migration20991122000000_later]);
  await migrate(later, source.url);
  await source.query(`create table ledger_2 partition of ledger for values from ('2026-02-01') to ('2026-04-01') partition by list (id)`);
  await source.query('create table "ledger 2 7" partition of ledger_2 for values in (7)');
  await source.query(`insert into ledger values (1, '2026-01-05'), (7, '2026-02-05')`);
  await source.query(`insert into a values (1); insert into "B b" values (2, 1); update a set b = 2; create table theirs as select 1 as n`);
  await backup(source.url, file);
  const latest = await ormOf(target, [Migration20991122000000_later, Migration20991122000001_latest]);
  expect(await restore(latest, file)).toMatchObject({ leftOut: ['theirs'] });

  await source.query('drop table theirs');
  expect(await schemaOf(target)).toEqual(await schemaOf(source));
  expect(await hashes(target)).toEqual((await hashes(source)).map((table) => (table.name === 'event_epoch' ? expect.anything() : table)));
  expect(await target.query('select tableoid::regclass::text as name, twice from ledger order by id')).toEqual([
    { name: 'ledger_1', twice: 2 },
    { name: '"ledger 2 7"', twice: 14 },
  ]);
  await migrate(latest, target.url);
  expect(await target.query('select name from migration order by id')).toEqual([
    { name: 'Migration20261122000000_spine' },
    { name: 'Migration20991122000000_later' },
    { name: 'Migration20991122000001_latest' },
  ]);
  await expect(restoreInto(await blank(), file)).rejects.toThrow(/Migration20991122000000_later.*later one/);
});

const kept = (database: TestDatabase) => {
  onTestFinished(() => database.close());
  return database;
};
const demo = async () => kept(await demoDatabase());
const fresh = async () => kept(await freshDatabase());

/** A database without any tables. */
async function blank(): Promise<TestDatabase> {
  const database = await fresh();
  await database.query('drop schema public cascade; create schema public');
  return database;
}

async function ormOf(database: TestDatabase, later: (typeof Migration20991122000000_later)[]): Promise<Orm> {
  const orm = await openOrm(database.url, 2);
  onTestFinished(() => orm.close(true));
  if (later.length > 0)
    orm.config.set('migrations', { ...orm.config.get('migrations'), migrationsList: [Migration20261122000000_spine, ...later] });
  return orm;
}

const restoreInto = async (database: TestDatabase, file: string): Promise<Restored> => restore(await ormOf(database, []), file);

function poolOf({ url }: TestDatabase): pg.Pool {
  const pool = openPool({ connectionString: url, max: 1 });
  onTestFinished(() => pool.end());
  return pool;
}

const addOutbox = (database: TestDatabase, topic: string) =>
  database.query<{ id: string }>(`insert into outbox (topic, jurisdiction_id, payload) values ($1, gen_random_uuid(), '{}') returning id`, [
    topic,
  ]);

async function expectEmpty(database: TestDatabase): Promise<void> {
  const tables = await database.query(`select table_name as name from information_schema.tables where table_schema = 'public'`);
  expect(tables.filter(({ name }) => name !== 'migration')).toEqual([]);
}

async function hashes(database: TestDatabase): Promise<{ name: string; rows: number; hash: string }[]> {
  const tables = await database.query<{ name: string }>(
    `select quote_ident(relname) as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition order by relname`,
  );
  const one = ({ name }: { name: string }) =>
    `select '${name}' as name, count(*)::int as rows, md5(coalesce(string_agg(t::text, E'\\n' order by t::text), '')) as hash from ${name} t`;
  return database.query(`${tables.map(one).join(' union all ')} order by name`);
}

/** Columns, constraints, indexes and partitions, as PostgreSQL prints them. */
const schemaOf = (database: TestDatabase) =>
  database.query(
    `select 'column' as what, attrelid::regclass::text as of, concat_ws(' ', attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated) as text
     from pg_attribute join pg_class c on c.oid = attrelid where relnamespace = 'public'::regnamespace and attnum > 0 and relkind in ('r', 'p')
     union all select 'constraint', conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace
     union all select 'index', tablename, indexdef from pg_indexes where schemaname = 'public'
     union all select 'partition', relname, pg_get_expr(relpartbound, oid) from pg_class where relnamespace = 'public'::regnamespace and relispartition
     order by 1, 2, 3`,
  );
