import { type ASTNode, type DocumentNode, type FieldNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';
import { tooCostly } from '../kernel/errors.js';

/** A document's tokens. */
export const MOST_TOKENS = 5_000;
const MOST_OPERATIONS = 50;
const MOST_FRAGMENTS = 200;
/** Of each operation. */
const MOST_VARIABLES = 200;
const MOST_DIRECTIVES = 500;
/** How deep selections, values and types are nested. */
const DEEPEST = 50;
/** Fields, where each fragment counts as often as it is spread. */
const MOST_FIELDS = 10_000;
/** Pairs of fields under one name, and of fragments in one place: validation compares each with each. */
const MOST_PAIRS = 10_000;

/**
 * Throws COST_LIMIT for a document that would take long to validate. Takes time in proportion to the document; nothing of it needs to be valid.
 */
export function checkSize(document: DocumentNode): void {
  const fragments = new Map<string, FragmentDefinitionNode>();
  let operations = 0;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    if (++operations > MOST_OPERATIONS)
      throw tooCostly('The document has more than {max} operations. 文档中的操作超过 {max} 个。', { max: MOST_OPERATIONS });
    if ((definition.variableDefinitions?.length ?? 0) > MOST_VARIABLES)
      throw tooCostly('An operation has more than {max} variables. 操作的变量超过 {max} 个。', { max: MOST_VARIABLES });
  }
  if (fragments.size > MOST_FRAGMENTS)
    throw tooCostly('The document has more than {max} fragments. 文档中的片段超过 {max} 个。', { max: MOST_FRAGMENTS });
  checkNesting(document);
  const expansion = new Expansion(fragments);
  for (const definition of document.definitions) if ('selectionSet' in definition) expansion.of([[definition.selectionSet, null]]);
}

/** How deep it is nested, without recursion: a hostile document is deeper than the stack. */
function checkNesting(document: DocumentNode): void {
  let directives = 0;
  const waiting: (readonly [node: ASTNode, depth: number])[] = [[document, 0]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [node, depth] = next;
    if (depth > DEEPEST) throw tooCostly('The document is nested more than {max} levels deep. 文档嵌套超过 {max} 层。', { max: DEEPEST });
    if (node.kind === Kind.DIRECTIVE && ++directives > MOST_DIRECTIVES)
      throw tooCostly('The document has more than {max} directives. 文档中的指令超过 {max} 个。', { max: MOST_DIRECTIVES });
    const inner = nesting.has(node.kind) ? depth + 1 : depth;
    // Not Object.entries: its arrays would take longer than all the rest.
    for (const key in node) {
      const child: unknown = node[key as keyof ASTNode];
      if (key === 'loc' || typeof child !== 'object' || child === null) continue;
      if (Array.isArray(child)) for (const each of child) waiting.push([each as ASTNode, inner]);
      else waiting.push([child as ASTNode, inner]);
    }
  }
}
const nesting = new Set<string>([Kind.SELECTION_SET, Kind.LIST, Kind.OBJECT, Kind.LIST_TYPE]);

/** The fragments that lead to a field, the innermost first. */
type Way = { readonly fragment: string; readonly from: Way } | null;

const passes = (way: Way, fragment: string): boolean => {
  for (let at = way; at; at = at.from) if (at.fragment === fragment) return true;
  return false;
};

/** Selections with their fragments put in, as validation and execution see them. A fragment within itself is left to validation. */
class Expansion {
  #fields = 0;
  #pairs = 0;

  constructor(private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>) {}

  of(sets: readonly (readonly [SelectionSetNode, Way])[]): void {
    const fields = new Map<string, (readonly [FieldNode, Way])[]>();
    const spread = new Set<string>();
    for (const [set, way] of sets) this.#collect(set, way, fields, spread);
    this.#count(spread.size ** 2);
    for (const same of fields.values()) {
      this.#count((same.length * (same.length - 1)) / 2);
      const below = same.flatMap(([{ selectionSet }, way]) => (selectionSet ? [[selectionSet, way] as const] : []));
      if (below.length > 0) this.of(below);
    }
  }

  #collect(set: SelectionSetNode, way: Way, fields: Map<string, (readonly [FieldNode, Way])[]>, spread: Set<string>): void {
    for (const node of set.selections) {
      if (++this.#fields > MOST_FIELDS)
        throw tooCostly('The document selects more than {max} fields. 文档选取的字段超过 {max} 个。', {
          max: MOST_FIELDS.toLocaleString('en'),
        });
      if (node.kind === Kind.FIELD) {
        const key = node.alias?.value ?? node.name.value;
        const same = fields.get(key);
        if (same) same.push([node, way]);
        else fields.set(key, [[node, way]]);
      } else if (node.kind === Kind.INLINE_FRAGMENT) this.#collect(node.selectionSet, way, fields, spread);
      else {
        const { value: name } = node.name;
        const fragment = this.fragments.get(name);
        if (!fragment || spread.has(name) || passes(way, name)) continue;
        spread.add(name);
        this.#collect(fragment.selectionSet, { fragment: name, from: way }, fields, spread);
      }
    }
  }

  #count(pairs: number): void {
    this.#pairs += pairs;
    if (this.#pairs > MOST_PAIRS)
      throw tooCostly(
        'The document selects the same fields, or spreads fragments, too often in one place. 文档在同一处重复选取字段或展开片段过多。',
      );
  }
}
