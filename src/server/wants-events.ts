import { getOperationAST, OperationTypeNode, parse } from 'graphql';
import { MOST_TOKENS } from '../graph/document-size.js';

/** Whether a request to the graph is to be answered by server-sent events: always, never, or where it asks for a subscription, as some clients say with every request. */
export function wantsEvents(accept: string | undefined): 'always' | 'subscriptions' | 'never' {
  if (accept === undefined || !/\btext\/event-stream\b/i.test(accept)) return 'never';
  const wanted = rangesIn(accept).flatMap(({ type, isWanted }) => (isWanted ? [type] : []));
  if (!wanted.includes('text/event-stream')) return 'never';
  return wanted.some((type) => type.endsWith('json') || type === '*/*') ? 'subscriptions' : 'always';
}

/** Whether a client takes server-sent events. The range that names them most closely decides (RFC 9110, 12.5.1). */
export function takesEvents(accept = '*/*'): boolean {
  const ranges = new Map(rangesIn(accept).map(({ type, isWanted }) => [type, isWanted]));
  return ranges.get('text/event-stream') ?? ranges.get('text/*') ?? ranges.get('*/*') ?? false;
}

/** q=0 says that a range is not wanted. */
const rangesIn = (accept: string) =>
  accept.split(',').map((range) => ({
    type: range.split(';', 1)[0]!.trim().toLowerCase(),
    isWanted: !/;\s*q=0(\.0*)?\s*(;|$)/i.test(range),
  }));

/** Parses the document: it takes a turn of the event loop (kernel/turns). */
export function asksForSubscription(asked: unknown): boolean {
  const { query, operationName } = Object(asked) as Record<string, unknown>;
  if (typeof query !== 'string' || !query.includes('subscription')) return false;
  try {
    const document = parse(query, { maxTokens: MOST_TOKENS });
    return getOperationAST(document, operationName as string | null | undefined)?.operation === OperationTypeNode.SUBSCRIPTION;
  } catch {
    // What is wrong with it is said by whoever answers.
    return false;
  }
}
