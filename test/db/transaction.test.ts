import type pg from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openPool, RowTooLarge, type SafeClient } from '../../src/db/client.js';
import { openOrm, poolOf } from '../../src/db/orm.js';
import { MOST_PREPARED, Prepared } from '../../src/db/prepared.js';
import { Transaction } from '../../src/db/transaction.js';
import { blankDatabase, type TestDatabase } from '../kit/database.js';

/** What is asked before anybody waits travels in one packet: each statement has its own rows, or the first error. */

let database: TestDatabase;
beforeAll(async () => {
  database = await blankDatabase();
  await database.query('create table note (id int primary key, text text)');
});
afterAll(() => database.close());

async function opened() {
  const pool = openPool({ connectionString: database.url, max: 1, pipeline: true } as never);
  onTestFinished(() => pool.end());
  const begun = async () => new Transaction((await pool.connect()) as pg.PoolClient & SafeClient);
  const transaction = await begun();
  const { connection } = transaction.client as unknown as { readonly connection: NodeJS.EventEmitter };
  let ready = 0;
  connection.on('readyForQuery', () => ready++);
  return { pool, begun, transaction, ready: () => ready };
}

const notes = () => database.query<{ id: number }>('select id from note order by id').then((rows) => rows.map(({ id }) => id));
const insert = 'insert into note values ($1, $2)';

test('statements are answered in their order and together, each with its rows', async () => {
  const { transaction, ready } = await opened();
  const answers = await Promise.all([
    transaction.query(insert, [1, '路灯']),
    transaction.query('select * from note where id = $1', [1]),
    transaction.query('select * from note where id = $1', [2]),
    transaction.query('select count(*)::int as n from note'),
  ]);
  expect(answers).toEqual([[], [{ id: 1, text: '路灯' }], [], [{ n: 1 }]]);
  await transaction.query('select 1');
  expect(ready()).toBe(2);
  await transaction.end();
  expect(await notes()).toEqual([]);
});

test('one that fails is the error of all behind it, in its packet and in later ones, and of the commit; nothing is kept', async () => {
  const { transaction, begun } = await opened();
  const first = transaction.query(insert, [1, 'kept by nobody']);
  const failing = transaction.query('select 1 / $1::int', [0]);
  const behind = transaction.query(insert, [2, 'not reached']);
  await first;
  const division = { code: '22012' };
  await expect(failing).rejects.toMatchObject(division);
  await expect(behind).rejects.toMatchObject(division);
  await expect(transaction.query(insert, [3, 'too late'])).rejects.toMatchObject(division);
  await expect(transaction.commit()).rejects.toMatchObject(division);
  await transaction.end();
  expect(await notes()).toEqual([]);
  // What was sent, and not reached, is parsed when it is needed.
  const again = await begun();
  await Promise.all([again.query(insert, [4, 'kept']), again.commit()]);
  await again.end();
  expect(await notes()).toEqual([4]);
  await database.query('delete from note');
});

test('where the last statements fail, the commit in their packet keeps nothing', async () => {
  const { transaction, pool } = await opened();
  await transaction.query(insert, [1, 'first']);
  await expect(transaction.commit(transaction.query(insert, [1, 'again']))).rejects.toMatchObject({ code: '23505' });
  await transaction.end();
  expect(await notes()).toEqual([]);
  expect((await pool.query('select pg_current_xact_id_if_assigned() as id')).rows).toEqual([{ id: null }]);
});

test('a commit that PostgreSQL answers with a rollback rejects', async () => {
  const { transaction } = await opened();
  await transaction.query('create function pg_temp.lose() returns int language plpgsql as $$ begin raise unique_violation; end $$');
  const lost = transaction.query('select pg_temp.lose()');
  await expect(lost).rejects.toMatchObject({ code: '23505' });
  await expect(transaction.commit()).rejects.toMatchObject({ code: '23505' });
  await transaction.end();
});

test('one that ends before anything was sent leaves no transaction, and nothing is asked afterwards', async () => {
  const { transaction, pool } = await opened();
  const unsent = transaction.query(insert, [1, 'never']);
  await transaction.end();
  await unsent;
  const status = (transaction.client as unknown as { getTransactionStatus(): string }).getTransactionStatus();
  expect([status, await notes()]).toEqual(['I', []]);
  await expect(transaction.query(insert, [2, 'late'])).rejects.toThrow('The transaction is over.');
  expect((await pool.query('select pg_current_xact_id_if_assigned() as id')).rows).toEqual([{ id: null }]);
});

