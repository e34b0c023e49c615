import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLDirective,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  isAbstractType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Catalog } from './catalog.js';
import { argumentsOf } from './input.js';
import { PlanKey } from './plan-key.js';
import type { Run } from './run-input.js';

/** What decides which fields a selection means. */
export interface Selecting {
  readonly catalog: Pick<Catalog, 'schema'>;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly key: PlanKey;
}

/** How a selection is read outside of planning, with the variables of one request. */
export const selectingWith = (schema: GraphQLSchema, document: DocumentNode, variables: Run['variables']): Selecting => ({
  catalog: { schema },
  fragments: fragmentsOf(document),
  key: new PlanKey({ variables } as Run),
});

/** Whether the directives of a selection let it in. */
function isIncluded({ directives = [] }: SelectionNode, key: PlanKey): boolean {
  return directives.every((directive) => {
    const [condition, excludes] = conditions[directive.name.value] ?? [];
    return !condition || argumentsOf(directive, condition.args, key).if!.value !== excludes;
  });
}
const conditions: Readonly<Record<string, readonly [GraphQLDirective, excludes: boolean]>> = {
  skip: [GraphQLSkipDirective, true],
  include: [GraphQLIncludeDirective, false],
};

/** The selected fields of an object type by response key, fragments and directives resolved. Fields of one key are to be merged. */
export function fieldsOf(planning: Selecting, type: GraphQLObjectType, nodes: readonly FieldNode[]): Map<string, FieldNode[]> {
  const found = new Map<string, FieldNode[]>();
  const visit = (set: SelectionSetNode) => {
    for (const node of set.selections) {
      if (!isIncluded(node, planning.key)) continue;
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
