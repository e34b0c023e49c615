import { getOperationAST, OperationTypeNode, parse } from 'graphql';
import { MOST_TOKENS } from '../graph/document-size.js';

/** Whether a request to the graph is to be answered by server-sent events: always, never, or where it asks for a subscription, as some clients say with every request. */
export function wantsEvents(accept: string | undefined): 'always' | 'subscriptions' | 'never' {
  if (accept === undefined || !/\btext\/event-stream\b/i.test(accept)) return 'never';
  return /json\b|\*\/\*/i.test(accept) ? 'subscriptions' : 'always';
}

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
