import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { parseId } from '../../src/kernel/ids.js';
import type { Client } from '../kit/client.js';
import { sightOf } from '../modules/incidents/sight.js';
import type { Town } from '../modules/incidents/town.js';
import { loadWorld } from '../read/world.js';
import type { Ask } from './nouns.js';
import { everyField, faultsOf } from './selection.js';
import { type AccessTown, askerNames, openAccessTown } from './town.js';

/** The live stream × everybody: who hears of which incidents, and what of them. */

let town: AccessTown;
beforeAll(async () => {
  town = await openAccessTown();
});
afterAll(async () => {
  expect(town.app.bugs).toEqual([]);
  await town.close();
});

interface Item {
  readonly change: string;
  readonly cursor: string;
  readonly incidentId: string | null;
  readonly event: { readonly id: string } | null;
}
const STREAM = `subscription ($after: Cursor) { incidentEvents(after: $after) { change cursor incidentId event ${everyField('IncidentEvent')} } }`;

/** Reports in grids near and far, of two jurisdictions. */
async function happen(): Promise<string[]> {
  const reports: readonly (readonly [who: string, grid: string])[] = [
    ['resident@000', '000-G01'],
    ['resident@000', '000-G12'],
    ['chief@000', '000-G01'],
    ['resident@001', '001-C1-G01'],
    ['street-supervisor@000', '000-G01'],
  ];
  const ids: string[] = [];
  for (const [who, grid] of reports) {
    const { client } = town.askers.get(who) as { client: Client };
    const data = await client.data(`{ grid(code: "${grid}") { id } incidentCategories { id } }`);
    const { reportIncident } = await client.data(
      'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } userErrors { message } } }',
      {
        input: {
          title: '路灯坏了',
          description: '说明',
          gridId: data.grid.id,
          categoryId: data.incidentCategories[0].id,
          channel: 'WECHAT',
        },
      },
    );
    expect(reportIncident.userErrors).toEqual([]);
    ids.push(reportIncident.incident.id);
  }
  return ids;
}

describe('what happens', () => {
  const heard = new Map<string, Item[]>();
  let happened: string[];
  beforeAll(async () => {
    const streams = [...town.askers.values()]
      .filter(({ viewer }) => viewer.jurisdiction !== null)
      .map(({ name, client }) => {
        const stream = client.subscribe<{ incidentEvents: Item }>(STREAM);
        const items: Item[] = [];
        heard.set(name, items);
        const listen = async () => {
          for (;;) items.push((await stream.next()).incidentEvents);
        };
        listen().catch(() => {});
        return stream;
      });
    await vi.waitFor(() => expect([...heard.values()].every(({ length }) => length > 0)).toBe(true), { timeout: 60_000, interval: 20 });
    happened = await happen();
    const world = await loadWorld(town.database);
    Object.assign(town, { world });
    // Whoever sees all of a jurisdiction has heard all of it; the others are given as long.
    for (const [name, most] of [
      ['street-supervisor@000', 4],
      ['street-supervisor@001', 1],
    ] as const)
      await vi.waitFor(() => expect(heard.get(name)!.filter(({ event }) => event).length).toBe(most), { timeout: 60_000, interval: 20 });
    for (const name of heard.keys()) {
      const expected = (await seenBy(name)).size;
      await vi.waitFor(() => expect(heard.get(name)!.filter(({ event }) => event).length, name).toBeGreaterThanOrEqual(expected), {
        timeout: 60_000,
        interval: 20,
      });
    }
    for (const stream of streams) await stream.close();
  });
  const askOf = async (name: string): Promise<Ask> => {
    const [persona, jurisdiction = '000'] = name.split('@') as [never, string];
    const sight = await sightOf({ query: town.database.query } as Town, { name: persona, jurisdiction });
    return { viewer: town.askers.get(name)!.viewer, world: town.world, today: town.today, sight };
  };
  const seenBy = async (name: string) => {
    const { sight } = await askOf(name);
    return new Set(happened.filter((id) => sight.has(parseId(id)!.uuid)));
  };

  test.each(askerNames.filter((name) => name !== 'anonymous'))(
    '%s hears of what they see, and of each what they may know',
    async (name) => {
      const items = heard.get(name)!.filter(({ change }) => change !== 'HEARTBEAT');
      expect(new Set(items.map(({ incidentId }) => incidentId))).toEqual(await seenBy(name));
      expect(items.map(({ change }) => change)).toEqual(items.map(() => 'ENTERED'));
      const ask = await askOf(name);
      for (const { event, incidentId } of items) expect(faultsOf(ask, event, `event of ${incidentId}`)).toEqual([]);
    },
  );

  test.each(['resident@000', 'chief@000', 'street-supervisor@000', 'dashboard@000', 'grid-leader@002'])(
    '%s hears the same again after the cursor of the beginning',
    async (name) => {
      const live = heard.get(name)!.filter(({ change }) => change !== 'HEARTBEAT');
      const stream = town.askers.get(name)!.client.subscribe<{ incidentEvents: Item }>(STREAM, { after: heard.get(name)![0]!.cursor });
      onTestFinished(() => stream.close());
      const again: Item[] = [];
      while (again.length < live.length) {
        const { incidentEvents } = await stream.next();
        if (incidentEvents.change !== 'HEARTBEAT') again.push(incidentEvents);
      }
      expect(again.map(({ cursor, incidentId }) => [cursor, incidentId])).toEqual(
        live.map(({ cursor, incidentId }) => [cursor, incidentId]),
      );
    },
  );
});

test('nobody without a token', async () => {
  const stream = town.app.anonymous.subscribe(STREAM);
  onTestFinished(() => stream.close());
  await expect(stream.next()).rejects.toThrow('UNAUTHENTICATED');
});
