import { afterAll, beforeAll, expect, test } from 'vitest';
import { graphql } from '../generated/index.js';
import { type App, startApp } from '../kit/app.js';

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const watch = graphql(`subscription Watch { incidentEvents { change cursor incidentId event { kind to incident { title } } } }`);
const lookups = graphql(`query Lookups { incidentCategories { id } grid(code: "000-G01") { id } }`);
const report = graphql(
  `mutation Report($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id state } userErrors { code } } }`,
);

test('a reported incident reaches a subscriber who sees its grid', async () => {
  const [resident, leader] = [await app.as('resident'), await app.as('grid-leader')];
  const stream = leader.subscribe(watch);
  expect((await stream.next()).incidentEvents.change).toBe('HEARTBEAT');

  const { incidentCategories, grid } = await resident.data(lookups);
  const { reportIncident } = await resident.data(report, {
    input: { title: '路灯坏了', categoryId: incidentCategories[0]!.id, gridId: grid!.id, channel: 'WECHAT' },
  });
  expect(reportIncident).toEqual({ incident: { id: expect.stringMatching(/^inc_/), state: 'REPORTED' }, userErrors: [] });

  expect((await stream.nextWhere(({ incidentEvents }) => incidentEvents.change !== 'HEARTBEAT')).incidentEvents).toMatchObject({
    change: 'ENTERED',
    incidentId: reportIncident!.incident!.id,
    event: { kind: 'REPORTED', to: 'REPORTED', incident: { title: '路灯坏了' } },
  });
  await stream.close();
  expect(app.bugs).toEqual([]);
});

test('whoever reports is offered the active categories of the grid, whoever they are', async () => {
  const offered = graphql(`query Offered { grid(code: "000-G01") { incidentCategories { code active } } }`);
  const [first] = (await app.anonymous.data(offered)).grid!.incidentCategories;
  await app.database.query(
    `update incident_category set active = false where code = $1 and jurisdiction_id = (select id from organization where code = '000')`,
    [first!.code],
  );
  const admin = await app.as('admin');
  for (const client of [app.anonymous, admin, await app.as('resident', '001')]) {
    const { grid } = await client.data(offered);
    expect(grid!.incidentCategories.length).toBeGreaterThan(5);
    expect(grid!.incidentCategories.filter(({ code, active }) => code === first!.code || !active)).toEqual([]);
  }
  const own = (await admin.data('{ incidentCategories { code active } }')).incidentCategories;
  expect(own.filter(({ active }: { active: boolean }) => !active)).toEqual([{ code: first!.code, active: false }]);
  expect((await app.anonymous.data('{ incidentCategories { active } }')).incidentCategories).not.toContainEqual({ active: false });
});
