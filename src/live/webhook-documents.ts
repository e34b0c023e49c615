import { GraphQLError, type GraphQLSchema, OperationTypeNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Viewer } from '../auth/viewer.js';
import type { Cursors } from '../events/cursor.js';
import type { Tail } from '../events/tail.js';
import type { Context } from '../graph/context.js';
import { readDocument, reasonOf } from '../graph/document-check.js';
import { personalFieldsOf } from '../graph/sensitive.js';
import type { EventStream, Stream } from '../graph/stream.js';
import { emptyTree } from '../kernel/place.js';
import type { WebhookChecks } from '../work/webhooks.js';
import { type LiveField, liveFieldOf, RequestErrors } from './operation.js';
import { faultOfUrl } from './public-address.js';

const MOST_KEPT = 1_000;

/** What a webhook follows. */
export interface Followable {
  readonly field: LiveField;
  readonly stream: EventStream;
}

/** The documents of webhooks, each parsed once. */
export class WebhookDocuments {
  readonly #kept = new LRUCache<string, Followable>({ max: MOST_KEPT });
  #count = 0;

  constructor(private readonly schema: GraphQLSchema) {}

  /** Throws what is wrong with the document, the variables, or both: RequestErrors, or what {@link reasonOf} knows. */
  followable(source: string, variables: string | null, viewer: Viewer): Followable {
    const key = JSON.stringify([source, variables]);
    const known = this.#kept.get(key);
    if (known) return known;
    const { document, operation } = readDocument(this.schema, source);
    if (operation.operation !== OperationTypeNode.SUBSCRIPTION) throw new GraphQLError('It is no subscription.');
    const personal = personalFieldsOf(this.schema, document);
    if (personal.length > 0) throw new GraphQLError(`It selects personal data: ${personal.join(', ')}.`);
    const field = liveFieldOf(this.schema, { id: ++this.#count, document, operation }, valuesOf(variables));
    const stream = field.field.subscribe!(undefined, field.args, { viewer } as Context, undefined as never) as unknown as Stream;
    if (stream.kind !== 'events') throw new GraphQLError('It follows a state, not events.');
    const followable = { field, stream };
    this.#kept.set(key, followable);
    return followable;
  }
}

function valuesOf(variables: string | null): Readonly<Record<string, unknown>> {
  if (variables === null) return {};
  let values: unknown;
  try {
    values = JSON.parse(variables);
  } catch {
    throw new GraphQLError('The variables are not JSON.');
  }
  if (typeof values !== 'object' || values === null || Array.isArray(values)) throw new GraphQLError('The variables are no JSON object.');
  return values as Record<string, unknown>;
}

export const webhookChecks = (
  documents: WebhookDocuments,
  { tail, cursors, mayBeInner }: { readonly tail: Tail; readonly cursors: Cursors; readonly mayBeInner: boolean },
): WebhookChecks => ({
  faultOf: (url) => faultOfUrl(url, mayBeInner),
  checkSubscription(source, variables, viewer) {
    try {
      documents.followable(source, variables, viewer).stream.authScope({ viewer, tree: emptyTree });
      return { ok: true };
    } catch (error) {
      const reason = error instanceof RequestErrors ? error.errors[0]!.message : reasonOf(error);
      if (reason === null) throw error;
      return { ok: false, reason };
    }
  },
  async positionOf(cursor) {
    const point = cursors.decode(cursor);
    await tail.check(point);
    return point.pos;
  },
});
