import { buildASTSchema, extendSchema, type GraphQLSchema, parse } from 'graphql';
import { expect, test } from 'vitest';
import { metadataOf } from '../../src/db/orm.js';
import { buildGraph } from '../../src/graph/schema.js';
import { incidentReads } from '../../src/modules/incidents/incident.reads.js';
import { entities, modules } from '../../src/modules/index.js';
import { openRelations } from '../../src/modules/open-relations.js';
import { makeCatalog } from '../../src/read/catalog.js';
import { freeCode } from '../../src/read/code.js';
import { anyOf, holdsThat } from '../../src/read/filter.js';
import { column, connection, countWithin, list, lookup, many, type NounReads, one, type Reads, value } from '../../src/read/noun.js';
import { raw, sql } from '../../src/read/sql.js';

/** Whatever could not be read later is an error at start, and names the field. */

const graph = buildGraph(modules);
const reads = modules.flatMap((module) => module.reads);

const extended = (sdl: string): GraphQLSchema => extendSchema(graph.schema, parse(sdl), { assumeValidSDL: true });
const rewritten = (from: RegExp, to: string): GraphQLSchema => {
  expect(graph.api).toMatch(from);
  return buildASTSchema(parse(graph.api.replace(from, to)), { assumeValidSDL: true });
};
const faultsOf = (schema: GraphQLSchema, declared: readonly Reads[], open: Readonly<Record<string, string>> = openRelations): string => {
  try {
    makeCatalog(schema, declared, metadataOf(entities), open);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};
/** The reads with one noun declared differently. */
const changed = (noun: string, change: (reads: NounReads) => NounReads): readonly Reads[] =>
  reads.map((one) => ('noun' in one && one.noun === noun ? change(one) : one));

test('the graph as it is can be read', () => {
  expect(faultsOf(graph.schema, reads)).toBe('');
});

test.each([
  ['a leaf', 'extend type Grid { colour: String }', 'Grid.colour'],
  ['a relation', 'extend type Grid { rival: Grid }', 'Grid.rival'],
  ['a connection', 'extend type Incident { likes: IncidentConnection! }', 'Incident.likes'],
  ['a list', 'extend type Station { visitors: [Person!]! @listSize(assumedSize: 9) }', 'Station.visitors'],
])('%s with no column, no relation and no declaration', (_kind, sdl, field) => {
  expect(faultsOf(extended(sdl), reads)).toContain(`${field} has no column, no relation and no declaration`);
});

test('all faults are told at once', () => {
  const faults = faultsOf(
    extended('extend type Grid { colour: String } extend type Station { smell: String } extend input GridFilter { colour: String }'),
    reads,
  );
  for (const field of ['Grid.colour', 'Station.smell', 'GridFilter.colour']) expect(faults).toContain(field);
});

test.each([
  [
    'a leaf',
    'extend type Grid { colour: String }',
    { colour: value((row) => sql`(select name from organization where id = ${row.col('community')})`) },
  ],
  [
    'a relation',
    'extend type Grid { colour: Grid }',
    { colour: one('Grid', (own, other) => sql`${other.col('id')} = (select ${own.col('parent')})`) },
  ],
  ['a count', 'extend type Grid { colour: Int! }', { colour: countWithin('Incident', () => raw('true')) }],
])('%s that reads more than its row has to say what it costs', (_kind, sdl, fields) => {
  const reading = [...reads, { adds: 'Grid' as const, fields }];
  expect(faultsOf(extended(sdl), reading)).toContain('Grid.colour reads more than its row, but has no @cost.');
  expect(faultsOf(extended(sdl.replace(' }', ' @cost(weight: 5) }')), reading)).toBe('');
});

test('a declaration of a field that the type does not have', () => {
  expect(faultsOf(graph.schema, [...reads, { adds: 'Grid', fields: { colour: column('code') } }])).toContain('Grid.colour');
});

test('a noun that the schema does not have', () => {
  const faults = faultsOf(rewritten(/\bCoverageRule\b/g, 'Elsewhere'), reads);
  expect(faults).toContain('CoverageRule');
});

test.each([
  ['its visibility asked for', one('Person', 'incident')],
  ['only a part of the owners opening it', one('Person', 'reporter', { follows: true, part: 'reporter' })],
])('a non-null relation to somebody who is not provably visible: %s', (_why, read) => {
  const faults = faultsOf(extended('extend type Incident { boss: Person! }'), [...reads, { adds: 'Incident', fields: { boss: read } }]);
  expect(faults).toContain('Incident.boss is non-null, but Person is not provably visible');
});

test('a non-null relation that is provably visible is none', () => {
  const added: Reads = { adds: 'Incident', fields: { boss: one('Person', 'assignee', { follows: true }), place: one('Grid', 'grid') } };
  const open = { ...openRelations, 'Incident.boss': 'a test' };
  expect(faultsOf(extended('extend type Incident { boss: Person! place: Grid! }'), [...reads, added], open)).toBe('');
});

test('a relation or a lookup that skips the visibility of what it leads to, and is not listed with its reason', () => {
  const tie = () => raw('true');
  const schema = extended(
    `extend type Grid { boss: Person  people: [Person!]! @listSize(assumedSize: 9)  homes: DwellingConnection! }
     extend type Query { personByTag(id: ID): Person }`,
  );
  const { 'Incident.assignee': _left, ...others } = openRelations;
  const declared = changed('Person', (person) => ({ ...person, roots: { personByTag: lookup({ id: 'id' }, [{}]) } }));
  const added: Reads = {
    adds: 'Grid',
    fields: {
      boss: one('Person', 'branch', { follows: true }),
      people: many('Person', tie, (row) => row.col('id'), { follows: true }),
      homes: connection('Dwelling', tie, { follows: true }),
    },
  };
  const faults = faultsOf(schema, [...declared, added], { ...others, 'Grid.successor': 'it is public' });
  for (const at of ['Grid.boss', 'Grid.people', 'Grid.homes', 'Query.personByTag', 'Incident.assignee'])
    expect(faults).toContain(`${at} skips the visibility of what it leads to`);
  expect(faults).toContain('Grid.successor is among the open relations, but skips nothing');
});

test('a relation of its own name that becomes non-null', () => {
  const faults = faultsOf(rewritten(/(type IncidentEvent [^}]*\bincident: Incident)\b/, '$1!'), reads);
  expect(faults).toContain('IncidentEvent.incident is non-null, but Incident is not provably visible');
});

