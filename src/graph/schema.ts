import { getDocumentNodeFromSchema } from '@graphql-tools/utils';
import {
  buildASTSchema,
  type DocumentNode,
  defaultFieldResolver,
  type GraphQLFieldResolver,
  GraphQLObjectType,
  type GraphQLSchema,
  Kind,
  lexicographicSortSchema,
  parse,
  print,
  specifiedDirectives,
  visit,
} from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { remembered } from '../kernel/memo.js';
import { TYPE_KEY } from '../read/planning.js';
import { type Loaders, Ref } from '../read/reader.js';
import type { Verb } from '../work/verb.js';
import type { Context } from './context.js';
import { maxLengthDirective } from './directives.js';
import { EnumLabels } from './enum-labels.js';
import { routerSchemaOf, subgraphOf, withoutFederation } from './federation.js';
import type { Module } from './module.js';
import { Cursor, DateTime, GeoJson, LocalDate } from './scalars.js';
import { sensitiveDirective } from './sensitive.js';
import { mutationsOf } from './verb.js';
import { fillVerbs } from './viewer-actions.js';

/** The directives that clients see, too: what a field costs. A subgraph imports them. */
const definitions = parse(`
  """What a field, or a condition of a filter, weighs each time it is read. 字段开销"""
  directive @cost("""How many objects it counts for. 权重""" weight: Int!) on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
  """How many objects a list answers at most. 列表规模"""
  directive @listSize(
    """A fixed number. 固定规模"""
    assumedSize: Int
    """The arguments that say how many. 分页参数"""
    slicingArguments: [String!]
    """The fields below that hold them. 计数字段"""
    sizedFields: [String!]
  ) on FIELD_DEFINITION
`);
/** type-graphql has no place for what the root types are. */
const roots: Readonly<Record<string, string>> = {
  Query: 'Everything that can be read; what the viewer may not see is as if it did not exist. 查询',
  Mutation: 'Everything that can be done: one verb, one input, one payload. 变更',
  Subscription: 'Everything that can be watched, on a socket or as server-sent events. 订阅',
};

export interface Graph {
  /** For clients. */
  readonly schema: GraphQLSchema;
  /** For routers: the same with what federation asks for. */
  readonly routerSchema: GraphQLSchema;
  /** What clients see: sorted SDL without federation's directives. */
  readonly api: string;
  /** What a composer takes: the same with federation's directives. */
  readonly subgraph: string;
  /** What each field of Mutation does. */
  readonly verbs: ReadonlyMap<string, Verb>;
}

const built = new WeakMap<readonly Module[], Graph>();

/**
 * The graph of the modules, built once in a process, for it depends on nothing else. type-graphql collects the descriptions; what is executed is built from
 * the sorted SDL, with the root resolvers on it.
 */
export const buildGraph = (modules: readonly Module[]): Graph => remembered(built, modules, () => build(modules));

function build(modules: readonly Module[]): Graph {
  const verbs = modules.flatMap(({ verbs = [] }) => verbs);
  fillVerbs(verbs);
  const described = buildSchemaSync({
    resolvers: [EnumLabels, mutationsOf(verbs), ...modules.flatMap(({ resolvers }) => resolvers)],
    validate: false,
    // `npm run check` finds what is wrong with the schema: no start has to wait for that.
    skipCheck: true,
    directives: [...specifiedDirectives, sensitiveDirective, maxLengthDirective],
    // Asked for by type-graphql, used by nobody: streams are read from the event log. Its own PubSub drops a subscriber that is slow.
    pubSub: { publish: () => {}, subscribe: () => Promise.reject(new Error('Streams do not go through PubSub.')) as never },
    scalarsMap: [{ type: Date, scalar: DateTime }],
  });
  const sdl = withRoots(getDocumentNodeFromSchema(lexicographicSortSchema(described)));
  const clientSdl = { ...sdl, definitions: [...definitions.definitions, ...withoutFederation(sdl).definitions] };
  const schema = buildASTSchema(clientSdl, { assumeValid: true });
  attachScalars(schema);
  attachResolvers(schema, described);
  const subgraph = subgraphOf(sdl, new Set(verbs.filter(({ isOpen }) => isOpen).map(({ name }) => name)));
  return {
    schema,
    routerSchema: routerSchemaOf(schema, sdl, subgraph),
    get api() {
      return `${print(clientSdl)}\n`;
    },
    subgraph,
    verbs: new Map(verbs.map((verb) => [verb.name, verb])),
  };
}

const withRoots = (sdl: DocumentNode): DocumentNode =>
  visit(sdl, {
    ObjectTypeDefinition: (node) => {
      const value = roots[node.name.value];
      return value ? { ...node, description: { kind: Kind.STRING, value, block: true } } : false;
    },
  });

function attachScalars(schema: GraphQLSchema): void {
  for (const scalar of [DateTime, LocalDate, GeoJson, Cursor]) {
    const built = schema.getType(scalar.name);
    if (!built) continue;
    const { serialize, parseValue, parseLiteral } = scalar;
    Object.assign(built, { serialize, parseValue, parseLiteral });
  }
}

function attachResolvers(schema: GraphQLSchema, described: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!(type instanceof GraphQLObjectType) || type.name.startsWith('__')) continue;
    const root = [described.getQueryType(), described.getMutationType(), described.getSubscriptionType()].find(
      (root) => root?.name === type.name,
    );
    const own = described.getType(type.name) as GraphQLObjectType;
    for (const field of Object.values(type.getFields())) {
      const original = root?.getFields()[field.name];
      field.extensions = own.getFields()[field.name]!.extensions;
      field.resolve = original ? resolveRefs(original.resolve ?? defaultFieldResolver) : fromRow;
      field.subscribe = original?.subscribe;
    }
  }
  const node = schema.getType('Node');
  if (node && 'resolveType' in node) node.resolveType = (row: { [TYPE_KEY]?: string }) => row[TYPE_KEY];
}

type Resolver = GraphQLFieldResolver<unknown, Context>;

/** Rows of the reader are keyed by response key, for it has already resolved aliases and arguments. Other values are plain objects. */
const fromRow: Resolver = (source, _args, context, info) => {
  const row = source as Record<string, unknown>;
  return refs(row[TYPE_KEY] === undefined ? row[info.fieldName] : row[info.path.key], context, info);
};

const resolveRefs =
  (resolve: Resolver): Resolver =>
  async (source, args, context, info) =>
    refs(await resolve(source, args, context, info), context, info);

/** What each request loads by ids: most load nothing. */
const loaders = new WeakMap<Context, Loaders>();

function refs(value: unknown, context: Context, info: Parameters<Resolver>[3]): unknown {
  if (Array.isArray(value)) return value.map((item) => refs(item, context, info));
  if (!(value instanceof Ref)) return value;
  const { reader, runOf } = context;
  const own = remembered(loaders, context, () => new WeakMap());
  return reader.ref(info, value, runOf(info.variableValues), own);
}
