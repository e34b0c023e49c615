import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkCharacter } from '../../../src/kernel/id-number.js';
import { publicId } from '../../../src/kernel/ids.js';
import { type App, startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { demoDatabase, type TestDatabase } from '../../kit/database.js';
import { logStatements, type StatementLog, withoutValues } from '../../read/statement-log.js';
import { build, done, type Input, perform } from './keep.js';
import { homeRules } from './rules.js';

/** People who are known already, asked about and taken down by who does not look after them. */

let app: App;
let database: TestDatabase;
let log: StatementLog;
let cadre: Client;
/** Works on the first grid alone. */
let worker: Client;
let estate: string;
let grid: string;
/** Another grid of the same community. */
let beside: string;

beforeAll(async () => {
  database = await demoDatabase();
  log = await logStatements(database);
  app = await startApp({ database });
  [cadre, worker] = await Promise.all([app.as('community-cadre'), app.as('grid-worker')]);
  const data = await cadre.data('{ organization(code: "000-C1") { id } a: grid(code: "000-G01") { id } b: grid(code: "000-G02") { id } }');
  [grid, beside] = [data.a.id, data.b.id];
  estate = (await done(cadre, 'registerEstate', { communityId: data.organization.id, name: '银杏苑', kind: 'COMMODITY' })).id;
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  for (const [rule, sql] of Object.entries(homeRules)) expect(await database.query(sql), rule).toEqual([]);
  await app.stop();
  await database.close();
});

let serials = 0;
const newIdNumber = () => {
  const first17 = `32128319850214${String(++serials).padStart(3, '0')}`;
  return first17 + checkCharacter(first17);
};
const fields = 'id person { id } household { id }';
const register = (input: Input, client = cadre) =>
  done(client, 'registerResident', { name: '南宫丹桂', residentType: 'REGISTERED', ...input }, fields);
const tryAs = (client: Client, input: Input) => perform(client, 'registerResident', { residentType: 'REGISTERED', ...input }, fields);
const personOf = async (id: string) =>
  (
    await database.query<{ name: string; phone: string | null; place: string | null; id_number_masked: string | null }>(
      `select name, phone, place, id_number_masked from person where id::text = $1`,
      [id],
    )
  )[0];
const uuidOf = async (resident: { id: string }) => {
  const rows = await database.query<{ id: string; person_id: string }>('select id, person_id from resident');
  return rows.find(({ id }) => publicId('Resident', id) === resident.id)!.person_id;
};

describe('by personId', () => {
  test('nobody is taken over who holds a post and lives elsewhere, or nobody knows where', async () => {
    const { flat } = await build(cadre, estate, grid);
    const officials = await database.query<{ id: string; place: string | null }>(
      `select distinct on (p.place is null) p.id, p.place from person p
         join appointment a on a.person_id = p.id and a.valid_to is null join organization o on o.id = p.jurisdiction_id and o.code = '000'
       where not exists (select from occupancy where person_id = p.id and main and valid_to is null)
         and not coalesce(p.place ^@ (select place from grid where code = '000-G01'), false)`,
    );
    expect(officials.length).toBeGreaterThan(0);
    for (const { id } of officials) {
      const before = await personOf(id);
      const input = { dwellingId: flat, personId: publicId('Person', id), phone: '13900000000', idNumber: newIdNumber() };
      expect(await tryAs(worker, input)).toMatchObject({ outcome: 'FORBIDDEN' });
      expect(await personOf(id)).toEqual(before);
    }
  });

  test('somebody who has moved away comes back only by their id number', async () => {
    const { flat } = await build(cadre, estate, grid);
    const { id, person, household } = await register({ dwellingId: flat });
    await done(cadre, 'leaveHousehold', { id: household.id, residentId: id, reason: 'MOVED' });
    expect((await tryAs(cadre, { dwellingId: flat, personId: person.id })).outcome).not.toBe('DONE');
  });
});

describe('an id number', () => {
  const clear = { outcome: 'INVALID', path: 'idNumber', message: 'Somebody with this id number is registered already.' };
  /** The other people who have it are not told of, and nothing of theirs is written: it is taken down as if it were nobody's. */
  const takenDown = { outcome: 'DONE' };
  const sharing = async (client: Client): Promise<string[]> =>
    (await client.data('{ residents(first: 100, filter: { sharesIdNumber: true }) { nodes { id } } }')).residents.nodes.map(
      ({ id }: { id: string }) => id,
    );

  test('of who lives in another grid is taken down like one that is nobody’s, by the same statements; whoever knows both is told', async () => {
    const { flat: theirs } = await build(cadre, estate, beside);
    const { flat: ours } = await build(cadre, estate, grid);
    const idNumber = newIdNumber();
    const there = await register({ dwellingId: theirs, name: '东方银杏', phone: '13712345678', idNumber });
    const before = await personOf(await uuidOf(there));
    const own = await register({ dwellingId: ours }, worker);
    const statementsOf = async (number: string) => {
      const { result, statements } = await log.during(async () => [
        await tryAs(worker, { dwellingId: ours, name: '别名', phone: '13800000000', idNumber: number }),
        await perform(worker, 'updateResident', { id: own.id, idNumber: number }),
      ]);
      return { outcomes: result.map(({ outcome }) => outcome), statements: withoutValues(statements) };
    };
    const free = await statementsOf(newIdNumber());
    // The grid worker's own two have the number now, so that the second is refused, whosever it is.
    expect(free.outcomes).toEqual(['DONE', 'INVALID']);
    expect(await statementsOf(idNumber)).toEqual(free);
    expect(await tryAs(cadre, { dwellingId: ours, name: '别名', idNumber })).toMatchObject(clear);
    expect(await personOf(await uuidOf(there))).toEqual(before);
    expect(await sharing(worker)).toEqual([]);
    for (const persona of ['community-cadre', 'street-supervisor', 'admin'] as const)
      expect(await sharing(await app.as(persona)), persona).toEqual(expect.arrayContaining([there.id]));
  });

  /** Somebody who lived in the other grid, and lives nowhere now. */
  async function movedAway(reason: 'MOVED' | 'DECEASED') {
    const idNumber = newIdNumber();
    const one = await register({
      dwellingId: (await build(cadre, estate, beside)).flat,
      name: '西门·银杏',
      phone: '13712345679',
      idNumber,
    });
    await done(cadre, 'leaveHousehold', { id: one.household.id, residentId: one.id, reason });
    return { idNumber, person: one.person, known: await personOf(await uuidOf(one)), uuid: await uuidOf(one) };
  }
  /** Likewise, but they serve the community: alive and known, only not where they live. */
  async function official() {
    const one = await movedAway('MOVED');
    const { organization } = await cadre.data('{ organization(code: "000-C1") { id } }');
    const input = { personId: one.person.id, position: 'LEGAL_ADVISER', organizationId: organization.id };
    const { appointPerson } = await (await app.as('admin')).data(
      'mutation ($input: AppointPersonInput!) { appointPerson(input: $input) { userErrors { message } } }',
      { input },
    );
    expect(appointPerson.userErrors).toEqual([]);
    return one;
  }

  test.each([
    ['has moved away', () => movedAway('MOVED')],
    ['holds a post, and of whom no home is known', official],
  ])('with the name brings in who %s, as they are known; by itself it does not', async (_who, make) => {
    const { idNumber, person, known, uuid } = await make();
    const { flat } = await build(cadre, estate, grid);
    const input = { dwellingId: flat, phone: '13800000000', idNumber };
    expect(await tryAs(worker, { ...input, name: '西门杏' })).toMatchObject(takenDown);
    expect(await personOf(uuid)).toEqual(known);
    expect((await tryAs(worker, { ...input, name: '西门 银杏' })).row.person).toEqual(person);
    expect(await personOf(uuid)).toEqual({ ...known, place: expect.any(String) });
    // They live there now: nobody else's grid takes them.
    const { flat: other } = await build(cadre, estate, beside);
    expect((await tryAs(cadre, { ...input, dwellingId: other, name: '西门 银杏' })).outcome).toBe('INVALID');
  });

  test('brings back nobody who has died', async () => {
    const { idNumber, known, uuid } = await movedAway('DECEASED');
    const { flat } = await build(cadre, estate, grid);
    const { outcome, row } = await tryAs(cadre, { dwellingId: flat, name: '西门·银杏', idNumber });
    expect(outcome).toBe('DONE');
    expect(row.person.id).not.toBe(publicId('Person', uuid));
    expect(await personOf(uuid)).toEqual(known);
  });

  test('and a phone are taken away by null, kept where they are left out, and free for somebody else then', async () => {
    const { flat, house } = await build(cadre, estate, grid);
    const idNumber = newIdNumber();
    const { id } = await register({ dwellingId: flat, phone: '13712345678', idNumber });
    const update = async (input: object) =>
      (await done(cadre, 'updateResident', { id, ...input }, 'occupation person { phone idNumber }')) as object;
    const kept = { phone: '137****5678', idNumber: `${'*'.repeat(14)}${idNumber.slice(-4)}` };
    expect(await update({ occupation: '木工', name: null, residentType: null })).toEqual({ occupation: '木工', person: kept });
    expect(await update({ idNumber: null })).toEqual({ occupation: '木工', person: { ...kept, idNumber: null } });
    expect(await update({ phone: null, occupation: null })).toEqual({ occupation: null, person: { phone: null, idNumber: null } });
    await register({ dwellingId: house, idNumber });
  });

  test('cannot be put together from a date of birth by who may not be told it', async () => {
    const { flat } = await build(cadre, estate, grid);
    const { id } = await register({ dwellingId: flat, birthDate: '1985-02-14', idNumber: newIdNumber() });
    const birthDate = async (client: Client) =>
      (await client.data('query ($id: ID!) { resident(id: $id) { birthDate } }', { id })).resident.birthDate;
    const [chief, police, street] = await Promise.all([app.as('admin'), app.as('police'), app.as('street-supervisor')]);
    for (const client of [worker, chief]) expect(await birthDate(client)).toBeNull();
    for (const client of [cadre, police, street]) expect(await birthDate(client)).toBe('1985-02-14');
  });
});

test('a phone has five digits at least, and twenty at most, whatever parts them', async () => {
  const { flat } = await build(cadre, estate, grid);
  const { id } = await register({ dwellingId: flat });
  const change = async (phone: string) => (await perform(cadre, 'updateResident', { id, phone })).outcome;
  for (const phone of ['1234', '1--------2', '12 34', '123456789012345678901', '-12345', '12345-', '+', 'phone'])
    expect(await change(phone), phone).toBe('INVALID');
  for (const phone of ['10086', '１２３４５', '666-12', '0523 - 8601', '+86 137 1234 5678', '12345678901234567890'])
    expect(await change(phone), phone).toBe('DONE');
});

test.each([
  ['13712345678', '137****5678'],
  ['0523-86012345', '052****2345'],
  ['86012345', '****45'],
  ['666-12', '****12'],
  ['10086', '****86'],
])('the phone %s is shown as %s', async (phone, shown) => {
  const { flat } = await build(cadre, estate, grid);
  const { id } = await register({ dwellingId: flat, phone });
  const { resident } = await cadre.data('query ($id: ID!) { resident(id: $id) { person { phone } } }', { id });
  expect(resident.person.phone).toBe(shown);
});
