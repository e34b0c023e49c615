import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLFormattedError,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getNullableType,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
  locatedError,
  type OperationDefinitionNode,
} from 'graphql';
import type { Transaction } from '../db/transaction.js';
import { nouns } from '../kernel/ids.js';
import type { ItemSelection } from '../read/reader.js';
import { fieldsOf, selectingWith } from '../read/selection.js';
import type { Verb } from '../work/verb.js';
import type { Context } from './context.js';
import { formatError, type Report } from './errors.js';
import { answer } from './verb.js';

/** A valid operation of one verb. */
export interface Mutation {
  readonly verb: Verb;
  readonly node: FieldNode;
  readonly field: GraphQLField<unknown, unknown>;
  readonly selection: ItemSelection;
}

/**
 * The mutation of an operation that the reader can tell: one verb, whose payload has rows and plain values. Null where graphql-js has to execute it.
 */
export function mutationIn(
  schema: GraphQLSchema,
  verbs: ReadonlyMap<string, Verb>,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Mutation | null {
  const [node, ...others] = operation.selectionSet.selections;
  if (node?.kind !== Kind.FIELD || node.directives?.length || others.length > 0) return null;
  const verb = verbs.get(node.name.value);
  if (!verb) return null;
  const field = schema.getMutationType()!.getFields()[verb.name]!;
  const type = field.type as GraphQLObjectType;
  const isTellable = Object.values(type.getFields()).every(({ type }) => isRow(type) || isPlain(type));
  return isTellable ? { verb, node, field, selection: { document, operation, type, nodes: [node] } } : null;
}

const isNoun = (name: string): boolean => name in nouns;
const isRow = (type: GraphQLOutputType): boolean => !isListType(getNullableType(type)) && isNoun(getNamedType(type).name);

function isPlain(type: GraphQLOutputType): boolean {
  const named = getNamedType(type);
  if (isLeafType(named)) return true;
  return isObjectType(named) && !isNoun(named.name) && Object.values(named.getFields()).every(({ type }) => isPlain(type));
}

/** The input of the verb. */
export const inputOf = ({ field, node }: Mutation, variables: Readonly<Record<string, unknown>>): unknown =>
  getArgumentValues(field, node, variables).input;

/** The response: its text, and the errors in it. */
interface Response {
  readonly text: string;
  readonly errors: readonly GraphQLFormattedError[];
}

/** Does what is asked and tells the outcome as graphql-js would, errors included. Of a small answer the rows are read behind the commit. */
export async function performWhole(
  schema: GraphQLSchema,
  { verb, node, selection }: Mutation,
  input: unknown,
  context: Context,
  variables: Readonly<Record<string, unknown>>,
  isSmall: boolean,
  report: Report,
): Promise<Response> {
  const key = node.alias?.value ?? verb.name;
  const respond = (told: string, errors: readonly GraphQLFormattedError[] = []): Response => ({
    text: `{${errors.length > 0 ? `"errors":${JSON.stringify(errors)},` : ''}"data":{${JSON.stringify(key)}:${told}}}`,
    errors,
  });
  const format = formatError(report);
  const toldOf = (error: unknown, nodes: readonly FieldNode[], path: readonly string[]) => {
    const located = locatedError(error, nodes, path);
    return format(located.toJSON(), located, context.language);
  };
  const run = context.runOf(variables);
  const { reader } = context;
  let answered: Awaited<ReturnType<typeof answer>>;
  try {
    const tell = (payload: Readonly<Record<string, unknown>>, transaction: Transaction) =>
      reader.item(selection, payload, run, transaction);
    answered = await answer(verb, context, input, isSmall ? tell : undefined);
  } catch (error) {
    return respond('null', [toldOf(error, [node], [key])]);
  }
  const { payload, told } = answered;
  try {
    return respond(await (told ?? reader.item(selection, payload, run)));
  } catch (error) {
    // It is done: what does not have to be read, such as a tracking code, is told all the same.
    const { document, type } = selection;
    const fields = [...fieldsOf(selectingWith(schema, document, variables), type, [node])];
    const rows = fields.filter(([, [first]]) => first!.name.value === verb.answers.field);
    return respond(
      await reader.item(selection, { ...payload, [verb.answers.field]: null }, run),
      rows.map(([name, nodes]) => toldOf(error, nodes, [key, name])),
    );
  }
}
