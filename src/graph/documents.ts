import { type DocumentNode, type GraphQLSchema, Kind, type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { Fault } from '../kernel/errors.js';
import { outageOf } from '../kernel/outage.js';
import type { Verb } from '../work/verb.js';
import type { Admission } from './admission.js';
import { planOf, readWhole, variablesOf } from './answer.js';
import type { Context } from './context.js';
import { type Report, statusOfErrors } from './errors.js';
import { estimateOf } from './estimates.js';
import { inputOf, type Mutation, mutationIn, performWhole } from './mutations.js';

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
  /** Null for a query. */
  readonly mutation: Mutation | null;
}

/** A response to a repeat. */
export interface Repeated {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/**
 * Documents that came more than once, by their text: queries that the reader answered whole, and mutations of one verb. They are known to be valid, so
 * that a repeat needs nothing of Apollo's pipeline (half of a point read's time in Node).
 */
export class Documents {
  readonly #known = new LRUCache<string, Known>({ maxSize: KEPT_CHARACTERS, sizeCalculation: (_, query) => query.length });

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly verbs: ReadonlyMap<string, Verb>,
    private readonly admission: Admission,
    private readonly report: Report,
  ) {}

  /**
   * Called for a valid document that has come again: a query that the reader has just answered, or any mutation. Documents of several operations, and
   * mutations of more than one verb, are left out.
   */
  remember(query: string, document: DocumentNode): void {
    const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
    const [operation] = operations;
    if (!operation || operations.length > 1 || query.length > LONGEST_DOCUMENT) return;
    const isMutation = operation.operation === OperationTypeNode.MUTATION;
    const mutation = isMutation ? mutationIn(this.schema, this.verbs, document, operation) : null;
    if (isMutation && !mutation) return;
    this.#known.set(query, { document, operation, mutation });
  }

  /**
   * The response to a repeat. Null for whatever else it is, and whatever is wrong with it: the ordinary way answers, in the ordinary shape. Throws
   * the Faults that refuse a right request as a whole. A mutation that has begun is answered here, whatever becomes of it: it is not done twice.
   */
  async repeat({ query, variables, operationName, extensions }: Request, context: Context): Promise<Repeated | null> {
    const known = typeof query === 'string' && extensions == null ? this.#known.get(query) : undefined;
    if (!known || (operationName != null && operationName !== '' && operationName !== known.operation.name?.value)) return null;
    if (variables != null && (typeof variables !== 'object' || Array.isArray(variables))) return null;
    const prepared = this.#prepare(known, (variables as Record<string, unknown> | null | undefined) ?? {}, context);
    if (!prepared) return null;
    const { admission } = this;
    admission.turns.end(context.asker);
    await admission.enter(context.asker, prepared.cost, known.mutation !== null);
    if ('input' in prepared) {
      const result = await performWhole(this.schema, known.mutation!, prepared.input, context, prepared.variables, this.report);
      return { ...(statusOfErrors(result.errors, 1) ?? { status: 200, headers: {} }), text: result.text };
    }
    try {
      const json = await readWhole(context, prepared.plan, prepared.variables);
      return json === null ? null : { status: 200, headers: {}, text: `{"data":${json}}` };
    } catch (error) {
      // An outage would only be met a second time.
      if (error instanceof Fault || outageOf(error)) throw error;
      return null;
    }
  }

  #prepare({ document, operation, mutation }: Known, given: Readonly<Record<string, unknown>>, context: Context) {
    try {
      const variables = variablesOf(this.schema, operation, given);
      if (!variables) return null;
      const cost = estimateOf(this.schema, document, operation, variables);
      if (mutation) return { variables, cost, input: inputOf(mutation, variables) };
      const plan = planOf(context, document, operation, variables);
      return plan && { variables, cost, plan };
    } catch {
      return null;
    }
  }
}
