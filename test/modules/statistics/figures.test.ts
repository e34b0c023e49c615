import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openOrm, poolOf } from '../../../src/db/orm.js';
import { entities } from '../../../src/modules/index.js';
import { type FigureLine, figureLines } from '../../../src/server/figures.js';
import { type App, startApp } from '../../kit/app.js';
import { demoDatabase, type TestDatabase } from '../../kit/database.js';
import { done, outcomeOf } from '../deliberation/hall.js';

/** What the communities have published, beside what the rows say. */

let app: App;
let database: TestDatabase;
let lines: readonly FigureLine[];
beforeAll(async () => {
  database = await demoDatabase();
  app = await startApp({ database });
  const orm = await openOrm(database.url, entities, 1);
  lines = await figureLines(await poolOf(orm), orm.getMetadata());
  await orm.close(true);
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