test('a relation to a noun that no module reads, of whatever kind', () => {
  const without = reads.filter((one) => !('noun' in one && one.noun === 'CoverageRule'));
  expect(faultsOf(graph.schema, without)).toContain('Organization.coverageRule');
  const tie = () => raw('true');
  for (const read of [one('CoverageRule', tie), many('CoverageRule', tie, (row) => row.col('id')), connection('CoverageRule', tie)]) {
    const type =
      read.kind === 'one' ? 'CoverageRule' : read.kind === 'many' ? '[CoverageRule!]! @listSize(assumedSize: 3)' : 'StationConnection!';
    const added: readonly Reads[] = [...without, { adds: 'Grid', fields: { rules: read } }];
    expect(faultsOf(extended(`extend type Grid { rules: ${type} }`), added)).toContain('Grid.rules');
  }
});

test.each(['Grid', 'Incident', 'Organization', 'Appointment', 'Station'])('a field of %sFilter that is not declared', (noun) => {
  expect(faultsOf(extended(`extend input ${noun}Filter { colour: [String!] }`), reads)).toContain(`${noun}Filter.colour`);
});

test('a filter field that is declared is none', () => {
  const declared = changed('Grid', (grid) => ({ ...grid, filters: { ...grid.filters, statuses: anyOf('status') } }));
  expect(faultsOf(extended('extend input GridFilter { statuses: [GridStatus!] }'), declared)).toBe('');
});

test('a plain list without a bound', () => {
  expect(
    faultsOf(rewritten(/staff\(([\s\S]*?)\): \[Appointment!\]! @listSize\(assumedSize: 200\)/, 'staff($1): [Appointment!]!'), reads),
  ).toContain('staff');
});

test('an order that clients can ask for and nobody declared', () => {
  expect(faultsOf(extended('extend enum IncidentOrderField { PRICE }'), reads)).toMatch(/IncidentOrderField\.PRICE|Incident.*PRICE/);
});

