import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publicId } from '../../src/kernel/ids.js';
import { type App, startApp } from '../kit/app.js';
import type { Client } from '../kit/client.js';
import type { TestDatabase } from '../kit/database.js';
import { inDepth } from '../kit/depth.js';
import { madeId } from './made-id.js';
import { asViewer, enrichedDatabase, type Noun, tables } from './world.js';

/**
 * Pages stay whole while rows come and change: no row twice, none missing that was there all along. What a page is ordered by is the exception:
 * a row whose own key changes under way moves in the list, so for it nothing is promised.
 */

let app: App;
let database: TestDatabase;
beforeAll(async () => {
  database = await enrichedDatabase();
  app = await startApp({ database });
});
afterAll(async () => {
  await app.stop();
  await database.close();
});

interface List {
  /** The list as a query with `$first $after $last $before $orderBy`; its connection has the alias `list`. */
  readonly query: string;
  readonly noun: Noun;
  readonly order?: { readonly field: string; readonly type: string };
  /** A change of rows that leaves the order as it is, and one that does not. */
  readonly touch: string;
  readonly move?: string;
}

const both = 'first: $first, after: $after, last: $last, before: $before';
const arguments_ = '$first: Int, $after: String, $last: Int, $before: String';
const page = '{ edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }';
const rootList = (field: string, type: string) =>
  `query (${arguments_}, $orderBy: ${type}) { list: ${field}(${both}, orderBy: $orderBy) ${page} }`;
const below = (owner: string, field: string) =>
  `query ($first: Int, $after: String) { ${owner} { list: ${field}(first: $first, after: $after) ${page} } }`;

const incidents = rootList('incidents', 'IncidentOrder');
const touchIncident = `update incident set state = 'IN_PROGRESS', version = version + 1, title = title || '.' where`;
const touchGrid = 'update grid set household_count = household_count + 1, version = version + 1 where';
const touchOrganization = `update organization set introduction = 'changed', version = version + 1 where`;

const lists: Readonly<Record<string, List>> = {
  'incidents by REPORTED_AT': {
    noun: 'Incident',
    query: incidents,
    order: { field: 'REPORTED_AT', type: 'IncidentOrder' },
    touch: `${touchIncident.replace('set', 'set updated_at = now(),')}`,
  },
  'incidents by UPDATED_AT': {
    ...{ noun: 'Incident', query: incidents, order: { field: 'UPDATED_AT', type: 'IncidentOrder' }, touch: touchIncident },
    move: 'update incident set updated_at = now() where',
  },
  'incidents by URGENCY': {
    ...{ noun: 'Incident', query: incidents, order: { field: 'URGENCY', type: 'IncidentOrder' }, touch: touchIncident },
    move: `update incident set urgency = case urgency when 'LOW' then 'EMERGENCY' else 'LOW' end::urgency where`,
  },
  'grids by CODE': { noun: 'Grid', query: rootList('grids', 'GridOrder'), order: { field: 'CODE', type: 'GridOrder' }, touch: touchGrid },
  'grids by NAME': {
    ...{ noun: 'Grid', query: rootList('grids', 'GridOrder'), order: { field: 'NAME', type: 'GridOrder' }, touch: touchGrid },
    move: `update grid set name = '换名' || code where`,
  },
  'grids by LEVEL': { noun: 'Grid', query: rootList('grids', 'GridOrder'), order: { field: 'LEVEL', type: 'GridOrder' }, touch: touchGrid },
  'organisations by CODE': {
    noun: 'Organization',
    query: rootList('organizations', 'OrganizationOrder'),
    order: { field: 'CODE', type: 'OrganizationOrder' },
    touch: touchOrganization,
  },
  'organisations by NAME': {
    ...{
      noun: 'Organization',
      query: rootList('organizations', 'OrganizationOrder'),
      order: { field: 'NAME', type: 'OrganizationOrder' },
      touch: touchOrganization,
    },
    move: `update organization set name = '换名' || code where`,
  },
  'incidents below an organisation': { noun: 'Incident', query: below('organization(code: "002")', 'incidents'), touch: touchIncident },
  'incidents below a grid': { noun: 'Incident', query: below('grid(code: "002-G01")', 'incidents'), touch: touchIncident },
  'organisations below': { noun: 'Organization', query: below('organization(code: "002-C1")', 'descendants'), touch: touchOrganization },
  appointments: {
    noun: 'Appointment',
    query: `query ($first: Int, $after: String) { list: appointments(first: $first, after: $after) ${page} }`,
    touch: 'update appointment set full_time = not full_time where',
  },
  stations: { noun: 'Station', query: below('organization(code: "002")', 'stations'), touch: 'update station set area_sqm = 9 where' },
};

