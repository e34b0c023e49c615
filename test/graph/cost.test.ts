import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { type GraphQLOutputType, getIntrospectionQuery, getNamedType, isLeafType, isObjectType, isRequiredArgument } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildGraph } from '../../src/graph/schema.js';
import { modules } from '../../src/modules/index.js';
import { type App, startApp } from '../kit/app.js';
import type { Client } from '../kit/client.js';
import type { TestDatabase } from '../kit/database.js';
import { inDepth } from '../kit/depth.js';
import { Cursors } from '../read/agree.js';
import { notDrawn, otherVariables, randomOperation, type Source } from '../read/operations.js';
import { sourceOf } from '../read/sources.js';
import { logStatements, type StatementLog } from '../read/statement-log.js';
import { enrichedDatabase, loadWorld } from '../read/world.js';

/** What an operation may cost is reckoned before anything runs, on HTTP and on sockets alike, and is never below what the answer holds. */

const seed = Number(process.env.FUZZ_SEED ?? randomInt(2 ** 31));
const graph = buildGraph(modules);

let app: App;
let database: TestDatabase;
let log: StatementLog;
let supervisor: Client;
let source: Source;
beforeAll(async () => {
  database = await enrichedDatabase();
  log = await logStatements(database);
  app = await startApp({ database });
  supervisor = await app.as('street-supervisor', '002');
  source = sourceOf(await loadWorld(database), new Cursors());
  console.info(`FUZZ_SEED=${seed}`);
});
afterAll(async () => {
  await app.stop();
  await database.close();
});

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
  readonly extensions?: {
    readonly cost?: { readonly nodes: number; readonly bytes: number; readonly total: number; readonly depth: number };
  };
}

