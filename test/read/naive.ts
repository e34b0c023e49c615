import {
  buildSchema,
  type DocumentNode,
  defaultFieldResolver,
  type ExecutionResult,
  executeSync,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
} from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields.js';
import { Fault } from '../../src/kernel/errors.js';
import { parseId } from '../../src/kernel/ids.js';
import { type Part, parts } from '../modules/parts.js';
import {
  ANYTHING,
  type Args,
  type Asking,
  bare,
  byId,
  cursorMark,
  type DefaultOrders,
  type Order,
  type Orders,
  type Page,
  type Resolve,
  type Test,
} from './naive-rules.js';
import type { Noun, Row, World } from './world.js';

const orders: Orders = Object.assign({}, ...(parts as readonly Part[]).map((part) => part.orders));
export const defaultOrders: DefaultOrders = Object.assign({}, ...(parts as readonly Part[]).map((part) => part.defaultOrders));

function comparison(noun: Noun, order: Order): (a: Row, b: Row) => number {
  const key = orders[noun]![order.field]!;
  const sign = order.direction === 'ASC' ? 1 : -1;
  return (a, b) => sign * (key(a, b) || byId(a, b));
}

/** The tests' own interpreter of the graph: what all nouns have in common. Each module brings its own (naive.ts in its folder). */

export class Naive {
  readonly world: World;
  readonly #schema: GraphQLSchema;
  readonly #roots: Record<string, Resolve>;
  readonly #sees: Record<string, (row: Row, ask: Asking) => boolean> = {};
  readonly #seesWho: Record<string, (row: Row, ask: Asking) => boolean> = {};
  readonly #fields: Record<string, Readonly<Record<string, Resolve>>> = {};
  readonly #filters: Record<string, Readonly<Record<string, Test>>> = {};