test('a noun that is listed and has no order', () => {
  const declared = changed('Station', ({ defaultOrder: _none, ...station }) => station);
  expect(faultsOf(graph.schema, declared)).toMatch(/Station/);
});

test('what a declaration refers to has to be there', () => {
  const grid = (fields: NounReads['fields']) => [...reads, { adds: 'Grid', fields } as Reads];
  const schema = extended('extend type Grid { extra: String }');
  expect(faultsOf(schema, grid({ extra: value((row) => sql`${row.col('code')} || '!'`) }))).toBe('');
  expect(faultsOf(schema, grid({ extra: column('colour') })), 'a column').toMatch(/Grid\.extra|Grid.*colour/);
  expect(faultsOf(schema, grid({ extra: value((row) => row.col('colour')) })), 'a column of an expression').toMatch(
    /Grid\.extra|Grid.*colour/,
  );
  const looked = changed('Station', (station) => ({ ...station, roots: { station: lookup({ id: 'id', code: freeCode('colour') }) } }));
  expect(faultsOf(extended('extend type Query { station(id: ID, code: String): Station }'), looked), 'a property of a lookup').toMatch(
    /station|colour/,
  );
  const filtered = changed('Grid', (reads) => ({ ...reads, filters: { ...reads.filters, kinds: anyOf('colour') } }));
  expect(faultsOf(graph.schema, filtered), 'a property of a filter').toMatch(/kinds|colour/);
  const through = changed('IncidentEvent', (reads) => ({ ...reads, visible: { through: 'kind' } }));
  expect(faultsOf(graph.schema, through), 'the row that visibility goes through').toMatch(/IncidentEvent/);
});

test('a root field that is read, but that Query does not have', () => {
  const declared = changed('Station', (station) => ({ ...station, roots: { stations: list() } }));
  expect(faultsOf(graph.schema, declared)).toMatch(/stations/);
});

test('two modules that declare one field', () => {
  const [incidents] = incidentReads;
  expect(incidents).toBeDefined();
  expect(faultsOf(graph.schema, [...reads, { adds: 'Grid', fields: { incidents: column('code') } }])).toMatch(/Grid\.incidents/);
});

test('a later module adds filters, orders and conditions to an earlier noun', () => {
  const schema = extended(`extend input GridFilter { statuses: [GridStatus!] } extend enum GridOrderField { HOUSEHOLDS }
    extend type Grid { incidentsHere: IncidentConnection! }`);
  const added: Reads = {
    adds: 'Grid',
    conditions: { active: (row) => sql`${row.col('status')} = 'ACTIVE'` },
    filters: { statuses: anyOf('status') },
    orders: { HOUSEHOLDS: { key: (row) => row.col('householdCount'), type: 'int' } },
    fields: {
      incidentsHere: connection(
        'Incident',
        (grid, incident) => sql`${incident.col('grid')} = ${grid.col('id')} and ${grid.condition('active')}`,
      ),
    },
  };
  expect(faultsOf(schema, [...reads, added])).toBe('');
  expect(faultsOf(schema, reads)).toMatch(/GridFilter\.statuses.*\n.*GridOrderField\.HOUSEHOLDS/);
});

test.each<[string, Reads, string]>([
  ['a filter', { adds: 'Grid', filters: { kinds: anyOf('kind') } }, 'GridFilter.kinds is declared by two modules.'],
  [
    'an order',
    { adds: 'Grid', orders: { CODE: { key: (row) => row.col('code'), type: 'text' } } },
    'GridOrderField.CODE is declared by two modules.',
  ],
  [
    'a condition',
    { adds: 'Person', conditions: { onNotice: () => raw('true') } },
    'The condition of Person onNotice is declared by two modules.',
  ],
])('%s that two modules declare', (_what, added, fault) => {
  expect(faultsOf(graph.schema, [...reads, added])).toContain(fault);
});

const incidents = (change: Partial<NounReads>) => changed('Incident', (incident) => ({ ...incident, ...change }));
const [incident] = incidentReads as readonly [NounReads];
const filteredBy = (filters: NounReads['filters']) => incidents({ filters: { ...incident.filters, ...filters } });

