import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IncidentFilter } from '../../generated/graphql.js';
import { graphql } from '../../generated/index.js';
import type { Client } from '../../kit/client.js';
import { listed, personOf, type Seer, seers, sightOf, sorted, writeVariety } from './sight.js';
import { bare, cat, grd, inc, openTown, org, per, type Town, uuid } from './town.js';

let town: Town;
let all: readonly { id: string }[];
beforeAll(async () => {
  town = await openTown();
  await writeVariety(town);
  all = await town.query('select id from incident order by id');
});
afterAll(() => town.close());

/** Filters, and what they mean in SQL. `$person` is the viewer's. */
const filters: readonly (readonly [what: string, filter: (t: Town) => IncidentFilter, sql: (t: Town) => string])[] = [
  ['states', () => ({ states: ['REPORTED', 'CLOSED'] }), () => `state in ('REPORTED', 'CLOSED')`],
  ['no states at all', () => ({ states: [] }), () => 'false'],
  ['domains', () => ({ domains: ['WORK_SAFETY'] }), () => `domain = 'WORK_SAFETY'`],
  ['urgencies', () => ({ urgencies: ['HIGH', 'LOW'] }), () => `urgency in ('HIGH', 'LOW')`],
  ['channels', () => ({ channels: ['PHONE'] }), () => `channel = 'PHONE'`],
  ['categories', (t) => ({ categories: [cat(t.category('TAP'))] }), (t) => `category_id = '${t.category('TAP')}'`],
  ['open', () => ({ open: true }), () => `state not in ('CLOSED', 'REJECTED', 'CANCELLED', 'DUPLICATE', 'FILED')`],
  ['final', () => ({ open: false }), () => `state in ('CLOSED', 'REJECTED', 'CANCELLED', 'DUPLICATE', 'FILED')`],
  ['assigned to the viewer', () => ({ assignedToViewer: true }), () => 'id = any($3)'],
  ['not assigned to the viewer', () => ({ assignedToViewer: false }), () => 'id <> all($3)'],
  ['reported by the viewer', () => ({ reportedByViewer: true }), () => 'reporter_id = $2'],
  ['not reported by the viewer', () => ({ reportedByViewer: false }), () => 'reporter_id is distinct from coalesce($2, gen_random_uuid())'],
  ['an assignee', (t) => ({ assigneeId: per(t.person('grid-leader')) }), (t) => `assignee_id = '${t.person('grid-leader')}'`],
  ['a reporter for an assignee', (t) => ({ assigneeId: per(t.person('neighbour')) }), (t) => `assignee_id = '${t.person('neighbour')}'`],
  ['an assignee who never was', () => ({ assigneeId: per(uuid()) }), () => 'false'],
  ['a holder', (t) => ({ holderId: org(t.seat('000-PM1')) }), (t) => `holder_id = '${t.seat('000-PM1')}'`],
  ['a holder of another jurisdiction', (t) => ({ holderId: org(t.seat('001-C1')) }), (t) => `holder_id = '${t.seat('001-C1')}'`],
  ['a holder who never was', () => ({ holderId: org(uuid()) }), () => 'false'],
  ['ids', (t) => ({ ids: sample(t).map(inc) }), (t) => `id in ('${sample(t).join("', '")}')`],
  ['text of the title', () => ({ text: '7号井' }), () => `title like '%7号井%'`],
  ['text of a serial number', () => ({ text: '000-2026' }), () => `(serial_number like '%000-2026%' or title like '%000-2026%')`],
  ['text that would be a pattern', () => ({ text: '%' }), () => `title like '%\\%%'`],
  ['text of a description', () => ({ text: '说明甲' }), () => 'false'],
  ['text of an address', () => ({ text: '地址乙' }), () => 'false'],
  ['text of a note', () => ({ text: '备注丙' }), () => 'false'],
  [
    'a time of reporting',
    () => ({ reportedAt: { from: '2026-09-20T00:00:00Z', to: '2026-11-01T00:00:00Z' } }),
    () => `reported_at >= '2026-09-20T00:00:00Z' and reported_at < '2026-11-01T00:00:00Z'`,
  ],
  ['a time of change', () => ({ updatedAt: { from: '2026-11-05T00:00:00Z' } }), () => `updated_at >= '2026-11-05T00:00:00Z'`],
  ['not', () => ({ not: { states: ['REPORTED'] } }), () => `state <> 'REPORTED'`],
  ['not not', () => ({ not: { not: { states: ['REPORTED'] } } }), () => `state = 'REPORTED'`],
  ['not within', (t) => ({ not: { within: grd(t.seat('000-G01')) } }), (t) => `not starts_with(place, '${t.placeOf('000-G01')}')`],
  [
    'not an assignee',
    (t) => ({ not: { assigneeId: per(t.person('grid-leader')) } }),
    (t) => `assignee_id is distinct from '${t.person('grid-leader')}'`,
  ],
  ['nothing or nothing', () => ({ or: [] }), () => 'false'],
  [
    'one or the other',
    (t) => ({ or: [{ states: ['REPORTED'] }, { holderId: org(t.seat('000-PM9')) }] }),
    (t) => `(state = 'REPORTED' or holder_id = '${t.seat('000-PM9')}')`,
  ],
  [
    'within here or somewhere foreign',
    (t) => ({ or: [{ within: grd(t.seat('000-G02')) }, { within: org(t.seat('001')) }] }),
    (t) => `(starts_with(place, '${t.placeOf('000-G02')}') or starts_with(place, '${t.placeOf('001')}'))`,
  ],
  [
    'this and that',
    (t) => ({ and: [{ open: true }, { within: org(t.seat('000-C1')) }, { not: { domains: ['ENVIRONMENT'] } }] }),
    (t) =>
      `state not in ('CLOSED', 'REJECTED', 'CANCELLED', 'DUPLICATE', 'FILED') and starts_with(place, '${t.placeOf('000-C1')}') and domain <> 'ENVIRONMENT'`,
  ],
  [
    'everything there is',
    () => ({ or: [{ open: true }, { open: false }, { reportedByViewer: true }, { not: { reportedByViewer: true } }] }),
    () => 'true',
  ],
];
const sample = (_: Town) =>
  all
    .filter((_, n) => n % 5 === 0)
    .map(({ id }) => id)
    .slice(0, 90);