/** Who sees by one scope; by three scopes and as reporter; by six ways that open different parts; as reporter alone; everything of a street. */
const viewers = ['community-cadre@002', 'three-posts@002', 'many-hats@000', 'resident@000', 'street-supervisor@002'];
/** For lists that everybody sees alike, some will do. */
const viewersOf = (list: List): readonly string[] =>
  list.noun === 'Incident'
    ? viewers.slice(0, list.order?.field === 'REPORTED_AT' ? inDepth(5, 2) : inDepth(3, 1))
    : list.noun === 'Appointment'
      ? viewers.slice(0, 2)
      : ['anonymous'];

interface Walk {
  readonly direction?: 'ASC' | 'DESC';
  readonly backward: boolean;
}
const walksOf = (list: List): readonly Walk[] =>
  list.order
    ? [
        { direction: 'ASC', backward: false },
        { direction: 'DESC', backward: false },
        { direction: 'ASC', backward: true },
        { direction: 'DESC', backward: true },
      ]
    : [{ backward: false }];

interface Rows {
  edges: { cursor: string; node: { id: string } }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

/** Walks the list from one end to the other, page after page, and calls `between` before each page. Ends by count. */
async function walk(
  client: Client,
  list: List,
  { direction, backward }: Walk,
  size: number,
  between: (page: number) => Promise<unknown>,
): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | null = null;
  for (let number = 0; number < 1_000; number++) {
    const changes = between(number);
    const variables: Record<string, unknown> = {
      ...(backward ? { last: size, before: cursor } : { first: size, after: cursor }),
      orderBy: list.order && { field: list.order.field, direction },
    };
    const data: { list?: Rows } = await client.data(list.query, variables);
    await changes;
    const { edges, pageInfo } = data.list ?? (Object.values(data)[0] as unknown as { list: Rows }).list;
    const ids = edges.map(({ node }) => node.id);
    expect(pageInfo).toMatchObject({ startCursor: edges[0]?.cursor ?? null, endCursor: edges.at(-1)?.cursor ?? null });
    // Rows were left behind: the flag against the walk says so.
    expect(backward ? pageInfo.hasNextPage : pageInfo.hasPreviousPage).toBe(number > 0);
    seen.push(...(backward ? ids.toReversed() : ids));
    if (!(backward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage)) return seen;
    expect(ids).toHaveLength(size);
    cursor = backward ? pageInfo.startCursor : pageInfo.endCursor;
  }
  throw new Error('The list does not end.');
}

/** Puts copies of some rows into the table: their keys lie before, after and between those that are there. */
async function insertSome({ noun }: List, number: number): Promise<void> {
  const table = tables[noun];
  const known = await database.query<{ name: string }>(
    'select column_name as name from information_schema.columns where table_name = $1 and table_schema = current_schema',
    [table],
  );
  const columns = known.map(({ name }) => name);
  const values = columns.map((column) => (column === 'id' ? 'made.id' : (changed[noun]?.[column] ?? `base.${column}`)));
  const isTree = columns.includes('parent_id');
  const numbers = [++made, ++made, ++made];
  await database.query(
    `insert into ${table} (${columns})
     select ${values} from unnest($1::uuid[], $2::int[], $3::int[], $4::int[]) made (id, n, step, pick),
       lateral (select * from ${table} ${isTree ? 'where parent_id is not null' : ''} order by md5(id::text) offset made.pick limit 1) base`,
    [numbers.map((n) => madeId(n, 3)), numbers, numbers.map((_, i) => 1 + ((number + i) % 4)), numbers.map((n) => (n * 7) % 40)],
  );
}

let made = 0x10000;
const place = `base.place || right(to_hex(made.n), 4)`;
/** What a copy has of its own. */
const changed: Partial<Record<Noun, Readonly<Record<string, string>>>> = {
  Incident: {
    serial_number: `'P' || made.id`,
    tracking_code: `'P' || made.id`,
    reported_at: `base.reported_at + (made.step - 2) * interval '36 hours'`,
    updated_at: `base.updated_at + (made.step - 2) * interval '36 hours'`,
    urgency: `(array['LOW', 'NORMAL', 'HIGH', 'EMERGENCY']::urgency[])[made.step]`,
    ...Object.fromEntries(['accepted_at', 'resolved_at', 'verified_at', 'closed_at'].map((column) => [column, 'null'])),
  },
  Grid: {
    code: `base.code || 'p' || made.step || made.id`,
    name: 'left(base.name, made.step) || made.id',
    place,
    boundary: 'null',
    successor_id: 'null',
  },
  Organization: { code: `base.code || 'p' || made.step || made.id`, name: 'left(base.name, made.step) || made.id', place },
  Station: { name: 'left(base.name, made.step) || made.id' },
};

/** Changes some of the rows; answers those whose place in the list may have changed. */
async function updateSome(list: List, number: number, ids: readonly string[], moved: Set<string>): Promise<void> {
  const some = (offset: number) => ids.filter((_, i) => (i + offset) % 9 === number % 9).slice(0, 12);
  await database.query(`${list.touch} id = any($1)`, [some(0)]);
  if (!list.move || number % 3 !== 0) return;
  const moving = some(4).slice(0, 2);
  for (const id of moving) moved.add(id);
  await database.query(`${list.move} id = any($1)`, [moving]);
}

