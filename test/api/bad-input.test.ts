import http from 'node:http';
import net from 'node:net';
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Persona } from '../../src/demo/personas.js';
import { parseId, publicId } from '../../src/kernel/ids.js';
import { type App, startApp } from '../kit/app.js';
import { watchWrites } from '../kit/writes.js';

let app: App;
let ids: Record<'organization' | 'grid' | 'person' | 'category', string>;
let cursors: Record<'organizations' | 'byName' | 'descending' | 'grids' | 'byLevel' | 'appointments' | 'incidents', string>;

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: { data?: unknown; errors?: { message: string; path?: unknown; extensions?: { code?: string } }[] };
}

interface Request {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array<ArrayBuffer> | null;
}

const JSON_TYPE = { 'content-type': 'application/json' };

async function send({ method = 'POST', path = '/graphql', headers = JSON_TYPE, body = null }: Request): Promise<Reply> {
  const response = await fetch(app.url + path, { method, headers, body: method === 'GET' ? null : body });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: text === '' ? {} : JSON.parse(text) };
}

async function ask(who: Persona | null, query: string, variables?: unknown, accept = 'application/json'): Promise<Reply> {
  const authorization: Record<string, string> = who ? { authorization: `Bearer ${await app.tokenOf(who)}` } : {};
  return send({ headers: { ...JSON_TYPE, accept, ...authorization }, body: JSON.stringify({ query, variables }) });
}

const codesOf = ({ body }: Reply) => (body.errors ?? []).map(({ extensions }) => extensions?.code);

