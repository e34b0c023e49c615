import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  visit,
} from 'graphql';
import { badInput } from '../kernel/errors.js';
import { fieldsOf, type Selecting, selectingWith } from '../read/selection.js';
import { listSizeDirective } from './directives.js';
import { GeoJson } from './scalars.js';

/** A leaf of each row. */
export interface Column {
  /** Response keys from the row down, and the place in a short list. */
  readonly path: readonly (string | number)[];
  readonly isGeometry: boolean;
}

/** Where a list that comes in pages begins and ends. */
interface Pages {
  /** Rows in all; null: to the end. */
  readonly most: number | null;
  readonly after: string | null;
}

/** What a query answers, as rows with the same columns. */
export interface Listing {
  /** Response keys from the root to the connection, the list or, where there is neither, the one object. */
  readonly path: readonly string[];
  /** What rows are: the names of their types, of an abstract type those whose own fields are selected. */
  readonly rowTypes: readonly string[];
  /** The names of the types that rows have columns of, beside their own. */
  readonly relatedTypes: readonly string[];
  readonly columns: readonly Column[];
  /** Null where all rows come at once. */
  readonly pages: Pages | null;
  /** What reads it, or one page of it: see {@link PAGE_SIZE} and {@link PAGE_AFTER}. */
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/** The variables and the field of {@link Pages}: no name that clients may use. */
export const PAGE_SIZE = '__first';
export const PAGE_AFTER = '__after';
export const PAGE_INFO = '__page';

/** What a page looks like. */
export interface PageOfRows {
  readonly nodes: readonly unknown[];
  readonly [PAGE_INFO]: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const MOST_COLUMNS = 200;

/**
 * The list that a valid query asks for: its only connection or list on the way of single fields from the root, else the object at the end of that way.
 * Variables are coerced. Throws BAD_USER_INPUT for what is no table: several lists, or lists within rows.
 */
export function listingOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  chosenBy: ChosenBy,
): Listing {
  if (operation.operation !== OperationTypeNode.QUERY) throw badInput('Only queries are exported. 只能导出查询。');
  const selecting = selectingWith(schema, document, variables);
  const path: string[] = [];
  let type = schema.getQueryType()!;
  let nodes: readonly FieldNode[] = [{ selectionSet: operation.selectionSet } as FieldNode];
  for (;;) {
    const fields = fieldsOf(selecting, type, nodes);
    const [[key, same] = []] = fields;
    const definition = same && type.getFields()[same[0]!.name.value];
    if (fields.size !== 1 || !definition) break;
    const inner = getNullableType(definition.type);
    if (isListType(inner) && !isLeafType(getNamedType(inner)))
      return { path: [...path, key!], ...tableOf(selecting, inner, same), pages: null, document, operation };
    if (!isObjectType(inner)) break;
    path.push(key!);
    if (isConnection(inner))
      return { path, ...pagedTable(selecting, document, operation, { type: inner, nodes: same, definition, variables, chosenBy }) };
    type = inner;
    nodes = same;
  }
  if (path.length === 0) throw badInput('Ask for one list, or one object. 请只查询一个列表或一个对象。');
  return { path, ...tableOf(selecting, type, nodes), pages: null, document, operation };
}

/** The type of the rows that a field's arguments choose; null where they choose none. */
type ChosenBy = (field: string, args: Readonly<Record<string, unknown>>) => string | null;

/** Every connection has these: see {@link connectionType}. */
const isConnection = (type: GraphQLObjectType): boolean => type.name.endsWith('Connection') && 'pageInfo' in type.getFields();

interface Selected {
  readonly type: GraphQLObjectType;
  readonly nodes: readonly FieldNode[];
  readonly definition: GraphQLField<unknown, unknown>;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly chosenBy: ChosenBy;
}

function pagedTable(
  selecting: Selecting,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  { type, nodes, definition, variables, chosenBy }: Selected,
): Omit<Listing, 'path'> {
  const [field, other] = nodes;
  const rows = [...fieldsOf(selecting, type, nodes).values()].find(([node]) => node!.name.value === 'nodes');
  if (!rows || other)
    throw badInput('Select the nodes of {field}, once. 请选择 {field} 的 nodes，且只选择一次。', { field: field!.name.value });
  const args = getArgumentValues(definition, field!, variables) as {
    readonly [name: string]: unknown;
    readonly first?: number | null;
    readonly after?: string | null;
  };
  const { first = null, after = null, last, before } = args;
  if (first !== null && first < 1)
    throw badInput('{field} takes 1 or more; this is {given}. {field} 应为 1 或以上，现为 {given}。', { field: 'first', given: first });
  if (last != null || before != null)
    throw badInput('An export goes from the start: use first and after. 导出自首项开始：请使用 first 和 after。');
  return {
    ...tableOf(selecting, type.getFields().nodes!.type, rows, chosenBy(definition.name, args)),
    pages: { most: first, after },
    ...inPages(document, operation, field!, rows),
  };
}

/** The same query, which reads one page of the connection and asks for nothing of it but its rows. */
function inPages(document: DocumentNode, operation: OperationDefinitionNode, field: FieldNode, rows: readonly FieldNode[]) {
  const name = (value: string) => ({ kind: Kind.NAME, value }) as const;
  const variable = (value: string) => ({ kind: Kind.VARIABLE, name: name(value) }) as const;
  const leaf = (value: string): FieldNode => ({ kind: Kind.FIELD, name: name(value) });
  const page: FieldNode = {
    ...field,
    arguments: [
      ...(field.arguments ?? []).filter((argument) => !['first', 'after', 'last', 'before'].includes(argument.name.value)),
      { kind: Kind.ARGUMENT, name: name('first'), value: variable(PAGE_SIZE) },
      { kind: Kind.ARGUMENT, name: name('after'), value: variable(PAGE_AFTER) },
    ],
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: [
        ...rows.map((node) => ({ ...node, alias: name('nodes') })),
        {
          ...leaf('pageInfo'),
          alias: name(PAGE_INFO),
          selectionSet: { kind: Kind.SELECTION_SET, selections: [leaf('hasNextPage'), leaf('endCursor')] },
        },
      ],
    },
  };
  const defined = [
    [PAGE_SIZE, 'Int'],
    [PAGE_AFTER, 'String'],
  ].map(
    ([own, type]) =>
      ({ kind: Kind.VARIABLE_DEFINITION, variable: variable(own!), type: { kind: Kind.NAMED_TYPE, name: name(type!) } }) as const,
  );
  const paged: DocumentNode = visit(document, {
    [Kind.OPERATION_DEFINITION]: (node) =>
      node === operation ? { ...node, variableDefinitions: [...(node.variableDefinitions ?? []), ...defined] } : undefined,
    [Kind.FIELD]: (node) => (node === field ? page : undefined),
  });
  return { document: paged, operation: paged.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)! };
}

