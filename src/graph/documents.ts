import { type DocumentNode, type GraphQLSchema, Kind, type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { Fault } from '../kernel/errors.js';
import { remembered } from '../kernel/memo.js';
import { outageOf } from '../kernel/outage.js';
import type { Verb } from '../work/verb.js';
import type { Admission } from './admission.js';
import { planOf, readWhole, variablesOf } from './answer.js';
import type { Context } from './context.js';
import { readDocument } from './document-check.js';
import { type Report, statusOfErrors } from './errors.js';
import { estimateOf } from './estimates.js';
import { inputOf, type Mutation, mutationIn, performWhole } from './mutations.js';
import type { PersistedDocument } from './persisted.js';

/** What a client sends. */
interface Request {
  readonly query?: unknown;
  readonly variables?: unknown;
  readonly operationName?: unknown;
  readonly extensions?: unknown;
  /** Whether it came by GET: nothing is to be changed then. */
  readonly isRead?: boolean;
}

const LONGEST_DOCUMENT = 16_384;
/** All texts of kept documents, in characters. Parsed, a character takes up to 150 bytes. */
const KEPT_CHARACTERS = 262_144;

/** A valid document of one operation, ready to be run. */
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
  /** Whether there are errors in it. */
  readonly isFailed: boolean;
}

/**
 * Documents that came more than once, by their text: queries that the reader answered whole, and mutations of one verb. They are known to be valid, so
 * that a repeat needs nothing of Apollo's pipeline (half of a point read's time in Node).
 */
export class Documents {
  /** Those that clients run by their id; null for what is not valid any more. Kept as long as the registry keeps the document. */
  readonly #persisted = new WeakMap<PersistedDocument, Known | null>();
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
    const known = this.#ready(document, operation);
    if (known) this.#known.set(query, known);
  }

  #ready(document: DocumentNode, operation: OperationDefinitionNode): Known | null {
    if (operation.operation === OperationTypeNode.SUBSCRIPTION) return null;
    const isMutation = operation.operation === OperationTypeNode.MUTATION;
    const mutation = isMutation ? mutationIn(this.schema, this.verbs, document, operation) : null;
    return isMutation && !mutation ? null : { document, operation, mutation };
  }

  #readyOf(persisted: PersistedDocument): Known | null {
    return remembered(this.#persisted, persisted, () => {
      try {
        const { document, operation } = readDocument(this.schema, persisted.source);
        return this.#ready(document, operation);
      } catch {
        // The schema has changed since it was published: the ordinary way says what is wrong.
        return null;
      }
    });
  }

  /**
   * The response to a repeat. Null for whatever else it is, and whatever is wrong with it: the ordinary way answers, in the ordinary shape. Throws
   * the Faults that refuse a right request as a whole. A mutation that has begun is answered here, whatever becomes of it: it is not done twice.
   */
  async repeat(request: Request, context: Context): Promise<Repeated | null> {
    const { query } = request;
    return this.#run(typeof query === 'string' ? this.#known.get(query) : null, request, context);
  }

  /** The same for a document that is run by its id, also the first time. */
  async run(persisted: PersistedDocument, request: Request, context: Context): Promise<Repeated | null> {
    return this.#run(this.#readyOf(persisted), request, context);
  }

  async #run(
    known: Known | null | undefined,
    { variables, operationName, extensions, isRead }: Request,
    context: Context,
  ): Promise<Repeated | null> {
    if (!known || asksForMore(extensions) || (isRead && known.mutation)) return null;
    if (operationName != null && operationName !== '' && operationName !== known.operation.name?.value) return null;
    if (variables != null && (typeof variables !== 'object' || Array.isArray(variables))) return null;
    const prepared = this.#prepare(known, (variables as Record<string, unknown> | null | undefined) ?? {}, context);
    if (!prepared) return null;
    const { admission } = this;
    admission.turns.end(context.asker);
    context.budget?.spend(prepared.cost.total);
    await admission.enter(context.asker, prepared.cost, known.mutation !== null);
    if ('input' in prepared) {
      const isSmall = admission.isSmall(prepared.cost);
      const result = await performWhole(this.schema, known.mutation!, prepared.input, context, prepared.variables, isSmall, this.report);
      return {
        ...(statusOfErrors(result.errors, 1) ?? { status: 200, headers: {} }),
        text: withSaid(result.text, context),
        isFailed: result.errors.length > 0,
      };
    }
    try {
      const json = await readWhole(context, prepared.plan, prepared.variables);
      return json === null ? null : { status: 200, headers: {}, text: withSaid(`{"data":${json}}`, context), isFailed: false };
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

/** Whether the extensions of a request ask for something, or are none. Those of clients that only say who they are do neither. */
const asksForMore = (extensions: unknown): boolean =>
  extensions != null &&
  (typeof extensions !== 'object' || Array.isArray(extensions) || (extensions as { readonly cost?: unknown }).cost != null);

/** A response with what its extensions say. */
const withSaid = (text: string, { said }: Context): string =>
  Object.keys(said).length === 0 ? text : `${text.slice(0, -1)},"extensions":${JSON.stringify(said)}}`;
