import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkCharacter } from '../../../src/kernel/id-number.js';
import { type App, startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { demoDatabase, type TestDatabase } from '../../kit/database.js';
import { build, done, type Outcome, perform } from './keep.js';
import { homeRules } from './rules.js';

/** Two who change the same home at once: in whatever order they come, people, households and counts stay together. */

let app: App;
let database: TestDatabase;
let cadre: Client;
let estate: string;
let grid: string;

beforeAll(async () => {
  database = await demoDatabase();
  app = await startApp({ database });
  cadre = await app.as('community-cadre');
  const data = await cadre.data('{ organization(code: "000-C1") { id } grid(code: "000-G01") { id } }');
  grid = data.grid.id;
  estate = (await done(cadre, 'registerEstate', { communityId: data.organization.id, name: '合欢苑', kind: 'COMMODITY' })).id;
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
  await database.close();
});

const register = (input: object) =>
  done(cadre, 'registerResident', { name: '南宫合欢', residentType: 'REGISTERED', ...input }, 'id household { id }');

/** How many locks are waited for. pg_stat_activity keeps what it said first within a transaction: another connection asks. */
async function waiting(): Promise<number> {
  const [row] = await database.query<{ waiting: number }>(
    `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return row!.waiting;
}

/** Starts one after the other while somebody holds what is locked, and lets go when each waits for them, for the other, or is done. */
async function atOnce<T>(lock: string, asks: readonly (() => Promise<T>)[]): Promise<T[]> {
  const holder = new pg.Client({ connectionString: database.url });
  await holder.connect();
  try {
    await holder.query('begin');
    await holder.query(lock);
    const answers: Promise<T>[] = [];
    let settled = 0;
    for (const ask of asks) {
      answers.push(ask().finally(() => settled++));
      while ((await waiting()) + settled < answers.length);
    }
    await holder.query('commit');
    return await Promise.all(answers);
  } finally {
    await holder.end();
  }
}

/** What a grid says more, or less, than lies there. */
const miscounted = async () =>
  (
    await database.query(`
      select code, household_count - (select count(*) from household where place ^@ g.place and dissolved_on is null) as households,
        resident_count - (select count(*) from resident where place ^@ g.place) as residents
      from grid g where status = 'ACTIVE' and jurisdiction_id = (select id from organization where code = '000') order by code`)
  ).map((row) => JSON.stringify(row));

async function expectOrder(): Promise<void> {
  for (const [rule, sql] of Object.entries(homeRules)) expect(await database.query(sql), rule).toEqual([]);
}

const ofTheGrid = "select from grid where code = '000-G01' for update";

/** What is done to a household of one, in a dwelling, while somebody else does something else with it. */
type Deed = (household: string, only: string, elsewhere: string, other: string) => Promise<Outcome>;
const newcomer = { name: '上官合欢', residentType: 'FLOATING', relation: 'OTHER_RELATIVE' };
const deeds: Readonly<Record<string, Deed>> = {
  'somebody is registered in it': (householdId) => perform(cadre, 'registerResident', { ...newcomer, householdId }),
  'its last member leaves': (id, residentId) => perform(cadre, 'leaveHousehold', { id, residentId, reason: 'MOVED' }),
  'it moves': (id, _only, dwellingId) => perform(cadre, 'moveHousehold', { id, dwellingId }),
  'somebody joins it from another': (id, _only, _elsewhere, residentId) =>
    perform(cadre, 'joinHousehold', { id, residentId, relation: 'OTHER_RELATIVE' }),
};
const names = Object.keys(deeds);
const pairs = names.flatMap((one) =>
  names.filter((other) => other > one).flatMap((other) => [[one, other] as const, [other, one] as const]),
);

test.each(pairs)('%s, and %s', async (first, second) => {
  const { flat, house } = await build(cadre, estate, grid);
  const { id: only, household } = await register({ dwellingId: flat });
  const { id: other } = await register({ dwellingId: (await build(cadre, estate, grid)).flat });
  const before = await miscounted();
  const answers = await atOnce(
    ofTheGrid,
    [first, second].map((deed) => () => deeds[deed]!(household.id, only, house, other)),
  );
  for (const { outcome } of answers) expect(['DONE', 'WRONG_STATE', 'NOT_FOUND', 'CONFLICT']).toContain(outcome);
  expect(answers.some(({ outcome }) => outcome === 'DONE')).toBe(true);
  await expectOrder();
  expect(await miscounted()).toEqual(before);
});

describe('two who make the same at the same instant', () => {
  /** Everybody reads that it is not there yet; nobody writes before all have read. */
  const bothBefore = (table: string) => `lock table ${table} in share mode`;
  const secondIsTold = (answers: readonly Outcome[], path: string, message: string) => {
    expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['DONE', 'INVALID']);
    expect(answers.find(({ outcome }) => outcome === 'INVALID')).toMatchObject({ path, message });
  };

  test('of somebody with one id number: the second is told that they are registered', async () => {
    const [one, other] = [await build(cadre, estate, grid), await build(cadre, estate, grid)];
    const input = { name: '司徒合欢', residentType: 'REGISTERED', idNumber: `32128319850214002${checkCharacter('32128319850214002')}` };
    const before = await miscounted();
    const answers = await atOnce(
      bothBefore('person'),
      [one, other].map(
        ({ flat: dwellingId }) =>
          () =>
            perform(cadre, 'registerResident', { ...input, dwellingId }),
      ),
    );
    secondIsTold(answers, 'idNumber', 'Somebody with this id number is registered already.');
    await expectOrder();
    expect(await miscounted()).toEqual(before);
  });

  test('of a building: the second is told that the estate has it', async () => {
    const number = '同号楼';
    const answers = await atOnce(
      bothBefore('building'),
      [1, 2].map(() => () => perform(cadre, 'registerBuilding', { estateId: estate, number })),
    );
    secondIsTold(answers, 'number', `The estate already has a building ${number}.`);
  });
});

test('the last member leaves while the grid is merged into another', async () => {
  const admin = await app.as('admin');
  const { organization } = await cadre.data('{ organization(code: "000-C1") { id } }');
  const [old, into] = await Promise.all(
    ['000-R1', '000-R2'].map(async (code) => {
      const input = { communityId: organization.id, code, name: code, kind: 'GENERAL' };
      const { createGrid } = await admin.data(
        'mutation ($input: CreateGridInput!) { createGrid(input: $input) { grid { id } userErrors { message } } }',
        { input },
      );
      expect(createGrid.userErrors).toEqual([]);
      return createGrid.grid.id as string;
    }),
  );
  const { flat } = await build(cadre, estate, old!);
  const { id: residentId, household } = await register({ dwellingId: flat });
  const before = await miscounted();
  const [, merged] = await atOnce<{ outcome: string } | string>(
    'select from household_member where valid_to is null and household_id = (select id from household order by id desc limit 1) for update',
    [
      () => perform(cadre, 'leaveHousehold', { id: household.id, residentId, reason: 'MOVED' }),
      async () => {
        const input = { ids: [old], intoId: into };
        const { mergeGrids } = await admin.data(
          'mutation ($input: MergeGridsInput!) { mergeGrids(input: $input) { userErrors { message } } }',
          { input },
        );
        return JSON.stringify(mergeGrids.userErrors);
      },
    ],
  );
  expect(merged).toBe('[]');
  await expectOrder();
  expect(await miscounted()).toEqual(before.filter((row) => !row.includes('000-R1')));
});