function tableOf(
  selecting: Selecting,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
  chosen: string | null = null,
): Pick<Listing, 'rowTypes' | 'relatedTypes' | 'columns'> {
  const columns = new Map<string, Column>();
  const types: { readonly row: Set<string>; readonly related: Set<string> } = { row: new Set(), related: new Set() };
  const visitRow = (type: GraphQLOutputType, nodes: readonly FieldNode[], path: Column['path']) => {
    const named = getNamedType(type);
    const isChosen = chosen !== null && path.length === 0;
    for (const object of objectsOf(selecting, type).filter(({ name }) => !isChosen || name === chosen))
      for (const [key, same] of fieldsOf(selecting, object, nodes)) {
        const below = [...path, key];
        const { value: name } = same[0]!.name;
        const definition = object.getFields()[name];
        // What every type of an interface has says nothing of one of them.
        if (definition && (isChosen || !(isInterfaceType(named) && name in named.getFields())))
          types[path.length === 0 ? 'row' : 'related'].add(object.name);
        // __typename has no definition.
        const of = definition ? getNamedType(definition.type) : null;
        if (of === null || isLeafType(of)) columns.set(below.join('.'), { path: below, isGeometry: of?.name === GeoJson.name });
        else if (isListType(getNullableType(definition!.type)))
          for (const n of placesIn(definition!, below)) visitRow(of, same, [...below, n]);
        else visitRow(of, same, below);
      }
  };
  visitRow(type, nodes, []);
  if (columns.size > MOST_COLUMNS)
    throw badInput('An export has up to {max} columns; these are {length}. 导出最多 {max} 列，现有 {length} 列。', {
      max: MOST_COLUMNS,
      length: columns.size,
    });
  return {
    rowTypes: types.row.size > 0 ? [...types.row] : [getNamedType(type).name],
    relatedTypes: [...types.related],
    columns: [...columns.values()],
  };
}

/** A list within a row that has so many values at most, as columns side by side. */
const SHORT_LIST = 2;

/** The places in a short list; BAD_USER_INPUT for another one. */
function placesIn(list: GraphQLField<unknown, unknown>, path: Column['path']): readonly number[] {
  const most = getDirectiveValues(listSizeDirective, list.astNode ?? {})?.assumedSize as number | undefined;
  if (most !== undefined && most <= SHORT_LIST) return Array.from({ length: most }, (_, n) => n);
  throw badInput('{field} is a list within a row; export it on its own. {field} 是行内列表，请单独导出。', { field: path.join('.') });
}

function objectsOf({ catalog: { schema } }: Selecting, type: GraphQLOutputType): readonly GraphQLObjectType[] {
  const named = getNamedType(type);
  return isAbstractType(named) ? schema.getPossibleTypes(named) : [named as GraphQLObjectType];
}
