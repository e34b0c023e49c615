import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openPool, RowTooLarge, SafeClient } from '../../src/db/client.js';
import { blankDatabase, type TestDatabase } from '../kit/database.js';

/** What is thrown while pg takes an answer apart would end the process: here it is an error of the query. */

let database: TestDatabase;
beforeAll(async () => {
  database = await blankDatabase();
});
afterAll(() => database.close());

async function connected(): Promise<SafeClient> {
  const client = new SafeClient({ connectionString: database.url });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

test('a row that is too large ends its query when its length is known', async () => {
  const client = await connected();
  const seen: number[] = [];
  client.takes = (bytes) => seen.push(bytes) > 0 && bytes < 1_000_000;
  await expect(client.query(`select repeat('x', 900000)`)).resolves.toMatchObject({ rowCount: 1 });
  await expect(client.query(`select repeat('x', 2000000) from generate_series(1, 100)`)).rejects.toBeInstanceOf(RowTooLarge);
  expect(seen).toEqual([900_006, 2_000_006]);
});

test('rows are counted wherever their messages are cut', async () => {
  const client = await connected();
  let rows = 0;
  client.takes = () => ++rows > 0;
  const { rows: answer } = await client.query(`select n, repeat('路', n % 4000) from generate_series(1, 3000) n`);
  expect(answer).toHaveLength(3_000);
  expect(rows).toBe(3_000);
});

test('an error in a listener is one of the connection', async () => {
  const client = await connected();
  client.on('notification', () => {
    throw new Error('what a listener does wrong');
  });
  await client.query('listen news');
  const ended = new Promise((resolve) => client.once('end', resolve));
  await expect(client.query('notify news')).rejects.toThrow('what a listener does wrong');
  await ended;
});

test('after it a pool goes on with another connection', async () => {
  const pool = openPool({ connectionString: database.url, max: 1 });
  onTestFinished(() => pool.end());
  const client = (await pool.connect()) as unknown as SafeClient & { release(isBroken: boolean): void };
  client.takes = () => false;
  await expect(client.query('select 1')).rejects.toBeInstanceOf(RowTooLarge);
  client.release(true);
  expect((await pool.query('select 2 as n')).rows).toEqual([{ n: 2 }]);
});
