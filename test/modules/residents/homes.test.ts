import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkCharacter } from '../../../src/kernel/id-number.js';
import { renewWords } from '../../../src/modules/households/renew-words.js';
import { type App, startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { demoDatabase, type TestDatabase } from '../../kit/database.js';
import { logStatements, type StatementLog } from '../../read/statement-log.js';
import { build, done, perform } from './keep.js';
import { homeRules } from './rules.js';

/** Homes as those who keep them know them: what the verbs refuse, what follows from them, and who is found. */

let app: App;
let database: TestDatabase;
let log: StatementLog;
let cadre: Client;
let leader: Client;
let police: Client;
let estate: string;
let official: string;
let grid: { id: string; householdCount: number; residentCount: number };
const gridNow = async () => (await cadre.data('{ grid(code: "000-G01") { id householdCount residentCount } }')).grid;

beforeAll(async () => {
  database = await demoDatabase();
  log = await logStatements(database);
  app = await startApp({ database });
  [cadre, leader, police] = await Promise.all([app.as('community-cadre'), app.as('grid-leader'), app.as('police')]);
  grid = await gridNow();
  const { organization } = await cadre.data('{ organization(code: "000-C1") { id } viewer { person { id } } }');
  official = (await cadre.data('{ viewer { person { id } } }')).viewer.person.id;
  estate = (await done(cadre, 'registerEstate', { communityId: organization.id, name: '金桂苑', kind: 'COMMODITY' })).id;
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  for (const [rule, sql] of Object.entries(homeRules)) expect(await database.query(sql), rule).toEqual([]);
  await app.stop();
  await database.close();
});

const idNumberOf = (serial: number) => {
  const first17 = `321283198502${String(10 + (serial % 18)).padStart(2, '0')}${String(serial).padStart(3, '0')}`;
  return first17 + checkCharacter(first17);
};
const register = (
  input: object,
  fields = 'id version person { id } household { id version } occupancies { id version verifiedAt kind main }',
) => done(cadre, 'registerResident', { name: '南宫丹桂', residentType: 'REGISTERED', ...input }, fields);

describe('a home', () => {
  test('has one main household, and people one main residence', async () => {
    const { flat, house } = await build(cadre, estate, grid.id);
    const first = await register({ dwellingId: flat });
    const second = await register({ dwellingId: flat, name: '另一户' });
    const { dwelling } = await cadre.data('query ($id: ID!) { dwelling(id: $id) { status households { id main } } }', { id: flat });
    expect(dwelling).toEqual({
      status: 'OCCUPIED',
      households: [
        { id: first.household.id, main: true },
        { id: second.household.id, main: false },
      ],
    });
    const again = await perform(cadre, 'registerResident', { dwellingId: house, personId: first.person.id, residentType: 'REGISTERED' });
    expect(again).toMatchObject({ outcome: 'INVALID', path: 'personId' });
  });

  test('is linked to a person once at a time, and a look at it verifies', async () => {
    const { flat, house } = await build(cadre, estate, grid.id);
    const { id, person, occupancies } = await register({ dwellingId: flat, source: 'SELF' });
    expect(occupancies).toMatchObject([{ verifiedAt: null, main: true }]);
    const look = { id: occupancies[0].id, source: 'VISIT', version: occupancies[0].version };
    expect((await done(leader, 'verifyOccupancy', look, 'verifiedAt')).verifiedAt).not.toBeNull();
    expect((await perform(leader, 'verifyOccupancy', look)).outcome).toBe('CONFLICT');
    const owns = { personId: person.id, dwellingId: house, kind: 'OWNER', from: '2020-01-01' };
    const owned = await done(cadre, 'recordOccupancy', owns);
    // A new one from the same day takes over; from an earlier day it would overlap.
    expect((await perform(cadre, 'recordOccupancy', { ...owns, from: '2019-01-01' })).outcome).toBe('INVALID');
    expect((await perform(cadre, 'endOccupancy', { id: owned.id, on: '2019-12-31' })).outcome).toBe('INVALID');
    expect((await perform(cadre, 'endOccupancy', { id: owned.id, on: '2021-01-01' })).outcome).toBe('DONE');
    expect((await perform(cadre, 'endOccupancy', { id: owned.id })).outcome).toBe('WRONG_STATE');
    // Whoever lives there does so until they leave or move.
    const registered = { personId: person.id, dwellingId: flat, kind: 'OWNER' };
    expect(await perform(cadre, 'recordOccupancy', registered)).toMatchObject({ outcome: 'INVALID', message: 'They live there.' });
    const { resident } = await cadre.data('query ($id: ID!) { resident(id: $id) { occupancies { main kind } } }', { id });
    expect(resident.occupancies).toEqual([{ main: true, kind: 'OWNER_OCCUPIER' }]);
  });

  test('is given to nobody while fields are wrong: all of them are named at once, and nothing else', async () => {
    const { flat } = await build(cadre, estate, grid.id);
    const wrong = {
      ...{
        dwellingId: flat,
        name: ' ',
        residentType: 'REGISTERED',
        phone: '12',
        idNumber: '123',
        birthDate: '1879-12-31',
        from: '2999-01-01',
      },
      ...{ occupation: '人'.repeat(51), tags: Array.from({ length: 21 }, (_, i) => `${i}`) },
    };
    const errors = async (input: object) => {
      const { registerResident } = await cadre.data(
        'mutation ($input: RegisterResidentInput!) { registerResident(input: $input) { resident { id } userErrors { code path params { name value } } } }',
        { input },
      );
      expect(registerResident.resident).toBeNull();
      return registerResident.userErrors.map(({ code, path }: { code: string; path: string[] }) => `${code} ${path.join('.')}`).sort();
    };
    expect(await errors(wrong)).toEqual(
      [
        ...['INVALID birthDate', 'INVALID from', 'INVALID idNumber', 'INVALID phone'],
        ...['REQUIRED name', 'TOO_LONG occupation', 'TOO_LONG tags'],
      ].sort(),
    );
    // Which home is meant decides who may: it comes before all else, with the fields that are wrong beside it.
    expect(await errors({ ...wrong, householdId: 'hsh_1' })).toContain('INVALID householdId');
    expect(await errors({ ...wrong, dwellingId: null })).toContain('INVALID dwellingId');
  });

  test('is lived in by nobody as an owner who lives elsewhere, by whatever verb', async () => {
    const { flat, house } = await build(cadre, estate, grid.id);
    const { id: residentId, household } = await register({ dwellingId: flat });
    const { household: other } = await register({ dwellingId: house });
    const occupancyKind = 'OWNER';
    for (const [verb, input] of [
      ['registerResident', { dwellingId: flat, name: '某人', residentType: 'REGISTERED', occupancyKind }],
      ['moveHousehold', { id: household.id, dwellingId: house, occupancyKind }],
      ['joinHousehold', { id: other.id, residentId, relation: 'OTHER_RELATIVE', occupancyKind }],
      ['formHousehold', { dwellingId: house, headId: residentId, occupancyKind }],
    ] as const)
      expect(await perform(cadre, verb, input), verb).toMatchObject({ outcome: 'INVALID', path: 'occupancyKind' });
  });

  test('is rented from the day on which who lived there as family forms a household of their own as tenants', async () => {
    const { flat } = await build(cadre, estate, grid.id);
    const { household } = await register({ dwellingId: flat, from: '2024-01-01' });
    const { id: headId } = await register({ householdId: household.id, relation: 'CHILD', from: '2024-01-01' });
    const home = async () => {
      const { resident, dwelling } = await cadre.data(
        'query ($id: ID!, $flat: ID!) { resident(id: $id) { occupancies { kind main from } } dwelling(id: $flat) { status } }',
        { id: headId, flat },
      );
      return [dwelling.status, ...resident.occupancies];
    };
    const before = await gridNow();
    const own = await done(cadre, 'formHousehold', { dwellingId: flat, headId, on: '2025-01-01' });
    expect(await home()).toEqual(['OCCUPIED', { kind: 'FAMILY', main: true, from: '2024-01-01' }]);
    await done(cadre, 'joinHousehold', { id: household.id, residentId: headId, relation: 'CHILD', on: '2025-06-01' });
    await done(cadre, 'formHousehold', { dwellingId: flat, headId, occupancyKind: 'TENANT', on: '2026-01-01' });
    expect(await home()).toEqual(['RENTED', { kind: 'TENANT', main: true, from: '2026-01-01' }]);
    expect(await gridNow()).toMatchObject({ householdCount: before.householdCount + 1, residentCount: before.residentCount });
    const ended = await cadre.data('query ($id: ID!) { household(id: $id) { dissolvedOn } }', own);
    expect(ended.household.dissolvedOn).toBe('2025-06-01');
  });

  test('counts as verified where who lives there was seen there, whatever else was verified', async () => {
    const { flat, house } = await build(cadre, estate, grid.id);
    const { id, person } = await register({ dwellingId: flat, source: 'SELF' });
    await done(cadre, 'recordOccupancy', { personId: person.id, dwellingId: house, kind: 'OWNER' });
    const ids = async (verified: boolean) =>
      (
        await cadre.data(
          'query ($ids: [ID!], $verified: Boolean) { residents(filter: { ids: $ids, verified: $verified }) { totalCount } }',
          {
            ...{ ids: [id], verified },
          },
        )
      ).residents.totalCount;
    expect([await ids(true), await ids(false)]).toEqual([0, 1]);
  });

  test('has the oldest household left as its main one when the main one moves or is none any more', async () => {
    const { flat, house } = await build(cadre, estate, grid.id);
    const [first, second, third] = [
      await register({ dwellingId: flat, from: '2024-01-01' }),
      await register({ dwellingId: flat, from: '2025-01-01' }),
      await register({ dwellingId: flat, from: '2024-06-01' }),
    ];
    const households = async () =>
      (await cadre.data('query ($id: ID!) { dwelling(id: $id) { households { id main } } }', { id: flat })).dwelling.households;
    const both = (main: string) => expect.arrayContaining([second, third].map(({ household: { id } }) => ({ id, main: id === main })));
    await done(cadre, 'moveHousehold', { id: first.household.id, dwellingId: house });
    expect(await households()).toEqual(both(third.household.id));
    await done(cadre, 'leaveHousehold', { id: third.household.id, residentId: third.id, reason: 'MOVED' });
    expect(await households()).toEqual([{ id: second.household.id, main: true }]);
  });

  test('is moved by nobody before its members belonged together', async () => {
    const { flat, house } = await build(cadre, estate, grid.id);
    const { id: headId, household: first } = await register({ dwellingId: flat, from: '2020-01-01' });
    const child = await register({ householdId: first.id, relation: 'CHILD', from: '2020-01-01' });
    const { id } = await done(cadre, 'formHousehold', { dwellingId: flat, headId, on: '2024-01-01' });
    const move = (on: string) => perform(cadre, 'moveHousehold', { id, dwellingId: house, on });
    expect(await move('2023-12-31')).toMatchObject({ outcome: 'INVALID', path: 'on' });
    await done(cadre, 'joinHousehold', { id, residentId: child.id, relation: 'CHILD', on: '2025-01-01' });
    expect(await move('2024-12-31')).toMatchObject({ outcome: 'INVALID', path: 'on' });
    expect((await move('2025-01-01')).outcome).toBe('DONE');
  });

  test('lasts as long as somebody belonged to it, in whatever order they are said to have left', async () => {
    const { flat } = await build(cadre, estate, grid.id);
    const one = await register({ dwellingId: flat, from: '2024-01-01' });
    const other = await register({ householdId: one.household.id, relation: 'SPOUSE', from: '2024-01-01' });
    await done(cadre, 'leaveHousehold', { id: one.household.id, residentId: other.id, reason: 'MOVED', on: '2026-06-01' });
    await done(cadre, 'leaveHousehold', { id: one.household.id, residentId: one.id, reason: 'MOVED', on: '2025-06-01' });
    const { household } = await cadre.data('query ($id: ID!) { household(id: $id) { dissolvedOn } }', one.household);
    expect(household.dissolvedOn).toBe('2026-06-01');
  });

  test('that is none any more takes no new care, help or visit', async () => {
    const { flat } = await build(cadre, estate, grid.id);
    const { id, household } = await register({ dwellingId: flat });
    await done(cadre, 'leaveHousehold', { id: household.id, residentId: id, reason: 'MOVED' });
    const householdId = household.id;
    for (const [verb, input] of [
      ['designateCare', { householdId, category: 'LOW_INCOME', source: 'VISIT' }],
      ['pairHelp', { householdId, leaderId: official, responsibleId: official, cadence: 'MONTHLY' }],
      ['recordVisit', { householdId, kind: 'ROUTINE' }],
    ] as const)
      expect((await perform(cadre, verb, input)).outcome, verb).toBe('WRONG_STATE');
  });

  test('is counted by its grid when people come, move and go; a repeat counts nobody twice', async () => {
    const { flat, house } = await build(cadre, estate, grid.id);
    const before = await gridNow();
    const input = { dwellingId: flat, name: '一次', residentType: 'REGISTERED', idempotencyKey: 'home-1' };
    const one = await done(cadre, 'registerResident', input, 'id household { id }');
    expect(await done(cadre, 'registerResident', input, 'id household { id }')).toEqual(one);
    const other = await register({ householdId: one.household.id, relation: 'SPOUSE' });
    expect(await gridNow()).toMatchObject({ householdCount: before.householdCount + 1, residentCount: before.residentCount + 2 });
    await done(cadre, 'moveHousehold', { id: one.household.id, dwellingId: house });
    expect(await gridNow()).toMatchObject({ householdCount: before.householdCount + 1, residentCount: before.residentCount + 2 });
    await done(cadre, 'leaveHousehold', { id: one.household.id, residentId: one.id, reason: 'MOVED' });
    const { household } = await cadre.data('query ($id: ID!) { household(id: $id) { head { id } members { relation } } }', one.household);
    expect(household).toEqual({ head: { id: other.person.id }, members: [{ relation: 'HEAD' }] });
    await done(cadre, 'leaveHousehold', { id: one.household.id, residentId: other.id, reason: 'DECEASED' });
    expect(await gridNow()).toEqual(before);
  });
});

describe('help', () => {
  test('has a leader and somebody responsible, other than who is helped; one at a time', async () => {
    const { flat } = await build(cadre, estate, grid.id);
    const { id: residentId, person } = await register({ dwellingId: flat });
    const pairing = { residentId, leaderId: official, responsibleId: official, cadence: 'MONTHLY' };
    expect((await perform(cadre, 'pairHelp', { ...pairing, leaderId: person.id })).path).toBe('leaderId');
    expect((await perform(cadre, 'pairHelp', { ...pairing, helperIds: [person.id] })).path).toBe('helperIds');
    const { outcome } = await perform(cadre, 'pairHelp', { residentId, leaderId: official, cadence: 'MONTHLY' }).catch(() => ({
      outcome: 'REFUSED',
    }));
    expect(outcome).not.toBe('DONE');
    const { id } = await done(cadre, 'pairHelp', { ...pairing, startedOn: '2026-01-01' });
    expect((await perform(cadre, 'pairHelp', pairing)).outcome).toBe('INVALID');
    const overdue = async () => (await cadre.data('query ($id: ID!) { helpPairing(id: $id) { overdue } }', { id })).helpPairing.overdue;
    expect(await overdue()).toBe(true);
    await done(leader, 'recordVisit', { residentId, kind: 'ROUTINE' });
    expect(await overdue()).toBe(false);
    expect((await perform(cadre, 'endPairing', { id, reason: 'NO_LONGER_NEEDED' })).outcome).toBe('DONE');
  });

  test('of a household is led, answered for and given by nobody who belongs to it, now or later', async () => {
    const { flat, house } = await build(cadre, estate, grid.id);
    const { household } = await register({ dwellingId: flat });
    const member = await register({ householdId: household.id, relation: 'SPOUSE' });
    const neighbour = await register({ dwellingId: house });
    const pairing = { householdId: household.id, leaderId: official, responsibleId: official, cadence: 'MONTHLY' };
    for (const [field, input] of [
      ['leaderId', { leaderId: member.person.id }],
      ['responsibleId', { responsibleId: member.person.id }],
      ['helperIds', { helperIds: [member.person.id] }],
    ] as const) {
      const refusal = { outcome: 'INVALID', path: field, message: 'Nobody is paired with themselves.' };
      expect(await perform(cadre, 'pairHelp', { ...pairing, ...input })).toMatchObject(refusal);
    }
    await done(cadre, 'pairHelp', { ...pairing, helperIds: [neighbour.person.id] });
    const join = { id: household.id, residentId: neighbour.id, relation: 'OTHER_RELATIVE' };
    expect(await perform(cadre, 'joinHousehold', join)).toMatchObject({ outcome: 'INVALID', path: 'residentId' });
  });

  test('is known to who gives it as long as it lasts', async () => {
    const helper = await app.as('property-staff');
    const helperId = (await helper.data('{ viewer { person { id } } }')).viewer.person.id;
    const { flat } = await build(cadre, estate, grid.id);
    const { id: residentId } = await register({ dwellingId: flat });
    const pairing = { residentId, leaderId: official, responsibleId: helperId, plan: '每月帮扶', cadence: 'MONTHLY' };
    const { id } = await done(cadre, 'pairHelp', pairing);
    const seen = async (client: Client) =>
      (await client.data('query ($id: ID!) { helpPairing(id: $id) { plan } }', { id })).helpPairing?.plan ?? null;
    expect(await seen(helper)).toBe('每月帮扶');
    await done(cadre, 'endPairing', { id, reason: 'NO_LONGER_NEEDED' });
    expect(await seen(helper)).toBeNull();
    expect(await seen(cadre)).toBe('每月帮扶');
    const { helpPairings } = await cadre.data('{ helpPairings(filter: { ended: true, assignedToViewer: true }) { nodes { id } } }');
    expect(helpPairings.nodes).toContainEqual({ id });
  });

  test('the police record joint visits, with somebody else; a return visit says which it comes back to, and none was made before 2000 or is to come', async () => {
    const { flat } = await build(cadre, estate, grid.id);
    const { household } = await register({ dwellingId: flat });
    const { person } = (await police.data('{ viewer { person { id } } }')).viewer;
    const visit = { householdId: household.id, actorIds: [person.id, official] };
    expect((await perform(police, 'recordVisit', { ...visit, kind: 'ROUTINE' })).outcome).toBe('FORBIDDEN');
    expect((await perform(police, 'recordVisit', { ...visit, kind: 'JOINT_POLICE', actorIds: [person.id] })).outcome).toBe('INVALID');
    expect((await perform(police, 'recordVisit', { ...visit, kind: 'JOINT_POLICE' })).outcome).toBe('DONE');
    for (const at of ['1999-12-31T23:59:59Z', '2999-01-01T00:00:00Z'])
      expect(await perform(leader, 'recordVisit', { householdId: household.id, kind: 'ROUTINE', at }), at).toMatchObject({ path: 'at' });
    const first = await done(leader, 'recordVisit', { householdId: household.id, kind: 'ROUTINE', at: '2026-11-17T02:00:00Z' });
    expect((await perform(leader, 'recordVisit', { householdId: household.id, kind: 'RETURN_VISIT' })).path).toBe('returnOfId');
    expect((await perform(leader, 'recordVisit', { householdId: household.id, kind: 'RETURN_VISIT', returnOfId: first.id })).outcome).toBe(
      'DONE',
    );
  });
});

test('a number that is typed with other blanks, in full width or in capitals is the same number', async () => {
  const { organization } = await cadre.data('{ organization(code: "000-C1") { id } }');
  const { id: buildingId } = await done(cadre, 'registerBuilding', { estateId: estate, number: '88‐Ａ号楼' }, 'id number');
  const { building } = await cadre.data('query ($id: ID!) { building: node(id: $id) { ... on Building { number } } }', { id: buildingId });
  expect(building.number).toBe('88-A号楼');
  const { id: stairwellId } = await done(cadre, 'registerStairwell', { buildingId, gridId: grid.id, number: '1单元' });
  const { id: bare } = await done(cadre, 'registerBuilding', { estateId: estate, number: '89号楼' });
  const sites = [{ stairwellId }, { buildingId: bare, gridId: grid.id }];
  for (const site of sites) await done(cadre, 'registerDwelling', { ...site, room: '3 - 302a' }, 'id room');
  await done(cadre, 'registerEstate', { communityId: organization.id, name: '银桂苑A区', kind: 'COMMODITY' });
  const again = [
    ...['８８－A号楼', '88 - a 号楼', '88-A\u3000号楼'].map(
      (number) => ['registerBuilding', { estateId: estate, number }, 'number'] as const,
    ),
    ...['１单元', ' 1 单元', '1\u2800单元'].map(
      (number) => ['registerStairwell', { buildingId, gridId: grid.id, number }, 'number'] as const,
    ),
    ...sites.flatMap((site) =>
      ['3-302A', '3-302a', '３－３０２Ａ', '3 -302 A', '3–302a'].map((room) => ['registerDwelling', { ...site, room }, 'room'] as const),
    ),
    ...['银桂苑Ａ区', '银桂苑 a区'].map(
      (name) => ['registerEstate', { communityId: organization.id, name, kind: 'COMMODITY' }, 'name'] as const,
    ),
  ];
  for (const [verb, input, field] of again)
    expect(await perform(cadre, verb, input), JSON.stringify(input)).toMatchObject({
      outcome: 'INVALID',
      path: expect.stringMatching(new RegExp(`${field}$`)),
    });
  // Of two at once, one is first.
  const rooms = ['3-402b', '3 - 402B'].map((room) => perform(cadre, 'registerDwelling', { stairwellId, room }));
  expect((await Promise.all(rooms)).map(({ outcome }) => outcome).sort()).toEqual(['DONE', 'INVALID']);
  // Hyphens tell rooms apart.
  await done(cadre, 'registerDwelling', { stairwellId, room: '33-02a' }, 'id room');
});

test('nothing began before 1900: not even in a year that was mistyped', async () => {
  const { flat } = await build(cadre, estate, grid.id);
  const { id: residentId, household } = await register({ dwellingId: flat });
  const { organization } = await cadre.data('{ organization(code: "000-C1") { id } }');
  const day = '0202-06-01';
  for (const [verb, input, path] of [
    ['registerResident', { dwellingId: flat, name: '某人', residentType: 'REGISTERED', from: day }, 'from'],
    ['leaveHousehold', { id: household.id, residentId, reason: 'MOVED', on: day }, 'on'],
    ['designateCare', { residentId, category: 'DISABLED', source: 'VISIT', from: day }, 'from'],
    ['pairHelp', { residentId, leaderId: official, responsibleId: official, cadence: 'DAILY', startedOn: day }, 'startedOn'],
    ['setVisitRule', { communityId: organization.id, position: 'GRID_WORKER', kind: 'COMFORT', cadence: 'DAILY', from: day }, 'from'],
  ] as const)
    expect(await perform(cadre, verb, input), verb).toMatchObject({ outcome: 'INVALID', path });
});

describe('a search', () => {
  const idNumber = idNumberOf(7);
  const count = async (client: Client, text: string) =>
    (await client.data('query ($text: String!) { residents(filter: { text: $text }) { totalCount } }', { text })).residents.totalCount;

  const names = async (text: string): Promise<string[]> =>
    (
      await cadre.data('query ($text: String!) { residents(first: 100, filter: { text: $text }) { nodes { person { name } } } }', { text })
    ).residents.nodes.map(({ person }: { person: { name: string } }) => person.name);

  test('finds a person by the beginnings of name, pinyin and initials, where the name is shown in full', async () => {
    const { flat } = await build(cadre, estate, grid.id);
    await register({ dwellingId: flat, name: '呼延秋棠', phone: '13712345678', idNumber });
    for (const text of ['呼延秋棠', '秋棠', '棠', 'huyanqiutang', 'qiut', 'hyqt']) expect(await names(text), text).toContain('呼延秋棠');
    for (const text of ['延棠', 'uyan', 'hq', '呼延秋棠棠']) expect(await names(text), text).not.toContain('呼延秋棠');
    expect(await count(police, '呼延秋棠')).toBe(1);
    const { households } = await cadre.data('{ households(filter: { text: "呼延秋棠" }) { nodes { members { person { name } } } } }');
    expect(households.nodes).toEqual([{ members: [{ person: { name: '呼延秋棠' } }] }]);
  });

  test('finds whoever has a character of several readings by each of them', async () => {
    const { flat } = await build(cadre, estate, grid.id);
    await register({ dwellingId: flat, name: '齐红茜' });
    for (const text of ['qihongxi', 'qihongqian', 'jihongx', 'qhx', 'qhq', 'hong xi', 'ＱＩhongXI'])
      expect(await names(text), text).toContain('齐红茜');
    for (const text of ['qihongxia', 'qhong', 'qx']) expect(await names(text), text).not.toContain('齐红茜');
  });

  test('finds a name in a script without blanks by each part of it', async () => {
    const { flat } = await build(cadre, estate, grid.id);
    const parts = { 이영희: ['이영희', '영희', '희'], サトウさくら: ['さくら', 'サトウ', 'ｻﾄｳ', 'くら'], สมชาย: ['ชาย', 'สม'] };
    for (const name of Object.keys(parts)) await register({ dwellingId: flat, name });
    for (const [name, texts] of Object.entries(parts)) for (const text of texts) expect(await names(text), text).toEqual([name]);
    expect(await names('이희')).toEqual([]);
  });

  test('finds a foreign name whatever its apostrophe is, and takes a text of blanks or marks for none', async () => {
    const { flat } = await build(cadre, estate, grid.id);
    await register({ dwellingId: flat, name: 'Kʼanqal\u2800' });
    await register({ dwellingId: flat, name: "K'anqal" });
    for (const text of ['kanqal', "k'anq", 'K’anqal', 'kʼan', '\u2800kanqal\u2800'])
      expect((await names(text)).sort(), text).toEqual(["K'anqal", 'Kʼanqal']);
    const all = await count(cadre, '');
    expect([await count(cadre, '\u2800'), await count(cadre, '\u0301')]).toEqual([all, all]);
  });

  test('finds whoever was written down by an earlier version at once as then, and in all readings once their words are renewed', async () => {
    await database.query(
      `update resident set words = ' 齐红茜 红茜 茜 qihongqian hongqian qian qhq hq q' from person where person.id = person_id and name = '齐红茜'`,
    );
    const before = await database.query(`select words from resident order by id`);
    expect([await names('qihongqian'), await names('qihongxi')]).toEqual([['齐红茜'], []]);
    await database.query(`update search_words set version = 1, after = null`);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    // One that was asked to stop has done nothing; one that goes on from somewhere leaves alone what lies before.
    await renewWords(client, AbortSignal.abort());
    await database.query(`update search_words set after = (select max(id::text)::uuid from resident) where name = 'resident'`);
    await renewWords(client, new AbortController().signal);
    expect(await database.query(`select words from resident order by id`)).toEqual(before);
    await database.query(`update search_words set version = 1 where name = 'resident'`);
    await renewWords(client, new AbortController().signal);
    await client.end();
    expect([await names('qihongqian'), await names('qihongxi')]).toEqual([['齐红茜'], ['齐红茜']]);
    expect(await database.query(`select distinct version, after from search_words`)).toEqual([{ version: 4, after: null }]);
  });

  test('finds nobody who is masked, or lives elsewhere; nobody by phone or id number, or a part of it', async () => {
    const masked = await Promise.all([app.as('street-supervisor'), app.as('admin'), app.as('dispatcher')]);
    const elsewhere = await Promise.all([
      app.as('community-cadre', '001'),
      app.as('resident'),
      app.as('property-staff'),
      app.as('dashboard'),
    ]);
    for (const client of [...masked, ...elsewhere]) {
      expect(await count(client, '呼延秋棠')).toBe(0);
      expect((await client.data('{ households(filter: { text: "呼延秋棠" }) { totalCount } }')).households.totalCount).toBe(0);
    }
    for (const text of [
      idNumber,
      idNumber.slice(0, 17),
      idNumber.slice(-1),
      idNumber.slice(-4),
      idNumber.slice(6, 14),
      '13712345678',
      '1371',
      '5678',
    ])
      expect(await count(cadre, text), text).toBe(0);
    expect(await count(app.anonymous, '呼延秋棠')).toBe(0);
  });

  test('finds for who holds no post what they see: their home, their household and themselves', async () => {
    const resident = await app.as('resident');
    const { viewer, households } = await resident.data(
      '{ viewer { person { name resident { id } } } households { nodes { id dwelling { id address } members { person { name } } } } }',
    );
    const self = viewer.person;
    const [{ id, dwelling, members }] = households.nodes;
    expect(members.length).toBeGreaterThan(1);
    const found = async (text: string) => {
      const { dwellings, households, residents } = await resident.data(
        'query ($text: String!) { dwellings(filter: { text: $text }) { nodes { id } } households(filter: { text: $text }) { nodes { id } } residents(filter: { text: $text }) { nodes { id } } }',
        { text },
      );
      return [dwellings, households, residents].map(({ nodes }) => nodes.map((node: { id: string }) => node.id));
    };
    // A household of others in the same dwelling, and one next door, stay unfound.
    await register({ dwellingId: dwelling.id, name: '欧阳同住' });
    for (const text of [dwelling.address, dwelling.address.slice(0, 2)]) expect(await found(text), text).toEqual([[dwelling.id], [id], []]);
    expect(await found(self.name)).toEqual([[], [id], [self.resident.id]]);
    for (const text of ['欧阳同住', '金桂苑', '无此地']) expect(await found(text), text).toEqual([[], [], []]);
    // Those they live with are masked for them.
    const { household } = await cadre.data('query ($id: ID!) { household(id: $id) { members { person { name } } } }', { id });
    for (const { person } of household.members)
      if (person.name !== self.name) expect(await found(person.name), person.name).toEqual([[], [], []]);
  });

  test('cannot be asked beside: neither by other operators nor by order', async () => {
    const street = await app.as('street-supervisor');
    const both = await street.data(
      `{ a: residents(filter: { not: { text: "呼延秋棠" } }) { totalCount } b: residents { totalCount } c: residents(filter: { or: [{ text: "呼延秋棠" }] }) { totalCount } }`,
    );
    expect(both.a).toEqual(both.b);
    expect(both.c.totalCount).toBe(0);
  });
});

test('fifty households with members, care, last visit and helper are one statement', async () => {
  const query = `{ households(first: 50) { nodes {
    id grid { name } dwelling { address } head { name } members { relation person { name phone } }
    careDesignations { category level note } lastVisitAt helpPairings { overdue leader { name } responsible { name } helpers { name } } } } }`;
  await cadre.data(query);
  const { result, statements } = await log.during(() => cadre.data(query));
  expect(result.households.nodes).toHaveLength(50);
  expect(result.households.nodes.filter(({ members }: { members: unknown[] }) => members.length > 1).length).toBeGreaterThan(5);
  expect(statements).toHaveLength(1);
});
