import { type GraphQLObjectType, type GraphQLOutputType, getNamedType, isLeafType, isObjectType } from 'graphql';
import { parseId } from '../../src/kernel/ids.js';
import type { Noun, Row } from '../read/world.js';
import { graph } from './classes.js';
import type { Ask } from './noun-rules.js';
import { expectedOf, nouns } from './nouns.js';

/** All that can be selected of a noun, and whether what came is what may be shown. */

const isNoun = (name: string): name is Noun => name in nouns;
const typeOf = (name: string) => graph.schema.getType(name) as GraphQLObjectType;

const known: Readonly<Record<string, string>> = {
  first: 'first: 3',
  period: 'period: { from: "2026-10-01", to: "2026-11-01" }',
  from: 'from: "2024-01-01"',
  to: 'to: "2026-11-01"',
  count: 'count: 5',
};

/** Every leaf of a type; of its relations, as deep as asked, every leaf again. Lists answer three. */
export function everyField(name: string, depth = 1): string {
  const fields = Object.values(typeOf(name).getFields()).flatMap(({ name, type, args }) => {
    const inner = selectionInto(type, depth);
    if (inner === null) return [];
    const given = args.flatMap((arg) => known[arg.name] ?? []);
    return `${name}${given.length > 0 ? `(${given.join(', ')})` : ''}${inner}`;
  });
  return `{ __typename ${fields.join(' ')} }`;
}

function selectionInto(type: GraphQLOutputType, depth: number): string | null {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  if (named.name === 'Node') return ' { __typename id }';
  if (!isObjectType(named) || depth === 0) return null;
  if (named.name.endsWith('Connection')) return ` { totalCount nodes ${everyField(named.name.replace(/Connection$/, ''), depth - 1)} }`;
  return ` ${everyField(named.name, depth - 1)}`;
}

// biome-ignore lint/suspicious/noExplicitAny: what came is compared with what should have.
type Any = any;

/** What of an answered object is not what may be shown, in words; nested objects are looked at as the nouns that they are. */
export function faultsOf(ask: Ask, object: Any, path: string, listed = false): string[] {
  if (object === null || typeof object !== 'object') return [];
  if (Array.isArray(object)) return object.flatMap((item, n) => faultsOf(ask, item, `${path}.${n}`, true));
  if (Array.isArray(object.nodes)) return faultsOf(ask, object.nodes, path, true);
  const noun = object.__typename as string | undefined;
  if (!noun || !isNoun(noun) || !object.id) return [];
  const row: Row | undefined = ask.world.byId.get(parseId(object.id)!.uuid);
  if (!row) return [`${path}: ${object.id} is nowhere in the tables`];
  // People come along with what they belong to; whatever else is in a list is seen for itself.
  if (listed && noun !== 'Person' && !nouns[noun].sees(ask, row)) return [`${path}: ${object.id} is listed`];
  return Object.entries(object).flatMap(([field, value]) => {
    if (field === '__typename') return [];
    const rule = nouns[noun].fields[field];
    if (!rule) return [`${path}.${field} has no rule`];
    const expected = field === 'id' ? object.id : expectedOf(rule, ask, row);
    const actual = rule.target && value !== null && !Array.isArray(value) && !('nodes' in (value as object)) ? (value as Any).id : value;
    const own =
      expected === undefined || JSON.stringify(sorted(actual)) === JSON.stringify(sorted(expected))
        ? []
        : [`${path}.${field}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`];
    return [...own, ...faultsOf(ask, value, `${path}.${field}`)];
  });
}

/** Keys of JSON columns come in PostgreSQL's order; their values have no type name. */
const sorted = (value: Any): Any =>
  Array.isArray(value)
    ? value.map(sorted)
    : value !== null && typeof value === 'object'
      ? Object.fromEntries(
          Object.keys(value)
            .filter((key) => key !== '__typename')
            .sort()
            .map((key) => [key, sorted(value[key])]),
        )
      : value;
