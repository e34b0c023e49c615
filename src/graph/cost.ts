import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  getIntrospectionQuery,
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  valueFromASTUntyped,
} from 'graphql';
import { tooCostly } from '../kernel/errors.js';
import { remembered } from '../kernel/memo.js';
import { LARGEST_PAGE, wrongPageSize } from '../read/connection.js';
import { Bindings, type Use } from './bindings.js';
import { costDirective, listSizeDirective, maxLengthDirective } from './directives.js';
import { introspectedBytesOf, introspectionSizes } from './introspection.js';
import type { Bound } from './list-bound.js';

export const DEFAULT_PAGE = 20;
const DEEPEST = 12;
const MOST_ALIASES = 30;
/** Fields looked at while estimating: fragments that spread fragments can make a small document exponential. */
const MOST_FIELDS = 20_000;

/** One unit is an object that PostgreSQL reads by an index and writes as JSON: a microsecond or two. */
const LEAF = 0.2;
/** A related row is looked up, whether it is there or not. */
const LOOKUP = 3;
/** A list is looked up, ordered and cut, however few rows it has. */
const CONNECTION = 20;
/** PostgreSQL plans each relation that stands in the document, whether it has rows or not. */
const PLANNED = 50;
/** A verb is a transaction of its own. */
const COMMAND = 2_000;
/** graphql-js answers introspection field by field: of an object it makes a list of fields as well. */
const INTROSPECTED_OBJECT = 3;

interface Limit {
  readonly units: number;
  readonly bytes: number;
}
const MEBIBYTE = 1_048_576;
/** What is executed once. */
const ONCE: Limit = { units: 500_000, bytes: 64 * MEBIBYTE };
/** What is read again at every event. */
const PER_EVENT: Limit = { units: 50_000, bytes: 6 * MEBIBYTE };
/** Introspection is the one thing that is executed in one go, and keeps all others waiting meanwhile: it may cost what tools ask of this schema, and a quarter more. */
const SPARE_INTROSPECTION = 1.25;

/** What an operation may cost at most; a subscription: one event of it. */
export interface Cost {
  /** Objects in the answer. */
  readonly nodes: number;
  /** Of the answer as JSON in UTF-8, keys included. */
  readonly bytes: number;
  /** The price in units of a microsecond or two of PostgreSQL's time: objects, leaves, computed fields, filters and planning. */
  readonly total: number;
  /** Levels of fields. */
  readonly depth: number;
}

/** A cost as far as it does not depend on the values of variables, and where these are used. */
export interface Estimated extends Cost {
  readonly uses: readonly Use[];
  readonly bound: number;
}

const introspectionLimits = new WeakMap<GraphQLSchema, number>();

const mostIntrospection = (schema: GraphQLSchema): number =>
  remembered(introspectionLimits, schema, () => {
    const { definitions } = parse(
      getIntrospectionQuery({
        ...{ descriptions: true, specifiedByUrl: true, directiveIsRepeatable: true },
        ...{ schemaDescription: true, inputValueDeprecation: true, oneOf: true },
      }),
    );
    const fragments = new Map(
      definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])),
    );
    const operation = definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)!;
    const unlimited = { units: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };
    const walk = new Walk(schema, fragments, {}, new Bindings(OperationTypeNode.QUERY), unlimited, () => Number.POSITIVE_INFINITY);
    walk.object(schema.getQueryType()!, [operation.selectionSet], 1, 1, NOTHING_ABOVE);
    return Math.ceil(walk.units * SPARE_INTROSPECTION);
  });

const number = (n: number): string => n.toLocaleString('en');

const limitOf = ({ operation }: OperationDefinitionNode): Limit => (operation === OperationTypeNode.SUBSCRIPTION ? PER_EVENT : ONCE);

/**
 * What an operation may cost, before anything runs: directives and list sizes resolved by the variables, never less than what the answer holds.
 * Throws COST_LIMIT or BAD_USER_INPUT for what is not run at all. See {@link withValues} for the rest.
 */
export function estimate(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Estimated {
  const fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])),
  );
  const walk = new Walk(schema, fragments, variables, new Bindings(operation.operation), limitOf(operation), () =>
    mostIntrospection(schema),
  );
  walk.object(schema.getRootType(operation.operation)!, [operation.selectionSet], 1, 1, NOTHING_ABOVE);
  return walk.result();
}