const uuidOf = (id: string): string => id.slice(4).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

describe.each(Object.entries(lists))('%s', (_name, list) => {
  test.each(viewersOf(list).flatMap((who) => walksOf(list).map((way) => ({ who, way }))))('$who $way', async ({ who, way }) => {
    const client = await asViewer(app, who);
    const quiet = await walk(client, list, way, 100, async () => {});
    expect(new Set(quiet).size).toBe(quiet.length);
    const moved = new Set<string>();
    const uuids = quiet.map(uuidOf);
    // Long lists in longer steps, and not for ever: rows that come later than the walk would never let it end.
    const size = Math.min(100, Math.max(3, Math.ceil(quiet.length / 9)));
    const seen = await walk(client, list, way, size, async (number) => {
      if (number === 0 || number > 8) return;
      await Promise.all([insertSome(list, number), updateSome(list, number, uuids, moved)]);
    });

    const stayed = quiet.filter((id) => !moved.has(uuidOf(id)));
    const counts = new Map<string, number>();
    for (const id of seen) counts.set(id, (counts.get(id) ?? 0) + 1);
    const isMoved = (id: string) => moved.has(uuidOf(id));
    expect(
      [...counts].filter(([id, count]) => count > 1 && !isMoved(id)).map(([id]) => id),
      'seen twice',
    ).toEqual([]);
    expect(
      stayed.filter((id) => !counts.has(id)),
      'never seen',
    ).toEqual([]);
    expect(
      seen.filter((id) => stayed.includes(id)),
      'in order',
    ).toEqual(stayed);
  });
});

test('a page by the cursors of its own edges is the same page, whatever came between', async () => {
  const client = await asViewer(app, 'three-posts@002');
  const ask = async (variables: object): Promise<Rows> => (await client.data(incidents, { ...variables })).list;
  const whole = await ask({ first: 30 });
  const [from, to] = [whole.edges[5]!, whole.edges[20]!];
  await insertSome(lists['incidents by REPORTED_AT']!, 1);
  const between = await ask({ first: 100, after: from.cursor, before: to.cursor });
  const ids = between.edges.map(({ node }) => node.id);
  expect(whole.edges.slice(6, 20).map(({ node }) => node.id)).toEqual(ids.filter((id) => whole.edges.some(({ node }) => node.id === id)));
  // The row behind a cursor may be gone: the place in the order is what counts.
  const gone = uuidOf(from.node.id);
  for (const table of ['attachment', 'incident_event', 'rate_exclusion', 'outage_incident'])
    await database.query(`delete from ${table} where incident_id = $1`, [gone]);
  await database.query('delete from incident where id = $1', [gone]);
  expect((await ask({ first: 100, after: from.cursor, before: to.cursor })).edges).toEqual(between.edges);
});

test('cursors of another list, of another order, or of no list at all are refused', async () => {
  const client = await asViewer(app, 'three-posts@002');
  const cursorOf = async (query: string) => (await client.data(query)).list.edges[0].cursor as string;
  const [incident, byUrgency, grid] = [
    await cursorOf('{ list: incidents(first: 1) { edges { cursor } } }'),
    await cursorOf('{ list: incidents(first: 1, orderBy: {field: URGENCY, direction: DESC}) { edges { cursor } } }'),
    await cursorOf('{ list: grids(first: 1) { edges { cursor } } }'),
  ];
  const codes = (after: unknown, more = '') =>
    client.codes(`query ($after: String) { incidents(after: $after${more}) { nodes { id } } }`, { after });
  expect(await codes(incident)).toEqual([]);
  const bytes = Buffer.from(incident, 'base64');
  const end = (hex: string) => Buffer.concat([bytes.subarray(0, 19), Buffer.from(hex, 'hex')]).toString('base64');
  for (const wrong of [
    grid,
    byUrgency,
    '',
    'x',
    'null',
    publicId('Incident', madeId(1, 1)),
    incident.slice(4),
    `${incident}AAAA`,
    end('7fffffffffffffff'),
    end('8000000000000000'),
    end('1e00000000000000'),
  ])
    expect(await codes(wrong), wrong).toEqual(['BAD_USER_INPUT']);
  expect(await codes(byUrgency, ', orderBy: {field: URGENCY, direction: DESC}')).toEqual([]);
  expect(await codes(byUrgency, ', orderBy: {field: URGENCY, direction: ASC}')).toEqual(['BAD_USER_INPUT']);
  const text = Buffer.from(grid, 'base64');
  for (const letters of ['00', 'ff', 'c328'])
    expect(
      await client.codes(`query ($after: String) { grids(after: $after) { nodes { id } } }`, {
        after: Buffer.concat([text.subarray(0, 19), Buffer.from(letters, 'hex')]).toString('base64'),
      }),
      letters,
    ).not.toEqual(['INTERNAL']);
  expect(app.bugs).toEqual([]);
});
