import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publicId } from '../../../src/kernel/ids.js';
import { graphql } from '../../generated/index.js';
import type { Client } from '../../kit/client.js';
import { inDepth } from '../../kit/depth.js';
import { chunks, listed, ofTown, type Sight, seers, sightOf, sorted, writeVariety } from './sight.js';
import { grd, inc, openTown, org, type Town, uuid } from './town.js';

let town: Town;
/** Everything about every incident there is, read behind the application's back. */
let all: readonly { id: string; serial_number: string; place: string; code: string; state: string }[];
let events: readonly { id: string; incident_id: string }[];

beforeAll(async () => {
  town = await openTown();
  await writeVariety(town);
  all = await town.query(
    'select i.id, serial_number, i.place, state, o.code from incident i join organization o on o.id = i.jurisdiction_id order by i.id',
  );
  events = await town.query('select id, incident_id from incident_event order by id');
});
afterAll(() => town.close());

test('the variety is one: each of the thirty viewers of the town that see something see another part of it', async () => {
  const parts = await Promise.all(ofTown.map(async (name) => sorted((await sightOf(town, { name, jurisdiction: '000' })).keys())));
  const distinct = new Set(parts.filter((part) => part.length > 0).map((part) => part.join()));
  expect(distinct.size).toBeGreaterThan(14);
});

describe.each(
  inDepth(
    seers,
    seers.filter((_, n) => n % 2 === 0),
  ),
)('%s sees', (_who, seer) => {
  let client: Client;
  let sight: Map<string, Sight>;
  beforeAll(async () => {
    client = await town.as(seer.name, seer.jurisdiction);
    sight = await sightOf(town, seer);
  });

  test('just the rows of access.csv in the list, and counts no others', async () => {
    expect(await listed(client)).toEqual(sorted(sight.keys()));
  });

  test('the same by id, and nothing of any other jurisdiction', async () => {
    const found: string[] = [];
    for (const part of chunks(all, 100)) {
      const { nodes } = await client.data(
        graphql(`query IncidentsById($ids: [ID!]!) { nodes(ids: $ids) { id ... on Incident { serialNumber } } }`),
        { ids: part.map(({ id }) => inc(id)) },
      );
      for (const [n, node] of nodes.entries()) {
        if (node === null) continue;
        expect(node).toEqual({ id: inc(part[n]!.id), serialNumber: part[n]!.serial_number });
        found.push(part[n]!.id);
      }
    }
    expect(sorted(found)).toEqual(sorted(sight.keys()));
  });

  test('the same one by one: by id, by serial number, as a node', async () => {
    const [seen, unseen] = [all.filter(({ id }) => sight.has(id)), all.filter(({ id }) => !sight.has(id))];
    const ask = (id: string, serial: string) =>
      client.ask(
        graphql(`query OneByOne($id: ID!, $serial: String!) {
          byId: incident(id: $id) { id } bySerial: incident(serialNumber: $serial) { id } node(id: $id) { id } }`),
        { id: inc(id), serial },
      );
    for (const { id, serial_number } of [...seen.slice(0, 2), ...seen.slice(-2)]) {
      const answer = { id: inc(id) };
      expect((await ask(id, serial_number)).data).toEqual({ byId: answer, bySerial: answer, node: answer });
    }
    // What is out of sight answers to the letter like what never was.
    const never = await ask(uuid(), '000-20260101-999999');
    expect(never.data).toEqual({ byId: null, bySerial: null, node: null });
    for (const { id, serial_number } of [...unseen.slice(0, 2), ...unseen.slice(-2)])
      expect((await ask(id, serial_number)).text).toBe(never.text);
  });

  test('the same below each organisation and grid, where what is open is counted too', async () => {
    const under = (place: string) => all.filter((row) => sight.has(row.id) && row.place.startsWith(place));
    for (const code of ['000', '000-C1', '000-PM1', '001', '002-C1']) {
      const here = await listed(client, { around: (list) => `organization(code: "${code}") { ${list} }` });
      expect(here, code).toEqual(sorted(under(town.placeOf(code)).map(({ id }) => id)));
      expect(await listed(client, { filter: { within: org(town.seat(code)) } }), `within ${code}`).toEqual(here);
    }
    const final = ['CLOSED', 'REJECTED', 'CANCELLED', 'DUPLICATE', 'FILED'];
    for (const code of ['000-G01', '000-G01-01', '000-C9-G01', '002-G01']) {
      const here = await listed(client, { around: (list) => `grid(code: "${code}") { ${list} }` });
      expect(here, code).toEqual(sorted(under(town.placeOf(code)).map(({ id }) => id)));
      expect(await listed(client, { filter: { within: grd(town.seat(code)) } }), `within ${code}`).toEqual(here);
      const { grid } = await client.data(graphql(`query OpenCount($code: String!) { grid(code: $code) { openIncidentCount } }`), { code });
      expect(grid!.openIncidentCount, code).toBe(under(town.placeOf(code)).filter(({ state }) => !final.includes(state)).length);
    }
  });

  test('their steps and no others', async () => {
    const sample = events.filter((_, n) => n % 7 === 0 || n > events.length - 100);
    for (const part of chunks(sample, 100)) {
      const { nodes } = await client.data(
        graphql(`query StepsById($ids: [ID!]!) { nodes(ids: $ids) { id ... on IncidentEvent { kind incident { id } } } }`),
        { ids: part.map(({ id }) => publicId('IncidentEvent', id)) },
      );
      expect(nodes.map((node) => (node && 'incident' in node ? node.incident : null))).toEqual(
        part.map(({ incident_id }) => (sight.has(incident_id) ? { id: inc(incident_id) } : null)),
      );
    }
  });
});
