import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Migration } from '@mikro-orm/migrations';
import pg from 'pg';
import { afterAll, expect, inject, onTestFinished, test } from 'vitest';
import { backup } from '../../src/db/backup.js';
import { migrate } from '../../src/db/migrate.js';
import { type Orm, openOrm } from '../../src/db/orm.js';
import { type Restored, restore } from '../../src/db/restore.js';
import { openCursors } from '../../src/events/cursor.js';
import { startSequencer } from '../../src/events/sequencer.js';
import { urlOf } from '../kit/cluster.js';
import { demoDatabase, freshDatabase, type TestDatabase } from '../kit/database.js';

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'mulin-backup-'));
afterAll(() => fs.rmSync(directory, { recursive: true }));
const newFile = () => path.join(directory, randomUUID());

test('a backup brings every row of every table into an empty database', async () => {
  const [source, target, file] = [await demo(), await blank(), newFile()];
  const { header, sums } = await backup(source.url, file);
  const restored = await restoreInto(target, file);

  expect(restored).toMatchObject({ header, sums, leftOut: [] });
  expect(header).toMatchObject({ migrations: [expect.stringContaining('spine')], postgres: expect.stringMatching(/^18/) });
  const before = await hashes(source);
  expect(before.length).toBeGreaterThan(17);
  expect(sums.map(({ table, rows }) => [table, rows])).toEqual(before.map(({ name, rows }) => [name, rows]));
  const differing = (await hashes(target)).filter(({ hash }, index) => hash !== before[index]!.hash);
  expect(differing.map(({ name }) => name)).toEqual(['event_epoch']);
  expect(await schemaOf(target)).toEqual(await schemaOf(source));
  expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  expect(fs.readdirSync(directory).filter((name) => name.endsWith('.partial'))).toEqual([]);
});

test('what looks odd as text comes back as it was', async () => {
  const [source, target, file] = [await fresh(), await blank(), newFile()];
  const odd = ['\\.', '\\.\n\\.', '\\N', '', 'tab\there', 'line\r\nline', '睦邻 👋', `"'`, 'x'.repeat(3_000_000)];
  for (const text of odd) await addOutbox(source, text);
  await source.query(`insert into outbox (topic, jurisdiction_id, payload) values ('null', $1, 'null')`, [randomUUID()]);
  await backup(source.url, file);
  await restoreInto(target, file);
  const all = `select id, topic, payload::text, at from outbox order by id`;
  expect(await target.query(all)).toEqual(await source.query(all));
});

test('while writers commit, the backup is of one instant', async () => {
  const [source, target, file] = [await demo(), await blank(), newFile()];
  const sequencer = startSequencer(source.url, () => {});
  let writing = true;
  const writers = [0, 1, 2].map(async (writer) => {
    let count = 0;
    for (; writing; count++) await addOutbox(source, `${writer} ${count}`);
    return count;
  });
  await sleep(200);
  await backup(source.url, file);
  const [{ at }] = await source.query<{ at: number }>('select count(*)::int as at from (table outbox union all select * from event_log) e');
  await sleep(50);
  writing = false;
  const written = await Promise.all(writers);
  await sequencer.stop();
  await restoreInto(target, file);

  const rows = await target.query<{ topic: string }>(`select topic from outbox union all select topic from event_log`);
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.length).toBeLessThanOrEqual(at!);
  expect(Math.max(...written)).toBeGreaterThan(10);
  const expected = [0, 1, 2].flatMap((writer) =>
    Array.from({ length: rows.filter(({ topic }) => topic.startsWith(`${writer} `)).length }, (_, count) => `${writer} ${count}`),
  );
  expect(rows.map(({ topic }) => topic).sort()).toEqual(expected.sort());
});

test('sequences go on where they were, and cursors of the old history are refused', async () => {
  const [source, target, file] = [await fresh(), await blank(), newFile()];
  for (const topic of ['a', 'b', 'c']) await addOutbox(source, topic);
  await source.query(`delete from outbox where topic = 'c'`);
  const cursor = (await openCursors(poolOf(source))).encode(3);
  await backup(source.url, file);
  await restoreInto(target, file);

  const [row] = await addOutbox(target, 'd');
  expect(row).toEqual({ id: '4' });
  expect(await target.query(`insert into migration (name) values ('next') returning id`)).toEqual([{ id: 2 }]);
  const [log] = await target.query(
    `insert into event_log (topic, jurisdiction_id, payload, at) values ('', gen_random_uuid(), '{}', now()) returning pos`,
  );
  expect(log).toEqual({ pos: '1' });
  const cursors = await openCursors(poolOf(target));
  expect(() => cursors.decode(cursor, 10)).toThrow(expect.objectContaining({ code: 'CURSOR_EXPIRED' }));
  expect(cursors.decode(cursors.encode(1), 10)).toBe(1);
});

test('a file that is not whole is refused, and the target stays empty', async () => {
  const [source, target, file] = [await demo(), await blank(), newFile()];
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
    ['empty', Buffer.alloc(0), /not a backup/],
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
