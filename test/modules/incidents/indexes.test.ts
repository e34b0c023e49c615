import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, startApp } from '../../kit/app.js';
import { demoDatabase, type TestDatabase } from '../../kit/database.js';
import { logStatements, type StatementLog } from '../../read/statement-log.js';

/** The lists that inboxes and dashboards show first are read from an index in their order: their time does not grow with the number of incidents. */

let app: App;
let database: TestDatabase;
let log: StatementLog;
beforeAll(async () => {
  database = await demoDatabase();
  log = await logStatements(database);
  app = await startApp({ database });
  await database.query('analyze incident');
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
  await database.close();
});

const byDue = 'orderBy: { field: DUE_AT, direction: ASC }';
test.each([
  ['open ones by what is due first', `filter: { open: true }, ${byDue}`, 'incident_due_1'],
  ['what is overdue, by what was due first', `filter: { overdue: true }, ${byDue}`, 'incident_due_1'],
  ['the newest', '', 'incident_level_1'],
])('%s', async (_, input, index) => {
  const officer = await app.as('street-supervisor');
  const { statements } = await log.during(() => officer.data(`{ incidents(first: 20${input && `, ${input}`}) { nodes { id } } }`));
  const asked = statements.filter((statement) => /\bincident\b/.test(statement));
  expect(asked).toHaveLength(1);
  const plan = JSON.stringify(await database.query(`explain (generic_plan) ${asked[0]!.replace(/\n\d{4}-[\s\S]*$/, '')}`));
  expect(plan).toContain(`using ${index} `);
  expect(plan).not.toContain('Seq Scan on incident ');
});
