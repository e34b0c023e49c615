import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { outcomeOf, perform } from '../deliberation/hall.js';
import { toldOf } from '../notifications/told.js';

/** Incidents that are left out of the rates of feedback: asked for, reviewed, named and counted. */

let app: App;
let cadre: Client;
let officer: Client;
/** Closed incidents that the community held, and of which somebody gave an answer. */
let closed: string[];
beforeAll(async () => {
  app = await startApp();
  [cadre, officer] = await Promise.all([app.as('community-cadre'), app.as('street-supervisor')]);
  const { incidents } = await officer.data(
    `{ community: organization(code: "000-C1") { id }
       incidents(first: 100, filter: { states: [CLOSED] }) { nodes { id holder { code } exclusions { id } satisfaction { score } } } }`,
  );
  closed = incidents.nodes
    .filter((one: { holder: { code: string }; exclusions: []; satisfaction: object | null }) => {
      return one.holder.code === '000-C1' && one.exclusions.length === 0 && one.satisfaction !== null;
    })
    .map(({ id }: { id: string }) => id);
  expect(closed.length).toBeGreaterThan(3);
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
});

const ask = (id: string, who = cadre) => perform(who, 'requestExclusion', { id, reason: 'UNTRUE', note: '两次核查均不属实' });
const period = '{ from: "2026-01-01", to: "2027-01-01" }';
const figures = async () => {
  const { organization } = await officer.data(
    `{ organization(code: "000") { statistics(period: ${period}) { incidentsReported responseRate { numerator denominator } satisfactionRate { denominator }
       excludedFromRates { reason count } } } }`,
  );
  const { incidentsReported, responseRate, satisfactionRate, excludedFromRates } = organization.statistics;
  const untrue = excludedFromRates.find(({ reason }: { reason: string }) => reason === 'UNTRUE').count as number;
  return { incidentsReported, answers: satisfactionRate.denominator, closings: responseRate.denominator, untrue };
};

test('what is granted is in no rate of feedback, and is counted by its reason; what is revoked counts again', async () => {
  const before = await figures();
  const { id } = (await ask(closed[0]!)).row;
  expect(await figures()).toEqual(before);
  expect(await toldOf(officer, id)).toEqual(['EXCLUSION_REQUESTED']);
  expect(await outcomeOf(officer, 'grantExclusion', { id })).toBe('DONE');
  const [{ answers, closings }] = (await app.database.query(
    `select (select count(*)::int from satisfaction where incident_id = i.id) as answers, closings from incident i where id = $1`,
    [closed[0]!.slice(4)],
  )) as [{ answers: number; closings: number }];
  expect(await figures()).toEqual({
    incidentsReported: before.incidentsReported,
    answers: before.answers - answers,
    closings: before.closings - closings,
    untrue: before.untrue + 1,
  });
  expect(await toldOf(cadre, id)).toEqual(['EXCLUSION_DECIDED']);
  expect(await outcomeOf(officer, 'revokeExclusion', { id, reason: '复核属实' })).toBe('DONE');
  expect(await figures()).toEqual(before);
});

test('only the holder asks, of what is closed, once', async () => {
  expect((await ask(closed[1]!, officer)).outcome).toBe('FORBIDDEN');
  expect((await ask(closed[1]!, await app.as('community-cadre', '002'))).outcome).toBe('NOT_FOUND');
  const { incidents } = await cadre.data('{ incidents(first: 50, filter: { open: true }) { nodes { id holder { code } } } }');
  const open = incidents.nodes.find(({ holder }: { holder: { code: string } }) => holder.code === '000-C1');
  expect((await ask(open.id)).outcome).toBe('WRONG_STATE');
  const outcomes = await Promise.all([1, 2, 3, 4].map(() => ask(closed[1]!)));
  expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['DONE', 'WRONG_STATE', 'WRONG_STATE', 'WRONG_STATE']);
});

test('somebody above the holder decides; the holder may withdraw before that, and ask again after a refusal', async () => {
  const { id } = (await ask(closed[2]!)).row;
  expect(await outcomeOf(cadre, 'grantExclusion', { id })).toBe('FORBIDDEN');
  expect(await outcomeOf(cadre, 'withdrawExclusion', { id })).toBe('DONE');
  const again = (await ask(closed[2]!)).row;
  expect(await outcomeOf(officer, 'refuseExclusion', { id: again.id })).not.toBe('DONE');
  expect(await outcomeOf(officer, 'refuseExclusion', { id: again.id, reason: '应继续办理' })).toBe('DONE');
  expect(await outcomeOf(officer, 'grantExclusion', { id: again.id })).toBe('WRONG_STATE');
  expect((await ask(closed[2]!)).outcome).toBe('DONE');
  // Neither the reporter nor a wall is told.
  for (const who of ['resident', 'dashboard'] as const)
    expect((await (await app.as(who)).data('query ($id: ID!) { rateExclusion(id: $id) { id } }', { id })).rateExclusion).toBeNull();
});
