import type { EventEmitter } from 'node:events';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { SafeClient } from '../../src/db/client.js';
import { Batch, Prepared } from '../../src/db/prepared.js';
import { blankDatabase, type TestDatabase } from '../kit/database.js';

/** Rows are the same whether PostgreSQL has described them with this run or with an earlier one. */

let database: TestDatabase;
beforeAll(async () => {
  database = await blankDatabase();
});
afterAll(() => database.close());

async function connected({ pipeline = false } = {}): Promise<SafeClient & { described: number }> {
  const client = Object.assign(new SafeClient({ connectionString: database.url }), { described: 0, pipeline });
  await client.connect();
  onTestFinished(() => client.end());
  const { connection } = client as unknown as { readonly connection: EventEmitter };
  connection.on('rowDescription', () => client.described++);
  return client;
}

/** The rows of a packet of its own. */
async function rows<Row>(statement: Prepared, client: SafeClient, values: readonly unknown[]): Promise<Row[]> {
  const batch = new Batch(client);
  const added = batch.add<Row>(statement, values);
  client.query(batch as never);
  return (await added).rows;
}

const EVERYTHING = `select $1::int as n, '路灯'::text as text, null::text as nothing, true as yes, 1.5::float8 as half, '{"a":[1]}'::jsonb as json,
  '\\x00ff'::bytea as bytes, timestamptz '2026-01-02 03:04:05+00' as at, array['a', null] as list, 9007199254740993::bigint as big`;

test('columns are described once to each connection, and rows stay the same', async () => {
  const [one, other] = [await connected(), await connected()];
  const statement = new Prepared('everything', EVERYTHING);
  const { rows: expected } = await one.query(EVERYTHING, [1]);
  const described = one.described;
  for (const client of [one, one, other, other]) expect(await rows(statement, client, [1])).toEqual(expected);
  expect([one.described - described, other.described]).toEqual([1, 1]);
});

test('texts are what PostgreSQL sent', async () => {
  const client = await connected();
  const statement = new Prepared('texts', `select $1::int, null, '[1, {"a": "路"}]'::json`);
  for (let run = 0; run < 3; run++) expect(await statement.texts(client, [run])).toEqual([[String(run), null, '[1, {"a": "路"}]']]);
});

test('many runs in one packet, the first among them, have their own rows', async () => {
  const client = await connected({ pipeline: true });
  const statement = new Prepared('squares', 'select n * n as square from generate_series(1, $1::int) n');
  const answers = await Promise.all([0, 1, 2, 3].map((most) => rows<{ square: number }>(statement, client, [most])));
  expect(answers.map((rows) => rows.map(({ square }) => square))).toEqual([[], [1], [1, 4], [1, 4, 9]]);
});

test('a statement without columns answers no rows', async () => {
  const client = await connected();
  await client.query('create temporary table seen (n int)');
  const statement = new Prepared('insert', 'insert into seen values ($1)');
  for (let n = 0; n < 3; n++) expect(await rows(statement, client, [n])).toEqual([]);
  expect((await client.query('select count(*)::int as n from seen')).rows).toEqual([{ n: 3 }]);
});

test('an error is that of its run, and the next run answers', async () => {
  const client = await connected();
  const statement = new Prepared('quotient', 'select 6 / $1::int as quotient');
  for (let run = 0; run < 2; run++) {
    await expect(rows(statement, client, [0])).rejects.toMatchObject({ code: '22012' });
    await expect(rows(statement, client, ['six'])).rejects.toMatchObject({ code: '22P02' });
    expect(await rows(statement, client, [2])).toEqual([{ quotient: 3 }]);
  }
});

test('columns that have changed are never read by the old description', async () => {
  const client = await connected();
  await client.query('create table shape as select 1 as a, 2 as b');
  const statement = new Prepared('shape', 'select * from shape');
  expect(await rows(statement, client, [])).toEqual([{ a: 1, b: 2 }]);
  await client.query(`alter table shape drop a; alter table shape add c text default 'x'`);
  await expect(rows(statement, client, [])).rejects.toMatchObject({ code: '0A000' });
  expect(await rows(statement, await connected(), [])).toEqual([{ b: 2, c: 'x' }]);
});
