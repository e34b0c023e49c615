import { type DocumentNode, type GraphQLSchema, Kind, type OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { Fault } from '../kernel/errors.js';
import { outageOf } from '../kernel/outage.js';
import type { Admission } from './admission.js';
import { planOf, readWhole, variablesOf } from './answer.js';
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

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly admission: Admission,
  ) {}

  /** Called for a query that the reader has just answered. Documents of several operations are left out. */
  remember(query: string, document: DocumentNode): void {
    const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
    if (operations.length !== 1 || query.length > LONGEST_DOCUMENT) return;
    this.#known.set(query, { document, operation: operations[0]! });
  }

  /**
   * The response text to a repeat. Null for whatever else it is, and whatever is wrong with it: the ordinary way answers, in the ordinary shape. Throws
   * the Faults that refuse a right request as a whole.
   */
  async repeat({ query, variables, operationName, extensions }: Request, context: Context): Promise<string | null> {
    const known = typeof query === 'string' && extensions == null ? this.#known.get(query) : undefined;
    if (!known || (operationName != null && operationName !== '' && operationName !== known.operation.name?.value)) return null;
    if (variables != null && (typeof variables !== 'object' || Array.isArray(variables))) return null;
    const prepared = this.#prepare(known, (variables as Record<string, unknown> | null | undefined) ?? {}, context);
    if (!prepared) return null;
    const { admission } = this;
    admission.turns.end(context.asker);
    try {
      await admission.enter(context.asker, prepared.cost, false);
      const json = await readWhole(context, prepared.plan, prepared.variables);
      return json === null ? null : `{"data":${json}}`;
    } catch (error) {
      // An outage would only be met a second time.
      if (error instanceof Fault || outageOf(error)) throw error;
      return null;
    }
  }

  #prepare({ document, operation }: Known, given: Readonly<Record<string, unknown>>, context: Context) {
    try {
      const variables = variablesOf(this.schema, operation, given);
      if (!variables) return null;
      const cost = estimateOf(this.schema, document, operation, variables);
      const plan = planOf(context, document, operation, variables);
      return plan && { variables, cost, plan };
    } catch {
      return null;
    }
  }
}