/** The whole cost of a run with these variables. Throws BAD_USER_INPUT for a value that is too long, COST_LIMIT for too many of them. */
export function withValues(operation: OperationDefinitionNode, known: Estimated, variables: Readonly<Record<string, unknown>>): Cost {
  const { nodes, bytes, depth, uses } = known;
  const bindings = new Bindings(operation.operation, known.bound);
  for (const use of uses) bindings.take(use, variables[use.variable]);
  const total = Math.ceil(known.total + bindings.weight);
  refuse(total, bytes, limitOf(operation));
  return { nodes, bytes, total, depth };
}

function refuse(units: number, bytes: number, most: Limit): void {
  if (units > most.units)
    throw tooCostly(
      'The operation may cost more than {max} units; ask for fewer rows or fields. 操作开销可能超过 {max} 个单位，请减少行数或字段。',
      { max: number(most.units) },
    );
  if (bytes > most.bytes)
    throw tooCostly(
      'The answer may have more than {max} MiB; ask for fewer rows, or fewer long texts at once. 结果可能超过 {max} MiB，请减少行数或一次选取的长文本。',
      { max: most.bytes / MEBIBYTE },
    );
}

/** What the list of a connection answers, handed down to its edges and nodes. */
interface Sizing {
  readonly fields: readonly string[];
  readonly size: number;
}

type Given = (argument: string) => unknown;

/** What a field passes down to those below it. */
interface Above {
  readonly sizing: Sizing | null;
  /** An argument of the field, or of one above it. */
  readonly given: Given;
}
const NOTHING_ABOVE: Above = { sizing: null, given: () => undefined };

interface Selected {
  readonly type: GraphQLCompositeType;
  readonly nodes: FieldNode[];
}

/** `"key" : value, ` as PostgreSQL writes it. */
const AROUND_FIELD = 7;
/** Braces, and what stands between two objects. */
const AROUND_OBJECT = 6;

