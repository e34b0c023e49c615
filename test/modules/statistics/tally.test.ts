import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { StateChannel } from '../../../src/live/state-channel.js';
import { type App, startApp } from '../../kit/app.js';
import { report } from '../../kit/report.js';

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
});

const FIGURES = `statistics(period: { from: "2000-01-01", to: "2099-01-01" }) {
  incidentsReported completionRate { numerator denominator } byCategory { categoryId count } volunteers }`;

interface Told {
  readonly scopeId: string;
  readonly organization: { readonly statistics: { readonly incidentsReported: number } } | null;
  readonly grid: unknown;
}

test('the figures that were chosen are those of a query, again whenever something happens there, and never of what happens elsewhere', async () => {
  const [cadre, supervisor] = [await app.as('community-cadre'), await app.as('street-supervisor')];
  const { grid, other } = await cadre.data(
    '{ grid(code: "000-G01") { id community { id } } other: grid(code: "000-G03") { id community { id } } }',
  );
  const follow = async (scope: string) => {
    const stream = supervisor.subscribe<{ statisticsTally: Told }>(
      `subscription ($scope: ID!) { statisticsTally(scope: $scope) { scopeId organization { ${FIGURES} } grid { ${FIGURES} } } }`,
      { scope },
    );
    onTestFinished(() => stream.close());
    return async () => (await stream.next()).statisticsTally;
  };
  const asked = async (id: string) =>
    (await supervisor.data(`query ($id: ID!) { node(id: $id) { ... on Organization { ${FIGURES} } ... on Grid { ${FIGURES} } } }`, { id }))
      .node;

  const [ofCommunity, ofGrid, ofOther] = [await follow(grid.community.id), await follow(grid.id), await follow(other.community.id)];
  const before = await ofCommunity();
  expect(before).toEqual({ scopeId: grid.community.id, organization: await asked(grid.community.id), grid: null });
  expect(await ofGrid()).toEqual({ scopeId: grid.id, organization: null, grid: await asked(grid.id) });
  const beforeThere = await ofOther();

  await report(await app.as('resident'), { gridId: grid.id });
  const after = await ofCommunity();
  expect(after.organization!.statistics.incidentsReported).toBe(before.organization!.statistics.incidentsReported + 1);
  expect(after.organization).toEqual(await asked(grid.community.id));
  expect((await ofGrid()).grid).toEqual(await asked(grid.id));

  await report(await app.as('resident'), { gridId: other.id });
  expect((await ofOther()).organization!.statistics.incidentsReported).toBe(beforeThere.organization!.statistics.incidentsReported + 1);
});

test('figures that no event tells of are looked at again within a minute', async () => {
  const told: string[] = [];
  let looked = 0;
  const channel = new StateChannel({
    look: () => Promise.resolve({ point: { pos: 0, term: 0 }, cursor: null, payload: Buffer.from(String(++looked)) }),
    fail: (_, error) => {
      throw error;
    },
  });
  const sink = {
    send: (items: readonly { payload: Buffer }[]) => told.push(...items.map(({ payload }) => String(payload))),
    isFull: false,
    end: () => {},
  };
  const begun = performance.now();
  channel.join({ sink, position: { pos: 0, term: 0 }, fullSince: null, isResumed: false, toldAt: 0 });
  await expect.poll(() => told, { timeout: 10_000 }).toEqual(['1']);
  channel.tick(begun + 59_000);
  channel.tick(performance.now() + 61_000);
  await expect.poll(() => told, { timeout: 10_000 }).toEqual(['1', '2']);
});
