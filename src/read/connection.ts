import { type FieldNode, type GraphQLObjectType, getNamedType } from 'graphql';
import { badInput, type Fault, tooCostly } from '../kernel/errors.js';
import type { NounName } from '../kernel/ids.js';
import { isHuge } from '../kernel/size.js';
import { absent, fieldOf, type Input, isGiven, itemsOf } from './input.js';
import type { Order, OrderKey, RowRef, Unless } from './noun.js';
import { nounOf, type Planning, rowOf, seesOf, tableOf, typedObject } from './planning.js';
import { type Arm, countOf } from './scoped-paging.js';
import { fieldsOf } from './selection.js';
import { and, join, literal, or, raw, type Slot, type Sql, slot, sql } from './sql.js';
import { cursorText, parseCursor } from './value.js';

export const DEFAULT_PAGE = 20;
export const LARGEST_PAGE = 100;

export const wrongPageSize = (field: string, given: unknown): Fault =>
  badInput('{field} takes 1 to {max}; this is {given}. {field} 应为 1 至 {max}，现为 {given}。', {
    field,
    max: LARGEST_PAGE,
    given: String(given),
  });

/** A connection to plan: what of it is selected, and which rows it is about. */
export interface Page {
  readonly noun: NounName;
  /** The connection type. */
  readonly type: GraphQLObjectType;
  readonly nodes: readonly FieldNode[];
  readonly args: Readonly<Record<string, Input>>;
  readonly path: readonly string[];
  readonly proven: boolean;
  readonly owner?: RowRef | null;
  /** Writes a row of the page as the JSON object that is selected. */
  readonly objectOf: (planning: Planning, row: RowRef, nodes: readonly FieldNode[], path: readonly string[]) => Sql;
  /** The ways in, which together hold for the rows of the list. */
  readonly armsOf: (row: RowRef, within: Input) => readonly Arm[];
  /** What holds unless the filter says otherwise. */
  readonly unless?: Unless;
}

/**
 * A Relay connection as one scalar subquery. Keyset pages are stable under inserts: a page starts after a row, not after a number of rows.
 * `last` walks the order backwards and turns the page around.
 */
export function connectionOf(planning: Planning, page: Page): Sql {
  const paging = pagingOf(planning, page);
  const fields = [...fieldsOf(planning, page.type, page.nodes)].map(([key, same]) => ({ key, same, name: same[0]!.name.value }));
  const filter = page.args.filter ?? absent;
  const within = fieldOf(filter, 'within');
  const numbered = paging.backward || fields.some(({ name }) => name === 'pageInfo');
  const entries: (row: RowRef) => [string, Sql][] = (row) =>
    fields.map(({ key, same, name }) => [key, connectionField(planning, page, paging, row, key, name, same, filter, within, numbered)]);

  const needsRows = fields.some(({ name }) => ['edges', 'nodes', 'pageInfo'].includes(name));
  const columns = new Set(['id']);
  const shown = rowOf(planning, page.noun, page.proven, { owner: page.owner, onColumn: (column) => columns.add(column) });
  // Written first: it tells which columns the rows below have to bring.
  const answer = typedObject(planning, page.type.name, entries(shown));
  if (!needsRows) return answer;
  // One row also where nothing of it is aggregated: a page may be asked only whether something comes before it.
  return sql`(select ${answer} from (${rowsOf(planning, page, paging, filter, within, numbered, columns)}) ${shown.alias} having true)`;
}

interface Paging {
  readonly order: Order;
  readonly key: OrderKey;
  readonly backward: boolean;
  readonly size: Slot;
  /** The cursor in the direction of walking. */
  readonly from: Input;
  /** The cursor against it. */
  readonly until: Input;
}

function pagingOf(planning: Planning, { noun, args }: Page): Paging {
  const { orders, defaultOrder } = nounOf(planning, noun);
  const given = args.orderBy && isGiven(args.orderBy) ? (args.orderBy.value as Order) : undefined;
  const order = given ?? defaultOrder;
  const key = order && orders?.[order.field];
  if (!order || !key) throw new Error(`${noun} is listed, but declares no order.`);
  const [first, last, after, before] = ['first', 'last', 'after', 'before'].map((name) => args[name] ?? absent) as [
    Input,
    Input,
    Input,
    Input,
  ];
  if (isGiven(first) && isGiven(last)) throw badInput('Give first or last, not both. first 与 last 只能填写一项。');
  const backward = isGiven(last);
  const asked = backward ? last : first;
  const size = slot('int', (run) => {
    const wanted = asked.read(run) ?? DEFAULT_PAGE;
    if (Number.isInteger(wanted) && (wanted as number) >= 1 && (wanted as number) <= LARGEST_PAGE) return wanted;
    throw wrongPageSize(asked.path, wanted);
  });
  return { order, key, backward, size, from: backward ? before : after, until: backward ? after : before };
}

