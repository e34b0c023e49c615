import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blindIndex, cellOf, seal } from '../../../src/auth/cipher.js';
import type { Persona } from '../../../src/demo/personas.js';
import { publicId } from '../../../src/kernel/ids.js';
import type { PersonalField } from '../../generated/graphql.js';
import { graphql } from '../../generated/index.js';
import { type App, startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { keysOf, newKeyFile } from '../../kit/keys.js';

/** What is masked, told in full: to whom, for what, how often, and that it leaves no other trace (access.csv, Person revealPersonalData). */

let app: App;
/** Invented people, by where they live. */
type Home = 'own grid' | 'next grid' | 'other jurisdiction' | 'nowhere known';
const people = {} as Record<Home, { id: string; uuid: string; name: string; phone: string; idNumber: string }>;
const homes: Readonly<Record<Home, readonly [community: string, grid: string | null, idNumber: string]>> = {
  'own grid': ['000', '000-G01', '321283198502140059'],
  'next grid': ['000', '000-G12', '321283197709091237'],
  'other jurisdiction': ['001', '001-C1-G01', '321283200106300778'],
  'nowhere known': ['000', null, '110101200001010029'],
};

beforeAll(async () => {
  const keys = await newKeyFile();
  app = await startApp({ keyFile: keys.where });
  const keyring = await keysOf(keys);
  for (const [n, [home, [community, grid, idNumber]]] of Object.entries(homes).entries()) {
    const [root] = await app.database.query<{ id: string; number: number }>('select id, number from organization where code = $1', [
      community,
    ]);
    const uuid = `${randomUUID().slice(0, 32)}${root!.number.toString(16).padStart(4, '0')}`;
    const row = { id: uuid, jurisdictionId: root!.id };
    const [name, phone] = [`欧阳试${'甲乙丙丁'[n]}`, `1391234567${n}`];
    await app.database.query(
      `insert into person (id, jurisdiction_id, name, phone, place, id_number_masked, id_number_sealed, id_number_index)
       select $1, $2, $3, $4, (select place from grid where code = $5), $6, $7, $8`,
      [
        ...[uuid, root!.id, name, phone, grid, `${'*'.repeat(14)}${idNumber.slice(-4)}`],
        seal(keyring, cellOf(row, 'person', 'id_number_sealed'), idNumber),
        blindIndex(keyring, root!.id, 'id_number', idNumber),
      ],
    );
    people[home as Home] = { id: publicId('Person', uuid), uuid, name, phone, idNumber };
  }
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
});

const revelation = graphql(`mutation Reveal($input: RevealPersonalDataInput!) { revealPersonalData(input: $input) {
  person { id name phone idNumber } personalData { name phone idNumber } userErrors { code path message } } }`);
const all: PersonalField[] = ['NAME', 'PHONE', 'ID_NUMBER'];
/** `more` may also be what no input can be. */
const reveal = (client: Client, id: string, more: object = {}) =>
  client.ask(revelation, { input: { id, fields: all, purpose: '核对低保申请', ...more } });
const lines = (uuid: string) =>
  app.database.query<{ actor_id: string; purpose: string; fields: string[] }>(
    `select actor_id, purpose, fields from audit where action = 'revealPersonalData' and subject_id = $1 order by at, id`,
    [uuid],
  );

/** access.csv: GRID_LEADER, COMMUNITY_CADRE, POLICE and STREET_SUPERVISOR, in their subtree. Others who see the person there are refused. */
const outcomes: Readonly<Partial<Record<Persona, Readonly<Record<Home, 'DONE' | 'FORBIDDEN' | 'NOT_FOUND'>>>>> = (() => {
  const [done, sees, no] = ['DONE', 'FORBIDDEN', 'NOT_FOUND'] as const;
  const row = (own: typeof done | typeof sees | typeof no, next: typeof own) => ({
    ...{ 'own grid': own, 'next grid': next },
    ...{ 'other jurisdiction': no, 'nowhere known': no },
  });
  return {
    resident: row(no, no),
    'grid-leader': row(done, no),
    'grid-worker': row(sees, no),
    'community-cadre': row(done, done),
    'street-supervisor': row(done, done),
    dispatcher: row(sees, sees),
    police: row(done, no),
    'property-staff': row(no, no),
    chief: row(sees, no),
    auditor: row(no, no),
    admin: row(sees, sees),
    dashboard: row(no, no),
    partner: row(no, no),
  };
})();
const cases = (Object.keys(outcomes) as Persona[]).flatMap((persona) =>
  (Object.keys(homes) as Home[]).map((home) => [persona, home, outcomes[persona]![home]] as const),
);

test.each(cases)('%s, of somebody of %s: %s', async (persona, home, outcome) => {
  const { id, uuid, name, phone, idNumber } = people[home];
  const [client, before] = [await app.as(persona), await lines(uuid)];
  const { data, errors, text } = await reveal(client, id);
  const after = (await lines(uuid)).slice(before.length);
  if (outcome === 'DONE') {
    expect(errors).toBeUndefined();
    expect(data!.revealPersonalData).toMatchObject({ personalData: { name, phone, idNumber }, userErrors: [] });
    // The person stays masked, but for what the viewer sees anyway.
    expect(data!.revealPersonalData!.person).toMatchObject({
      phone: `${phone.slice(0, 3)}****${phone.slice(-4)}`,
      idNumber: `${'*'.repeat(14)}${idNumber.slice(-4)}`,
    });
    expect(after).toEqual([{ actor_id: expect.any(String), purpose: '核对低保申请', fields: all }]);
    return;
  }
  expect(errors).toMatchObject([{ extensions: { code: outcome } }]);
  for (const secret of [name, phone, idNumber]) expect(text).not.toContain(secret);
  expect(after).toEqual([]);
  // Whom they do not see is as if there had never been anybody.
  if (outcome === 'NOT_FOUND') {
    const never = await reveal(client, publicId('Person', '01a20000-0000-7000-8000-000000000001'));
    expect(text).toBe(never.text);
  }
});

test('a post of another place does not open who lives here, nor does one that ended', async () => {
  const [leader] = await app.database.query<{ id: string }>(`select person_id as id from account where subject = 'grid-leader@000'`);
  const client = await app.as('grid-leader');
  const end = (day: string | null) =>
    app.database.query(`update appointment set valid_to = $2 where person_id = $1 and position = 'GRID_LEADER'`, [leader!.id, day]);
  await app.database.query(
    `insert into outbox (topic, jurisdiction_id, payload) select 'directory', id, '{}' from organization where code = '000'`,
  );
  await end('2026-01-01');
  // Who ended today's post by hand, in SQL, is waited for: rights are looked at again within seconds.
  let codes: readonly (string | undefined)[] = [];
  for (const until = Date.now() + 10_000; Date.now() < until && codes[0] !== 'NOT_FOUND'; ) {
    codes = ((await reveal(client, people['own grid'].id)).errors ?? []).map(({ extensions }) => extensions?.code);
  }
  await end(null);
  expect(codes).toEqual(['NOT_FOUND']);
});

describe('only what was asked for is told', () => {
  test.each([
    [['NAME'], ['name']],
    [['PHONE'], ['phone']],
    [
      ['ID_NUMBER', 'NAME'],
      ['name', 'idNumber'],
    ],
  ])('%j', async (fields, told) => {
    const person = people['own grid'];
    const { data, text } = await reveal(await app.as('community-cadre'), person.id, { fields });
    const { personalData } = data!.revealPersonalData!;
    for (const name of ['name', 'phone', 'idNumber'] as const) {
      expect(personalData![name]).toBe(told.includes(name) ? person[name] : null);
      if (!told.includes(name) && name !== 'name') expect(text).not.toContain(person[name]);
    }
    expect((await lines(person.uuid)).at(-1)!.fields).toEqual(fields);
  });
  test('what is not known is null', async () => {
    await app.database.query(
      'update person set phone = null, id_number_masked = null, id_number_sealed = null, id_number_index = null where id = $1',
      [people['next grid'].uuid],
    );
    const { data } = await reveal(await app.as('community-cadre'), people['next grid'].id);
    expect(data!.revealPersonalData!.personalData).toEqual({ name: people['next grid'].name, phone: null, idNumber: null });
  });
});

describe('once:', () => {
  test('a repeat of the key is told nothing, and needs a new key and a new line', async () => {
    const [client, person, key] = [await app.as('police'), people['own grid'], { idempotencyKey: randomUUID() }];
    const before = (await lines(person.uuid)).length;
    const first = await reveal(client, person.id, key);
    expect(first.data!.revealPersonalData!.personalData!.idNumber).toBe(person.idNumber);
    const again = await reveal(client, person.id, key);
    expect(again.data!.revealPersonalData).toMatchObject({ person: { id: person.id }, personalData: null, userErrors: [] });
    expect(again.text).not.toContain(person.idNumber);
    expect(await lines(person.uuid)).toHaveLength(before + 1);
    const other = await reveal(client, person.id, { ...key, fields: ['NAME'] });
    expect(other.data!.revealPersonalData).toMatchObject({ personalData: null, userErrors: [{ code: 'IDEMPOTENCY_MISMATCH' }] });
    await reveal(client, person.id, { idempotencyKey: randomUUID() });
    expect(await lines(person.uuid)).toHaveLength(before + 2);
    // What is kept of a key is that it was done.
    const kept = await app.database.query<{ outcome: object }>('select outcome from idempotency where key = $1', [key.idempotencyKey]);
    expect(kept).toEqual([{ outcome: { id: person.uuid } }]);
  });

  test('where the line cannot be written, nothing is told', async () => {
    const [client, person] = [await app.as('community-cadre'), people['own grid']];
    await app.database.query('alter table audit add constraint no_more check (false) not valid');
    const { errors, text } = await reveal(client, person.id);
    await app.database.query('alter table audit drop constraint no_more');
    expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL' } }]);
    for (const secret of [person.name, person.phone, person.idNumber]) expect(text).not.toContain(secret);
    expect((app.bugs as unknown[]).splice(0)).toHaveLength(1);
  });

  test('where the commit fails, nothing is told', async () => {
    const [client, person] = [await app.as('community-cadre'), people['own grid']];
    // A check that waits for the commit: the row was inserted, the transaction is not.
    await app.database.query(
      `create table late (id int primary key); alter table audit add late int references late deferrable initially deferred, alter late set default 1`,
    );
    const { errors, text } = await reveal(client, person.id);
    await app.database.query('alter table audit drop late; drop table late');
    expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL' } }]);
    for (const secret of [person.name, person.phone, person.idNumber]) expect(text).not.toContain(secret);
    expect((app.bugs as unknown[]).splice(0)).toHaveLength(1);
  });

  test('an id number that was tampered with is a fault of ours, and is told to nobody', async () => {
    const [client, person] = [await app.as('community-cadre'), people['own grid']];
    const [row] = await app.database.query<{ sealed: Buffer }>('select id_number_sealed as sealed from person where id = $1', [
      person.uuid,
    ]);
    const put = (sealed: Buffer) => app.database.query('update person set id_number_sealed = $2 where id = $1', [person.uuid, sealed]);
    await put(Buffer.concat([row!.sealed.subarray(0, -1), Buffer.from([row!.sealed.at(-1)! ^ 1])]));
    const before = (await lines(person.uuid)).length;
    const { errors } = await reveal(client, person.id);
    await put(row!.sealed);
    expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL' } }]);
    expect(await lines(person.uuid)).toHaveLength(before);
    const [bug] = (app.bugs as Error[]).splice(0);
    expect(bug!.message).toBe(`person.id_number_sealed of ${person.uuid} does not open: it was changed, or belongs elsewhere.`);
  });
});

describe('is refused, and leaves no line:', () => {
  test.each([
    ['without a purpose', { purpose: ' ' }, 'REQUIRED', 'purpose'],
    ['with an endless purpose', { purpose: '查'.repeat(201) }, 'TOO_LONG', 'purpose'],
    ['with a purpose that nobody can read', { purpose: '\u3164\u2800' }, 'REQUIRED', 'purpose'],
    ['with a purpose in two lines', { purpose: 'a\u2028b' }, 'INVALID', 'purpose'],
    ['with a NUL as purpose', { purpose: 'a\u0000b' }, 'INVALID', 'purpose'],
    ['with half a character as purpose', { purpose: 'a\ud800' }, 'INVALID', 'purpose'],
    ['for no fields', { fields: [] }, 'REQUIRED', 'fields'],
    ['for a field named twice', { fields: ['PHONE', 'PHONE'] }, 'INVALID', 'fields'],
    ['with another id', { id: 'org_0197c1f2000070008000000000000001' }, 'INVALID', 'id'],
  ])('%s', async (_what, more, code, path) => {
    const [client, person] = [await app.as('community-cadre'), people['own grid']];
    const before = await lines(person.uuid);
    const { data } = await reveal(client, person.id, more);
    expect(data!.revealPersonalData).toMatchObject({ personalData: null, userErrors: [{ code, path: [path] }] });
    expect(await lines(person.uuid)).toEqual(before);
  });
  test.each([
    ['a field that there is not', () => ({ fields: ['ADDRESS'] })],
    ['no purpose at all', () => ({ purpose: null })],
  ])('with %s', async (_what, more) => {
    const { errors } = await reveal(await app.as('community-cadre'), people['own grid'].id, more());
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
  test('without a token', async () => {
    expect(await app.anonymous.codes(revelation, { input: { id: people['own grid'].id, fields: all, purpose: 'x' } })).toEqual([
      'UNAUTHENTICATED',
    ]);
  });
});

test('what was told stands nowhere but in the answer: not in events, audit, keys or bugs', async () => {
  const traces = await app.database.query<{ line: string }>(
    `select t::text as line from outbox t union all select t::text from event_log t union all select t::text from audit t union all select t::text from idempotency t`,
  );
  const text = traces.map(({ line }) => line).join('\n');
  for (const { name, phone, idNumber } of Object.values(people))
    for (const secret of [name, phone, idNumber]) expect(text).not.toContain(secret);
});
