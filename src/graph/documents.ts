import { type DocumentNode, type GraphQLSchema, Kind, type OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { readWhole, variablesOf } from './answer.js';
import type { Context } from './context.js';
import { estimateOf } from './estimates.js';

/** What a client sends. */
interface Request {
  readonly query?: unknown;
  readonly variables?: unknown;
  readonly operationName?: unknown;
  readonly extensions?: unknown;
}

const LONGEST_DOCUMENT = 16_384;
/** All texts of kept documents, in characters. Parsed, a character takes up to 150 bytes. */
const KEPT_CHARACTERS = 262_144;

interface Known {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/**
 * Queries that came more than once and that the reader answered whole, by their text. They are known to be valid, so that a repeat needs nothing
 * of Apollo's pipeline (half of a point read's time in Node).
 */
export class Documents {
  readonly #known = new LRUCache<string, Known>({ maxSize: KEPT_CHARACTERS, sizeCalculation: (_, query) => query.length });

  constructor(private readonly schema: GraphQLSchema) {}

  /** Called for a query that the reader has just answered. Documents of several operations are left out. */
  remember(query: string, document: DocumentNode): void {
    const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
    if (operations.length !== 1 || query.length > LONGEST_DOCUMENT) return;
    this.#known.set(query, { document, operation: operations[0]! });
  }

  /** The response text to a repeat. Null for whatever else it is, and whatever is wrong with it: the ordinary way answers, in the ordinary shape. */
  async repeat({ query, variables, operationName, extensions }: Request, context: Context): Promise<string | null> {
    const known = typeof query === 'string' && extensions == null ? this.#known.get(query) : undefined;
    if (!known || (operationName != null && operationName !== '' && operationName !== known.operation.name?.value)) return null;
    if (variables != null && (typeof variables !== 'object' || Array.isArray(variables))) return null;
    try {
      const coerced = variablesOf(this.schema, known.operation, (variables as Record<string, unknown> | null | undefined) ?? {});
      if (!coerced) return null;
      estimateOf(this.schema, known.document, known.operation, coerced);
      const json = await readWhole(context, known.document, known.operation, coerced);
      return json === null ? null : `{"data":${json}}`;
    } catch {
      return null;
    }
  }
}
