import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildGraph } from '../../src/graph/schema.js';
import { publicId } from '../../src/kernel/ids.js';
import { modules } from '../../src/modules/index.js';
import { graphql } from '../generated/index.js';
import { type App, startApp } from '../kit/app.js';
import type { Client } from '../kit/client.js';
import type { TestDatabase } from '../kit/database.js';
import { logStatements, type StatementLog } from './statement-log.js';
import { enrichedDatabase, type Noun, tables } from './world.js';

/** One statement a root field, as PostgreSQL's own log tells: however deep, however wide, however many rows. */

let app: App;
let database: TestDatabase;
let log: StatementLog;
let leader: Client;
let supervisor: Client;
let ids: Record<string, readonly string[]>;
beforeAll(async () => {
  database = await enrichedDatabase();
  log = await logStatements(database);
  app = await startApp({ database });
  leader = await app.as('grid-leader', '002');
  supervisor = await app.as('street-supervisor', '002');
  const { organization: root } = await supervisor.data(graphql(`query RootOfStatements { organization(code: "002") { id } }`));
  const found = await supervisor.data(
    graphql(`query RowsOfStatements($root: ID!) {
      organizations(first: 30) { nodes { id } } grids(first: 30, filter: {within: $root}) { nodes { id } }
      incidents(first: 30) { nodes { id assignee { id } } } appointments(first: 30) { nodes { id } } incidentCategories { id } }`),
    { root: root!.id },
  );
  const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);
  ids = {
    Organization: idsOf(found.organizations.nodes),
    Grid: idsOf(found.grids.nodes),
    Incident: idsOf(found.incidents.nodes),
    Appointment: idsOf(found.appointments.nodes),
    IncidentCategory: idsOf(found.incidentCategories),
  };
});
afterAll(async () => {
  await app.stop();
  await database.close();
});

const person = 'id name publicName phone appointments { id position from to person { name } organization { name } grid { name } }';
const incident = (depth: number): string => `
  id serialNumber title description category { id name domain } domain channel urgency state supervision address location
  reporter { ${person} } holder { code name } assignee { ${person} } reportedAt updatedAt trackingCode version viewerActions { verb allowed reason }
  grid { ${depth > 0 ? grid(depth - 1) : 'id'} }
  events(last: 5) { edges { cursor node { kind from to at note actor { ${person} } organization { name } incident { ${depth > 0 ? 'title events { totalCount }' : 'id'} } } } pageInfo { hasNextPage hasPreviousPage } totalCount }`;
const grid = (depth: number): string => `
  id code name level kind status householdCount sizeStatus openIncidentCount leader { ${person} } staff { position person { name } } ancestors { code }
  parent { code parent { code } } community { code contactPhone coverageRule { minHouseholds } } branch { name }
  children(first: 5) { totalCount nodes { code leader { publicName } openIncidentCount ${depth > 0 ? `incidents(first: 3) { totalCount nodes { ${incident(depth - 1)} } }` : ''} } }`;
const organization = (depth: number): string => `
  id code name ancestors { code } parent { code } relations { kind from { code } to { code } } coverageRule { id }
  appointments(first: 5) { totalCount nodes { position person { ${person} } } } stations(first: 3) { nodes { name site { address stations { name } } host { code } grid { code } } }
  grids(first: 5) { totalCount nodes { ${grid(0)} } } incidents(first: 5) { totalCount pageInfo { hasNextPage } nodes { title } }
  children(first: 5) { totalCount nodes { code ${depth > 0 ? organization(depth - 1) : ''} } }`;

