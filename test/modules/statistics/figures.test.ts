import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPool } from '../../../src/db/client.js';
import { metadataOf } from '../../../src/db/orm.js';
import { entities } from '../../../src/modules/index.js';
import { type FigureLine, figureLines } from '../../../src/server/figures.js';
import { type App, startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { demoDatabase, type TestDatabase } from '../../kit/database.js';
import { done, outcomeOf } from '../deliberation/hall.js';

/** What the communities have published, beside what the rows say. */

let app: App;
let database: TestDatabase;
let lines: readonly FigureLine[];
beforeAll(async () => {
  database = await demoDatabase();
  app = await startApp({ database });
  const pool = openPool({ connectionString: database.url, max: 1 });
  lines = await figureLines(pool, metadataOf(entities));
  await pool.end();
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
  await database.close();
});

describe('what the five communities have published', () => {
  test('is nothing that rows tell, where its noun is not built yet', () => {
    expect(lines.filter(({ comparable, computed }) => !comparable && computed !== null)).toEqual([]);
    expect(lines.filter(({ comparable }) => comparable).length).toBeGreaterThan(60);
  });
});

const add = (organizationId: string, more: object = {}) => ({
  ...{ organizationId, metric: 'grid.count', value: 15, unit: '个', comparator: 'EQUAL', quote: '15个网格', source: '工作总结' },
  ...more,
});

describe('a figure', () => {
  const idOf = async (code: string) => (await app.anonymous.data(`{ organization(code: "${code}") { id } }`)).organization.id as string;
  test.each([
    ['EQUAL', 15, true],
    ['EQUAL', 14, false],
    ['AT_LEAST', 15, true],
    ['AT_LEAST', 16, false],
    ['AT_MOST', 15, true],
    ['AT_MOST', 14, false],
    ['NEARLY', 16, true],
    ['NEARLY', 17, false],
    ['NEARLY', 14, false],
    ['ABOUT', 15.7, true],
    ['ABOUT', 16, false],
  ] as const)('of 15 grids, %s %s: %s', async (comparator, value, agrees) => {
    const officer = await app.as('street-supervisor');
    const figure = await done(officer, 'addReportedFigure', add(await idOf('000'), { comparator, value }), 'computed agrees comparable');
    expect(figure).toEqual({ computed: 15, agrees, comparable: true });
  });

  test('that no rows can tell is compared with nothing', async () => {
    const officer = await app.as('street-supervisor');
    const figure = await done(
      officer,
      'addReportedFigure',
      add(await idOf('000'), { metric: 'investment.cny' }),
      'computed agrees comparable',
    );
    expect(figure).toEqual({ computed: null, agrees: null, comparable: false });
  });

  test.each([
    ['incident.count:NOPE', 'INVALID'],
    ['incident.count:PUBLIC_SECURITY:1', 'INVALID'],
    ['incident.count:', 'INVALID'],
    ['grid.staffingRate:1', 'INVALID'],
    ['resident.count:ACTIVE', 'INVALID'],
    ['enterprise.count:WITH_MEMBERS', 'INVALID'],
    ['incident.count:PUBLIC_SECURITY', 'DONE'],
    ['grid.count:1', 'DONE'],
    ['stairwell.count:某某小区', 'DONE'],
    ['of.our.own:anything', 'DONE'],
  ])('of %s: %s', async (metric, outcome) => {
    const officer = await app.as('street-supervisor');
    expect(await outcomeOf(officer, 'addReportedFigure', add(await idOf('000'), { metric }))).toBe(outcome);
  });

  describe('of those who need care', () => {
    const told = async (client: Client, code: string, metric: string) =>
      (await done(client, 'addReportedFigure', add(await idOf(code), { metric }), 'computed')).computed;
    /** People of a community who need care for a reason that nobody else has. */
    const need = (code: string, category: string, count: number) =>
      database.query(
        `insert into care_designation (id, jurisdiction_id, person_id, category, level, source, valid_from, place, provenance, version, created_at, updated_at)
         select gen_random_uuid(), o.jurisdiction_id, p.id, $2, 'LEVEL_1', 'VISIT', '2026-01-01', o.place, 'SYNTHETIC', 1, now(), now()
         from organization o join person p on p.jurisdiction_id = o.jurisdiction_id where o.code = $1 order by p.id limit $3`,
        [code, category, count],
      );
    test('is told of no place beside which few are, for a difference would tell how many', async () => {
      await need('001-C1', 'PETITIONER', 3);
      await need('001-C2', 'PETITIONER', 9);
      await need('001-C3', 'PETITIONER', 20);
      await need('001-C1', 'SINGLE_YOUTH', 3);
      const officer = await app.as('street-supervisor', '001');
      expect(await told(officer, '001', 'care.persons:PETITIONER')).toBe(20);
      for (const code of ['001-C1', '001-C2', '001-C3']) expect(await told(officer, code, 'care.persons:PETITIONER')).toBeNull();
      expect(await told(officer, '001-C2', 'care.persons')).toBeNull();
      // The children of what is not told would add up to it.
      const { organization } = await officer.data('{ organization(code: "001-C3") { children(first: 1) { nodes { code } } } }');
      const [{ code }] = organization.children.nodes;
      await need(code, 'PETITIONER', 8);
      expect(await told(officer, code, 'care.persons:PETITIONER')).toBeNull();
      // What is not sensitive is told.
      expect(await told(officer, '001-C1', 'care.persons:SINGLE_YOUTH')).toBe(3);
    });
  });

  test('is for everybody of the jurisdiction, what the rows say for those who read figures of the place', async () => {
    const officer = await app.as('street-supervisor');
    const { id } = await done(officer, 'addReportedFigure', add(await idOf('000')), 'id');
    const ask = async (client: typeof officer) =>
      (await client.data(`{ reportedFigure(id: "${id}") { value computed agrees } }`)).reportedFigure;
    expect(await ask(officer)).toEqual({ value: 15, computed: 15, agrees: true });
    expect(await ask(await app.as('resident'))).toEqual({ value: 15, computed: null, agrees: null });
    expect(await ask(await app.as('street-supervisor', '002'))).toBeNull();
    expect(await ask(app.anonymous)).toBeNull();
  });

  test('that is withdrawn is listed no longer', async () => {
    const officer = await app.as('street-supervisor');
    const { id } = await done(officer, 'addReportedFigure', add(await idOf('000'), { quote: '撤回的数字' }), 'id');
    const listed = async () => {
      const { organization } = await officer.data(
        '{ organization(code: "000") { statistics(period: { from: "2026-09-01", to: "2026-10-01" }) { reportedFigures { id } } } }',
      );
      return organization.statistics.reportedFigures.map((figure: { id: string }) => figure.id) as string[];
    };
    expect(await listed()).toContain(id);
    await done(officer, 'withdrawReportedFigure', { id });
    expect(await listed()).not.toContain(id);
    expect(await outcomeOf(officer, 'withdrawReportedFigure', { id })).toBe('WRONG_STATE');
    expect(await outcomeOf(await app.as('grid-leader'), 'withdrawReportedFigure', { id })).toBe('FORBIDDEN');
    expect(
      await outcomeOf(officer, 'addReportedFigure', add(await idOf('000'), { periodFrom: '2026-02-01', periodTo: '2026-01-01' })),
    ).toBe('INVALID');
  });
});