async function ask(
  query: string,
  variables?: unknown,
  extensions: unknown = { cost: true },
  client = supervisor,
): Promise<Answer & { status: number; bytes: number }> {
  const response = await fetch(`${client.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(client.token ? { authorization: `Bearer ${client.token}` } : {}) },
    body: JSON.stringify({ query, variables, extensions }),
  });
  const text = await response.text();
  return { ...(JSON.parse(text) as Answer), status: response.status, bytes: Buffer.byteLength(text) };
}
/** What an answer has beside its data, its cost among it. */
const EXTENSIONS = 200;
const costOf = async (query: string, variables?: unknown) => {
  const { errors, extensions } = await ask(query, variables);
  expect(errors).toBeUndefined();
  return extensions!.cost!;
};

/** Objects of the graph in an answer; what lies inside a GeoJSON scalar is none. */
function objectsIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + objectsIn(item), 0);
  if (typeof value !== 'object' || value === null || 'coordinates' in value) return 0;
  return 1 + Object.values(value).reduce((sum: number, item) => sum + objectsIn(item), 0);
}
function depthOf(value: unknown): number {
  if (Array.isArray(value)) return Math.max(0, ...value.map(depthOf));
  if (typeof value !== 'object' || value === null || 'coordinates' in value) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

test('the estimate is never below what the answer holds', async () => {
  const roots = Object.keys(graph.schema.getQueryType()!.getFields()).filter((field) => !notDrawn.includes(field));
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (n) => {
      const operation = randomOperation(n, graph.schema, source, roots);
      for (const { text, variables } of [operation, otherVariables(n, graph.schema, source, operation)]) {
        const { data, errors, extensions, bytes } = await ask(text, variables);
        expect(errors, text).toBeUndefined();
        const cost = extensions!.cost!;
        // The root of the answer is none of its objects.
        expect(cost.nodes, `${text}\n${JSON.stringify(variables)}`).toBeGreaterThanOrEqual(objectsIn(data) - 1);
        expect(cost.total).toBeGreaterThanOrEqual(cost.nodes);
        expect(cost.bytes, `${text}\n${JSON.stringify(variables)}`).toBeGreaterThanOrEqual(bytes - EXTENSIONS);
        expect(cost.depth, text).toBeGreaterThanOrEqual(depthOf(data) - 1);
      }
    }),
    { seed, numRuns: inDepth(80, 40), endOnFailure: true, unbiased: true },
  );
});

describe('what is reckoned', () => {
  const list = (more: string) => `{ incidents(${more}) { nodes { id } } }`;

  test('a connection, and as many rows as it may answer', async () => {
    expect(await costOf(list('first: 5'))).toMatchObject({ nodes: 6, depth: 3 });
    expect((await costOf(list('last: 7'))).nodes).toBe(8);
    expect((await costOf('{ incidents { nodes { id } } }')).nodes).toBe(21);
    expect((await costOf(list('first: null, last: null'))).nodes).toBe(21);
    expect((await costOf('{ incidents(first: 5) { nodes { id } edges { node { id } } pageInfo { endCursor } } }')).nodes).toBe(
      1 + 5 + 5 + 5 + 1,
    );
  });

  test('lists within lists are multiplied', async () => {
    const { nodes } = await costOf('{ grids(first: 10) { nodes { incidents(first: 4) { nodes { grid { id } } } } } }');
    expect(nodes).toBe(1 + 10 * (1 + 1 + 4 * 2));
    expect((await costOf('{ grids(first: 10) { nodes { staff { id } ancestors { id } } } }')).nodes).toBe(1 + 10 * (1 + 200 + 20));
  });

  test('variables, their defaults and their absence', async () => {
    const query =
      'query ($first: Int = 3, $other: Int) { a: incidents(first: $first) { nodes { id } } b: incidents(first: $other) { nodes { id } } }';
    for (const [variables, nodes] of [
      [{}, 2 + 3 + 20],
      [{ first: 9 }, 2 + 9 + 20],
      [{ first: 9, other: 1 }, 2 + 9 + 1],
      [{ first: null, other: null }, 2 + 20 + 20],
      [{}, 2 + 3 + 20],
    ] as const)
      expect((await costOf(query, variables)).nodes, JSON.stringify(variables)).toBe(nodes);
    const ids = source.ids('Grid');
    const nodes = 'query ($ids: [ID!]!, $one: ID!) { nodes(ids: $ids) { id } two: nodes(ids: [$one, $one]) { id } }';
    expect((await costOf(nodes, { ids: ids.slice(0, 7), one: ids[0] })).nodes).toBe(7 + 2);
    expect((await costOf(nodes, { ids: ids.slice(0, 2), one: ids[0] })).nodes).toBe(2 + 2);
  });

  test('what is skipped is not', async () => {
    const query =
      'query ($all: Boolean!) { incidents(first: 5) { nodes @include(if: $all) { id } edges @skip(if: $all) { node { id } } ... @include(if: false) { nodes { grid { id } } } } }';
    expect((await costOf(query, { all: true })).nodes).toBe(1 + 5);
    expect((await costOf(query, { all: false })).nodes).toBe(1 + 5 + 5);
  });

  test('counting weighs more than its objects', async () => {
    const [plain, counted] = [await costOf(list('first: 5')), await costOf('{ incidents(first: 5) { totalCount nodes { id } } }')];
    expect(counted.nodes).toBe(plain.nodes);
    expect(counted.total - plain.total).toBeGreaterThanOrEqual(100);
  });

  test('a leaf that is computed weighs more than one that is not', async () => {
    const totalOf = async (leaf: string) => (await costOf(`{ grids(first: 100) { nodes { ${leaf} } } }`)).total;
    const plain = await totalOf('name');
    for (const leaf of ['sizeStatus', 'openIncidentCount', 'leader { publicName }', 'incidents(first: 1) { totalCount }'])
      expect(await totalOf(leaf), leaf).toBeGreaterThanOrEqual(plain + 400);
  });

  test('a condition of a filter, once for each list that it is asked of; a search for text more than another', async () => {
    const totalOf = async (filter: string, variables?: object) =>
      (await costOf(`query ${variables ? '($f: GridFilter)' : ''} { grids(filter: ${filter}) { totalCount } }`, variables)).total;
    const [none, kinds, text] = [await totalOf('{}'), await totalOf('{ kinds: [SPECIAL] }'), await totalOf('{ text: "a" }')];
    expect(kinds).toBeGreaterThan(none);
    expect(text).toBeGreaterThan(none + 500);
    expect(await totalOf('$f', { f: { text: 'a' } })).toBe(text);
    expect(await totalOf('$f', { f: { or: [{ text: 'a' }, { text: 'a' }] } })).toBeGreaterThan(text + 500);
    expect(await totalOf('$f', { f: {} })).toBe(none);
  });

  test('bytes by the longest that a text can be, and keys', async () => {
    const bytesOf = async (leaf: string) => (await costOf(`{ incidents(first: 100) { nodes { ${leaf} } } }`)).bytes;
    expect(await bytesOf('description')).toBeGreaterThan(100 * 5_000 * 3);
    expect(await bytesOf('title')).toBeGreaterThan(100 * 200 * 3);
    expect(await bytesOf('state')).toBeLessThan(100 * 100);
    expect((await bytesOf(`${'a'.repeat(1_000)}: state`)) - (await bytesOf('state'))).toBeGreaterThan(100 * 900);
  });

  test('it is told to who asks, and to nobody else', async () => {
    for (const extensions of [null, {}, { cost: false }, { cost: 'true' }, { cost: 1 }])
      expect(await ask(list('first: 1'), {}, extensions)).not.toHaveProperty('extensions');
    // Passed through, by graphql-js, of a mutation, beside errors.
    for (const query of [list('first: 1'), `{ viewer { __typename } ${list('first: 1').slice(1)}`, '{ incident { id } }'])
      expect((await ask(query)).extensions?.cost, query).toMatchObject({ nodes: expect.any(Number) });
  });
});

describe('introspection', () => {
  const all = getIntrospectionQuery({
    descriptions: true,
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    schemaDescription: true,
    inputValueDeprecation: true,
    oneOf: true,
  });

  test.each([
    ['graphql-js with everything', all],
    ['graphql-js as GraphiQL and Apollo ask', getIntrospectionQuery()],
    ['with less nesting', getIntrospectionQuery({ typeDepth: 3 })],
    [
      'one type',
      '{ __type(name: "Incident") { name fields { name description args { name type { name } } type { kind name ofType { kind name } } } } }',
    ],
    ['names', '{ __schema { types { name } queryType { fields { name } } } __typename }'],
  ])('is answered: %s, and again the same', async (_what, query) => {
    const [first, again] = [await ask(query), await ask(query)];
    expect(first.errors).toBeUndefined();
    expect(first.data).toBeTruthy();
    expect(first.bytes).toBeLessThanOrEqual(first.extensions!.cost!.bytes);
    expect(again).toEqual(first);
  });

  test('whose variables differ, differs', async () => {
    const query = 'query ($name: String!) { __type(name: $name) { name } }';
    for (const name of ['Grid', 'Incident', 'Grid']) expect((await ask(query, { name })).data).toEqual({ __type: { name } });
  });

  test.each([
    [
      'every list many times',
      `{ __schema { ${aliases(30, 'types { ...T }')} } } fragment T on __Type { ${aliases(30, 'fields { ...F }')} }
       fragment F on __Field { ${aliases(30, 'args { ...A }')} } fragment A on __InputValue { ${aliases(30, 'name')} }`,
    ],
    ['fields of fields', '{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }'],
    ['types of types', '{ __schema { types { possibleTypes { interfaces { possibleTypes { fields { args { name } } } } } } } }'],
    ['one type again and again', `{ ${aliases(30, '__type(name: "Organization") { fields { type { fields { type { name } } } } }')} }`],
    ['beside something else', `{ viewer { client } __schema { ${aliases(30, 'types { fields { args { name } } }')} } }`],
  ])('is refused before it runs: %s', async (_what, query) => {
    const { errors, data } = await ask(query);
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual([expect.stringMatching(/COST_LIMIT|GRAPHQL_VALIDATION_FAILED/)]);
    expect(data).toBeUndefined();
  });
});

/** How deep a chain of grids goes: `levels` fields, one below the other. */
const chain = (levels: number): string => (levels === 1 ? 'id' : `parent { ${chain(levels - 1)} }`);
const aliases = (count: number, field: string): string => Array.from({ length: count }, (_, i) => `a${i}: ${field}`).join(' ');
/** A small document that says an enormous one: each fragment spreads the next twice. */
const bomb = (size: number): string =>
  Array.from({ length: size }, (_, i) => `fragment B${i} on Incident { ...B${i + 1} ...B${i + 1} }`).join(' ') +
  ` fragment B${size} on Incident { id }`;
const deepBomb = (size: number): string =>
  Array.from({ length: size }, (_, i) => `fragment D${i} on Grid { a: parent { ...D${i + 1} } b: parent { ...D${i + 1} } }`).join(' ') +
  ` fragment D${size} on Grid { id }`;

/** Lists of grids, each below the other; an incident's holder has the first. */
const lists = (levels: number, inner: string): string =>
  `grids(first: 100) { nodes { ${levels === 1 ? inner : `community { ${lists(levels - 1, inner)} }`} } }`;
const searched = (text: string): string => `children(filter: { or: [{ text: ${text} }] }) { totalCount }`;

/**
 * What is refused, said of an incident (`body`), so that it can be asked in a query and in a subscription. Depths differ: a query's incident
 * stands below `incident`, a subscription's below `incidentEvents.event`.
 */
const refused: readonly {
  what: string;
  code: string;
  body: (above: number) => string;
  more?: string;
  variables?: object;
  declares?: string;
}[] = [
  { what: 'first below 1', code: 'BAD_USER_INPUT', body: () => 'events(first: 0) { nodes { id } }' },
  { what: 'first above 100', code: 'BAD_USER_INPUT', body: () => 'events(first: 101) { nodes { id } }' },
  { what: 'a negative last', code: 'BAD_USER_INPUT', body: () => 'events(last: -1) { nodes { id } }' },
  {
    what: 'last above 100 in a variable',
    code: 'BAD_USER_INPUT',
    body: () => 'events(last: $n) { nodes { id } }',
    declares: '$n: Int',
    variables: { n: 1_000 },
  },
  {
    what: 'first above 100 by default',
    code: 'BAD_USER_INPUT',
    body: () => 'events(first: $n) { nodes { id } }',
    declares: '$n: Int = 200',
  },
  {
    what: 'first above 100 in a fragment',
    code: 'BAD_USER_INPUT',
    body: () => 'grid { ...F }',
    more: 'fragment F on Grid { children(first: 500) { nodes { id } } }',
  },
  { what: 'first above 100 where nothing is listed', code: 'BAD_USER_INPUT', body: () => 'events(first: 500) { totalCount }' },
  { what: 'more than twelve levels', code: 'COST_LIMIT', body: (above) => `grid { ${chain(12 - above)} }` },
  { what: 'more than thirty names for a leaf', code: 'COST_LIMIT', body: () => aliases(31, 'title') },
  { what: 'more than thirty names for a list', code: 'COST_LIMIT', body: () => aliases(31, 'events { totalCount }') },
  {
    what: 'more than thirty names across fragments',
    code: 'COST_LIMIT',
    body: () => `${aliases(16, 'title')} ...F ... { ${aliases(5, 'title').replaceAll(': ', 'x: ')} }`,
    more: `fragment F on Incident { ${aliases(10, 'title').replaceAll(': ', 'y: ')} }`,
  },
  {
    what: 'more than 500,000 units',
    code: 'COST_LIMIT',
    body: () => 'grid { community { incidents(first: 100) { nodes { events(first: 100) { nodes { actor { appointments { id } } } } } } } }',
  },
  {
    what: 'more than 500,000 units by variables',
    code: 'COST_LIMIT',
    body: () => 'grid { community { incidents(first: $n) { nodes { events(first: $n) { nodes { actor { appointments { id } } } } } } } }',
    declares: '$n: Int!',
    variables: { n: 100 },
  },
  { what: 'computed leaves below lists', code: 'COST_LIMIT', body: () => `holder { ${lists(3, aliases(30, 'sizeStatus'))} }` },
  { what: 'counts below lists', code: 'COST_LIMIT', body: () => `holder { ${lists(2, aliases(30, 'incidents { totalCount }'))} }` },
  {
    what: 'long texts below lists',
    code: 'COST_LIMIT',
    body: () => `grid { ${aliases(2, `incidents(first: 100) { nodes { ${aliases(30, 'description')} } }`)} }`,
  },
  { what: 'a search text of 101 emoji', code: 'BAD_USER_INPUT', body: () => `holder { ${searched(`"${'😀'.repeat(101)}"`)} }` },
  { what: 'a search text of 101 characters', code: 'BAD_USER_INPUT', body: () => `holder { ${searched(`"${'a'.repeat(101)}"`)} }` },
  {
    what: 'a search text of a megabyte in a variable',
    code: 'BAD_USER_INPUT',
    body: () => `holder { ${searched('$t')} }`,
    declares: '$t: String',
    variables: { t: 'a'.repeat(60_000) },
  },
  {
    what: 'a search text too long by default',
    code: 'BAD_USER_INPUT',
    body: () => `holder { ${searched('$t')} }`,
    declares: `$t: String = "${'a'.repeat(101)}"`,
  },
  {
    what: 'a search text too long deep in a filter',
    code: 'BAD_USER_INPUT',
    body: () => 'holder { children(filter: $f) { totalCount } }',
    declares: '$f: OrganizationFilter',
    variables: { f: { or: [{ not: { and: [{ text: 'a'.repeat(101) }] } }] } },
  },
  {
    what: 'a code too long in a list',
    code: 'BAD_USER_INPUT',
    body: () => 'holder { children(filter: { codes: ["000", $c] }) { totalCount } }',
    declares: '$c: String!',
    variables: { c: 'a'.repeat(201) },
  },
  {
    what: 'more than a hundred codes',
    code: 'BAD_USER_INPUT',
    body: () => 'holder { children(filter: { codes: $c }) { totalCount } }',
    declares: '$c: [String!]',
    variables: { c: Array.from({ length: 101 }, () => 'a') },
  },
  { what: 'a cursor too long', code: 'BAD_USER_INPUT', body: () => `events(after: "${'a'.repeat(1_501)}") { totalCount }` },
  {
    what: 'an id too long',
    code: 'BAD_USER_INPUT',
    body: () => `holder { children(filter: { within: "${'a'.repeat(201)}" }) { totalCount } }`,
  },
  {
    what: 'one text bound again and again',
    code: 'COST_LIMIT',
    body: () =>
      `holder { ${Array.from({ length: 20 }, (_, i) => `c${i}: children(filter: { or: [${'{ codes: [$c] } '.repeat(20)}] }) { totalCount }`).join(' ')} }`,
    declares: '$c: String!',
    variables: { c: 'a'.repeat(200) },
  },
  { what: 'fragments that double', code: 'COST_LIMIT', body: () => '...B0', more: bomb(40) },
  { what: 'fragments that double as they go down', code: 'COST_LIMIT', body: () => 'grid { ...D0 }', more: deepBomb(40) },
];

describe.each(refused)('$what', ({ code, body, more, variables, declares }) => {
  const head = declares ? `(${declares})` : '';

  test('is refused over HTTP before any statement runs', async () => {
    const query = `query ${head} { incident(serialNumber: "none") { ${body(1)} } } ${more ?? ''}`;
    for (const text of [query, query.replace('{', '{ viewer { __typename }')]) {
      const { result, statements } = await log.during(() => ask(text, variables));
      expect(result.errors?.map(({ extensions }) => extensions?.code)).toEqual([code]);
      expect(result.errors![0]!.message).toMatch(/^[\w .,;'-]+$/);
      expect(result).not.toHaveProperty('data');
      expect(result.status).toBe(200);
      expect(statements).toEqual([]);
    }
  });

  test('is refused over a socket before any statement runs', async () => {
    const query = `subscription ${head} { incidentEvents { event { incident { ${body(3)} } } } } ${more ?? ''}`;
    const socket = supervisor.socket();
    const { result, statements } = await log.during(async () => {
      const results = socket.iterate({ query, variables: variables as Record<string, unknown> });
      return results.next().then(
        () => 'answered',
        (errors: Answer['errors']) => errors,
      );
    });
    await socket.dispose();
    expect(result).toMatchObject([{ extensions: { code } }]);
    expect(statements).toEqual([]);
  });
});

describe('what is just within the limits', () => {
  test.each([
    ['twelve levels', `{ grid(code: "002-G01") { ${chain(11)} } }`],
    ['thirty names for one field', `{ grid(code: "002-G01") { ${aliases(30, 'code')} } }`],
    ['the largest page', '{ incidents(first: 100) { nodes { id } } organizations(last: 100) { nodes { id } } }'],
    ['the smallest page', '{ incidents(first: 1) { nodes { id } } organizations(last: 1) { nodes { id } } }'],
    ['a search text of a hundred characters', `{ organizations(filter: { text: "${'桥'.repeat(100)}" }) { totalCount } }`],
    ['a hundred emoji', `{ incidents(filter: { text: "${'😀'.repeat(100)}" }) { totalCount } }`],
    ['a hundred rare characters', `{ organizations(filter: { text: "${'𠮷'.repeat(100)}" }) { totalCount } }`],
    ['a hundred codes', `{ organizations(filter: { codes: [${'"a" '.repeat(100)}] }) { totalCount } }`],
    [
      'a page of incidents with all that was written',
      '{ incidents(first: 100) { nodes { id title description address events { nodes { kind note actor { name } } } } } }',
    ],
    [
      'a tree of grids and their incidents',
      '{ organization(code: "002") { grids(first: 100) { nodes { id name incidents(first: 100) { nodes { id title state } } } } } }',
    ],
    ['many fields of many names', `{ grid(code: "002-G01") { ${aliases(30, 'name')} ${aliases(30, 'code').replaceAll('a', 'b')} } }`],
  ])('%s', async (_what, query) => {
    const { errors, data } = await ask(query);
    expect(errors).toBeUndefined();
    expect(data).toBeTruthy();
  });

  test('and on a socket', async () => {
    const stream = supervisor.subscribe(
      `subscription { incidentEvents { change event { incident { grid { ${chain(8)} } events(first: 100) { nodes { id } } } } } }`,
    );
    expect((await stream.next()).incidentEvents.change).toBe('HEARTBEAT');
    await stream.close();
  });
});

/** Documents that would take seconds to validate. */
const many = (n: number, of: (i: number) => string): string => Array.from({ length: n }, (_, i) => of(i)).join(' ');
test.each([
  ['the same field', `{ ${'viewer { client } '.repeat(1_000)} }`],
  ['the same field with arguments', `{ ${'organization(code: "0") { id } '.repeat(400)} }`],
  ['fragments in one place', `{ ${many(190, (i) => `...F${i}`)} } ${many(190, (i) => `fragment F${i} on Query { a${i}: __typename }`)}`],
  [
    'fragments that spread all others',
    `{ ...F0 } ${many(60, (i) => `fragment F${i} on Query { ${many(59 - i, (j) => `...F${i + j + 1}`)} __typename }`)}`,
  ],
  ['fragments', `{ __typename } ${many(201, (i) => `fragment F${i} on Query { __typename }`)}`],
  ['operations', many(51, (i) => `query Q${i} { __typename }`)],
  ['variables', `query (${many(201, (i) => `$v${i}: ID`)}) { __typename }`],
  ['directives', `{ __typename ${'@skip(if: true) '.repeat(501)} }`],
  ['the same field on two levels', `{ organization(code: "0") { ${`parent { ${'parent { id } '.repeat(30)} } `.repeat(10)} } }`],
  ['levels', `{ organization(code: "0") { ${'parent { '.repeat(60)} id ${'} '.repeat(60)} } }`],
  ['lists in lists', `{ nodes(ids: ${'['.repeat(60)}${']'.repeat(60)}) { id } }`],
  [
    'fragments that double',
    `{ ...B0 } ${many(30, (i) => `fragment B${i} on Query { a${i}: viewer { client } ...B${i + 1} ...B${i + 1} }`)} fragment B30 on Query { __typename }`,
  ],
])('a document of too many %s is refused before it is validated, by HTTP and on a socket', async (_what, query) => {
  for (const text of [query, query]) {
    const { errors, status } = await ask(text);
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['COST_LIMIT']);
    expect(status).toBe(200);
  }
  const socket = supervisor.socket();
  await expect(socket.iterate({ query }).next()).rejects.toMatchObject([{ extensions: { code: 'COST_LIMIT' } }]);
  await socket.dispose();
});

/** A root field with all that a list of it shows at once: its own values, and those of the objects that only belong to it. */
function wholeList(name: string): string {
  const fieldsOf = (type: GraphQLOutputType, levels: number): string => {
    const named = getNamedType(type);
    if (!isObjectType(named)) return '';
    const fields = Object.values(named.getFields()).flatMap(({ name, type, args }): string[] => {
      const child = getNamedType(type);
      if (args.some(isRequiredArgument)) return [];
      if (isLeafType(child)) return args.length > 0 ? [] : [name];
      const belongs = name === 'edges' || name === 'node' || !(isObjectType(child) && 'id' in child.getFields());
      return belongs && levels > 0 && !child.name.endsWith('Connection') ? [`${name} ${fieldsOf(type, levels - 1)}`] : [];
    });
    return fields.length > 0 ? `{ ${fields.join(' ')} }` : '{ __typename }';
  };
  return `{ ${name} ${fieldsOf(graph.schema.getQueryType()!.getFields()[name]!.type, 3)} }`;
}

test.each(
  Object.values(graph.schema.getQueryType()!.getFields()).flatMap(({ name, type, args }) =>
    isObjectType(getNamedType(type)) && !name.startsWith('_') && !args.some(isRequiredArgument) ? [name] : [],
  ),
)('%s may be asked with all of its own fields at once', async (name) => {
  expect((await ask(wholeList(name))).errors ?? []).not.toMatchObject([{ extensions: { code: 'COST_LIMIT' } }]);
});

test('fragments that go round are no documents', async () => {
  const { errors } = await ask(
    '{ grid(code: "002-G01") { ...A } } fragment A on Grid { parent { ...B } } fragment B on Grid { parent { ...A } }',
  );
  expect(errors?.[0]?.extensions?.code).toBe('GRAPHQL_VALIDATION_FAILED');
});

test('nothing of all this was a bug', () => {
  expect(app.bugs).toEqual([]);
});