const queries: Readonly<Record<string, string>> = {
  'a point': '{ organization(code: "002") { name } }',
  'a point that is not there': '{ organization(code: "nowhere") { name } }',
  'a deep point': `{ organization(code: "002") { ${organization(1)} } }`,
  'a short list': '{ incidents(first: 1) { nodes { title } } }',
  'a long list': `{ incidents(first: 10) { nodes { ${incident(1)} } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } }`,
  'the same from its end': `{ incidents(last: 10, orderBy: {field: URGENCY, direction: ASC}) { edges { cursor node { ${incident(1)} } } totalCount streamCursor } }`,
  'a filtered list': `{ incidents(filter: {or: [{open: true}, {not: {states: [CLOSED]}}], text: "水", reportedAt: {from: "2026-01-01T00:00:00Z"}}) { nodes { id viewerActions { verb } } totalCount } }`,
  'counts alone': '{ incidents { totalCount } }',
  'page info alone': '{ incidents { pageInfo { endCursor } } }',
  'grids and their incidents': `{ grids(first: 4) { nodes { ${grid(0)} incidents(first: 3) { totalCount nodes { ${incident(0)} } } } } }`,
  'posts and people': `{ appointments(first: 100, filter: {positions: [GRID_LEADER], alsoHolds: [PARTY_SECRETARY]}) { nodes { person { ${person} } } } }`,
  'a short plain list': '{ incidentCategories { id code name domain active } }',
  'by tracking code': `{ incidentByTrackingCode(code: "FUZZ000001") { ${incident(1)} } }`,
  'several root fields': `{ a: incidents(first: 3) { totalCount } b: incidents(first: 3) { nodes { id } } grids { totalCount } organization(code: "002") { name } __typename }`,
  'nothing but its own type': '{ __typename }',
  fragments: `{ grid(code: "002-G01") { ...G ...H } } fragment G on Grid { leader { name } ...H } fragment H on Grid { incidents { nodes { ... on Node { id } reporter { name } } } leader { phone } }`,
};
const rootsOf: Readonly<Record<string, number>> = { 'several root fields': 4, 'nothing but its own type': 0 };

describe.each(Object.entries(queries))('%s', (name, query) => {
  const roots = rootsOf[name] ?? 1;

  test('passed through', async () => {
    for (const client of [supervisor, leader, app.anonymous]) {
      const { result, statements } = await log.during(() => client.ask(query));
      expect(result.errors).toBeUndefined();
      expect(statements, statements.join('\n')).toHaveLength(roots);
    }
  });

  test('by graphql-js', async () => {
    const { result, statements } = await log.during(() => app.anonymous.ask(query.replace('{', '{ viewer { __typename }')));
    expect(result.errors).toBeUndefined();
    expect(statements, statements.join('\n')).toHaveLength(roots);
  });
});

test('nodes of many nouns are one statement', async () => {
  const some = Object.values(ids).flatMap((all) => all.slice(0, 1));
  const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename ... on Incident { ${incident(0)} } ... on Grid { ${grid(0)} } ... on Organization { name children(first: 2) { nodes { code } } } ... on Appointment { person { ${person} } } } }`;
  for (const wanted of [some, some.slice(0, 1), []]) {
    const { result, statements } = await log.during(() => supervisor.ask(query, { ids: wanted }));
    expect(result.errors).toBeUndefined();
    expect(result.data.nodes).toHaveLength(wanted.length);
    expect(result.data.nodes.filter((node: unknown) => node === null)).toEqual([]);
    expect(statements).toHaveLength(1);
  }
});

test('a hundred incidents that a router refers to, and rows of other nouns among them, are one statement', async () => {
  const routed = supervisor.through(await app.tokenOf('router', '002'));
  const { nodes } = (await supervisor.data('{ incidents(first: 100) { nodes { __typename id } } }')).incidents;
  expect(nodes).toHaveLength(100);
  const grids = ids.Grid!.map((id) => ({ __typename: 'Grid', id }));
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) { __typename ... on Incident { id title state reporter { name } holder { name } events(last: 2) { nodes { kind note } } } ... on Grid { ${grid(0)} } } }`;
  for (const of of [nodes, nodes.slice(0, 30).concat(grids)]) {
    const { result, statements } = await log.during(() => routed.ask(query, { of }));
    expect(result.errors).toBeUndefined();
    expect(result.data._entities.map(({ id }: { id: string }) => id)).toEqual(of.map(({ id }: { id: string }) => id));
    expect(statements).toHaveLength(1);
  }
});

