import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPool, type SafeClient } from '../../src/db/client.js';
import { metadataOf } from '../../src/db/orm.js';
import { numbered, Transaction } from '../../src/db/transaction.js';
import { entities } from '../../src/modules/index.js';
import { sql } from '../../src/read/sql.js';
import type { Work } from '../../src/work/command.js';
import { FactNotRead, factsFor, policyFacts } from '../../src/work/policy-facts.js';
import { UnitOfWork } from '../../src/work/unit-of-work.js';
import { demoDatabase, type TestDatabase } from '../kit/database.js';

/** A sentence is told the facts that it has looked at before; what it looks at for the first time is read the next time. */

interface Facts {
  readonly code: string;
  readonly status: string;
  readonly posts: number;
}
const facts = policyFacts<Facts>({
  code: (row) => row.col('code'),
  status: (row) => row.col('status'),
  posts: (row) => sql`(select count(*) from appointment a where a.grid_id = ${row.col('id')})`,
});

let database: TestDatabase;
let asking: Pick<Work, 'em' | 'sql' | 'now' | 'viewer'>;
let grid: string;
const statements: string[] = [];
beforeAll(async () => {
  database = await demoDatabase();
  const pool = openPool({ connectionString: database.url, max: 1, pipeline: true } as never);
  const transaction = new Transaction((await pool.connect()) as pg.PoolClient & SafeClient);
  const now = () => new Date();
  asking = {
    em: new UnitOfWork(transaction, metadataOf(entities), now),
    sql: (text, parameters) => {
      statements.push(text);
      return transaction.query(numbered(text), parameters);
    },
    now,
    viewer: { person: null } as Work['viewer'],
  };
  [grid] = (await database.query<{ id: string }>(`select id from grid where code = '000-G01'`)).map(({ id }) => id) as [string];
  return async () => {
    await transaction.end();
    await pool.end();
  };
});
afterAll(() => database.close());

const factsOf = (sentence: object, id = grid): Promise<Facts> => factsFor(asking as Work, 'Grid', facts, id, sentence);
/** Which facts the last statement read. */
const read = () => Object.keys(facts.expressions).filter((name) => statements.at(-1)!.includes(`'${name}'`));

test('all of them the first time, and then those alone that it has looked at', async () => {
  const sentence = ({ status }: Facts) => status === 'ACTIVE';
  expect(sentence(await factsOf(sentence))).toBe(true);
  expect(read()).toEqual(['code', 'status', 'posts']);
  expect(sentence(await factsOf(sentence))).toBe(true);
  expect(read()).toEqual(['status']);
});

test('one that it looks at later refuses once, and is read from then on with those before', async () => {
  const sentence = (known: Facts, isMore: boolean) => (isMore ? known.posts : known.code);
  sentence(await factsOf(sentence), false);
  const fewer = await factsOf(sentence);
  expect(read()).toEqual(['code']);
  expect(() => sentence(fewer, true)).toThrow(FactNotRead);
  expect(sentence(await factsOf(sentence), true)).toEqual(expect.any(Number));
  expect(read()).toEqual(['code', 'status', 'posts']);
  expect(sentence(await factsOf(sentence), false)).toBe('000-G01');
  expect(read()).toEqual(['code', 'posts']);
});

test('two nouns that share a sentence are asked for facts of their own', async () => {
  const sentence = ({ code }: Pick<Facts, 'code'>) => code;
  const ofCommunity = policyFacts<Pick<Facts, 'code'>>({ code: (row) => sql`upper(${row.col('name')})` });
  const [{ id, name }] = (await database.query<{ id: string; name: string }>(`select id, name from organization where code = '000'`)) as [
    { id: string; name: string },
  ];
  for (let n = 0; n < 2; n++) {
    expect(sentence(await factsOf(sentence))).toBe('000-G01');
    expect(sentence(await factsFor(asking as Work, 'Organization', ofCommunity, id, sentence))).toBe(name.toUpperCase());
  }
});

test.each<[string, (known: Facts) => unknown]>([
  ['spread', (known) => ({ ...known }).posts],
  ['listed', (known) => Object.keys(known).length],
  ['written as JSON', (known) => JSON.parse(JSON.stringify(known)).posts],
])('facts that are %s are all looked at', async (_how, sentence) => {
  const whole = sentence(await factsOf(sentence));
  expect(whole).toBeGreaterThan(0);
  expect(sentence(await factsOf(sentence))).toBe(whole);
  expect(read()).toEqual(['code', 'status', 'posts']);
});

test('spread for the first time after others, it refuses instead of leaving facts out', async () => {
  const sentence = {};
  expect((await factsOf(sentence)).code).toBe('000-G01');
  const fewer = await factsOf(sentence);
  expect(() => ({ ...fewer })).toThrow(FactNotRead);
  expect(Object.keys({ ...(await factsOf(sentence)) })).toEqual(['code', 'status', 'posts']);
});

test('a row that is not there has none', async () => {
  const told = await factsOf({}, '00000000-0000-7000-8000-000000000000');
  expect(() => told.code).toThrow('There is no Grid');
});