class Walk {
  nodes = 0;
  bytes = 0;
  units = 0;
  depth = 0;
  #introspected = 0;
  #fields = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    private readonly variables: Readonly<Record<string, unknown>>,
    private readonly bindings: Bindings,
    private readonly most: Limit,
    private readonly mostIntrospection: () => number,
  ) {}

  result(): Estimated {
    const { nodes, bytes, depth, bindings } = this;
    return { nodes, bytes, depth, total: this.units + bindings.weight, uses: bindings.uses, bound: bindings.bytes };
  }

  object(type: GraphQLCompositeType, sets: readonly SelectionSetNode[], times: number, depth: number, above: Above): void {
    this.bytes += times * AROUND_OBJECT;
    for (const [key, { type: parent, nodes }] of this.#collected(type, sets)) this.#field(parent, key, nodes, times, depth, above);
  }

  #collected(type: GraphQLCompositeType, sets: readonly SelectionSetNode[]): (readonly [key: string, selected: Selected])[] {
    const keys = new Map<string, Selected>();
    for (const set of sets) this.#collect(type, set, keys);
    refuseAliases(keys.values());
    return [...keys].map(([key, selected]) => [key.slice(key.indexOf(' ') + 1), selected] as const);
  }

  /** Fields by response key. Where fragments speak of several types, each type's fields are counted: the answer holds no more. */
  #collect(type: GraphQLCompositeType, set: SelectionSetNode, keys: Map<string, Selected>): void {
    for (const node of set.selections) {
      if (++this.#fields > MOST_FIELDS)
        throw tooCostly('The operation selects more than {max} fields. 操作选取的字段超过 {max} 个。', { max: number(MOST_FIELDS) });
      if (node.directives && node.directives.length > 0) {
        if (getDirectiveValues(GraphQLSkipDirective, node, this.variables)?.if === true) continue;
        if (getDirectiveValues(GraphQLIncludeDirective, node, this.variables)?.if === false) continue;
      }
      if (node.kind === Kind.FIELD) {
        const key = `${type.name} ${node.alias?.value ?? node.name.value}`;
        const same = keys.get(key);
        if (same) same.nodes.push(node);
        else keys.set(key, { type, nodes: [node] });
        continue;
      }
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : this.fragments.get(node.name.value);
      const condition = fragment?.typeCondition ? this.schema.getType(fragment.typeCondition.name.value) : type;
      if (fragment && isCompositeType(condition)) this.#collect(condition, fragment.selectionSet, keys);
    }
  }

  #field(parent: GraphQLCompositeType, key: string, nodes: readonly FieldNode[], times: number, depth: number, above: Above): void {
    const [node] = nodes as [FieldNode];
    this.bytes += times * (key.length + AROUND_FIELD);
    if (node.name.value === SchemaMetaFieldDef.name || node.name.value === TypeMetaFieldDef.name) {
      this.#introspection(node.name.value, nodes, times);
      return;
    }
    this.depth = Math.max(this.depth, depth);
    if (depth > DEEPEST) throw tooCostly('The operation is nested more than {max} levels deep. 操作嵌套超过 {max} 层。', { max: DEEPEST });
    const field = fieldOf(parent, node.name.value);
    if (!field) return;
    const { weight, leafBytes } = factsOf(field);
    this.units += times * weight + (parent === this.schema.getMutationType() ? COMMAND : 0);
    if (leafBytes !== null) {
      this.units += times * LEAF;
      this.bytes += times * leafBytes;
      return;
    }
    const { sizing } = above;
    const given: Given = (argument) => this.#argument(node, argument) ?? above.given(argument);
    const sizes = nodes.map((same) => this.#size(field, same, sizing, given));
    const size = Math.max(...sizes.map(({ own }) => own));
    this.#bind(field, node, times);
    this.nodes += times * size;
    const isPartOfPage = sizing !== null && (sizing.fields.includes(field.name) || field.name === 'pageInfo');
    this.units += times * (size + (isPartOfPage ? 0 : sizes[0]!.below ? CONNECTION : LOOKUP)) + (isPartOfPage ? 0 : PLANNED);
    refuse(this.units, this.bytes, this.most);
    const sets = nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
    this.object(getNamedType(field.type) as GraphQLCompositeType, sets, times * size, depth + 1, { sizing: sizes[0]!.below, given });
  }

  /** Types, fields and arguments as often as the schema has them; see {@link introspectionSizes}. */
  #introspection(root: string, nodes: readonly FieldNode[], times: number): void {
    const sizes = introspectionSizes(this.schema);
    const most = this.mostIntrospection();
    const walk = (type: GraphQLCompositeType, sets: readonly SelectionSetNode[], count: number, every: number): void => {
      this.nodes += count;
      this.#introspected += count * INTROSPECTED_OBJECT;
      this.bytes += count * AROUND_OBJECT;
      for (const [key, { nodes }] of this.#collected(type, sets)) {
        const name = nodes[0]!.name.value;
        this.bytes += count * (key.length + AROUND_FIELD);
        this.#introspected += count;
        if (this.#introspected > most)
          throw tooCostly(
            'The introspection may answer more than {max} fields and objects; ask for fewer lists within lists. 内省结果可能超过 {max} 个字段和对象，请减少嵌套的列表。',
            { max: number(most) },
          );
        const field = fieldOf(type, name);
        const below = field && getNamedType(field.type);
        if (!isCompositeType(below)) {
          this.bytes += count * introspectedBytesOf(sizes, name);
          continue;
        }
        const list = sizes.lists.get(`${type.name}.${name}`);
        // All owners together have what the schema has; of other owners, each may be the one that has most.
        const next = list === undefined ? count : every > 0 ? every * list.all : count * list.longest;
        const all = list?.isOwned ? every : 0;
        const inner = nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
        walk(below, inner, next, all);
      }
    };
    const sets = nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
    const isSchema = root === SchemaMetaFieldDef.name;
    const type = getNamedType(isSchema ? SchemaMetaFieldDef.type : TypeMetaFieldDef.type) as GraphQLCompositeType;
    const before = this.#introspected;
    walk(type, sets, times, isSchema ? times : 0);
    this.units += this.#introspected - before;
    refuse(this.units, this.bytes, this.most);
  }

  #bind(field: GraphQLField<unknown, unknown>, { arguments: given = [] }: FieldNode, times: number): void {
    for (const { name, value } of given) {
      const argument = field.args.find((other) => other.name === name.value);
      if (argument) this.bindings.literal(argument, value, times);
    }
  }

  /** How many objects the field itself answers, and what it says of the size of lists directly below. */
  #size(
    field: GraphQLField<unknown, unknown>,
    node: FieldNode,
    sizing: Sizing | null,
    given: Given,
  ): { own: number; below: Sizing | null } {
    const { listSize, bound } = factsOf(field);
    if (listSize?.sizedFields)
      return { own: 1, below: { fields: listSize.sizedFields, size: this.#slice(node, listSize.slicingArguments ?? []) } };
    if (!isListType(getNullableType(field.type))) return { own: 1, below: null };
    if (sizing?.fields.includes(field.name)) return { own: sizing.size, below: null };
    const named = this.#argument(node, 'ids') ?? this.#argument(node, 'representations');
    if (Array.isArray(named)) return { own: named.length, below: null };
    return { own: Math.min(listSize?.assumedSize ?? LARGEST_PAGE, bound?.(given) ?? Number.POSITIVE_INFINITY), below: null };
  }

  #slice(node: FieldNode, slicing: readonly string[]): number {
    const sizes = slicing.flatMap((name) => {
      const value = this.#argument(node, name);
      if (value === undefined || value === null) return [];
      if (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= LARGEST_PAGE) return [value as number];
      throw wrongPageSize(name, value);
    });
    return sizes.length > 0 ? Math.max(...sizes) : DEFAULT_PAGE;
  }

  #argument(node: FieldNode, name: string): unknown {
    const given = node.arguments?.find((argument) => argument.name.value === name);
    return given && valueFromASTUntyped(given.value, this.variables);
  }
}