/** Whether the walk goes up: ascending forwards, or descending backwards. */
const ascends = ({ order, backward }: Paging): boolean => (order.direction === 'ASC') !== backward;

/** The rows of the page in the order of walking; where something tells whether there is more, numbered and one more than asked for. */
function rowsOf(
  planning: Planning,
  page: Page,
  paging: Paging,
  filter: Input,
  within: Input,
  numbered: boolean,
  columns: ReadonlySet<string>,
): Sql {
  const direction = raw(ascends(paging) ? 'asc' : 'desc');
  const row = rowOf(planning, page.noun, page.proven);
  const key = paging.key.key(row);
  const rest = [
    ...conditionsOf(planning, page, row, filter),
    ...keyset(page, paging, row, paging.from, ascends(paging) ? '>' : '<'),
    ...keyset(page, paging, row, paging.until, ascends(paging) ? '<' : '>'),
  ];
  // Of a constant limit PostgreSQL knows what it costs; a bound one it takes for a tenth of the table, and plans anew at each run.
  const most = raw(`limit ${LARGEST_PAGE + 1}`);
  const brought = join(
    [...columns].map((column) => sql`${row.alias}.${raw(column)}`),
    ', ',
  );
  const arms = page.armsOf(row, within);
  const walks = arms.map(
    ({ condition }) =>
      sql`select ${brought}, ${key} as page_key from ${tableOf(planning, row)} where ${and([condition, ...rest])} order by ${key} ${direction}, ${row.col('id')} ${direction} ${most}`,
  );
  const candidates = () => {
    if (walks.length === 0) return sql`select ${brought}, ${key} as page_key from ${tableOf(planning, row)} where false`;
    if (walks.length === 1) return walks[0]!;
    const all = join(
      walks.map((walk) => sql`(${walk})`),
      ' union all ',
    );
    const merged = planning.alias();
    // A row that came by two arms comes twice in a row: the order tells.
    const distinct = arms.some(({ isNew }) => isNew.length > 0) ? sql`distinct on (${merged}.page_key, ${merged}.id) ` : raw('');
    return sql`select ${distinct}* from (${all}) ${merged} order by ${merged}.page_key ${direction}, ${merged}.id ${direction} ${most}`;
  };
  const [chosen, limited] = [planning.alias(), planning.alias()];
  const cursor = cursorText(page.noun, paging.order, paging.key.type, sql`${chosen}.page_key`, sql`${chosen}.id`);
  const size = numbered ? sql`${paging.size} + 1` : sql`${paging.size}`;
  const number = numbered ? sql`row_number() over () as page_row, ` : raw('');
  return sql`select ${chosen}.*, ${number}${cursor} as page_cursor from (select * from (${candidates()}) ${limited} limit ${size}) ${chosen}`;
}

function keyset(page: Page, paging: Paging, row: RowRef, cursor: Input, sign: string): Sql[] {
  if (!isGiven(cursor)) return [];
  const parse = (read: Input['read']) => (run: Parameters<Input['read']>[0]) =>
    parseCursor(read(run), cursor.path, page.noun, paging.order, paging.key.type);
  const parsed = parse(cursor.read);
  return [
    sql`(${paging.key.key(row)}, ${row.col('id')}) ${raw(sign)} (${slot(paging.key.type, (run) => parsed(run).key)}, ${slot('uuid', (run) => parsed(run).id)})`,
  ];
}