  /** `api` is the SDL that clients see. */
  constructor(api: string, world: World) {
    this.world = world;
    this.#roots = {
      node: (_root, args, ask) => this.#node(args.id, ask),
      nodes: (_root, args, ask) => (args.ids as string[]).map((wanted) => this.#node(wanted, ask)),
    };
    for (const part of parts as readonly Part[]) {
      const { sees, seesWho, filters, fields, roots } = part.answers?.(this) ?? {};
      Object.assign(this.#sees, sees);
      Object.assign(this.#seesWho, seesWho);
      Object.assign(this.#filters, filters);
      Object.assign(this.#roots, roots);
      for (const [noun, resolvers] of Object.entries(fields ?? {})) this.#fields[noun] = { ...this.#fields[noun], ...resolvers };
    }
    this.#schema = buildSchema(api);
    for (const type of Object.values(this.#schema.getTypeMap())) {
      if (!isObjectType(type) || type.name.startsWith('__')) continue;
      for (const field of Object.values(type.getFields())) {
        const resolve = this.#resolverOf(type.name, field.name);
        field.resolve = resolve ? (row, args, ask, info) => resolve(row as Row, args, ask, () => selectedBy(info)) : defaultFieldResolver;
      }
    }
    const node = this.#schema.getType('Node') as unknown as { resolveType: (row: Row) => string };
    node.resolveType = world.nounOf;
  }

  answer(document: DocumentNode, variableValues: Record<string, unknown>, ask: Asking, operationName?: string): ExecutionResult {
    return executeSync({ schema: this.#schema, document, variableValues, contextValue: ask, rootValue: {}, operationName });
  }

  /** The fields of a type that it cannot answer. */
  unknownFieldsOf(type: string): string[] {
    const fields = Object.values((this.#schema.getType(type) as { getFields(): Record<string, { name: string }> }).getFields());
    return fields.filter(({ name }) => !this.#resolverOf(type, name)).map(({ name }) => name);
  }

  #resolverOf(type: string, field: string): Resolve | null {
    if (type === 'Query') return this.#roots[field] ?? null;
    if (
      [
        ...[
          'ViewerAction',
          'Rate',
          'RateDefinition',
          'Growth',
          'Recurrence',
          'Fraction',
          'Quorum',
          'AttendanceCount',
          'BallotTally',
          'BallotOpening',
        ],
        ...[
          'Period',
          'CategoryCount',
          'DayCount',
          'StatisticsGroup',
          'StatisticsKey',
          'CareCoverage',
          'ExclusionCount',
          'OpenIncidentCount',
          'HandlingTime',
          'WorkerPerformance',
        ],
      ].includes(type)
    )
      return (row) => row[field];
    if (type === 'PageInfo') return pageInfo[field] ?? null;
    if (type.endsWith('Edge')) return edge[field] ?? null;
    if (type.endsWith('Connection')) return connectionFields[field] ?? null;
    const special = this.#fields[type]?.[field];
    if (special) return special;
    const [sample] = this.world.rows[type as Noun] ?? [];
    const column = field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    if (!sample || !(column in sample)) return null;
    return (row) => (row[column] instanceof Date ? row[column].toISOString() : row[column]);
  }

  of(id: string | null): Row | null {
    return id === null ? null : (this.world.byId.get(id) ?? null);
  }

  readonly #indexes = new Map<string, Map<string, Row[]>>();

  /** The rows that have this value in this column. */
  where(noun: Noun, column: string, value: string): readonly Row[] {
    const key = `${noun}.${column}`;
    let index = this.#indexes.get(key);
    if (!index) {
      index = Map.groupBy(this.world.rows[noun], (row) => row[column]);
      this.#indexes.set(key, index);
    }
    return index.get(value) ?? [];
  }

  /** The rows of a connection: filtered, in order, and the page that first/last/after/before cut out of them. */
  page(noun: Noun, rows: readonly Row[], args: Args, ask: Asking): Page {
    const order = (args.orderBy as Order | null | undefined) ?? defaultOrders[noun]!;
    const compare = comparison(noun, order);
    const filter = args.filter as Args | null | undefined;
    const all = rows.filter((row) => this.matches(noun, row, filter, ask)).sort(compare);
    const at = (cursor: unknown) => (typeof cursor === 'string' ? this.world.byId.get(ask.rowBehind(cursor))! : null);
    const [after, before] = [at(args.after), at(args.before)];
    const between = all.filter((row) => (!after || compare(row, after) > 0) && (!before || compare(row, before) < 0));
    if (typeof args.last === 'number') {
      const shown = between.slice(-args.last);
      const hasNextPage = before !== null && all.some((row) => compare(row, before) >= 0);
      return { noun, order, all, shown, hasNextPage, hasPreviousPage: between.length > shown.length };
    }
    const shown = between.slice(0, (args.first as number | null | undefined) ?? 20);
    const hasPreviousPage = after !== null && all.some((row) => compare(row, after) <= 0);
    return { noun, order, all, shown, hasNextPage: between.length > shown.length, hasPreviousPage };
  }

  /** "Filters combine with and/or/not; within takes an organisation or grid id and means its whole subtree." All that is given must hold. */
  matches(noun: Noun, row: Row, filter: Args | null | undefined, ask: Asking): boolean {
    return Object.entries(filter ?? {}).every(([name, wanted]) => {
      if (wanted === null || wanted === undefined) return true;
      if (name === 'and') return (wanted as Args[]).every((inner) => this.matches(noun, row, inner, ask));
      if (name === 'or') return (wanted as Args[]).some((inner) => this.matches(noun, row, inner, ask));
      if (name === 'not') return !this.matches(noun, row, wanted as Args, ask);
      if (name === 'within') return this.isWithin(row, wanted);
      return this.#filters[noun]![name]!(row, wanted as never, ask, filter!);
    });
  }

  isWithin(row: Row, scope: unknown): boolean {
    const named = this.of(bare(scope, 'Organization', 'Grid', 'Stairwell'));
    // A grid that was merged, split or closed means the one that took over.
    const place = this.of(named?.successor_id ?? null)?.place ?? named?.place;
    return place !== undefined && row.place?.startsWith(place) === true;
  }

  /** How a field that is no column of its name is answered. */
  fieldOf = (type: string, field: string): Resolve => this.#fields[type]![field]!;

  isOwnJurisdiction = (row: Row, { viewer }: Asking): boolean => row.jurisdiction_id === viewer.jurisdiction;
  sees = (row: Row, ask: Asking): boolean => this.#sees[this.world.nounOf(row)]?.(row, ask) ?? true;
  /** Of a row with states: who took a step, and the notes. */
  seesWho = (row: Row, ask: Asking): boolean => this.#seesWho[this.world.nounOf(row)]!(row, ask);
  visible = (noun: Noun, ask: Asking): readonly Row[] => this.world.rows[noun].filter((row) => this.sees(row, ask));
  ifSeen = (row: Row | null, ask: Asking): Row | null => (row && this.sees(row, ask) ? row : null);

  #node(wanted: unknown, ask: Asking): Row | null {
    const parsed = parseId(String(wanted));
    if (!parsed) throw new Fault('BAD_USER_INPUT', 'This is no id. 不是标识。');
    const row = this.of(parsed.uuid);
    return row && this.world.nounOf(row) === parsed.noun ? this.ifSeen(row, ask) : null;
  }
}

/** The names of the fields that are selected of an object or of each in a list. */
function selectedBy({ schema, fragments, variableValues, returnType, fieldNodes }: GraphQLResolveInfo): ReadonlySet<string> {
  const type = getNamedType(returnType) as GraphQLObjectType;
  return new Set([...collectSubfields(schema, fragments, variableValues, type, fieldNodes).values()].map(([node]) => node!.name.value));
}

const connectionFields: Readonly<Record<string, Resolve>> = {
  nodes: (page) => (page as unknown as Page).shown,
  edges: (page) => (page as unknown as Page).shown.map((node) => ({ page, node })),
  pageInfo: (page) => page,
  totalCount: (page) => (page as unknown as Page).all.length,
  streamCursor: () => ANYTHING,
};

const markOf = ({ noun, order }: Page, row: Row | undefined): string | null => (row ? cursorMark(noun, order, row.id) : null);

const edge: Readonly<Record<string, Resolve>> = {
  node: ({ node }) => node,
  cursor: ({ page, node }) => markOf(page, node),
};

const pageInfo: Readonly<Record<string, Resolve>> = {
  hasNextPage: (page) => page.hasNextPage,
  hasPreviousPage: (page) => page.hasPreviousPage,
  startCursor: (page) => markOf(page as unknown as Page, page.shown[0]),
  endCursor: (page) => markOf(page as unknown as Page, page.shown.at(-1)),
};
