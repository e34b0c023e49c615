import {
  type DocumentNode,
  executeSync,
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Asker } from '../kernel/asker.js';
import { remembered } from '../kernel/memo.js';
import type { Turns } from '../kernel/turns.js';
import { fieldsOf, selectingWith } from '../read/selection.js';

/** How many entries an introspection list has. */
interface ListSize {
  /** In all of the schema, over all owners. */
  readonly all: number;
  /** Of one owner, at most. */
  readonly longest: number;
  /** Whether an entry belongs to one owner alone. */
  readonly isOwned: boolean;
}

interface Sizes {
  /** By type and field of introspection: __Type.fields. */
  readonly lists: ReadonlyMap<string, ListSize>;
  /** The longest text, a description, and the longest of all other leaves, a name: as JSON in UTF-8. */
  readonly textBytes: number;
  readonly nameBytes: number;
}

const known = new WeakMap<GraphQLSchema, Sizes>();

/** How much each part of introspection answers, counted in the schema itself. */
export const introspectionSizes = (schema: GraphQLSchema): Sizes => remembered(known, schema, () => count(schema));

function count(schema: GraphQLSchema): Sizes {
  const types = Object.values(schema.getTypeMap());
  const directives = schema.getDirectives();
  const fields = (type: GraphQLNamedType) => (isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : []);
  const everyField = types.flatMap(fields);
  const inputFields = (type: GraphQLNamedType) => (isInputObjectType(type) ? Object.values(type.getFields()) : []);
  const values = (type: GraphQLNamedType) => (isEnumType(type) ? type.getValues() : []);
  const lists = new Map<string, ListSize>([
    ['__Schema.types', sizeOf([types])],
    ['__Schema.directives', sizeOf([directives])],
    ['__Type.fields', sizeOf(types.map(fields))],
    ['__Type.inputFields', sizeOf(types.map(inputFields))],
    ['__Type.enumValues', sizeOf(types.map(values))],
    [
      '__Type.interfaces',
      sizeOf(
        types.map((type) => (isObjectType(type) || isInterfaceType(type) ? type.getInterfaces() : [])),
        false,
      ),
    ],
    [
      '__Type.possibleTypes',
      sizeOf(
        types.map((type) => (isAbstractType(type) ? schema.getPossibleTypes(type) : [])),
        false,
      ),
    ],
    ['__Field.args', sizeOf(everyField.map(({ args }) => args))],
    ['__Directive.args', sizeOf(directives.map(({ args }) => args))],
  ]);
  const described = [...types, ...everyField, ...directives, ...types.flatMap(inputFields), ...types.flatMap(values)];
  const bytesOf = (text: unknown) => Buffer.byteLength(JSON.stringify(text ?? ''));
  return {
    lists,
    textBytes: 100 + Math.max(...described.map(({ description }) => bytesOf(description))),
    nameBytes: 10 + Math.max(...[...described, ...everyField.flatMap(({ args }) => args)].map(({ name }) => bytesOf(name))),
  };
}

/** The leaves of introspection that may be longer than a name. */
const texts = new Set(['description', 'deprecationReason', 'defaultValue', 'specifiedByURL', 'locations']);

/** How long a leaf of introspection is at most, in bytes. */
export const introspectedBytesOf = ({ textBytes, nameBytes }: Sizes, leaf: string): number => (texts.has(leaf) ? textBytes : nameBytes);

const sizeOf = (lists: readonly (readonly unknown[])[], isOwned = true): ListSize => {
  const lengths = lists.map(({ length }) => length);
  return { all: lengths.reduce((sum, length) => sum + length, 0), longest: Math.max(0, ...lengths), isOwned };
};

const metaFields = new Set([SchemaMetaFieldDef.name, TypeMetaFieldDef.name, TypeNameMetaFieldDef.name]);
/** All kept answers and their requests, in bytes. */
const KEPT_BYTES = 16 * 1_048_576;

/** Answers to operations that ask for nothing but introspection: executed once, for they are the same for everybody. */
export class Introspection {
  readonly #kept = new LRUCache<string, string>({
    maxSize: KEPT_BYTES,
    sizeCalculation: (answer, request) => 2 * (answer.length + request.length),
  });

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly turns: Turns,
  ) {}

  /** The JSON text of the data; null where something else is asked for, or there are errors to tell. Takes a turn of its own. Throws AT_CAPACITY. */
  async answer(
    query: string,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Readonly<Record<string, unknown>>,
    asker: Asker,
  ): Promise<string | null> {
    if (!this.#isIntrospection(document, operation, variables)) return null;
    const request = JSON.stringify([query, operation.name?.value, variables]);
    const kept = this.#kept.get(request);
    if (kept !== undefined) return kept;
    await this.turns.begin(asker);
    const { data, errors } = executeSync({
      schema: this.schema,
      document,
      operationName: operation.name?.value,
      variableValues: variables,
    });
    const answer = JSON.stringify(data);
    this.turns.end(asker);
    if (errors) return null;
    this.#kept.set(request, answer);
    return answer;
  }

  #isIntrospection(document: DocumentNode, operation: OperationDefinitionNode, variables: Readonly<Record<string, unknown>>): boolean {
    if (operation.operation !== OperationTypeNode.QUERY) return false;
    const selecting = selectingWith(this.schema, document, variables);
    const root = { kind: Kind.FIELD, selectionSet: operation.selectionSet } as FieldNode;
    return [...fieldsOf(selecting, this.schema.getQueryType()!, [root]).values()].every(([node]) => metaFields.has(node!.name.value));
  }
}