function connectionField(
  planning: Planning,
  page: Page,
  paging: Paging,
  row: RowRef,
  key: string,
  name: string,
  nodes: readonly FieldNode[],
  filter: Input,
  within: Input,
  numbered: boolean,
): Sql {
  const inPage = numbered ? sql` filter (where ${row.alias}.page_row <= ${paging.size})` : raw('');
  const order = paging.backward ? sql` order by ${row.alias}.page_row desc` : raw('');
  const cursor = sql`${row.alias}.page_cursor`;
  const path = [...page.path, key];
  switch (name) {
    case '__typename':
      return literal(page.type.name);
    case 'nodes':
      return sql`coalesce(json_agg(${page.objectOf(planning, row, nodes, [...path, '*'])}${order})${inPage}, '[]'::json)`;
    case 'edges': {
      const edgeType = getNamedType(page.type.getFields().edges!.type) as GraphQLObjectType;
      const edge = [...fieldsOf(planning, edgeType, nodes)].map(([edgeKey, same]): [string, Sql] => {
        const edgeField = same[0]!.name.value;
        if (edgeField === '__typename') return [edgeKey, literal(edgeType.name)];
        return [edgeKey, edgeField === 'cursor' ? cursor : page.objectOf(planning, row, same, [...path, '*', edgeKey])];
      });
      return sql`coalesce(json_agg(${typedObject(planning, edgeType.name, edge)}${order})${inPage}, '[]'::json)`;
    }
    case 'totalCount': {
      const counted = rowOf(planning, page.noun, true);
      return countOf(planning, counted, page.armsOf(counted, within), conditionsOf(planning, page, counted, filter));
    }
    case 'streamCursor':
      return sql`${slot('text', (run) => run.streamCursor())}`;
    case 'pageInfo':
      return pageInfo(planning, page, paging, row, nodes, filter, within);
    default:
      throw new Error(`${page.type.name}.${name} is not a field that connections have.`);
  }
}

function pageInfo(
  planning: Planning,
  page: Page,
  paging: Paging,
  row: RowRef,
  nodes: readonly FieldNode[],
  filter: Input,
  within: Input,
): Sql {
  const type = planning.catalog.schema.getType('PageInfo') as GraphQLObjectType;
  const cursors = sql`array_agg(${row.alias}.page_cursor${paging.backward ? sql` order by ${row.alias}.page_row desc` : raw('')}) filter (where ${row.alias}.page_row <= ${paging.size})`;
  const more = sql`count(*) > ${paging.size}`;
  const behind = () => {
    if (!isGiven(paging.from)) return raw('false');
    const other = rowOf(planning, page.noun, true);
    const rest = [
      ...conditionsOf(planning, page, other, filter),
      ...keyset(page, paging, other, paging.from, ascends(paging) ? '<=' : '>='),
    ];
    return or(
      page
        .armsOf(other, within)
        .map(({ condition }) => sql`exists (select from ${tableOf(planning, other)} where ${and([condition, ...rest])})`),
    );
  };
  const values: Record<string, () => Sql> = {
    __typename: () => literal('PageInfo'),
    hasNextPage: () => (paging.backward ? behind() : more),
    hasPreviousPage: () => (paging.backward ? more : behind()),
    startCursor: () => sql`(${cursors})[1]`,
    endCursor: () => sql`(${cursors})[least(count(*), ${paging.size})]`,
  };
  const entries = [...fieldsOf(planning, type, nodes)].map(([key, same]): [string, Sql] => [key, values[same[0]!.name.value]!()]);
  return typedObject(planning, 'PageInfo', entries);
}

function conditionsOf(planning: Planning, page: Page, row: RowRef, filter: Input): Sql[] {
  if (isGiven(filter) && filter.ask('huge', (value) => isHuge(value, MOST_FILTER_PARTS, MOST_FILTER_PARTS))) {
    throw tooCostly('{field} has more than {max} parts. {field} 的条件超过 {max} 项。', { field: filter.path, max: MOST_FILTER_PARTS });
  }
  const implied = Object.entries(page.unless ?? {}).filter(([name]) => !isGiven(fieldOf(filter, name)));
  return [...implied.map(([, condition]) => condition(row)), ...filterConditions(planning, row, filter, true)];
}

const MOST_FILTER_PARTS = 200;

/** The filter as conditions. At the top, `within` is left out: the arms are cut by it. */
function filterConditions(planning: Planning, row: RowRef, filter: Input, atTop = false): Sql[] {
  if (!isGiven(filter)) return [];
  const { filters } = nounOf(planning, row.noun);
  return filter.fields().flatMap((name): Sql[] => {
    const input = fieldOf(filter, name);
    if (atTop && name === 'within') return [];
    if (name === 'and') return itemsOf(input).flatMap((item) => filterConditions(planning, row, item));
    if (name === 'or') return [or(itemsOf(input).map((item) => and(filterConditions(planning, row, item))))];
    if (name === 'not') return [sql`(${and(filterConditions(planning, row, input))}) is not true`];
    return [filters![name]!.sql(row, input, filter, seesOf(planning))];
  });
}
