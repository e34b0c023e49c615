import { buildSchema, type FieldNode, type OperationDefinitionNode, parse } from 'graphql';
import { expect, test } from 'vitest';
import { anonymous } from '../../src/auth/viewer.js';
import { Asker } from '../../src/kernel/asker.js';
import { emptyTree } from '../../src/kernel/place.js';
import { argumentsOf, type Input, isGiven } from '../../src/read/input.js';
import { PlanCache } from '../../src/read/plan-cache.js';
import { PlanKey } from '../../src/read/plan-key.js';
import type { Run } from '../../src/read/run-input.js';

/** What planning looks at becomes the key by which the plan is found; nothing else does. */

const schema = buildSchema(`
  type Query { rows(first: Int, flag: Boolean = true, filter: Filter): Int }
  input Filter { names: [String!], flag: Boolean, inner: Filter, or: [Filter!], size: Int = 5 }`);
const { args } = schema.getQueryType()!.getFields().rows!;
const runOf = (variables: Run['variables']): Run => ({
  viewer: anonymous,
  asker: new Asker('', 0),
  variables,
  tree: emptyTree,
  today: '2026-11-22',
  language: 'en',
  now: () => new Date(),
  routes: null,
  streamCursor: () => '',
});

/** How many plans are made for these variables when planning looks at the arguments like this. */
function plansMade(document: string, look: (args: Record<string, Input>) => unknown, ...runs: readonly Run['variables'][]): number {
  const operation = parse(document).definitions[0] as OperationDefinitionNode;
  const node = operation.selectionSet.selections[0] as FieldNode;
  const cache = new PlanCache();
  const made = runs.map((variables) => {
    const planned = cache.get(
      operation,
      'rows',
      runOf(variables),
      (key) => ({ found: JSON.stringify(look(argumentsOf(node, args, key))) }),
      () => [],
    );
    const anew = JSON.stringify(look(argumentsOf(node, args, new PlanKey(runOf(variables)))));
    expect(planned.found, 'as planned anew').toBe(anew);
    return planned;
  });
  return new Set(made).size;
}

const WHOLE = 'query ($first: Int, $flag: Boolean, $filter: Filter) { rows(first: $first, flag: $flag, filter: $filter) }';
const APART =
  'query ($flag: Boolean, $names: [String!], $inner: Filter) { rows(filter: {flag: $flag, names: $names, or: [{inner: $inner}]}) }';

test.each<[string, string, (args: Record<string, Input>) => unknown, readonly Run['variables'][], number]>([
  ['what is not looked at', WHOLE, () => 0, [{ first: 1 }, { first: 2 }, {}], 1],
  ['whether a value is there', WHOLE, ({ first }) => isGiven(first!), [{ first: 1 }, { first: 2 }, {}, { first: null }], 2],
  ['a value', WHOLE, ({ first }) => first!.value, [{ first: 1 }, { first: 2 }, { first: 1 }], 2],
  [
    'null, nothing and the text null',
    WHOLE,
    ({ filter }) => [filter!.field('names').value ?? '-'],
    [{ filter: { names: null } }, { filter: {} }, { filter: { names: 'null' } }],
    3,
  ],
  ['the default of an argument', WHOLE, ({ flag }) => flag!.value, [{}, { flag: true }, { flag: false }], 2],
  [
    'a field of a variable',
    WHOLE,
    ({ filter }) => filter!.field('inner').field('flag').value,
    [{ filter: { inner: { flag: true } } }, { filter: { inner: { flag: false } } }, { filter: { inner: { flag: true, size: 9 } } }, {}],
    3,
  ],
  [
    'the length of a list',
    WHOLE,
    ({ filter }) => filter!.field('or').items().length,
    [{ filter: { or: [{}, {}] } }, { filter: { or: [{ size: 1 }, { size: 2 }] } }, { filter: { or: [{}] } }],
    2,
  ],
  [
    'an item of a list',
    WHOLE,
    ({ filter }) =>
      filter!
        .field('or')
        .items()
        .map((item) => item.field('size').value),
    [{ filter: { or: [{ size: 1 }, { size: 2 }] } }, { filter: { or: [{ size: 2 }, { size: 1 }] } }],
    2,
  ],
  [
    'a field that the document takes from a variable',
    APART,
    ({ filter }) => filter!.field('flag').value,
    [{ flag: true }, { flag: false }, { flag: true, names: ['a'] }],
    2,
  ],
  [
    'a part of a variable within a literal',
    APART,
    ({ filter }) => filter!.field('or').items()[0]!.field('inner').field('size').value,
    [{ inner: { size: 1 } }, { inner: { size: 2 } }, { inner: { size: 2, flag: true } }],
    2,
  ],
  [
    'the fields that a literal gives',
    APART,
    ({ filter }) => filter!.fields(),
    [{ flag: true }, { flag: false }, { flag: true, names: ['a'] }, { flag: true, names: ['b'] }, { flag: null, names: ['b'] }],
    3,
  ],
  [
    'the fields that a variable gives',
    WHOLE,
    ({ filter }) => filter!.fields(),
    [{ filter: { size: 1 } }, { filter: { size: 2, flag: null } }, { filter: {} }, {}],
    2,
  ],
  ['a default within a literal', APART, ({ filter }) => filter!.field('size').value, [{ flag: true }, { flag: false }], 1],
  [
    'an answer about a value',
    WHOLE,
    ({ first }) => first!.ask('even', (value) => Number(value) % 2 === 0),
    [{ first: 1 }, { first: 3 }, { first: 2 }],
    2,
  ],
  [
    'questions that depend on earlier answers',
    WHOLE,
    ({ first, filter }) => (first!.value === 1 ? filter!.field('flag').value : isGiven(filter!)),
    [
      { first: 1, filter: { flag: true } },
      { first: 1, filter: { flag: false } },
      { first: 2, filter: { flag: true } },
      { first: 2, filter: { flag: false } },
      { first: 2 },
    ],
    4,
  ],
])('%s', (_what, document, look, runs, plans) => {
  expect(plansMade(document, look, ...runs)).toBe(plans);
});

