import {
  type ASTNode,
  type FragmentDefinitionNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  type OperationDefinitionNode,
  typeFromAST,
  visit,
} from 'graphql';
import type { Viewer } from '../auth/viewer.js';
import { parseId } from '../kernel/ids.js';
import { remembered } from '../kernel/memo.js';
import { levelOf, type PlaceTree } from '../kernel/place.js';
import { needlesOf } from '../kernel/search.js';
import type { Catalog } from './catalog.js';
import type { Run } from './run-input.js';
import { grantsOf, outlineOfGrants } from './window.js';

/**
 * All that a statement's shape depends on, beside the document: which variables are there, what directives and orders say, which nouns and levels ids
 * speak of, at which levels the viewer's scopes lie, and how deep the tree is. Two runs of one outline share a plan.
 */
export function outlineOf(catalog: Catalog, operation: OperationDefinitionNode, fragments: Fragments, run: Run): string {
  const types = variableTypes(catalog.schema, operation);
  const variables = types.map(([name, type]) => outline(run.variables[name], type, run.tree)).join(',');
  const ids = idsIn(operation, fragments).map((id) => outlineOfId(id, run.tree));
  return `${run.tree.depth};${outlineOfViewer(catalog, run.viewer)};${variables};${ids}`;
}

/** The fragments of the operation's document, asked for once an operation. */
type Fragments = () => Readonly<Record<string, FragmentDefinitionNode>>;

const idsMemo = new WeakMap<OperationDefinitionNode, readonly string[]>();

/** The ids that the document itself names. */
const idsIn = (operation: OperationDefinitionNode, fragments: Fragments): readonly string[] =>
  remembered(idsMemo, operation, () => {
    const ids = new Set<string>();
    const collect = (node: ASTNode) => void visit(node, { StringValue: ({ value }) => void (parseId(value) && ids.add(value)) });
    for (const node of [operation, ...Object.values(fragments())]) collect(node);
    return [...ids];
  });

const typesMemo = new WeakMap<OperationDefinitionNode, readonly (readonly [string, GraphQLInputType])[]>();

const variableTypes = (schema: GraphQLSchema, operation: OperationDefinitionNode) =>
  remembered(typesMemo, operation, () =>
    (operation.variableDefinitions ?? []).map(
      ({ variable, type }) => [variable.name.value, typeFromAST(schema, type as never) as unknown as GraphQLInputType] as const,
    ),
  );

const viewersMemo = new WeakMap<Viewer, string>();

const outlineOfViewer = (catalog: Catalog, viewer: Viewer): string =>
  remembered(viewersMemo, viewer, () =>
    [...catalog.nouns.values()]
      .map(({ visible }) => (typeof visible === 'function' ? outlineOfGrants(grantsOf(viewer, visible)) : ''))
      .join(';'),
  );

function outline(value: unknown, type: GraphQLInputType, tree: PlaceTree): string {
  if (value === undefined) return '_';
  if (value === null) return '-';
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    const items = (value as unknown[]).map((item) => outline(item, nullable.ofType, tree));
    // How many scalars a list holds, and which, does not matter: they are one bound array.
    if (isEnumType(getNullableType(nullable.ofType))) return '[]';
    return `[${isInputObjectType(getNullableType(nullable.ofType)) ? items : [...new Set(items)].sort()}]`;
  }
  if (isInputObjectType(nullable)) {
    if (nullable.name.endsWith('Order')) return JSON.stringify(value);
    const fields = nullable.getFields();
    return `{${Object.entries(value).map(([name, inner]) => `${name}:${outline(inner, fields[name]!.type, tree)}`)}}`;
  }
  if (typeof value === 'boolean') return value ? 't' : 'f';
  // An enum may be the field or direction of an order.
  if (isEnumType(nullable)) return String(value);
  if ('name' in nullable && nullable.name === 'ID') return outlineOfId(String(value), tree);
  // A text that is looked for, or none.
  return typeof value === 'string' && needlesOf(value).length === 0 ? 'e' : 'v';
}

function outlineOfId(id: string, tree: PlaceTree): string {
  const parsed = parseId(id);
  if (!parsed) return '?';
  const place = ['Organization', 'Grid', 'Stairwell'].includes(parsed.noun) ? tree.placeOf(parsed.uuid) : null;
  return `${parsed.noun}${place === null ? '' : levelOf(place)}`;
}
