import {
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { noSuchOperation, tooManyVariables } from '../graph/answer.js';
import type { Context } from '../graph/context.js';
import { checkSize, MOST_TOKENS } from '../graph/document-size.js';
import { estimateOf } from '../graph/estimates.js';
import type { DocumentRequest, PersistedDocument } from '../graph/persisted.js';
import { Cursor } from '../graph/scalars.js';
import { demandUnconditionalRoot } from '../graph/subscription-root.js';
import type { Asker } from '../kernel/asker.js';
import { Fault, type FaultCode } from '../kernel/errors.js';
import { isHuge } from '../kernel/size.js';
import type { Turns } from '../kernel/turns.js';
import type { ItemSelection } from '../read/reader.js';
import { fieldsOf, selectingWith } from '../read/selection.js';

/** What a client asks to follow. */
export interface StreamRequest extends DocumentRequest {
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
}

/** The same, with the text that is to be followed. */
interface StreamText extends StreamRequest {
  readonly query: string;
}

/** A document that can be followed, whatever the variables. */
export interface Following {
  /** Tells documents apart. */
  readonly id: number;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** The document that the client was let follow by its id. */
  readonly persisted?: PersistedDocument | null;
}

/** A live field with its arguments, and what of its items is asked for. */
export interface LiveField extends ItemSelection {
  /** Equal for fields that ask for the same, wherever they are to begin. */
  readonly identity: string;
  readonly field: GraphQLField<unknown, Context>;
  readonly args: Readonly<Record<string, unknown>>;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** The name under which items are told. */
  readonly key: string;
  /** What it costs to tell one item, at most. */
  readonly price: number;
}

/** Errors of a document, its operation or its variables. */
export class RequestErrors extends Error {
  constructor(readonly errors: readonly GraphQLError[]) {
    super('The request cannot be followed.');
  }
}

/** What graphql-js says of a document, with the code that Apollo would give it. */
const coded = (code: FaultCode, { message, nodes, source, positions }: GraphQLError): GraphQLError =>
  new GraphQLError(message, { nodes, source, positions, extensions: { code } });

const refusal = (fault: Fault): RequestErrors => new RequestErrors([new GraphQLError(fault.message, { originalError: fault })]);

/** Ten thousand sockets ask for a handful of documents: of these each is parsed and validated once. */
const LONGEST_KEPT = 16_384;
/** All texts of kept documents, in characters. Parsed, a character takes up to 150 bytes. */
const KEPT_CHARACTERS = 262_144;
/** Of objects and lists in the variables. */
const MOST_PARTS = 5_000;
const DEEPEST = 32;

/**
 * Parses and validates documents, and estimates what they cost. graphql-ws and SSE know nothing of Apollo's rules: they are kept here. Throws
 * RequestErrors, COST_LIMIT and AT_CAPACITY.
 */
export function openDocuments(schema: GraphQLSchema, turns: Turns): { followingOf(request: StreamText, asker: Asker): Promise<Following> } {
  const kept = new LRUCache<string, Following>({ maxSize: KEPT_CHARACTERS, sizeCalculation: (_, key) => key.length });
  let count = 0;

  const read = ({ query, operationName }: StreamText): Following => {
    let document: DocumentNode;
    try {
      document = parse(query, { maxTokens: MOST_TOKENS });
    } catch (error) {
      // A RangeError, where it is nested deeper than the parser's stack.
      if (error instanceof GraphQLError) throw new RequestErrors([coded('GRAPHQL_PARSE_FAILED', error)]);
      throw refusal(new Fault('GRAPHQL_PARSE_FAILED', 'The document is nested too deeply. 文档嵌套过深。'));
    }
    checkSize(document);
    try {
      demandUnconditionalRoot(document);
    } catch (error) {
      throw new RequestErrors([error as GraphQLError]);
    }
    const faults = validate(schema, document, undefined, { hideSuggestions: true });
    if (faults.length > 0) throw new RequestErrors(faults.map((fault) => coded('GRAPHQL_VALIDATION_FAILED', fault)));
    // GraphQL over HTTP: an empty name is none.
    const operation = getOperationAST(document, operationName || null);
    if (!operation) throw refusal(noSuchOperation());
    if (operation.operation !== OperationTypeNode.SUBSCRIPTION)
      throw refusal(
        new Fault(
          'BAD_REQUEST',
          'Streams carry subscriptions; send queries and mutations over HTTP to /graphql. 数据流仅用于订阅，查询和变更请通过 HTTP 发送至 /graphql。',
        ),
      );
    return { id: ++count, document, operation };
  };

  const readOnce = async (request: StreamText, asker: Asker): Promise<Following> => {
    const key = JSON.stringify([request.operationName || null, request.query]);
    const known = kept.get(key);
    if (known) return known;
    await turns.begin(asker);
    const following = read(request);
    if (key.length <= LONGEST_KEPT) kept.set(key, following);
    return following;
  };

  return {
    async followingOf(request, asker) {
      try {
        const following = await readOnce(request, asker);
        const { document, operation } = following;
        const variables = request.variables ?? {};
        if (isHuge(variables, MOST_PARTS, DEEPEST)) throw tooManyVariables();
        const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
        // Variables that cannot be coerced are refused when it is to be followed.
        if (coerced) estimateOf(schema, document, operation, coerced);
        return following;
      } finally {
        asker.leave();
      }
    },
  };
}

/** The one field that the operation follows, with these variables. */
export function liveFieldOf(schema: GraphQLSchema, { id, document, operation }: Following, given: StreamRequest['variables']): LiveField {
  const { coerced: variables, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], given ?? {});
  if (!variables) throw new RequestErrors(errors!);
  const root = schema.getSubscriptionType()!;
  const whole = { selectionSet: operation.selectionSet } as FieldNode;
  const [selected] = fieldsOf(selectingWith(schema, document, variables), root, [whole]);
  const [key, nodes] = selected!;
  const field = root.getFields()[nodes[0]!.name.value]!;
  const args = getArgumentValues(field, nodes[0]!, variables);
  const price = estimateOf(schema, document, operation, variables).total;
  const identity = `${id} ${inOrder(withoutCursors(operation, variables))}`;
  return { identity, document, operation, field, args, variables, key, price, nodes, type: getNamedType(field.type) as GraphQLObjectType };
}

/** A cursor says where to begin, not what to tell; validation lets it be nothing else. */
const withoutCursors = (operation: OperationDefinitionNode, variables: LiveField['variables']) =>
  Object.fromEntries(
    (operation.variableDefinitions ?? []).flatMap(({ variable: { name }, type }) => {
      const named = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
      return named.kind === Kind.NAMED_TYPE && named.name.value === Cursor.name ? [] : [[name.value, variables[name.value]]];
    }),
  );

/** As JSON, whatever order the keys came in. */
const inOrder = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