test('a constant of the document is no question', () => {
  const node = (parse('{ rows(first: 3, filter: {or: [{size: 1}]}) }').definitions[0] as OperationDefinitionNode).selectionSet
    .selections[0];
  const key = new PlanKey(runOf({}));
  const { first, filter } = argumentsOf(node as FieldNode, args, key);
  expect([first!.value, filter!.field('or').items()[0]!.field('size').value, isGiven(filter!)]).toEqual([3, 1, true]);
  expect(key.close()).toEqual([]);
});

test('after planning, only slots read a run', () => {
  const key = new PlanKey(runOf({ first: 1 }));
  const node = (parse(WHOLE).definitions[0] as OperationDefinitionNode).selectionSet.selections[0];
  const { first } = argumentsOf(node as FieldNode, args, key);
  expect(first!.value).toBe(1);
  key.close();
  expect(() => first!.value).toThrow('A run is looked at while planning alone');
  expect(first!.read(runOf({ first: 2 }))).toBe(2);
});

test('two questions need two names', () => {
  const key = new PlanKey(runOf({ first: 1 }));
  key.ask('first', ({ variables }) => variables.first as number);
  expect(() => key.ask('first', () => 'other')).toThrow('Planning asks two questions by the name first.');
});

test('planning that depends on what it did not ask for is refused, not kept', () => {
  const cache = new PlanCache();
  const operation = {};
  let hidden = 'this';
  const plan = (variables: Run['variables']) =>
    cache.get(
      operation,
      'rows',
      runOf(variables),
      (key) => {
        key.ask(hidden, () => true);
        key.ask('first', (run) => run.variables.first as number);
        return {};
      },
      () => [],
    );
  plan({ first: 1 });
  hidden = 'that';
  expect(() => plan({ first: 2 })).toThrow('it depends on what it did not ask for');
});

test('a plan that a run is refused for is not kept', () => {
  const cache = new PlanCache();
  const operation = {};
  const refuse = () => {
    throw new Error('refused');
  };
  expect(() => cache.get(operation, 'rows', runOf({}), refuse, () => [])).toThrow('refused');
  expect(
    cache.get(
      operation,
      'rows',
      runOf({}),
      () => 'made',
      () => [],
    ),
  ).toBe('made');
});

test('older plans give way, and leave nothing behind', () => {
  const cache = new PlanCache();
  const operation = {};
  const large = { text: 'x'.repeat(2 * 1_048_576), values: () => [] };
  let made = 0;
  const plan = (first: number) =>
    cache.get(
      operation,
      'rows',
      runOf({ first }),
      (key) => {
        key.ask('always', () => true);
        return { first: key.ask('first', ({ variables }) => variables.first as number), n: ++made };
      },
      () => [large],
    );
  for (let first = 1; first <= 20; first++) expect(plan(first).first).toBe(first);
  expect(made).toBe(20);
  expect(plan(20).n, 'still kept').toBe(20);
  expect(plan(1), 'made anew').toEqual({ first: 1, n: 21 });
});