const curious: readonly (readonly [who: string, seer: Seer])[] = seers.filter(([who]) =>
  [
    'resident of 000',
    'neighbour of 000',
    'chief of 000',
    'property-staff of 000',
    'police of 000',
    'dashboard of 000',
    'next-leader of 000',
    'community-cadre of 000',
    'anonymous of 000',
    'auditor of 000',
    'dispatcher of 002',
  ].includes(who),
);

interface Page {
  readonly nodes: readonly { readonly id: string }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string;
    readonly endCursor: string;
  };
}

describe.each(curious)('%s finds out nothing by filters, orders or cursors:', (_who, seer) => {
  let client: Client;
  let seen: string[];
  let assigned: string[];
  let person: string | null;
  beforeAll(async () => {
    client = await town.as(seer.name, seer.jurisdiction);
    const sight = await sightOf(town, seer);
    seen = [...sight.keys()];
    assigned = [...sight].flatMap(([id, one]) => (one.assigned ? [id] : []));
    person = await personOf(town, seer);
  });

  test.each(filters)('by %s they find what they see of it, and count no more', async (_what, filter, sql) => {
    const condition = sql(town);
    const wanted = await town.query<{ id: string }>(
      `select id from incident where id = any($1) and ($2::uuid is null or true) and ($3::uuid[] is null or true) and ${condition}`,
      [seen, person, assigned],
    );
    expect(await listed(client, { filter: filter(town) })).toEqual(sorted(wanted.map(({ id }) => id)));
  });

  const orders = {
    REPORTED_AT: 'reported_at',
    UPDATED_AT: 'updated_at',
    URGENCY: `array_position(array['LOW', 'NORMAL', 'HIGH', 'EMERGENCY']::urgency[], urgency)`,
  };
  const walks = Object.keys(orders).flatMap((field) => ['ASC', 'DESC'].map((direction) => [field, direction] as const));
  const inOrder = async (field: string, direction: string) =>
    (
      await town.query<{ id: string }>(
        `select id from incident where id = any($1) order by ${orders[field as keyof typeof orders]} ${direction}, id ${direction}`,
        [seen],
      )
    ).map(({ id }) => id);

  test.each(walks)('ordered by %s %s, page after page, forwards and backwards, there are their own rows', async (field, direction) => {
    const wanted = await inOrder(field, direction);
    const walk = async (size: 'first' | 'last', cursor: 'after' | 'before') => {
      const pages: string[][] = [];
      let from: string | null = null;
      do {
        const data: { incidents: Page } = await client.data(
          `query ($from: String, $orderBy: IncidentOrder) { incidents(${size}: 37, ${cursor}: $from, orderBy: $orderBy) { nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
          { from, orderBy: { field, direction } },
        );
        const { hasNextPage, hasPreviousPage, startCursor, endCursor } = data.incidents.pageInfo;
        const [more, behind]: boolean[] = size === 'first' ? [hasNextPage, hasPreviousPage] : [hasPreviousPage, hasNextPage];
        expect(behind, 'a page behind').toBe(pages.length > 0);
        pages.push(data.incidents.nodes.map(({ id }) => bare(id)));
        from = more ? (size === 'first' ? endCursor : startCursor) : null;
      } while (from);
      return size === 'first' ? pages.flat() : pages.reverse().flat();
    };
    expect(await walk('first', 'after')).toEqual(wanted);
    expect(await walk('last', 'before')).toEqual(wanted);
  });

  test("a cursor of somebody who sees more leads only to the viewer's own rows after it", async () => {
    const supervisor = await town.as('street-supervisor');
    const { incidents } = await supervisor.data(graphql(`query CursorsOfAll { incidents(first: 100) { edges { cursor node { id } } } }`));
    for (const { cursor, node } of incidents.edges.filter((_, n) => n % 19 === 0)) {
      const after = await town.query<{ id: string }>(
        `select own.id from incident own, incident there where own.id = any($1) and there.id = $2 and (own.reported_at, own.id) < (there.reported_at, there.id) order by own.reported_at desc, own.id desc`,
        [seen, bare(node.id)],
      );
      const { incidents: page } = await client.data(
        graphql(`query PageAfter($after: String) {
          incidents(first: 50, after: $after) { totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage } } }`),
        { after: cursor },
      );
      expect(page.nodes.map(({ id }) => bare(id))).toEqual(after.slice(0, 50).map(({ id }) => id));
      expect(page.totalCount).toBe(seen.length);
      expect(page.pageInfo).toEqual({ hasNextPage: after.length > 50, hasPreviousPage: seen.length > after.length });
    }
  });
});

describe('a cursor that somebody made up', () => {
  test.each([
    ['with a time beyond all calendars', '7fffffffffffffff'],
    ['with a time before all calendars', '8000000000000000'],
  ])('%s is a mistake of the caller, not a bug of the server', async (_what, key) => {
    const resident = await town.as('resident');
    const { incidents } = await resident.data(graphql(`query OwnCursor { incidents(first: 1) { pageInfo { endCursor } } }`));
    const forged = Buffer.concat([Buffer.from(incidents.pageInfo.endCursor!, 'base64').subarray(0, 19), Buffer.from(key, 'hex')]).toString(
      'base64',
    );
    const afterForged = graphql(`query AfterForged($after: String) { incidents(after: $after) { nodes { id } } }`);
    expect(await resident.codes(afterForged, { after: forged })).toEqual(['BAD_USER_INPUT']);
  });
});

describe('text that PostgreSQL cannot store', () => {
  test.each([
    ['a serial number', '{ incident(serialNumber: "\\u0000") { id } }'],
    ['a tracking code', '{ incidentByTrackingCode(code: "\\u0000") { id } }'],
    ['a text to look for', '{ incidents(filter: { text: "\\u0000" }) { totalCount } }'],
  ])('as %s finds nothing or is a mistake of the caller, not a bug of the server', async (_what, query) => {
    const codes = await (await town.as('resident')).codes(query);
    expect(codes.filter((code) => code !== 'BAD_USER_INPUT')).toEqual([]);
  });
});
