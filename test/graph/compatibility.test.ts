import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { breaksOf } from '../../src/graph/compatibility.js';
import { buildGraph } from '../../src/graph/schema.js';
import { modules } from '../../src/modules/index.js';
import { knownDocuments } from '../../src/server/known-documents.js';

/** A change of the schema is blocked by name: where somebody runs a document that it touches, and nowhere else. */

const released = `
  enum State { OPEN CLOSED }
  input Filter { state: State  text: String }
  type Person { name: String!  phone: String }
  type Incident { id: ID!  title: String!  state: State!  reporter: Person  notes: [String!]! }
  type Query { incident(id: ID!, deep: Boolean): Incident  incidents(filter: Filter): [Incident!]! }
  type Mutation { close(id: ID!): Incident }`;

const document = `
  query City($id: ID!, $filter: Filter) {
    incident(id: $id) { id title reporter { ...Who } }
    incidents(filter: $filter) { state }
    closed: incidents(filter: { state: CLOSED }) { notes }
  }
  fragment Who on Person { name }`;

const breaks = (change: (sdl: string) => string, source = document) => {
  const changed = change(released);
  expect(changed).not.toBe(released);
  return breaksOf(buildSchema(released), buildSchema(changed), [{ client: 'city', name: 'City', source }]);
};
const by = (from: string, to: string) => (sdl: string) => sdl.replace(from, to);

describe('what the document touches is named, with its client', () => {
  test.each<[string, (sdl: string) => string, string]>([
    ['a field that is gone', by('title: String!  ', ''), 'Incident.title was removed'],
    ['a field that may be null now', by('name: String!', 'name: String'), 'Person.name was String!, and is String'],
    ['a field of another type', by('title: String!', 'title: ID!'), 'Incident.title was String!, and is ID!'],
    ['items that may be null now', by('[String!]!', '[String]!'), 'Incident.notes was [String!]!, and is [String]!'],
    ['an argument that has to be given', by('deep: Boolean)', 'deep: Boolean, why: String!)'), 'Query.incident(why:) has to be given now'],
    ['an argument of another type', by('incident(id: ID!,', 'incident(id: Int!,'), 'Query.incident(id:) was ID!, and is Int!'],
    ['a value that is gone', by('OPEN CLOSED', 'OPEN'), 'State.CLOSED was removed'],
    ['a value that variables may have', by('OPEN CLOSED', 'CLOSED'), 'State.OPEN was removed'],
    ['a field that variables may have', by('  text: String', ''), 'Filter.text was removed'],
    ['a field that variables have to have', by('text: String', 'text: String  within: ID!'), 'Filter.within has to be given now'],
    ['the type of a fragment', (sdl) => sdl.replaceAll('Person', 'Human'), 'Person was removed'],
  ])('%s', (_what, change, coordinate) => {
    expect(breaks(change)).toContain(`${coordinate}: city runs it in City.`);
  });
});

test.each<[string, (sdl: string) => string]>([
  ['a field that it does not select', by('  phone: String', '')],
  ['an argument that it does not give', by(', deep: Boolean', '')],
  ['a field that is never null any more', by('reporter: Person', 'reporter: Person!')],
  ['an argument that may be left out now', by('incident(id: ID!,', 'incident(id: ID,')],
  ['something new', by('type Mutation {', 'type Mutation { open(id: ID!): Incident')],
  ['another root', by('type Mutation { close(id: ID!): Incident }', '')],
])('%s breaks nothing', (_what, change) => {
  expect(breaks(change)).toEqual([]);
});

test('a document that the release did not allow either is nobody’s to break', () => {
  expect(breaks(by('title: String!  ', ''), 'query City { incident(id: 1) { nothing title } }')).toEqual([]);
});

test('the documents of this repository are known, and run with the schema as it is', async () => {
  const { schema, api } = buildGraph(modules);
  const documents = await knownDocuments(join(import.meta.dirname, '../..'), undefined);
  expect(new Set(documents.map(({ client }) => client.split(' ')[0]))).toEqual(
    new Set(['mulin-partners', 'calendars', 'partner', 'explorer', 'board']),
  );
  const without = api.replace(/(?<=type Incident implements Node \{[^}]*) {2}"""[^"]*"""\n {2}closedAt: DateTime[^\n]*\n/, '');
  expect(without).not.toBe(api);
  expect(breaksOf(schema, schema, documents)).toEqual([]);
  expect(breaksOf(schema, buildSchema(without), documents)).toEqual([
    'Incident.closedAt was removed: partner (demo) runs it in PartnerReports.',
  ]);
});
