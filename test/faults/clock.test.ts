import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { results } from '../clients/sse.js';
import { inc, move, openTown, per, type Town } from '../modules/incidents/town.js';

/** The clock of the machine is put back by a day and a half while the server runs. */
const JUMP_MS = 36 * 3_600_000;

let town: Town;
let ahead = 0;
beforeAll(async () => {
  town = await openTown({ clock: () => new Date(Date.now() + ahead) });
});
afterAll(async () => {
  expect(town.app.bugs).toEqual([]);
  await town.close();
});

test('a clock that jumps back stops nothing: steps keep their order, events arrive', async () => {
  const resident = await town.as('resident');
  const [cadre, colleague, leader] = [await town.as('community-cadre'), await town.as('second-cadre'), await town.as('grid-leader')];
  const controller = new AbortController();
  const told: string[] = [];
  const heard = (async () => {
    const query = 'subscription { incidentEvents { event { kind incident { title } } } }';
    const asking = { url: () => `${town.app.url}/graphql/stream`, token: () => town.app.tokenOf('community-cadre'), query, after: null };
    for await (const { data } of results({ ...asking, signal: controller.signal })) {
      const { event } = (data as { incidentEvents: { event: { kind: string; incident: { title: string } | null } | null } }).incidentEvents;
      if (event?.incident?.title === '跳时') told.push(event.kind);
    }
  })();
  await vi.waitFor(async () => expect((await town.app.readiness()).streams).toMatchObject({ subscriptions: 1 }));

  const reported = await resident.data(
    `mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } userErrors { code path } } }`,
    {
      input: {
        title: '跳时',
        categoryId: `cat_${town.category('OTHER').replaceAll('-', '')}`,
        gridId: `grd_${town.seat('000-G01').replaceAll('-', '')}`,
        channel: 'WECHAT',
      },
    },
  );
  expect(reported.reportIncident.userErrors).toEqual([]);
  const id = bareOf(reported.reportIncident.incident.id);
  expect(await move(cadre, 'accept', id)).toMatchObject({ outcome: 'DONE' });
  expect(await move(cadre, 'dispatch', id, { assigneeId: per(town.person('community-cadre')) })).toMatchObject({ outcome: 'DONE' });
  for (const jump of [0, -JUMP_MS, -2 * JUMP_MS]) {
    ahead = jump;
    // At first the leader, to whom it came, handled it as well.
    const verifier = jump === 0 ? colleague : leader;
    for (const [client, verb] of [
      [cadre, 'start'],
      [cadre, 'suspend'],
      [cadre, 'resume'],
      [cadre, 'resolve'],
      [verifier, 'verify'],
      [colleague, 'close'],
      [resident, 'reopen'],
    ] as const) {
      const until = verb === 'suspend' ? { until: new Date(Date.now() + 86_400_000).toISOString() } : {};
      expect(await move(client, verb, id, until), `${verb} at ${jump}`).toMatchObject({ outcome: 'DONE' });
    }
  }
  const { incident } = await cadre.data('query ($id: ID!) { incident(id: $id) { events(first: 100) { nodes { kind at } } } }', {
    id: inc(id),
  });
  const instants = incident.events.nodes.map(({ at }: { at: string }) => at);
  expect(instants).toEqual([...instants].sort());
  await vi.waitFor(() => expect(told).toHaveLength(instants.length), { timeout: 30_000 });
  controller.abort();
  await heard;
});

const bareOf = (id: string): string => id.slice(4).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