/** What nobody outside may read: a stack, a path, a statement, the words of the database or of a library. */
const secrets =
  /\n\s+at |node_modules|\/(src|dist|test)\/|\.[jt]s:\d|\bselect\b[^"]*\bfrom\b|insert into|::(text|uuid|int)|violates|duplicate key|invalid byte sequence|out of range: |call stack|pg_|DriverException|mikro|ECONN|undefined \(/i;

function expectClear(reply: Reply): void {
  expect(reply.text).not.toMatch(secrets);
  expect(reply.headers.get('content-type')).toMatch(/^application\/(graphql-response\+)?json; ?charset=utf-8$/);
  expect(reply.body.errors?.length).toBeGreaterThan(0);
  for (const { message, extensions } of reply.body.errors!) {
    expect(message).toMatch(/\S/);
    expect(extensions?.code).toMatch(/^[A-Z_]+$/);
    expect(extensions?.code).not.toMatch(/^INTERNAL/);
  }
}

/** The tables that were written since it was asked last. */
let written: () => Promise<readonly string[]>;
let bugsBefore = 0;

beforeAll(async () => {
  app = await startApp();
  const { organization, grid } = await app.anonymous.data(
    '{ organization(code: "000") { id } grid(code: "000-G01") { id leader { id } } }',
  );
  const leader = await app.as('grid-leader');
  const { incidentCategories } = await leader.data('{ incidentCategories { id } }');
  ids = { organization: organization.id, grid: grid.id, person: grid.leader.id, category: incidentCategories[0].id };
  const lists = await leader.data(`{
    organizations(first: 1) { pageInfo { endCursor } }
    byName: organizations(first: 1, orderBy: { field: NAME, direction: ASC }) { pageInfo { endCursor } }
    descending: organizations(first: 1, orderBy: { field: CODE, direction: DESC }) { pageInfo { endCursor } }
    grids(first: 1) { pageInfo { endCursor } }
    byLevel: grids(first: 1, orderBy: { field: LEVEL, direction: ASC }) { pageInfo { endCursor } }
    appointments(first: 1) { pageInfo { endCursor } }
    incidents(first: 1) { pageInfo { endCursor } }
  }`);
  cursors = Object.fromEntries(Object.entries(lists as object).map(([name, { pageInfo }]) => [name, pageInfo.endCursor])) as typeof cursors;
  // Serial numbers may have gaps: a refused report leaves one.
  written = await watchWrites(app.database, ['serial_block']);
});
afterEach(async () => {
  bugsBefore = app.bugs.length;
  expect(await app.anonymous.data('{ __typename }')).toEqual({ __typename: 'Query' });
  expect(await written()).toEqual([]);
});
afterAll(() => app.stop());

/** For every test but those marked as failing: an INTERNAL error is a defect, whatever was asked. */
const expectNoBug = () => expect(app.bugs.slice(bugsBefore)).toEqual([]);

/** The bytes of a genuine cursor, changed. */
const forged = (cursor: string, change: (bytes: Buffer<ArrayBuffer>) => Uint8Array): string =>
  Buffer.from(change(Buffer.from(cursor, 'base64'))).toString('base64');

describe('an operation that cannot be right', () => {
  const organizations =
    'query ($first: Int, $last: Int, $after: String, $before: String) { organizations(first: $first, last: $last, after: $after, before: $before) { nodes { id } } }';
  const create = 'mutation ($input: CreateOrganizationInput!) { createOrganization(input: $input) { userErrors { code } } }';
  const never = publicId('Organization', '01a20000-0000-7000-8000-00000000ffff');
  const newOne = (more: object) => () => ({
    input: { parentId: ids.organization, code: '000-BAD', name: '名', kind: 'ENTERPRISE', ...more },
  });

  /** `request`: nothing is executed, and a client that takes graphql-response gets 400. `field`: the field is null, and says why. */
  type Case = readonly [
    what: string,
    stage: 'request' | 'field',
    code: string,
    query: string | (() => string),
    variables?: () => object,
    who?: Persona,
  ];
  const node = 'query ($id: ID!) { node(id: $id) { id } }';
  /** What is in no text, and no row is found by. */
  const unfindable = ['a\u0000b', 'a\ud800b', '\u0000', '\ud800'];
  const atInstant = (instant: bigint): Case => [
    `after a cursor at the instant ${instant}`,
    'field',
    'BAD_USER_INPUT',
    'query ($after: String) { incidents(after: $after) { nodes { id } } }',
    () => ({
      after: forged(cursors.incidents, (bytes) => {
        bytes.writeBigInt64BE(instant, 19);
        return bytes;
      }),
    }),
    'grid-leader',
  ];
  const cases: readonly Case[] = [
    // Documents
    ['a document that is none', 'request', 'GRAPHQL_PARSE_FAILED', '{ organizations'],
    ['a document of a comment', 'request', 'GRAPHQL_PARSE_FAILED', '# nothing'],
    ['prose', 'request', 'GRAPHQL_PARSE_FAILED', '列出所有网格'],
    ['an unknown field', 'request', 'GRAPHQL_VALIDATION_FAILED', '{ organizations { nodes { password } } }'],
    ['an unknown root field', 'request', 'GRAPHQL_VALIDATION_FAILED', '{ users { id } }'],
    ['an unknown argument', 'request', 'GRAPHQL_VALIDATION_FAILED', '{ organizations(limit: 5) { nodes { id } } }'],
    ['a leaf with a selection', 'request', 'GRAPHQL_VALIDATION_FAILED', '{ organization(code: "000") { code { id } } }'],
    ['an object without one', 'request', 'GRAPHQL_VALIDATION_FAILED', '{ organization(code: "000") }'],
    ['a fragment of itself', 'request', 'GRAPHQL_VALIDATION_FAILED', '{ ...F } fragment F on Query { __typename ...F }'],
    ['a fragment nobody uses', 'request', 'GRAPHQL_VALIDATION_FAILED', 'fragment F on Query { __typename }'],
    ['a fragment nobody wrote', 'request', 'GRAPHQL_VALIDATION_FAILED', '{ ...F }'],
    ['a fragment on another type', 'request', 'GRAPHQL_VALIDATION_FAILED', '{ organization(code: "000") { ... on Grid { id } } }'],
    ['two meanings under one name', 'request', 'GRAPHQL_VALIDATION_FAILED', '{ organization(code: "000") { x: code x: name } }'],
    ['an unknown directive', 'request', 'GRAPHQL_VALIDATION_FAILED', '{ __typename @defer }'],
    ['a schema as a query', 'request', 'GRAPHQL_VALIDATION_FAILED', 'type Query { a: Int }'],
    // Variables
    ['a variable left out', 'request', 'BAD_USER_INPUT', node],
    ['null where something has to be', 'request', 'BAD_USER_INPUT', node, () => ({ id: null })],
    ['an object for an id', 'request', 'BAD_USER_INPUT', node, () => ({ id: {} })],
    ['true for an id', 'request', 'BAD_USER_INPUT', node, () => ({ id: true })],
    ['a variable of another type', 'request', 'GRAPHQL_VALIDATION_FAILED', 'query ($id: Int!) { node(id: $id) { id } }', () => ({ id: 1 })],
    ['a variable that was not declared', 'request', 'GRAPHQL_VALIDATION_FAILED', '{ node(id: $id) { id } }'],
    [
      'an unknown enum value in the document',
      'request',
      'GRAPHQL_VALIDATION_FAILED',
      '{ organizations(filter: { kinds: [CASTLE] }) { totalCount } }',
    ],
    [
      'an unknown enum value',
      'request',
      'BAD_USER_INPUT',
      'query ($kinds: [OrganizationKind!]) { organizations(filter: { kinds: $kinds }) { totalCount } }',
      () => ({ kinds: ['CASTLE'] }),
    ],
    [
      'null in a list of values',
      'request',
      'BAD_USER_INPUT',
      'query ($kinds: [OrganizationKind!]) { organizations(filter: { kinds: $kinds }) { totalCount } }',
      () => ({ kinds: [null] }),
    ],
    [
      'an unknown question of a filter',
      'request',
      'BAD_USER_INPUT',
      'query ($filter: OrganizationFilter) { organizations(filter: $filter) { totalCount } }',
      () => ({ filter: { place: '0001' } }),
    ],
    [
      'an order by what cannot be ordered',
      'request',
      'BAD_USER_INPUT',
      'query ($order: OrganizationOrder) { organizations(orderBy: $order) { totalCount } }',
      () => ({ order: { field: 'PLACE', direction: 'ASC' } }),
    ],
    [
      'an order without a direction',
      'request',
      'BAD_USER_INPUT',
      'query ($order: OrganizationOrder) { organizations(orderBy: $order) { totalCount } }',
      () => ({ order: { field: 'CODE' } }),
    ],
    ['a whole number too large', 'request', 'BAD_USER_INPUT', organizations, () => ({ first: 2_147_483_648 })],
    ['a very large number', 'request', 'BAD_USER_INPUT', organizations, () => ({ first: 1e300 })],
    ['a fraction for a whole number', 'request', 'BAD_USER_INPUT', organizations, () => ({ first: 1.5 })],
    ['text for a whole number', 'request', 'BAD_USER_INPUT', organizations, () => ({ first: '5' })],
    [
      'a very large number in the document',
      'request',
      'GRAPHQL_VALIDATION_FAILED',
      `{ organizations(first: ${'9'.repeat(400)}) { totalCount } }`,
    ],
    ...['2026-13-01', '2026-02-29', '2026-2-3', '20260203', 'today', '', '2026-02-03T00:00:00Z'].map(
      (day): Case => [
        `the day ${JSON.stringify(day)}`,
        'request',
        'BAD_USER_INPUT',
        'query ($day: Date) { organization(code: "000") { appointments(asOf: $day) { totalCount } } }',
        () => ({ day }),
      ],
    ),
    ...['yesterday', '2026-01-01', '2026-01-01T25:00:00Z', '', '+275760-09-13T00:00:00Z'].map(
      (from): Case => [
        `the instant ${JSON.stringify(from)}`,
        'request',
        'BAD_USER_INPUT',
        'query ($from: DateTime) { incidents(filter: { reportedAt: { from: $from } }) { totalCount } }',
        () => ({ from }),
        'grid-leader',
      ],
    ),
    // Ids
    ...['', 'x', '5', 'org_', 'org_01a2', 'abc_01a2000000007000800000000000ffff', 'ORG_01a2000000007000800000000000ffff'].map(
      (id): Case => [`the id ${JSON.stringify(id)}`, 'field', 'BAD_USER_INPUT', node, () => ({ id })],
    ),
    ['an id in capitals', 'field', 'BAD_USER_INPUT', node, () => ({ id: ids.organization.toUpperCase().replace('ORG', 'org') })],
    ['an id and a blank', 'field', 'BAD_USER_INPUT', node, () => ({ id: `${ids.organization} ` })],
    ['an id and a line break', 'field', 'BAD_USER_INPUT', node, () => ({ id: `${ids.organization}\n` })],
    ['a bare UUID', 'field', 'BAD_USER_INPUT', node, () => ({ id: parseId(ids.organization)!.uuid })],
    ['a number as an id', 'field', 'BAD_USER_INPUT', node, () => ({ id: 5 })],
    ['an id of a megabyte, nearly', 'request', 'BAD_USER_INPUT', node, () => ({ id: 'o'.repeat(1_000_000) })],
    [
      'one bad id among good ones',
      'field',
      'BAD_USER_INPUT',
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      () => ({ ids: [ids.grid, 'x'] }),
    ],
    [
      '101 ids',
      'request',
      'BAD_USER_INPUT',
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      () => ({ ids: Array(101).fill(ids.grid) }),
    ],
    [
      "a grid's id for an organisation",
      'field',
      'BAD_USER_INPUT',
      'query ($id: ID) { organization(id: $id) { id } }',
      () => ({ id: ids.grid }),
    ],
    [
      "an organisation's id for a grid",
      'field',
      'BAD_USER_INPUT',
      'query ($id: ID) { grid(id: $id) { id } }',
      () => ({ id: ids.organization }),
    ],
    ['neither id nor code', 'field', 'BAD_USER_INPUT', '{ organization { id } }'],
    [
      'null for both',
      'field',
      'BAD_USER_INPUT',
      'query ($id: ID, $code: String) { grid(id: $id, code: $code) { id } }',
      () => ({ id: null, code: null }),
    ],
    [
      'both id and code',
      'field',
      'BAD_USER_INPUT',
      'query ($id: ID) { organization(id: $id, code: "000") { id } }',
      () => ({ id: ids.organization }),
    ],
    ['neither id nor serial number', 'field', 'BAD_USER_INPUT', '{ incident { id } }', undefined, 'grid-leader'],
    [
      'a person as a place',
      'field',
      'BAD_USER_INPUT',
      'query ($within: ID) { organizations(filter: { within: $within }) { totalCount } }',
      () => ({ within: ids.person }),
    ],
    [
      'no place at all, deep in a filter',
      'field',
      'BAD_USER_INPUT',
      'query ($filter: GridFilter) { grids(filter: $filter) { totalCount } }',
      () => ({ filter: { or: [{ not: { within: '000-C1' } }] } }),
    ],
    [
      'an organisation as an assignee',
      'field',
      'BAD_USER_INPUT',
      'query ($id: ID) { incidents(filter: { assigneeId: $id }) { totalCount } }',
      () => ({ id: ids.organization }),
      'grid-leader',
    ],
    // Pages
    ...[0, -1, 101, 2_147_483_647, -2_147_483_648].flatMap((n): Case[] => [
      [`the first ${n}`, 'request', 'BAD_USER_INPUT', organizations, () => ({ first: n })],
      [`the last ${n}`, 'request', 'BAD_USER_INPUT', organizations, () => ({ last: n })],
      [`the first ${n} children`, 'request', 'BAD_USER_INPUT', `{ organization(code: "000") { children(first: ${n}) { nodes { id } } } }`],
    ]),
    ['the first and the last', 'field', 'BAD_USER_INPUT', organizations, () => ({ first: 5, last: 5 })],
    ...(['after', 'before'] as const).flatMap((side): Case[] => [
      [`${side} nothing`, 'field', 'BAD_USER_INPUT', organizations, () => ({ [side]: '' })],
      [`${side} a word`, 'field', 'BAD_USER_INPUT', organizations, () => ({ [side]: 'first' })],
      [`${side} something in Chinese`, 'field', 'BAD_USER_INPUT', organizations, () => ({ [side]: '游标' })],
      [`${side} a grid`, 'field', 'BAD_USER_INPUT', organizations, () => ({ [side]: cursors.grids })],
      [`${side} a row in another order`, 'field', 'BAD_USER_INPUT', organizations, () => ({ [side]: cursors.byName })],
      [`${side} a row the other way round`, 'field', 'BAD_USER_INPUT', organizations, () => ({ [side]: cursors.descending })],
      [`${side} half a cursor`, 'field', 'BAD_USER_INPUT', organizations, () => ({ [side]: cursors.organizations.slice(0, 12) })],
    ]),
    [
      'after a cursor that is too long',
      'field',
      'BAD_USER_INPUT',
      'query ($after: String) { grids(after: $after, orderBy: { field: LEVEL, direction: ASC }) { nodes { id } } }',
      () => ({ after: forged(cursors.byLevel, (bytes) => Buffer.concat([bytes, bytes])) }),
    ],
    ...[0x7ffffffffffffn * 1_000n, -126_164_563_200_000_000n].map(atInstant),
    [
      'after a cursor with a NUL',
      'field',
      'BAD_USER_INPUT',
      organizations,
      () => ({ after: forged(cursors.organizations, (bytes) => Buffer.concat([bytes.subarray(0, 19), Buffer.from([48, 0, 48])])) }),
    ],
    ['the first 0 of which only the total is asked', 'request', 'BAD_USER_INPUT', '{ organizations(first: 0) { totalCount } }'],
    // Values that PostgreSQL cannot hold
    ...[
      'organizations(filter: { text: $t }) { totalCount }',
      'organizations(filter: { codes: [$t] }) { totalCount }',
      'grids(filter: { text: $t }) { totalCount }',
      'incidents(filter: { text: $t }) { totalCount }',
      'residents(filter: { text: $t }) { totalCount }',
      'households(filter: { text: $t }) { totalCount }',
      'dwellings(filter: { text: $t }) { totalCount }',
      'organization(code: $t) { id }',
      'grid(code: $t) { id }',
      'incident(serialNumber: $t) { id }',
      'incidentByTrackingCode(code: $t) { state }',
    ].flatMap((field): Case[] =>
      unfindable.map((t) => [
        `${JSON.stringify(t)} in ${field}`,
        'field',
        'BAD_USER_INPUT',
        `query ($t: String!) { ${field} }`,
        () => ({ t }),
        'community-cadre',
      ]),
    ),
    [
      'the day before the year 1',
      'request',
      'GRAPHQL_VALIDATION_FAILED',
      '{ organization(code: "000") { appointments(asOf: "0000-01-01") { totalCount } } }',
    ],
    [
      'a depth beyond all bounds',
      'field',
      'BAD_USER_INPUT',
      '{ organization(code: "000") { descendants(depth: 2147483647) { totalCount } } }',
    ],
    // Verbs
    [
      'a verb without its input',
      'request',
      'GRAPHQL_VALIDATION_FAILED',
      'mutation { createOrganization { userErrors { code } } }',
      undefined,
      'admin',
    ],
    ['a verb with nothing for its input', 'request', 'BAD_USER_INPUT', create, () => ({ input: null }), 'admin'],
    ['a verb with an empty input', 'request', 'BAD_USER_INPUT', create, () => ({ input: {} }), 'admin'],
    ['a verb with more than it takes', 'request', 'BAD_USER_INPUT', create, newOne({ place: '0001' }), 'admin'],
    ['a verb with an unknown kind', 'request', 'BAD_USER_INPUT', create, newOne({ kind: 'CASTLE' }), 'admin'],
    ['a verb with a list for a name', 'request', 'BAD_USER_INPUT', create, newOne({ name: ['名'] }), 'admin'],
    ['a verb with a number for a name', 'request', 'BAD_USER_INPUT', create, newOne({ name: 5 }), 'admin'],
    ['a verb below nothing', 'field', 'NOT_FOUND', create, newOne({ parentId: never }), 'admin'],
    ['a verb without a token', 'field', 'UNAUTHENTICATED', create, newOne({})],
    ['a verb without the right', 'field', 'FORBIDDEN', create, newOne({}), 'resident'],
  ];

  /** What ought to be refused like the above, and is not yet. */
  const defects: readonly Case[] = [...[0x7fffffffffffffffn, -0x8000000000000000n].map(atInstant)];

  const refused = async (_what: string, stage: Case[1], code: string, query: Case[3], variables: Case[4], who: Case[5]) => {
    const text = typeof query === 'string' ? query : query();
    for (const [accept, status] of [
      ['application/json', 200],
      ['application/graphql-response+json', stage === 'request' ? 400 : 200],
    ] as const) {
      const reply = await ask(who ?? null, text, variables?.(), accept);
      expect(new Set(codesOf(reply)), reply.text.slice(0, 500)).toEqual(new Set([code]));
      expect(reply.status).toBe(status);
      expect('data' in reply.body).toBe(stage === 'field');
      expectClear(reply);
    }
    expectNoBug();
  };
  const table = (rows: readonly Case[]) =>
    rows.map(([what, stage, code, query, variables, who]) => [what, stage, code, query, variables, who] as const);
  test.each(table(cases))('%s: %s %s', refused);
  test.each(table(defects))('%s: %s %s', refused);

  test('a place nobody ever made is no error: nothing lies in it', async () => {
    for (const within of [never, never.replace('org', 'grd')]) {
      const data = await (await app.as('grid-leader')).data(
        `query ($within: ID) {
          organizations(filter: { within: $within }) { totalCount nodes { id } }
          grids(filter: { within: $within }) { totalCount nodes { id } }
          appointments(filter: { within: $within }) { totalCount nodes { id } }
          incidents(filter: { within: $within }) { totalCount nodes { id } }
        }`,
        { within },
      );
      for (const list of Object.values(data)) expect(list).toEqual({ totalCount: 0, nodes: [] });
    }
    expectNoBug();
  });

  test('null is as good as left out', async () => {
    const query = (given: string) => `{ organizations${given} { totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage } } }`;
    const nulls = '(first: null, last: null, after: null, before: null, orderBy: null, filter: null)';
    const inside = '(filter: { kinds: null, codes: null, text: null, within: null, and: null, or: null, not: null })';
    const left = await app.anonymous.data(query(''));
    expect(await app.anonymous.data(query(nulls))).toEqual(left);
    expect(await app.anonymous.data(query(inside))).toEqual(left);
    const variables = await app.anonymous.data(
      `query ($first: Int, $after: String, $filter: OrganizationFilter, $orderBy: OrganizationOrder) {
        organizations(first: $first, after: $after, filter: $filter, orderBy: $orderBy) { totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage } }
      }`,
      { first: null, after: null, filter: null },
    );
    expect(variables).toEqual(left);
    expectNoBug();
  });

  test('variables nobody asked for are nobody’s business', async () => {
    const reply = await send({ body: '{"query":"{ __typename }","variables":{"id":"x","__proto__":{"id":1},"constructor":"x"}}' });
    expect(reply.body).toEqual({ data: { __typename: 'Query' } });
  });

  test('no depth, and less than none, is nothing', async () => {
    const query =
      '{ organization(code: "000") { none: descendants(depth: 0) { totalCount } less: descendants(depth: -5) { totalCount } } }';
    expect((await app.anonymous.data(query)).organization).toEqual({ none: { totalCount: 0 }, less: { totalCount: 0 } });
  });
});

describe('a verb that would write what cannot be', () => {
  const report = 'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } userErrors { code path } } }';
  const register = 'mutation ($input: CreatePartnerAppInput!) { createPartnerApp(input: $input) { userErrors { code path } } }';
  const create =
    'mutation ($input: CreateOrganizationInput!) { createOrganization(input: $input) { organization { id name } userErrors { code path } } }';
  const incident = (more: object) => ({ title: '路灯', categoryId: ids.category, gridId: ids.grid, channel: 'PHONE', ...more });
  const organization = (more: object) => ({ parentId: ids.organization, code: '000-BAD', name: '名', kind: 'ENTERPRISE', ...more });

  type Case = readonly [what: string, query: string, inputOf: () => object, code: string, field: string];
  test.each<Case>([
    ['a title of a megabyte, nearly', report, () => incident({ title: '长'.repeat(340_000) }), 'TOO_LONG', 'title'],
    ['a description of a megabyte, nearly', report, () => incident({ description: 'x'.repeat(1_000_000) }), 'TOO_LONG', 'description'],
    ['a name with a NUL', create, () => organization({ name: 'a\u0000b' }), 'INVALID', 'name'],
    ['an address in two lines', create, () => organization({ address: 'a\nb' }), 'INVALID', 'address'],
    ['an introduction with an escape', create, () => organization({ introduction: 'a\u001b[31mb' }), 'INVALID', 'introduction'],
    ['a short name that turns round', create, () => organization({ shortName: '\u202e街道' }), 'INVALID', 'shortName'],
    ['a key with a NUL', create, () => organization({ idempotencyKey: 'a\u0000b' }), 'INVALID', 'idempotencyKey'],
    ['a title that turns round', report, () => incident({ title: 'fdp.\u202eexe' }), 'INVALID', 'title'],
    ['a title of an empty pattern', report, () => incident({ title: '\u2800\u3164' }), 'REQUIRED', 'title'],
    ['a description with a bell', report, () => incident({ description: 'a\u0007' }), 'INVALID', 'description'],
    ['a name of a megabyte, nearly', create, () => organization({ name: '\u200b'.repeat(340_000) }), 'TOO_LONG', 'name'],
    ['a key of a megabyte, nearly', create, () => organization({ idempotencyKey: 'k'.repeat(1_000_000) }), 'TOO_LONG', 'idempotencyKey'],
    ['a key with half a character', create, () => organization({ idempotencyKey: 'k\ud800' }), 'INVALID', 'idempotencyKey'],
    ...['', ' ', '\u3000', '\u2800', '\u200b\u2060', '\u3164'].map(
      (key) =>
        [`the key ${JSON.stringify(key)}`, report, () => incident({ idempotencyKey: key }), 'REQUIRED', 'idempotencyKey'] satisfies Case,
    ),
    ['a short name that nobody can read', register, () => ({ name: '\u2800', partner: 'x', client: 'x' }), 'REQUIRED', 'name'],
    ['a title that nobody can read', report, () => incident({ title: '\u200b\u2060\u00ad\ufe0f' }), 'REQUIRED', 'title'],
    ['a code of a megabyte, nearly', create, () => organization({ code: `000-${'A'.repeat(1_000_000)}` }), 'TOO_LONG', 'code'],
    ['a parent that is a grid', create, () => organization({ parentId: 'grd_01a2000000007000800000000000ffff' }), 'INVALID', 'parentId'],
    ['a code with a NUL', create, () => organization({ code: '000-A\u0000B' }), 'INVALID', 'code'],
    ['a code with half a character', create, () => organization({ code: '000-A\ud800' }), 'INVALID', 'code'],
    ['a name with half a character', create, () => organization({ name: 'a\ud800b' }), 'INVALID', 'name'],
    ['a title with half a character', report, () => incident({ title: 'a\udc00b' }), 'INVALID', 'title'],
  ])('%s', async (_what, query, inputOf, code, field) => {
    const reply = await ask('admin', query, { input: inputOf() });
    expect(reply.status).toBe(200);
    const [payload] = Object.values(reply.body.data as Record<string, { userErrors: unknown }>);
    expect(payload!.userErrors).toEqual([{ code, path: [field] }]);
    expect(reply.text.length).toBeLessThan(500);
    expectNoBug();
  });
});

describe('a request that is none', () => {
  const typename = JSON.stringify({ query: '{ __typename }' });
  const json = (value: unknown): Request => ({ body: JSON.stringify(value) });
  const get = (search: string): Request => ({ method: 'GET', headers: {}, path: `/graphql${search}` });
  const encoded = encodeURIComponent;

  type Case = readonly [what: string, request: () => Request, status: number, code: string];
  const cases: readonly Case[] = [
    ['no body', () => ({ body: '' }), 400, 'BAD_REQUEST'],
    ['half a body', () => ({ body: '{"query":"{ __typename' }), 400, 'BAD_REQUEST'],
    ['two bodies', () => ({ body: typename + typename }), 400, 'BAD_REQUEST'],
    ['a query as it is', () => ({ body: '{ __typename }' }), 400, 'BAD_REQUEST'],
    ['null', () => json(null), 400, 'BAD_REQUEST'],
    ['a number', () => json(5), 400, 'BAD_REQUEST'],
    ['a text', () => json('{ __typename }'), 400, 'BAD_REQUEST'],
    ['an empty object', () => json({}), 400, 'BAD_REQUEST'],
    ['a batch', () => json([{ query: '{ __typename }' }]), 400, 'BAD_REQUEST'],
    ['an empty batch', () => json([]), 400, 'BAD_REQUEST'],
    ['no query', () => json({ variables: {} }), 400, 'BAD_REQUEST'],
    ['null for a query', () => json({ query: null }), 400, 'BAD_REQUEST'],
    ['an empty query', () => json({ query: '' }), 400, 'BAD_REQUEST'],
    ['a number for a query', () => json({ query: 1 }), 400, 'BAD_REQUEST'],
    ['a list for a query', () => json({ query: ['{ __typename }'] }), 400, 'BAD_REQUEST'],
    ['variables in text', () => json({ query: '{ __typename }', variables: '{}' }), 400, 'BAD_REQUEST'],
    ['variables in a list', () => json({ query: '{ __typename }', variables: [] }), 400, 'BAD_REQUEST'],
    ['a number for a name', () => json({ query: '{ __typename }', operationName: 5 }), 400, 'BAD_REQUEST'],
    ['a text for extensions', () => json({ query: '{ __typename }', extensions: 'x' }), 400, 'BAD_REQUEST'],
    ...['gzip', 'deflate', 'BR', 'gzip, identity'].flatMap((encoding) =>
      ['/graphql', '/graphql/stream', '/graphql/csv', '/demo/token'].map(
        (path): Case => [
          `bytes packed with ${encoding} at ${path}`,
          () => ({ path, body: new Uint8Array([0x1f, 0x8b, 8, 0]), headers: { ...JSON_TYPE, 'content-encoding': encoding } }),
          415,
          'UNSUPPORTED_MEDIA_TYPE',
        ],
      ),
    ),
    ['plain text', () => ({ body: typename, headers: { 'content-type': 'text/plain' } }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['no type', () => ({ body: new TextEncoder().encode(typename), headers: {} }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'a form',
      () => ({ body: 'query={__typename}', headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['files', () => ({ body: '--x--', headers: { 'content-type': 'multipart/form-data; boundary=x' } }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['bare GraphQL', () => ({ body: '{ __typename }', headers: { 'content-type': 'application/graphql' } }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'another alphabet',
      () => ({ body: typename, headers: { 'content-type': 'application/json; charset=gbk' } }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['a body over 1 MiB', () => json({ query: '{ __typename }', variables: { x: 'x'.repeat(1_048_576) } }), 413, 'PAYLOAD_TOO_LARGE'],
    ['a body of 8 MiB', () => json({ query: '{ __typename }', variables: { x: 'x'.repeat(8 * 1_048_576) } }), 413, 'PAYLOAD_TOO_LARGE'],
    ['GET without a query', () => get(''), 400, 'BAD_REQUEST'],
    ['GET with half its variables', () => get(`?query=${encoded('{ __typename }')}&variables=%7B`), 400, 'BAD_REQUEST'],
    ['GET with two queries', () => get('?query=%7B__typename%7D&query=%7B__typename%7D'), 400, 'BAD_REQUEST'],
    [
      'GET with a verb',
      () => get(`?query=${encoded(`mutation { dissolveOrganization(input: { id: "${ids.organization}" }) { userErrors { code } } }`)}`),
      405,
      'BAD_REQUEST',
    ],
    ['PUT', () => ({ method: 'PUT', body: typename }), 405, 'METHOD_NOT_ALLOWED'],
    ['PATCH', () => ({ method: 'PATCH', body: typename }), 405, 'METHOD_NOT_ALLOWED'],
    ['DELETE', () => ({ method: 'DELETE' }), 405, 'METHOD_NOT_ALLOWED'],
    ['another path', () => ({ path: '/graphql/', body: typename }), 404, 'NOT_FOUND'],
    ['a path with dots', () => ({ path: '/graphql/%2e%2e/%2e%2e/etc/passwd', body: typename }), 404, 'NOT_FOUND'],
  ];
  /** What ought to be refused like the above, and is not yet. */
  const defects: readonly Case[] = [
    ['the name of no operation', () => json({ query: 'query a { __typename }', operationName: 'b' }), 200, 'OPERATION_RESOLUTION_FAILURE'],
    [
      'two operations and no name',
      () => json({ query: 'query a { __typename } query b { __typename }' }),
      200,
      'OPERATION_RESOLUTION_FAILURE',
    ],
    [
      'a subscription by POST with a condition at its root',
      () => json({ query: 'subscription ($v: Boolean!) { incidentEvents @include(if: $v) { change } }', variables: { v: true } }),
      200,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['a subscription by POST', () => json({ query: 'subscription { incidentEvents { change } }' }), 400, 'BAD_REQUEST'],
  ];
  const refused = async (_what: string, requestOf: () => Request, status: number, code: string) => {
    const reply = await send(requestOf());
    expect(codesOf(reply), reply.text.slice(0, 500)).toEqual([code]);
    expect(reply.status).toBe(status);
    expectClear(reply);
    expectNoBug();
  };
  test.each(cases)('%s', refused);
  test.each(defects)('%s', refused);

  /** 路灯坏了 as programs on a Chinese Windows send it. */
  const gbk = [0xc2, 0xb7, 0xb5, 0xc6, 0xbb, 0xb5, 0xc1, 0xcb];
  const noTexts: readonly (readonly [what: string, bytes: readonly number[]])[] = [
    ['GBK', gbk],
    ['the mark of UTF-16', [0xff, 0xfe]],
    ['half a character', [0xe8, 0xb7]],
    ['a rest of a character', [0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['half a surrogate pair', [0xed, 0xa0, 0x80]],
    ['a number beyond Unicode', [0xf5, 0x80, 0x80, 0x80]],
  ];
  const percent = (bytes: Iterable<number>) => Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const around = (before: string, bytes: readonly number[], after: string) =>
    Uint8Array.from([...Buffer.from(before), ...bytes, ...Buffer.from(after)]);
  const doors: readonly (readonly [where: string, request: (bytes: readonly number[]) => Request])[] = [
    ['a query', (bytes) => ({ body: around('{"query":"{ organizations(filter: { text: \\"', bytes, '\\" }) { totalCount } }"}') })],
    ['variables', (bytes) => ({ body: around('{"query":"{ __typename }","variables":{"x":"', bytes, '"}}') })],
    ['a stream', (bytes) => ({ path: '/graphql/stream', body: around('{"query":"', bytes, '"}') })],
    ['the wish for a token', (bytes) => ({ path: '/demo/token', body: around('{"persona":"', bytes, '"}') })],
    ['GET', (bytes) => get(`?query=%7B__typename%7D&variables=${percent(around('{"x":"', bytes, '"}'))}`)],
    ...['/', '/files/', '/uploads/', '/calendar/', '/board/', '/graphql'].map(
      (path) => [`the path ${path}`, (bytes: readonly number[]) => ({ method: 'GET', headers: {}, path: path + percent(bytes) })] as const,
    ),
    ['a stream by GET', (bytes) => ({ method: 'GET', headers: {}, path: `/graphql/stream?query=${percent(bytes)}` })],
  ];
  test.each(doors.flatMap(([where, request]) => noTexts.map(([what, bytes]) => [what, where, request, bytes] as const)))(
    '%s in %s is no UTF-8, and may be GBK',
    async (_what, _where, request, bytes) => {
      const reply = await send(request(Array.from(bytes)));
      expect([reply.status, codesOf(reply)]).toEqual([400, ['BAD_REQUEST']]);
      expect(reply.body.errors![0]!.message).toMatch(/UTF-8.*GBK/);
      expectClear(reply);
      expectNoBug();
    },
  );

  test.each([
    ['a percent sign alone', '?query=%7B__typename%7D&x=100%'],
    ['a percent sign before letters', '?query=%7B__typename%7D&x=%zz'],
  ])('%s in an address', async (_what, search) => {
    const reply = await send(get(search));
    expect([reply.status, codesOf(reply)]).toEqual([400, ['BAD_REQUEST']]);
  });

  test('says what is allowed', async () => {
    expect((await send({ method: 'PUT', body: typename })).headers.get('allow')).toBe('GET, POST');
    const options = await send({ method: 'OPTIONS' });
    expect([options.status, options.text]).toEqual([204, '']);
  });

  test.each([
    ['GET', () => get(`?query=${encoded('query ($c: String!) { organization(code: $c) { code } }')}&variables=${encoded('{"c":"000"}')}`)],
    ['POST', () => json({ query: 'query ($c: String!) { organization(code: $c) { code } }', variables: { c: '000' } })],
    [
      'POST with a charset in capitals',
      () => ({
        ...json({ query: '{ organization(code: "000") { code } }' }),
        headers: { 'content-type': 'Application/JSON; Charset="UTF-8"' },
      }),
    ],
    ['POST with a byte order mark', () => ({ body: `\ufeff${JSON.stringify({ query: '{ organization(code: "000") { code } }' })}` })],
    ['POST with an empty name', () => json({ query: 'query a { organization(code: "000") { code } }', operationName: '' })],
    ['POST with an empty name, again', () => json({ query: 'query a { organization(code: "000") { code } }', operationName: '' })],
    ['GET with an empty name', () => get(`?query=${encoded('query a { organization(code: "000") { code } }')}&operationName=`)],
    ['POST of just 1 MiB', () => ({ body: JSON.stringify({ query: '{ organization(code: "000") { code } }' }).padEnd(1_048_576) })],
  ])('but a query by %s is fine', async (_how, requestOf) => {
    const reply = await send(requestOf());
    expect([reply.status, reply.body]).toEqual([200, { data: { organization: { code: '000' } } }]);
  });

  /** What fetch would not send. */
  const raw = (lines: string | Buffer) =>
    new Promise<string>((resolve, reject) => {
      const { hostname, port } = new URL(app.url);
      const socket = net.connect(Number(port), hostname, () => socket.write(lines));
      let text = '';
      socket.on('data', (data) => {
        text += data;
        if (text.includes('\r\n\r\n')) socket.end();
      });
      socket.on('close', () => resolve(text)).on('error', reject);
    });

  test('a path of two slashes', async () => {
    expect(await raw('GET // HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 40[04] /);
    expectNoBug();
  });

  test('bytes in an address that are not percent-encoded are refused, and GBK is named', async () => {
    const reply = await raw(
      Buffer.concat([Buffer.from('GET /graphql?query='), Buffer.from(gbk), Buffer.from(' HTTP/1.1\r\nhost: x\r\n\r\n')]),
    );
    expect(reply).toMatch(/^HTTP\/1\.1 400 [\s\S]*"message":"[^"]*UTF-8[^"]*GBK/);
    expectNoBug();
  });

  test('half an upload that is broken off is nobody’s bug', async () => {
    const { hostname, port } = new URL(app.url);
    await new Promise<void>((resolve, reject) => {
      const request = http.request({
        hostname,
        port,
        path: '/graphql',
        method: 'POST',
        headers: { ...JSON_TYPE, 'content-length': '1000' },
      });
      request.on('error', () => resolve()).on('response', reject);
      request.write('{"query":', () => request.destroy());
      request.on('close', () => resolve());
    });
    // By the time others were answered, the server has noticed.
    for (let i = 0; i < 10; i++) await app.anonymous.data('{ organization(code: "000") { id } }');
    expectNoBug();
  });

  test('more headers than anybody needs', async () => {
    const { status } = await fetch(`${app.url}/graphql`, { headers: { authorization: `Bearer ${'x'.repeat(40_000)}` } });
    expect(status).toBe(431);
  });
});

describe('a token that is not accepted', () => {
  let key: JWK;
  beforeAll(async () => {
    const [row] = await app.database.query<{ jwk: JWK }>('select jwk from demo_key');
    key = row!.jwk;
  });

  interface Shape {
    header?: Record<string, unknown>;
    claims?: Record<string, unknown>;
    without?: string[];
    signer?: () => Promise<Parameters<SignJWT['sign']>[0]>;
  }
  async function token({ header = {}, claims = {}, without = [], signer }: Shape): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const payload: Record<string, unknown> = {
      ...{ iss: 'mulin-demo', aud: 'mulin', sub: 'grid-leader@000', jti: crypto.randomUUID(), iat: now, exp: now + 3600 },
      ...claims,
    };
    for (const claim of without) delete payload[claim];
    const complete = { alg: 'ES256', kid: key.kid, typ: 'at+jwt', ...header };
    if (complete.alg === 'none') {
      const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
      return `${part(complete)}.${part(payload)}.`;
    }
    return new SignJWT(payload).setProtectedHeader(complete as never).sign(await (signer ? signer() : (importJWK(key, 'ES256') as never)));
  }
  const hour = 3600;
  const now = Math.floor(Date.now() / 1000);
  const client = { client_id: 'dashboard', role: 'DASHBOARD', jurisdiction: '000', sub: 'dashboard@000' };
  const another = async () => (await generateKeyPair('ES256')).privateKey;

  const tokens: readonly (readonly [what: string, make: () => Promise<string>])[] = [
    ['expired an hour ago', () => token({ claims: { exp: now - hour } })],
    ['expired just now, within what clocks may differ', () => token({ claims: { exp: now - 5 } })],
    ['not yet valid', () => token({ claims: { nbf: now + hour } })],
    ['that never expires', () => token({ without: ['exp'] })],
    ['of nobody', () => token({ without: ['sub'] })],
    ['without a number of its own', () => token({ without: ['jti'] })],
    ['of another issuer', () => token({ claims: { iss: 'https://id.example' } })],
    ['of no issuer', () => token({ without: ['iss'] })],
    ['for another audience', () => token({ claims: { aud: 'elsewhere' } })],
    ['for no audience', () => token({ without: ['aud'] })],
    ['that is an identity, not an access token', () => token({ header: { typ: 'JWT' } })],
    ['of no type', () => token({ header: { typ: undefined } })],
    ['signed by nobody', () => token({ header: { alg: 'none' } })],
    [
      'signed by nobody, in capitals',
      () =>
        token({ header: { alg: 'none' } }).then((made) =>
          made.replace(/^[^.]+/, Buffer.from('{"alg":"NONE","typ":"at+jwt"}').toString('base64url')),
        ),
    ],
    ['signed by another key', () => token({ signer: another })],
    [
      'signed with the public key as a secret',
      async () => {
        const { d: _d, ...open } = key;
        return token({ header: { alg: 'HS256' }, signer: async () => new TextEncoder().encode(JSON.stringify(open)) });
      },
    ],
    [
      'that brings its own key',
      async () => {
        const { privateKey, publicKey } = await generateKeyPair('ES256');
        return token({ header: { jwk: await exportJWK(publicKey), kid: undefined }, signer: async () => privateKey });
      },
    ],
    ['with a header nobody understands', () => token({ header: { crit: ['b64'], b64: false } }).catch(() => 'a.b.c')],
    [
      'whose claims were changed',
      async () => {
        const [head, , signature] = (await token({})).split('.');
        const claims = { iss: 'mulin-demo', aud: 'mulin', sub: 'admin@000', jti: 'x', exp: now + hour };
        return `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
      },
    ],
    ['of an account nobody has', () => token({ claims: { sub: 'mayor@000' } })],
    ['of a client without a role', () => token({ claims: { ...client, role: undefined } })],
    ['of a client with a role of people', () => token({ claims: { ...client, role: 'ADMIN' } })],
    ['of a client without a jurisdiction', () => token({ claims: { ...client, jurisdiction: undefined } })],
    ['of a client of a place that is none', () => token({ claims: { ...client, jurisdiction: '000-C1' } })],
    ['of a client of nowhere', () => token({ claims: { ...client, jurisdiction: '999' } })],
    ['that is a word', async () => 'word'],
    ['that is three words', async () => 'a.b.c'],
  ];
  const headers: readonly (readonly [what: string, header: string])[] = [
    ['no scheme', 'a.b.c'],
    ['another scheme', 'Basic YWRtaW46YWRtaW4='],
    ['nothing in it', ''],
    ['a scheme alone', 'Bearer'],
    ['two tokens', 'Bearer a b'],
    ['quotes', 'Bearer "a.b.c"'],
    ['a comma', 'Bearer a.b.c, Bearer d.e.f'],
  ];
  const query = JSON.stringify({ query: '{ viewer { client } __typename }' });
  const words = {
    errors: [{ message: 'The token is not accepted. Get a new one and try again.', extensions: { code: 'UNAUTHENTICATED' } }],
  };

  test.each(tokens)('a token %s, always with the same words', async (_what, make) => {
    const reply = await send({ headers: { ...JSON_TYPE, authorization: `Bearer ${await make()}` }, body: query });
    expect(reply.body).toEqual(words);
    expectNoBug();
  });

  test.each(headers)('a header with %s is told the form', async (_what, authorization) => {
    const reply = await send({ headers: { ...JSON_TYPE, authorization }, body: query });
    const message = 'Send the token as "authorization: Bearer <token>".';
    expect(reply.body).toEqual({ errors: [{ message, extensions: { code: 'UNAUTHENTICATED' } }] });
    expectNoBug();
  });

  test('is not better by GET', async () => {
    const reply = await send({ method: 'GET', path: '/graphql?query=%7B__typename%7D', headers: { authorization: 'Bearer a.b.c' } });
    expect(reply.body).toEqual(words);
  });

  test('is answered with 401', async () => {
    const reply = await send({ headers: { ...JSON_TYPE, authorization: 'Bearer a.b.c' }, body: query });
    expect(reply.status).toBe(401);
  });

  test('while one that is accepted works, however its scheme is written', async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
      const reply = await send({ headers: { ...JSON_TYPE, authorization: `${scheme} ${await token({})}` }, body: query });
      expect(reply.body).toEqual({ data: { viewer: { client: null }, __typename: 'Query' } });
    }
    const dashboard = await send({ headers: { ...JSON_TYPE, authorization: `Bearer ${await token({ claims: client })}` }, body: query });
    expect(dashboard.body).toEqual({ data: { viewer: { client: 'dashboard' }, __typename: 'Query' } });
  });

  const content = { query: '{ viewer { client } __typename }' };
  const beside = (more: object): Request => ({ body: JSON.stringify({ ...content, ...more }) });
  const at = (path: string, search: string): Request => ({
    method: 'GET',
    headers: {},
    path: `${path}?query=${encodeURIComponent(content.query)}&${search}`,
  });
  const misplaced: readonly (readonly [where: string, request: (token: string) => Request])[] = [
    ...['access_token', 'token', 'jwt', 'authorization', 'auth', 'Access_Token'].flatMap((name) => [
      [`the parameter ${name}`, (made: string) => ({ path: `/graphql?${name}=${made}`, body: query })] as const,
      ...['/graphql', '/graphql/stream', '/graphql/csv'].map(
        (path) => [`the parameter ${name} of GET ${path}`, (made: string) => at(path, `${name}=${made}`)] as const,
      ),
    ]),
    ...['%61ccess_token=', 'x=1&acces%73%5Ftoken=', 'accessToken=', 'headers%5BAuthorization%5D=', 'x=y%0A', 'token=&token='].flatMap(
      (written) => [
        [`a parameter that is written ${written}`, (made: string) => ({ path: `/graphql?${written}${made}`, body: query })] as const,
        [`a parameter of GET that is written ${written}`, (made: string) => at('/graphql', written + made)] as const,
      ],
    ),
    ...[
      ...['x-access-token', 'x-auth-token', 'x-token', 'token', 'x-authorization', 'x-api-key', 'auth', 'proxy-authorization'],
      ...['access_token', 'jwt'],
    ].map(
      (name) => [`the header ${name}`, (made: string) => ({ headers: { ...JSON_TYPE, [name]: `Bearer ${made}` }, body: query })] as const,
    ),
    ['a header, for events', (made) => ({ headers: { ...JSON_TYPE, accept: 'text/event-stream', 'x-token': made }, body: query })],
    ['a header, for a stream', (made) => ({ path: '/graphql/stream', headers: { ...JSON_TYPE, 'x-token': made }, body: query })],
    ...['token', 'authorization', 'access_token', 'Authorization'].flatMap((name) => [
      [`${name} beside the query`, (made: string) => beside({ [name]: made })] as const,
      [`${name} in extensions`, (made: string) => beside({ extensions: { [name]: made } })] as const,
      [`${name} in headers in extensions`, (made: string) => beside({ extensions: { headers: { [name]: made } } })] as const,
    ]),
    ['a later line of a text beside the query', (made) => beside({ x: `y\n${made}` })],
    ['a later line of a text in extensions', (made) => beside({ extensions: { x: [`y\r\nBearer ${made}`] } })],
    ['a later line in extensions by GET', (made) => at('/graphql', `extensions=${encodeURIComponent(JSON.stringify({ x: `\n${made}` }))}`)],
    ['depth', (made) => ({ body: `{"query":"{ __typename }","x":${'['.repeat(100_000)}"${made}"${']'.repeat(100_000)}}` })],
    ['extensions by GET', (made) => at('/graphql', `extensions=${encodeURIComponent(JSON.stringify({ authorization: made }))}`)],
  ];
  test.each(misplaced)('in %s is refused with the name of the right place, never taken for nobody', async (_where, request) => {
    const reply = await send(request(await token({})));
    expect([reply.status, codesOf(reply)]).toEqual([400, ['BAD_REQUEST']]);
    expect(reply.body.errors![0]!.message).toContain('authorization: Bearer <token>');
    expectClear(reply);
    expectNoBug();
  });

  test.each<readonly [what: string, request: () => Request]>([
    ['nothing of the kind', () => ({ body: query })],
    ['an empty parameter', () => ({ path: '/graphql?token=&tokens=x&mytoken=x', body: query })],
    ['null', () => beside({ token: null, extensions: { authorization: null, headers: null } })],
    [
      'what is like it',
      () => ({ headers: { ...JSON_TYPE, 'x-csrf-token': 'x', 'x-author': 'x', referer: 'http://x/?token=a.b.c' }, body: query }),
    ],
    [
      'what a proxy says of whom it let through',
      () => ({
        headers: {
          ...JSON_TYPE,
          'cf-access-jwt-assertion': 'eyJa.eyJb.c',
          'x-auth-request-user': 'x',
          'x-forwarded-access-token': 'x',
        },
        body: query,
      }),
    ],
    ['a cookie', () => ({ headers: { ...JSON_TYPE, cookie: 'token=a.b.c; access_token=a.b.c' }, body: query })],
    ['a variable', () => beside({ variables: { token: 'a.b.c' } })],
  ])('but who sends %s is nobody in particular', async (_what, request) => {
    expect((await send(request())).body).toEqual({ data: { viewer: null, __typename: 'Query' } });
  });

  test('and beside an authorization header nothing else is looked at', async () => {
    const headers = { ...JSON_TYPE, authorization: `Bearer ${await token({})}`, 'x-api-key': 'x' };
    expect((await send({ headers, body: query })).body).toEqual({ data: { viewer: { client: null }, __typename: 'Query' } });
  });
});

describe('an operation that is out of all proportion', () => {
  const nested = (n: number, open: string, inner: string, close: string) => `${open.repeat(n)}${inner}${close.repeat(n)}`;
  const parents = (n: number) => ({ query: `{ organization(code: "000") { ${nested(n, 'parent { ', 'id', ' }')} } }` });
  const filter = (n: number) =>
    `{"query":"query ($filter: OrganizationFilter) { organizations(filter: $filter) { totalCount } }","variables":{"filter":${nested(n, '{"not":', '{}', '}')}}}`;
  const literalFilter = (n: number) => ({ query: `{ organizations(filter: ${nested(n, '{ not: ', '{}', ' }')}) { totalCount } }` });
  const wideFilter = (n: number) => ({
    query: 'query ($filter: OrganizationFilter) { organizations(filter: $filter) { totalCount } }',
    variables: { filter: { or: Array.from({ length: n }, (_, i) => ({ text: `${i}` })) } },
  });
  const aliases = (n: number, field: string) => ({ query: `{ ${Array.from({ length: n }, (_, i) => `a${i}: ${field}`).join(' ')} }` });
  const fragments = (n: number) => ({
    query: `{ ...F0 } ${Array.from({ length: n }, (_, i) => `fragment F${i} on Query { a: __typename ...F${i + 1} ...F${i + 1} }`).join(' ')} fragment F${n} on Query { __typename }`,
  });

  const cases: readonly (readonly [what: string, body: () => object | string])[] = [
    ['20 000 times the same field', () => ({ query: `{ ${'__typename '.repeat(20_000)} }` })],
    ['fragments that double thirty times', () => fragments(30)],
    ['a document of nearly a megabyte of blanks', () => ({ query: `{ __typename ${' '.repeat(1_000_000)} x }` })],
    ['30 000 variables', () => ({ query: `query (${Array.from({ length: 30_000 }, (_, i) => `$a${i}: ID`).join(' ')}) { __typename }` })],
    ['20 parents', () => parents(20)],
    ['1 000 parents', () => parents(1_000)],
    ['100 000 parents', () => parents(100_000)],
    ['10 000 lists at once', () => aliases(10_000, 'organizations(first: 100) { nodes { id name ancestors { id } } }')],
    ['200 lists at once', () => aliases(200, 'organizations(first: 100) { nodes { id name } }')],
    [
      'lists of lists of lists',
      () => ({
        query:
          '{ organizations(first: 100) { nodes { descendants(first: 100) { nodes { descendants(first: 100) { nodes { descendants(first: 100) { nodes { id } } } } } } } } }',
      }),
    ],
  ];
  const defects: readonly (readonly [what: string, body: () => object | string])[] = [
    ['4 500 parents', () => parents(4_500)],
    ['a filter 3 000 deep', () => filter(3_000)],
    ['a filter 100 000 deep', () => filter(100_000)],
    ['a filter 3 000 deep in the document', () => literalFilter(3_000)],
    ['a filter of 20 000 branches', () => wideFilter(20_000)],
  ];
  const refused = async (_what: string, body: () => object | string) => {
    const content = body();
    const reply = await send({ body: typeof content === 'string' ? content : JSON.stringify(content) });
    expectClear(reply);
    expectNoBug();
  };
  test.each(cases)('is refused at once: %s', refused);
  test.each(defects)('is refused at once: %s', refused);

  test('does not keep others waiting', async () => {
    const hostile = Promise.all([1, 2, 3].map(() => send({ body: JSON.stringify(fragments(30)) })));
    expect(await app.anonymous.data('{ organization(code: "000") { code } }')).toEqual({ organization: { code: '000' } });
    await hostile;
  });
});