test('references to whatever has a key are one statement a type, in order; what is foreign, missing or hidden is null', async () => {
  const keyed = [...buildGraph(modules).subgraph.matchAll(/^type (\w+) implements Node @key\(fields: "id"\)/gm)].map(([, name]) => name!);
  expect(new Set(keyed)).toEqual(new Set(Object.keys(tables)));
  const routed = supervisor.through(await app.tokenOf('router', '002'));
  let seen = 0;
  for (const noun of keyed as Noun[]) {
    const of002 = `(select id from organization where code = '002')`;
    const rowsWhere = (where: string) =>
      database.query<{ id: string }>(`select id from ${tables[noun]} where ${where} order by id desc limit 3`);
    const own = (await rowsWhere(`jurisdiction_id = ${of002}`)).map(({ id }) => publicId(noun, id));
    const foreign = (await rowsWhere(`jurisdiction_id <> ${of002}`)).map(({ id }) => publicId(noun, id));
    const never = publicId(noun, '018f0000-0000-7000-8000-000000000003');
    const asked = [...foreign, ...own, never, ...own.slice(0, 1)];
    const { nodes } = await supervisor.data('query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', { ids: asked });
    seen += nodes.some((node: unknown) => node !== null) ? 1 : 0;
    const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { __typename ... on Node { id } } }';
    const of = asked.map((id) => ({ __typename: noun, id }));
    const { result, statements } = await log.during(() => routed.ask(query, { of }));
    expect(result.data?._entities, noun).toEqual(nodes.map((node: unknown, n: number) => (n < foreign.length ? null : node)));
    expect(statements, noun).toHaveLength(1);
  }
  expect(seen).toBeGreaterThan(keyed.length / 2);
});

test('variables, repetition and other viewers do not make it more', async () => {
  const query = `query ($first: Int, $within: ID, $open: Boolean, $deep: Boolean!) { incidents(first: $first, filter: {within: $within, open: $open}) { totalCount nodes { title grid @include(if: $deep) { ${grid(0)} } } } }`;
  for (let i = 0; i < 12; i++) {
    const variables = {
      first: 1 + i * 8,
      within: i % 3 === 0 ? null : i % 3 === 1 ? ids.Organization![0] : ids.Grid![0],
      open: i % 2 === 0,
      deep: i % 4 === 0,
    };
    const { result, statements } = await log.during(() => (i % 2 === 0 ? supervisor : leader).ask(query, variables));
    expect(result.errors).toBeUndefined();
    expect(statements).toHaveLength(1);
  }
});

test('what a mutation answers is read by one statement, however deep', async () => {
  const query = `mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { ${incident(1)} } userErrors { code } } }`;
  const input = { title: '路灯坏了', categoryId: ids.IncidentCategory![0], gridId: ids.Grid![0], channel: 'PHONE' };
  const { result, statements } = await log.during(() => supervisor.ask(query, { input }));
  expect(result.errors).toBeUndefined();
  expect(result.data.reportIncident.incident.title).toBe('路灯坏了');
  expect(statements.filter((statement) => statement.startsWith('select json_agg((select json_object'))).toHaveLength(1);
});

test('references of one selection are one statement: the posts and scopes of a viewer', async () => {
  const police = await app.as('police', '003');
  const query = graphql(`query PostsAndScopes { viewer { person { name }
    appointments { position person { name appointments { position } } grid { name leader { name } } } roles { role scope { id } } } }`);
  const { result, statements } = await log.during(() => police.ask(query));
  expect(result.errors).toBeUndefined();
  expect(result.data!.viewer!.appointments.length).toBeGreaterThan(5);
  // person; appointments; scopes, which are organisations and grids.
  expect(statements.length, statements.join('\n')).toBeLessThanOrEqual(4);
});
