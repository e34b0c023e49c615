import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  isAbstractType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { Catalog } from './catalog.js';
import type { Run } from './run-input.js';

/** What decides which fields a selection means. */
export interface Selecting {
  readonly catalog: Pick<Catalog, 'schema'>;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly run: Pick<Run, 'variables'>;
}

/** The selected fields of an object type by response key, fragments and directives resolved. Fields of one key are to be merged. */
export function fieldsOf(planning: Selecting, type: GraphQLObjectType, nodes: readonly FieldNode[]): Map<string, FieldNode[]> {
  const found = new Map<string, FieldNode[]>();
  const { variables } = planning.run;
  const visit = (set: SelectionSetNode) => {
    for (const node of set.selections) {
      if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.if === true) continue;
      if (getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if === false) continue;
      if (node.kind === Kind.FIELD) {
        const key = node.alias?.value ?? node.name.value;
        const same = found.get(key);
        if (same) same.push(node);
        else found.set(key, [node]);
        continue;
      }
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : planning.fragments[node.name.value]!;
      if (applies(planning.catalog.schema, fragment.typeCondition?.name.value, type)) visit(fragment.selectionSet);
    }
  };
  for (const node of nodes) if (node.selectionSet) visit(node.selectionSet);
  return found;
}

export function fragmentsOf(document: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  return fragments;
}

function applies(schema: GraphQLSchema, condition: string | undefined, type: GraphQLObjectType): boolean {
  if (condition === undefined || condition === type.name) return true;
  const other = schema.getType(condition);
  return isAbstractType(other) && schema.isSubType(other, type);
}