test('a value that cannot be sent is an error as any other: nothing is kept', async () => {
  const { transaction } = await opened();
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  const kept = transaction.query(insert, [1, 'kept by nobody']);
  await expect(transaction.commit(kept, transaction.query('select $1::json', [circular]))).rejects.toThrow('circular');
  await transaction.end();
  expect(await notes()).toEqual([]);
});

test('a row that is too large ends what is read behind the commit, and not the commit', async () => {
  const { transaction } = await opened();
  transaction.client.takes = (bytes) => bytes < 1_000;
  const committed = transaction.commit(transaction.query(insert, [1, 'kept']));
  const read = transaction.readBehind(new Prepared('', `select repeat('x', 5000)`), []);
  await committed;
  await expect(read).rejects.toBeInstanceOf(RowTooLarge);
  await transaction.end();
  expect(await notes()).toEqual([1]);
  await database.query('delete from note');
});

test('what is read behind the commit sees what others see, and its error undoes nothing', async () => {
  const { transaction, ready } = await opened();
  await transaction.query(insert, [1, 'first']);
  const before = ready();
  const committed = transaction.commit(transaction.query(insert, [2, 'second']));
  const read = transaction.readBehind(new Prepared('behind', 'select count(*), pg_current_xact_id_if_assigned() from note'), []);
  expect([await committed, await read, ready() - before]).toEqual([undefined, [['2', null]], 1]);
  await transaction.end();
  const { transaction: other } = await opened();
  const kept = other.commit(other.query(insert, [3, 'third']));
  const failed = other.readBehind(new Prepared('', 'select 1 / $1::int'), [0]);
  await kept;
  await expect(failed).rejects.toMatchObject({ code: '22012' });
  await other.end();
  expect(await notes()).toEqual([1, 2, 3]);
});

test('a connection that breaks is the error of all that was asked', async () => {
  const { transaction } = await opened();
  const [{ pid }] = (await transaction.query<{ pid: number }>('select pg_backend_pid() as pid')) as [{ pid: number }];
  const asked = [transaction.query('select pg_sleep(60)'), transaction.query('select 1'), transaction.commit()];
  const settled = Promise.allSettled(asked);
  await database.query('select pg_terminate_backend($1)', [pid]);
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  await transaction.end();
});

test('connections that write have all that the address says, too', async () => {
  const url = new URL(database.url);
  url.searchParams.set('application_name', 'from the address');
  const orm = await openOrm(url.href, 1, 5_000);
  onTestFinished(() => orm.close(true));
  const { rows } = await (await poolOf(orm)).query('show application_name');
  expect(rows).toEqual([{ application_name: 'from the address' }]);
});

test('very many different statements run, and those that ran last stay prepared', async () => {
  const { transaction } = await opened();
  const often = 'select 0 as n, $1::int as given';
  const ask = (n: number) => transaction.query<{ n: number; given: number }>(`select ${n} as n, $1::int as given`, [n]);
  for (let from = 1; from <= MOST_PREPARED + 500; from += 100) {
    const rows = await Promise.all([transaction.query(often, [from]), ...Array.from({ length: 100 }, (_, n) => ask(from + n))]);
    expect(rows.map(([row]) => row)).toEqual([
      { n: 0, given: from },
      ...Array.from({ length: 100 }, (_, n) => ({ n: from + n, given: from + n })),
    ]);
  }
  const kept =
    'select count(*)::int as kept, bool_or(statement = $1) as often, bool_or(statement like $2) as first from pg_prepared_statements';
  expect(await transaction.query(kept, [often, 'select 1 as n,%'])).toEqual([{ kept: MOST_PREPARED, often: true, first: false }]);
  // One that is very long runs without a name.
  const long = `select ${Array.from({ length: 2_000 }, (_, n) => `${n}::bigint`).join(' + ')} as sum`;
  expect(await Promise.all([transaction.query(long), transaction.query(long)])).toEqual([[{ sum: '1999000' }], [{ sum: '1999000' }]]);
  // Those that were closed run again, also beside one that fails.
  expect(await ask(1)).toEqual([{ n: 1, given: 1 }]);
  const [again, failed] = await Promise.allSettled([ask(2), transaction.query('select 1 / $1::int', [0])]);
  expect([again.status, failed.status]).toEqual(['fulfilled', 'rejected']);
  await transaction.end();
});