/** What a declaration gets wrong about a grant or a stream, and the sentence that the start ends with. */
test.each<[string, readonly Reads[], string]>([
  [
    'a part misspelt in a policy',
    incidents({ visible: () => [{ withhold: ['reporters'] }] }),
    'A grant on Incident withholds reporters, which is not among its parts: reporter, notes, details, people.',
  ],
  [
    'a part misspelt in the grants of a lookup',
    incidents({ roots: { ...incident.roots, incidentByTrackingCode: lookup({ id: 'id' }, [{ withhold: ['peple'] }]) } }),
    'A grant on Incident withholds peple, which is not among its parts',
  ],
  [
    'a part that only one role has withheld from it, misspelt',
    incidents({
      visible: ({ roles }) => roles.flatMap(({ role, place }) => (role === 'POLICE' ? [{ within: place, withhold: ['note'] }] : [])),
    }),
    'A grant on Incident withholds note, which is not among its parts',
  ],
  [
    'a part withheld of a noun that declares none',
    changed('Visit', (visit) => ({ ...visit, visible: () => [{ withhold: ['findings'] }] })),
    'A grant on Visit withholds findings, which is not among its parts: none.',
  ],
  [
    'a part misspelt at a field',
    incidents({ fields: { ...incident.fields, address: column('address', 'detials') } }),
    'Incident.address: Incident has no part detials that a grant may withhold.',
  ],
  [
    'a part misspelt at a field of a noun that is visible through another',
    changed('IncidentEvent', (event) => ({ ...event, fields: { ...event.fields, note: column('note', 'note') } })),
    'IncidentEvent.note: Incident has no part note that a grant may withhold.',
  ],
  [
    'a part misspelt in an expression',
    changed('IncidentEvent', (event) => ({
      ...event,
      fields: { ...event.fields, note: value((row, { opens }) => sql`case when ${opens(row, 'words')} then ${row.col('note')} end`) },
    })),
    'IncidentEvent.note: Incident has no part words that a grant may withhold.',
  ],
  [
    'a part that no field asks for',
    incidents({ parts: [...incident.parts!, 'photos'] }),
    'Incident declares the part photos, but no field asks for it: a grant that withholds it hides nothing.',
  ],
  [
    'a grant by a property that is no column',
    changed('Visit', (visit) => ({ ...visit, visible: () => [{ where: { colour: 'RED' } }] })),
    'A grant on Visit: Visit has no column for colour.',
  ],
  [
    'a grant by a condition that nobody declares',
    changed('Visit', (visit) => ({ ...visit, visible: () => [{ when: 'own' }] })),
    'A grant on Visit: Visit declares no condition own.',
  ],
  [
    'a grant by a property that events do not carry',
    incidents({ visible: () => [{ where: { title: 'x' } }] }),
    'A grant on Incident asks for title, which its events do not carry: no subscription would show what it shows.',
  ],
  [
    'a grant by a condition on a noun with a stream',
    incidents({ visible: () => [{ when: 'recent' }], conditions: { recent: () => raw('true') } }),
    'A grant on Incident asks for the condition recent, which cannot be tested on the facts of an event.',
  ],
  [
    'a filter of a stream that cannot be tested',
    filteredBy({ channels: holdsThat((row) => row.col('title')) }),
    'IncidentFilter.channels cannot be tested on the facts of an event: give it a test, or list it among what its stream refuses.',
  ],
  [
    'a filter of a stream that tests what events do not carry',
    filteredBy({ channels: anyOf('title') }),
    'IncidentFilter.channels tests title, which the events of Incident do not carry: no subscription with it would show anything.',
  ],
  [
    'a filter that a later module adds, and that cannot be tested',
    [...reads, { adds: 'Incident', filters: { titled: holdsThat((row) => row.col('title')) } }],
    'IncidentFilter.titled cannot be tested on the facts of an event',
  ],
  [
    'a refused filter that is not there',
    incidents({ stream: { ...incident.stream!, refuses: ['text', 'price'] } }),
    'The stream of Incident refuses price, which is no field of its filter.',
  ],
])('%s', (_what, declared, sentence) => {
  expect(faultsOf(graph.schema, declared)).toContain(sentence);
});
