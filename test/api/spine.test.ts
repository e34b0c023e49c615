import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, startApp } from '../kit/app.js';

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

test('a reported incident reaches a subscriber who sees its grid', async () => {
  const [resident, leader] = [await app.as('resident'), await app.as('grid-leader')];
  const stream = leader.subscribe('subscription { incidentEvents { change cursor incidentId event { kind to incident { title } } } }');
  expect((await stream.next()).incidentEvents.change).toBe('HEARTBEAT');

  const { incidentCategories, grid } = await resident.data('{ incidentCategories { id } grid(code: "000-G01") { id } }');
  const { reportIncident } = await resident.data(
    'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id state } userErrors { code } } }',
    { input: { title: '路灯坏了', categoryId: incidentCategories[0].id, gridId: grid.id, channel: 'WECHAT' } },
  );
  expect(reportIncident).toEqual({ incident: { id: expect.stringMatching(/^inc_/), state: 'REPORTED' }, userErrors: [] });

  expect((await stream.nextWhere(({ incidentEvents }) => incidentEvents.change !== 'HEARTBEAT')).incidentEvents).toMatchObject({
    change: 'ENTERED',
    incidentId: reportIncident.incident.id,
    event: { kind: 'REPORTED', to: 'REPORTED', incident: { title: '路灯坏了' } },
  });
  await stream.close();
  expect(app.bugs).toEqual([]);
});
