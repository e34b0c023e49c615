import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Keyring, open } from '../../../src/auth/cipher.js';
import { parseKeys, withNewKey } from '../../../src/auth/key-file.js';
import { anonymous, type Viewer } from '../../../src/auth/viewer.js';
import { openPool, type SafeClient } from '../../../src/db/client.js';
import { metadataOf } from '../../../src/db/orm.js';
import { numbered, Transaction } from '../../../src/db/transaction.js';
import { newId } from '../../../src/kernel/ids.js';
import { entities } from '../../../src/modules/index.js';
import { idNumberCell, sealedIdNumber } from '../../../src/modules/organisations/commands/id-number.js';
import { Person } from '../../../src/modules/organisations/person.entity.js';
import type { Work } from '../../../src/work/command.js';
import { UnitOfWork } from '../../../src/work/unit-of-work.js';
import { freshDatabase, type TestDatabase } from '../../kit/database.js';

/** An id number as a person's row keeps it: what commands that register people call. */

const [here, there] = [newId(1), newId(2)];
const now = new Date('2026-11-22T08:00:00Z');
const first = withNewKey(null, 'here', now);
const old = parseKeys(first, 'here');
const ring = parseKeys(withNewKey(first, 'here', now), 'here');

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await freshDatabase();
  pool = openPool({ connectionString: database.url, max: 3, pipeline: true } as never);
});
afterAll(async () => {
  await pool.end();
  await database.close();
});

/** Works as a command does, in one transaction. */
async function during<T>(keyring: Keyring, work: (work: Work, commit: () => Promise<unknown>) => Promise<T>): Promise<T> {
  const transaction = new Transaction((await pool.connect()) as pg.PoolClient & SafeClient);
  const em = new UnitOfWork(transaction, metadataOf(entities), () => now);
  // Of somebody who looks after the whole jurisdiction: nobody's number is unknown to them.
  const root = { id: here, number: 1, place: '0001' };
  const viewer: Viewer = { ...anonymous, jurisdiction: root, roles: [{ role: 'STREET_SUPERVISOR', place: root.place }] };
  const sql: Work['sql'] = (text, parameters = []) => transaction.query(numbered(text), parameters);
  try {
    return await work({ em, keyring, now: () => now, viewer, sql } as unknown as Work, () => transaction.commit(em.flush()));
  } finally {
    await transaction.end();
  }
}

/** Registers somebody, and answers their row. */
const register = (given: string | null, jurisdictionId = here, keyring: Keyring = old) =>
  during(keyring, async (work, commit) => {
    const person = { id: newId(1), jurisdictionId, name: '试验人' };
    const idNumber = await sealedIdNumber(work, person, given);
    if (!idNumber.ok) return idNumber.problems[0];
    const made = work.em.create(Person, { ...person, ...idNumber.value });
    await commit();
    return made;
  });

test('it is stored in its one form: sealed, with its last four characters and an index beside', async () => {
  const person = (await register(' 11010519491231００2x')) as Person;
  expect(person.idNumberMasked).toBe('**************002X');
  expect(open(old, idNumberCell(person), person.idNumberSealed!)).toBe('11010519491231002X');
  const [row] = await database.query<{ text: string }>(`select person::text as text from person where id = $1`, [person.id]);
  expect(row!.text).not.toContain('19491231');
});

test.each([[null], [''], ['  ']])('none is none: %j', async (given) => {
  expect(await register(given)).toMatchObject({ idNumberMasked: null, idNumberSealed: null, idNumberIndex: null });
});

test('one that cannot be right is refused', async () => {
  expect(await register('110105194912310021')).toMatchObject({ code: 'INVALID', path: ['idNumber'] });
});

test('nobody else in the jurisdiction has it, however it was typed and whichever key sealed it; in another somebody may', async () => {
  const taken = {
    code: 'INVALID',
    path: ['idNumber'],
    message: { text: expect.stringContaining('is registered already.'), params: { field: 'idNumber' } },
  };
  expect(await register('440524188001010014')).toBeInstanceOf(Object);
  expect(await register('４４０５２４ 188001010014')).toEqual(taken);
  expect(await register('440524188001010014', here, ring)).toEqual(taken);
  expect(await register('440524188001010014', there)).toMatchObject({ idNumberMasked: '**************0014' });
});

test('and one is not in the way of oneself', async () => {
  const person = (await register('110101200001010029')) as Person;
  const again = await during(ring, (work) => sealedIdNumber(work, person, '110101200001010029'));
  expect(again).toMatchObject({ ok: true, value: { idNumberMasked: '**************0029' } });
});

test('of three who are registered with one at the same time, one is', async () => {
  const number = '440301199001010012';
  const outcomes = await Promise.all([register(number), register(number), register(number)]);
  const stored = await database.query(`select from person where jurisdiction_id = $1 and id_number_masked = '**************0012'`, [here]);
  expect(stored).toHaveLength(1);
  expect(outcomes.filter((one) => 'code' in one!)).toHaveLength(2);
});
