import {
  type GraphQLArgument,
  type GraphQLEnumType,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLNonNull,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  getOperationAST,
  getVariableValues,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  typeFromAST,
  visit,
} from 'graphql';
import { estimateOf } from '../../src/graph/estimates.js';
import { Fault } from '../../src/kernel/errors.js';
import { parseId } from '../../src/kernel/ids.js';
import type { Noun } from './world.js';

/** An operation, and what is sent along. */
export interface Operation {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Root fields that the reader does not answer, or not with values at random. */
export const notDrawn = ['viewer', 'gridAt', 'similarIncidents', 'explainRouting', 'incidentRepeats', 'enumLabels'];

/** Times of a week that somebody is wanted at. */
const wantedTimes = [
  { weekday: 'SATURDAY', from: '09:00', to: '11:00' },
  { weekday: 'MONDAY', from: '18:30', to: '20:00' },
];

/** What statistics are grouped by: never more than they tell, and one or two that differ. */
const groupings = [
  ...[
    ['DAY'],
    ['WEEK'],
    ['MONTH'],
    ['CATEGORY'],
    ['TOP_CATEGORY'],
    ['DOMAIN'],
    ['CHANNEL'],
    ['URGENCY'],
    ['STATE'],
    ['GRID'],
    ['COMMUNITY'],
    ['HOLDER'],
    ['CHILD'],
  ],
  ...[
    ['DOMAIN', 'STATE'],
    ['MONTH', 'CHANNEL'],
    ['COMMUNITY', 'STATE'],
    ['CHILD', 'URGENCY'],
    ['CATEGORY', 'MONTH'],
    ['WEEK', 'URGENCY'],
  ],
];

/** Where random operations take their values from, so that they find something. */
export interface Source {
  /** Public ids, by noun; some that nobody ever gave out among them. */
  readonly ids: (noun: Noun) => readonly string[];
  /** Values for String arguments, by name: code, codes, text, serialNumber … */
  readonly texts: (argument: string) => readonly string[];
  /** Terms of an enum that occur in the data. */
  readonly terms: (type: string) => readonly string[];
  /** Cursors of earlier pages of a noun in an order. */
  readonly cursors: (noun: string, order: string) => readonly string[];
  readonly days: readonly string[];
  readonly instants: readonly string[];
  /** Half-open spans of days. */
  readonly periods: readonly { readonly from: string; readonly to: string }[];
  readonly defaultOrder: (noun: string) => string;
}

/** How many objects one place of an answer may hold, more or less; how deep and how wide an operation becomes. */
const MOST_TIMES = 300;
/** The same as the cost limits reckon it, who take each list for as long as it may be. */
const MOST_COST = 8_000;
const MOST_FIELDS = 80;
const DEEPEST = 9;

/** What a response key stands for, so that the same key is never asked to be two things. */
interface Taken {
  readonly name: string;
  readonly args: string;
  readonly type: string;
  readonly scope: Scope;
}
type Scope = Map<string, Taken>;

/** Where in the answer: how deep, and how often, by guess and by the limits' reckoning. */
interface Spot {
  readonly depth: number;
  readonly times: number;
  readonly cost: number;
}

interface Fragment {
  readonly name: string;
  readonly on: string;
  readonly at: Spot;
  readonly scope: Scope;
}

interface Mark {
  readonly definitions: number;
  readonly known: number;
  readonly fragments: number;
  readonly names: readonly string[];
}

const ABSENT = Symbol('absent');

/** A random read of the schema that the cost limits let run. Everything is drawn from the seed. */
export function randomOperation(seed: number, schema: GraphQLSchema, source: Source, roots: readonly string[]): Operation {
  const dice = diceOf(seed);
  for (;;) {
    const operation = new Builder(dice, schema, source, roots).build();
    if (mayRun(schema, operation)) return operation;
  }
}

/** Whether the cost limits let it run. */
function mayRun(schema: GraphQLSchema, { text, variables }: Operation): boolean {
  const document = parse(text);
  const operation = getOperationAST(document)!;
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  try {
    estimateOf(schema, document, operation, coerced!);
    return true;
  } catch (error) {
    if (error instanceof Fault && error.code === 'COST_LIMIT') return false;
    throw error;
  }
}

/** The same document with other values for its variables, as far as the cost limits let it run: what a plan must not have kept of the first ones. */
export function otherVariables(seed: number, schema: GraphQLSchema, source: Source, { text, variables }: Operation): Operation {
  const builder = new Builder(diceOf(seed), schema, source, []);
  const types = new Map<string, GraphQLInputType>();
  visit(parse(text), {
    VariableDefinition: ({ variable, type, defaultValue }) => {
      const written = typeFromAST(schema, type as never) as unknown as GraphQLInputType;
      // With a default it may stand where null is no value.
      const takesNull = isNonNullType(written) || !defaultValue || defaultValue.kind === Kind.NULL;
      types.set(variable.name.value, takesNull ? written : new GraphQLNonNull(written));
    },
  });
  // A cursor belongs to an order: where there are cursors, orders stay.
  const keepsOrders = /\b(after|before):/.test(text);
  const others = Object.entries(variables).map(([name, value]) => [
    name,
    builder.other(value, types.get(name)!, keepsOrders, new RegExp(`within: \\$${name}\\b`).test(text)),
  ]);
  const operation = { text, variables: Object.fromEntries(others) };
  return mayRun(schema, operation) ? operation : { text, variables };
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function diceOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

class Builder {
  readonly #definitions: string[] = [];
  readonly #variables: Record<string, unknown> = {};
  readonly #known: { readonly name: string; readonly type: string; readonly value: unknown }[] = [];
  readonly #fragments: Fragment[] = [];
  readonly #bodies: string[] = [];
  #fields = MOST_FIELDS;
  #names = 0;

  constructor(
    private readonly dice: () => number,
    private readonly schema: GraphQLSchema,
    private readonly source: Source,
    private readonly roots: readonly string[],
  ) {}

  build(): Operation {
    const body = this.#query();
    const variables = this.#definitions.length > 0 ? `(${this.#definitions.join(', ')})` : '';
    return { text: [`query Random${variables} ${body}`, ...this.#bodies].join('\n'), variables: this.#variables };
  }

  /** Another value of the same type; texts stay as they are. */
  other(value: unknown, type: GraphQLInputType, keepsOrders: boolean, isPlace = false): unknown {
    const nullable = getNullableType(type);
    if (value === null || (keepsOrders && /Order/.test(getNamedType(type).name))) return value;
    // Others might make more groups than are told.
    if (getNamedType(type).name === 'StatisticsDimension') return value;
    if (isInputObjectType(nullable)) {
      if (nullable.name === 'PeriodInput') return this.#pick(this.source.periods);
      if (nullable.name === 'WantedTimeInput') return this.#pick(wantedTimes);
      if (!isNonNullType(type) && this.#chance(15)) return null;
      const fields = nullable.getFields();
      return Object.fromEntries(
        Object.entries(value as object).map(([name, inner]) => [
          name,
          this.other(inner, fields[name]!.type, keepsOrders, name === 'within'),
        ]),
      );
    }
    if (isListType(nullable)) {
      const items = (Array.isArray(value) ? value : [value]).map((item) => this.other(item, nullable.ofType, keepsOrders));
      return this.#chance(30) ? items.concat(items.slice(0, 1)) : this.#chance(20) ? items.slice(1) : items;
    }
    if (isEnumType(nullable)) return this.#pick(nullable.getValues().map(({ name }) => name));
    switch ((nullable as { name: string }).name) {
      case 'Boolean':
        return this.#chance(75) ? !value : value;
      case 'Int':
        return this.#int(1, 6);
      case 'Date':
        return this.#pick(this.source.days);
      case 'DateTime':
        return this.#pick(this.source.instants);
      case 'ID': {
        const noun = parseId(String(value))!.noun as Noun;
        return this.#pick(this.source.ids(isPlace ? this.#pick(['Organization', 'Grid', 'Stairwell']) : noun));
      }
      default:
        return value;
    }
  }

  // -------------------------------------------------------------------------------------------------------------- dice

  #int(min: number, max: number): number {
    return min + Math.floor(this.dice() * (max - min + 1));
  }
  #chance(percent: number): boolean {
    return this.#int(1, 100) <= percent;
  }
  #pick<T>(from: readonly T[]): T {
    return from[this.#int(0, from.length - 1)]!;
  }
  /** Mostly different ones. */
  #few<T>(from: readonly T[], most: number): T[] {
    const some = this.#some(from, most);
    return this.#chance(85) ? [...new Set(some)] : some;
  }
  #some<T>(from: readonly T[], most: number): T[] {
    return Array.from({ length: this.#int(1, most) }, () => this.#pick(from));
  }

  // -------------------------------------------------------------------------------------------------------------- selections

  #query(): string {
    const scope: Scope = new Map();
    const query = this.schema.getQueryType()!;
    const one = () => this.#field(query, query.getFields()[this.#pick(this.roots)]!, { depth: 1, times: 1, cost: 1 }, scope);
    const fields = Array.from({ length: this.#int(1, 3) }, one);
    if (this.#chance(15)) fields.push(this.#typename(scope));
    if (this.#chance(15)) fields.push(this.#wrapped('Query', one()));
    return `{ ${fields.join(' ')} }`;
  }

  /** The selection set of an object or interface: some leaves, fewer objects, now and then inside fragments. */
  #selection(type: string, at: Spot, scope: Scope): string {
    const parts = this.#parts(type, at, scope);
    if (this.#chance(12)) parts.push(this.#wrapped(type, this.#parts(type, at, scope).join(' ')));
    if (this.#chance(12)) parts.push(this.#namedFragment(type, at, scope));
    return `{ ${parts.join(' ')} }`;
  }

  #parts(type: string, at: Spot, scope: Scope): string[] {
    const parts: string[] = [];
    const named = this.schema.getType(type);
    if (isInterfaceType(named)) {
      if (this.#chance(40)) parts.push(`id`);
      scope.set('id', scope.get('id') ?? { name: 'id', args: '', type: 'ID!', scope: new Map() });
      const types = this.schema.getPossibleTypes(named).map(({ name }) => name);
      for (const on of new Set(this.#some(types, 3))) parts.push(`... on ${on} ${this.#selection(on, at, scope)}`);
      return parts;
    }
    const fields = Object.values((named as GraphQLObjectType).getFields());
    const leaves = fields.filter((field) => isLeafType(getNamedType(field.type)));
    const objects = fields.filter((field) => isCompositeType(getNamedType(field.type)));
    if (leaves.length > 0)
      for (const leaf of this.#few(leaves, type === 'PageInfo' ? 4 : 3))
        parts.push(this.#field(named as GraphQLObjectType, leaf, at, scope));
    if (this.#chance(10)) parts.push(this.#typename(scope));
    const most = at.depth >= DEEPEST || this.#fields <= 0 ? 0 : at.depth <= 3 ? 3 : this.#chance(60) ? 1 : 2;
    const isThin = /Connection$|Edge$/.test(type);
    const count = isThin ? this.#int(1, 2) : at.depth === 2 && most > 0 ? this.#int(1, most) : most === 0 ? 0 : this.#int(0, most);
    for (const field of count > 0 && objects.length > 0 ? this.#some(objects, count) : []) {
      if (at.times * sizeOf(field, {}) > MOST_TIMES || at.cost * mostOf(field) > MOST_COST) continue;
      parts.push(this.#field(named as GraphQLObjectType, field, at, scope));
    }
    if (parts.length === 0) parts.push(this.#typename(scope));
    return parts;
  }

  #typename(scope: Scope): string {
    const key = this.#key(scope, '__typename', '__typename', '', 'String!');
    return key === '__typename' ? key : `${key}: __typename`;
  }

  #field(parent: GraphQLObjectType, field: GraphQLField<unknown, unknown>, at: Spot, scope: Scope): string {
    this.#fields--;
    const type = String(field.type);
    // The same field once more under the same key: the selections merge.
    const before = [...scope].find(([, taken]) => taken.name === field.name && taken.type === type);
    if (before && before[1].args === '' && this.#chance(30)) return this.#written(before[0], field, '', before[1], at, sizeOf(field, {}));
    const { text: args, size } = this.#arguments(parent.name, field, at);
    const wanted = this.#chance(25) ? this.#pick(['a', 'b', 'x1', 'name', 'id', 'nodes', 'toString']) : field.name;
    const key = this.#key(scope, wanted, field.name, args, type);
    return this.#written(key, field, args, scope.get(key)!, at, size);
  }

  #written(key: string, field: GraphQLField<unknown, unknown>, args: string, taken: Taken, at: Spot, size: number): string {
    const name = key === field.name ? key : `${key}: ${field.name}`;
    const named = getNamedType(field.type);
    const below = isLeafType(named)
      ? ''
      : ` ${this.#selection(named.name, { depth: at.depth + 1, times: at.times * size, cost: at.cost * Math.max(size, mostOf(field)) }, taken.scope)}`;
    return `${name}${args}${this.#directives()}${below}`;
  }

  /** A response key that is free, or stands for the very same. */
  #key(scope: Scope, wanted: string, name: string, args: string, type: string): string {
    for (let key = wanted; ; key = `k${++this.#names}`) {
      const taken = scope.get(key);
      if (!taken) scope.set(key, { name, args, type, scope: new Map() });
      else if (taken.name !== name || taken.args !== args || taken.type !== type) continue;
      return key;
    }
  }

  #directives(): string {
    if (!this.#chance(8)) return '';
    const [name, value] = [this.#pick(['skip', 'include']), this.#chance(50)];
    const skips = name === 'skip' ? 'include' : 'skip';
    const second = this.#chance(15) ? ` @${skips}(if: ${this.#emit(this.#chance(50), this.#nonNullBoolean())})` : '';
    return ` @${name}(if: ${this.#emit(value, this.#nonNullBoolean())})${second}`;
  }

  #nonNullBoolean(): GraphQLInputType {
    return this.schema.getDirective('skip')!.args[0]!.type;
  }

  /** In an inline fragment, sometimes one through the interface, which may lead nowhere. */
  #wrapped(type: string, body: string): string {
    const object = this.schema.getType(type);
    const isNode = isObjectType(object) && object.getInterfaces().some(({ name }) => name === 'Node');
    const condition = this.#pick(['', ` on ${type}`]);
    if (isNode && this.#chance(30))
      return `... on Node${this.#directives()} { __typename ... on ${type} { ${body} } ... on StationSite { never: address } }`;
    return `...${condition}${this.#directives()} { ${body} }`;
  }

  #namedFragment(type: string, at: Spot, scope: Scope): string {
    const known = this.#fragments.find(
      (one) =>
        one.on === type && one.at.depth >= at.depth && one.at.times >= at.times && one.at.cost >= at.cost && mergeable(one.scope, scope),
    );
    if (known && this.#chance(60)) {
      merge(known.scope, scope);
      return `...${known.name}${this.#directives()}`;
    }
    // Its own scope, so that it can be spread elsewhere; merged into this one where the two agree.
    const own: Scope = new Map();
    const mark = this.#mark();
    const body = this.#parts(type, at, own).join(' ');
    if (!mergeable(own, scope)) {
      this.#forgetAfter(mark);
      return '__typename';
    }
    const name = `F${this.#fragments.length + 1}`;
    this.#bodies.push(`fragment ${name} on ${type} { ${body} }`);
    this.#fragments.push({ name, on: type, at, scope: own });
    merge(own, scope);
    return `...${name}${this.#directives()}`;
  }

  /** What is defined so far; what a body that is thrown away has defined since is thrown away, too. */
  #mark(): Mark {
    const [definitions, known, fragments] = [this.#definitions.length, this.#known.length, this.#fragments.length];
    return { definitions, known, fragments, names: Object.keys(this.#variables) };
  }
  #forgetAfter(mark: Mark): void {
    this.#definitions.length = mark.definitions;
    this.#known.length = mark.known;
    this.#fragments.length = mark.fragments;
    this.#bodies.length = mark.fragments;
    for (const name of Object.keys(this.#variables)) if (!mark.names.includes(name)) delete this.#variables[name];
  }

  // -------------------------------------------------------------------------------------------------------------- arguments

  /** The arguments of a field as text, and how many objects it answers, more or less. */
  #arguments(parent: string, field: GraphQLField<unknown, unknown>, at: Spot): { text: string; size: number } {
    const values = this.#argumentValues(parent, field, at);
    const size = sizeOf(field, values);
    const written = field.args.flatMap((argument) => {
      const value = values[argument.name];
      if (value === undefined) return [];
      const text = this.#emitOptional(value, argument.type);
      return text === null ? [] : [`${argument.name}: ${text}`];
    });
    // Arguments have no order.
    if (this.#chance(30)) written.reverse();
    return { text: written.length > 0 ? `(${written.join(', ')})` : '', size };
  }

  #argumentValues(parent: string, field: GraphQLField<unknown, unknown>, at: Spot): Record<string, unknown> {
    const names = field.args.map(({ name }) => name);
    const argument = (name: string): GraphQLArgument => field.args.find((one) => one.name === name)!;
    const values: Record<string, unknown> = {};
    const nothing = () => (this.#chance(20) ? null : undefined);

    if (names.includes('first')) {
      const noun = getNamedType(field.type).name.replace(/Connection$/, '');
      const order = names.includes('orderBy') && this.#chance(40) ? this.#inputObject(argument('orderBy').type, 0) : null;
      if (names.includes('orderBy')) values.orderBy = order ?? nothing();
      const key = order ? `${order.field} ${order.direction}` : this.source.defaultOrder(noun);
      const cursors = this.source.cursors(noun, key);
      for (const name of ['after', 'before'])
        if (names.includes(name))
          values[name] = cursors.length > 0 && this.#chance(name === 'after' ? 30 : 20) ? this.#pick(cursors) : nothing();
      const most = Math.max(1, Math.min(100, Math.floor(Math.min(MOST_TIMES / at.times, MOST_COST / at.cost))));
      const count = this.#chance(8) ? most : this.#int(1, Math.min(6, most));
      const isOmitted = most >= 20 && this.#chance(20);
      const isBackward = names.includes('last') && this.#chance(35);
      if (names.includes('last')) values.last = isBackward && !isOmitted ? count : nothing();
      values.first = isBackward || isOmitted ? nothing() : count;
      if (names.includes('depth')) values.depth = this.#chance(60) ? this.#pick([0, 1, 2, 3, -1, 50]) : nothing();
      if (names.includes('filter')) values.filter = this.#chance(55) ? this.#inputObject(argument('filter').type, 0) : nothing();
      if (names.includes('asOf')) values.asOf = this.#chance(50) ? this.#pick(this.source.days) : nothing();
      // What a list demands beside its page: which one, of what.
      for (const { name, type } of field.args) if (isNonNullType(type)) values[name] = this.#input(`${field.name}.${name}`, type, 0);
      return values;
    }
    if (parent === 'Query' && names.length === 2) {
      const [chosen, other] = this.#chance(50) ? names : names.toReversed();
      const noun = getNamedType(field.type).name as Noun;
      values[chosen!] = chosen === 'id' ? this.#pick(this.source.ids(noun)) : this.#pick(this.source.texts(`${field.name}.${chosen}`));
      values[other!] = nothing();
      return values;
    }
    for (const { name, type } of field.args) {
      if (name === 'ids')
        values.ids = this.#chance(5)
          ? []
          : this.#some(this.source.ids(this.#anyNoun()), 3).concat(this.#some(this.source.ids(this.#anyNoun()), 4));
      else if (name === 'id')
        values.id = this.#pick(this.source.ids(field.name === 'node' ? this.#anyNoun() : (getNamedType(field.type).name as Noun)));
      else if (isNonNullType(type) || this.#chance(50))
        values[name] = this.#input(parent === 'Query' ? `${field.name}.${name}` : name, type, 0);
      else values[name] = nothing();
    }
    return values;
  }

  #anyNoun(): Noun {
    return this.#pick(this.schema.getPossibleTypes(this.schema.getType('Node') as never)).name as Noun;
  }

  #inputObject(type: GraphQLInputType, depth: number): Record<string, unknown> {
    const object = getNamedType(type) as GraphQLInputObjectType;
    if (object.name === 'PeriodInput') return this.#pick(this.source.periods);
    if (object.name === 'WantedTimeInput') return this.#pick(wantedTimes);
    const fields = Object.values(object.getFields());
    const required = fields.filter((field) => isNonNullType(field.type));
    const optional = fields.filter((field) => !isNonNullType(field.type) && (depth < 2 || !['and', 'or', 'not'].includes(field.name)));
    const chosen = required.length > 0 ? required : optional.length > 0 ? this.#some(optional, 2) : [];
    const value: Record<string, unknown> = {};
    for (const field of chosen) value[field.name] = this.#input(field.name, field.type, depth + 1, object.name.replace(/Filter$/, ''));
    return value;
  }

  /** A value of an input type; its name tells what it is about, and the noun whose filter it is part of. */
  #input(name: string, type: GraphQLInputType, depth: number, noun = ''): unknown {
    const nullable = getNullableType(type);
    if (name === 'by') return this.#pick(groupings);
    if (isListType(nullable)) {
      const items = Array.from({ length: this.#int(0, 3) }, () => this.#input(name, nullable.ofType, depth, noun));
      return items;
    }
    if (isInputObjectType(nullable)) return this.#inputObject(nullable, depth);
    if (isEnumType(nullable)) {
      const terms = this.source.terms(nullable.name);
      const all = (nullable as GraphQLEnumType).getValues().map((term) => term.name);
      return this.#pick(terms.length > 0 && this.#chance(80) ? terms : all);
    }
    switch ((nullable as { name: string }).name) {
      case 'Boolean':
        return this.#chance(50);
      case 'Int':
        return this.#int(0, 4);
      case 'Date':
        return this.#pick(this.source.days);
      case 'DateTime':
        return this.#pick(this.source.instants);
      case 'ID':
        return this.#pick(this.source.ids(nounOfArgument(name, noun, this.#int(0, 9))));
      default:
        return this.#pick(this.source.texts(name));
    }
  }

  // -------------------------------------------------------------------------------------------------------------- values as text

  /** Null is written as null, as a variable that is null, or as one that is not there at all. */
  #emitOptional(value: unknown, type: GraphQLInputType): string | null {
    if (value !== null) return this.#emit(value, type);
    if (this.#chance(40)) return 'null';
    return this.#chance(50) ? this.#variable(String(type), null, '') : this.#variable(String(type), ABSENT, '');
  }

  /** A value as a literal or as a variable, or as a literal with variables in it. */
  #emit(value: unknown, type: GraphQLInputType): string {
    if (!this.#chance(35)) return this.#literal(value, type, true);
    const text = String(type);
    const nullable = String(getNullableType(type));
    const known = this.#known.find(
      (one) => (one.type === text || one.type === `${text}!`) && JSON.stringify(one.value) === JSON.stringify(value),
    );
    if (known && this.#chance(70)) return `$${known.name}`;
    const sent = Array.isArray(value) && value.length === 1 && this.#chance(20) ? value[0] : value;
    switch (this.#int(0, 4)) {
      case 0:
        return this.#variable(`${nullable}!`, sent, '');
      case 1:
        return this.#variable(nullable, ABSENT, ` = ${this.#literal(value, type, false)}`);
      case 2:
        return isNonNullType(type)
          ? this.#variable(nullable, sent, ` = ${this.#literal(value, type, false)}`)
          : this.#variable(nullable, sent, ' = null');
      default:
        return this.#variable(text, sent, '');
    }
  }

  #variable(type: string, value: unknown, orElse: string): string {
    const name = `v${++this.#names}`;
    this.#definitions.push(`$${name}: ${type}${orElse}`);
    if (value !== ABSENT) this.#variables[name] = value;
    if (value !== ABSENT && orElse === '') this.#known.push({ name, type, value });
    return `$${name}`;
  }

  #literal(value: unknown, type: GraphQLInputType, mixed: boolean): string {
    const nullable = getNullableType(type);
    const inner = (item: unknown, of: GraphQLInputType) =>
      mixed ? (item === null ? 'null' : this.#emit(item, of)) : this.#literal(item, of, false);
    if (value === null) return 'null';
    if (isListType(nullable)) {
      const items = value as unknown[];
      if (items.length === 1 && this.#chance(15)) return this.#literal(items[0], nullable.ofType, mixed);
      return `[${items.map((item) => inner(item, nullable.ofType)).join(this.#pick([', ', ' ']))}]`;
    }
    if (isInputObjectType(nullable)) {
      const fields = nullable.getFields();
      // The two ends of a period go together.
      if (nullable.name === 'PeriodInput' || nullable.name === 'WantedTimeInput') mixed = false;
      const written = Object.entries(value as object).map(([name, item]) => `${name}: ${inner(item, fields[name]!.type)}`);
      // A field that is not there: null, or a variable without a value.
      const absent = Object.values(fields).find((field) => !isNonNullType(field.type) && !(field.name in (value as object)));
      if (mixed && absent && this.#chance(10)) written.push(`${absent.name}: ${this.#emitOptional(null, absent.type)}`);
      return `{${written.join(', ')}}`;
    }
    return isEnumType(nullable) ? String(value) : JSON.stringify(value);
  }
}

function sizeOf(field: GraphQLField<unknown, unknown>, values: Record<string, unknown>): number {
  if (field.args.some(({ name }) => name === 'first')) return Number(values.first ?? values.last ?? 20);
  if (Array.isArray(values.ids)) return values.ids.length;
  return isListType(getNullableType(field.type)) && isCompositeType(getNamedType(field.type)) && !['edges', 'nodes'].includes(field.name)
    ? 4
    : 1;
}

/** How long a plain list is taken to be at most. */
function mostOf(field: GraphQLField<unknown, unknown>): number {
  const size = field.astNode?.directives
    ?.flatMap(({ arguments: given }) => given ?? [])
    .find(({ name }) => name.value === 'assumedSize')?.value;
  return size?.kind === Kind.INT ? Number(size.value) : 1;
}

const nounOfArgument = (name: string, filtered: string, dice: number): Noun => {
  if (name === 'statistics.scope' || name === 'coverageGaps.scope') return dice < 6 ? 'Organization' : 'Grid';
  if (name === 'within' || name === 'toldId') return dice < 5 ? 'Organization' : dice < 8 ? 'Grid' : 'Stairwell';
  if (name === 'ids') return filtered as Noun;
  if (name === 'categories') return 'IncidentCategory';
  if (['assigneeId', 'actorId', 'leaderId', 'responsibleId', 'personId'].includes(name)) return 'Person';
  if (name === 'subjectId') return dice < 5 ? 'Person' : 'Organization';
  if (name === 'stationId') return 'Station';
  if (name === 'bodyId') return 'DeliberationBody';
  if (name === 'teamId' || name === 'teamIds') return 'VolunteerTeam';
  if (name === 'stairwellId') return 'Stairwell';
  return ['holderId', 'organizationId', 'departmentId', 'supervisedId', 'utilityId'].includes(name) ? 'Organization' : 'Incident';
};

/** Whether two scopes can be one selection set: what they share is the same all the way down. */
function mergeable(a: Scope, b: Scope): boolean {
  return [...a].every(([key, taken]) => {
    const other = b.get(key);
    return (
      !other || (other.name === taken.name && other.args === taken.args && other.type === taken.type && mergeable(taken.scope, other.scope))
    );
  });
}

function merge(from: Scope, into: Scope): void {
  for (const [key, taken] of from) {
    const other = into.get(key);
    if (other) merge(taken.scope, other.scope);
    else into.set(key, taken);
  }
}