function refuseAliases(fields: Iterable<Selected>): void {
  const counts = new Map<string, number>();
  for (const { type, nodes } of fields) {
    const field = `${type.name}.${nodes[0]!.name.value}`;
    const count = (counts.get(field) ?? 0) + 1;
    if (count > MOST_ALIASES)
      throw tooCostly('{field} is selected under more than {max} names in one place. {field} 在同一处以超过 {max} 个名称选取。', {
        field,
        max: MOST_ALIASES,
      });
    counts.set(field, count);
  }
}

function fieldOf(parent: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

/** What a field's definition says of its cost. */
interface Facts {
  readonly weight: number;
  readonly listSize: { readonly assumedSize?: number; readonly slicingArguments?: string[]; readonly sizedFields?: string[] } | undefined;
  readonly bound: Bound | undefined;
  /** Of one value as JSON, at most; null where it is an object. */
  readonly leafBytes: number | null;
}

const facts = new WeakMap<GraphQLField<unknown, unknown>, Facts>();

const factsOf = (field: GraphQLField<unknown, unknown>): Facts =>
  remembered(facts, field, () => {
    const { astNode, extensions } = field;
    const cost = astNode && getDirectiveValues(costDirective, astNode);
    const listSize = (astNode && getDirectiveValues(listSizeDirective, astNode)) as Facts['listSize'];
    return {
      weight: Number(cost?.weight ?? 0),
      listSize,
      bound: extensions.bound as Bound | undefined,
      leafBytes: leafBytesOf(field, listSize),
    };
  });

/** A text has so many characters unless its field says otherwise. */
const USUAL_LENGTH = 200;
/** A character as JSON in UTF-8, at most: texts take no control characters, which would be written \u0001 (kernel/text). */
const CHARACTER = 4;
/** A list of texts, such as tags, has so many unless its field says otherwise. */
const USUAL_TEXTS = 20;
/** Bytes of a value of each scalar, quotes included; of texts, those that are not of the usual length. */
const SCALAR_BYTES: Readonly<Record<string, number>> = { ID: 38, Int: 11, Float: 24, Boolean: 5, DateTime: 26, Date: 12, Cursor: 100 };
const TYPE_NAME_BYTES = 42;
/** A point: two numbers of which each may be written with all its digits. */
const POINT_BYTES = 800;

function leafBytesOf({ name, type, astNode }: GraphQLField<unknown, unknown>, listSize: Facts['listSize']): number | null {
  const named = getNamedType(type);
  if (isCompositeType(named)) return null;
  if (name === TypeNameMetaFieldDef.name) return TYPE_NAME_BYTES;
  const longest = astNode && getDirectiveValues(maxLengthDirective, astNode);
  const length = longest?.characters as number | undefined;
  const one = (): number => {
    if (isEnumType(named)) return 2 + Math.max(...named.getValues().map(({ name }) => name.length));
    if (named.name === 'GeoJSON') return length ?? POINT_BYTES;
    return SCALAR_BYTES[named.name] ?? 2 + (length ?? USUAL_LENGTH) * CHARACTER;
  };
  if (!isListType(getNullableType(type))) return one();
  const most = listSize?.assumedSize ?? (isEnumType(named) ? named.getValues().length : USUAL_TEXTS);
  return 2 + most * (one() + 2);
}
