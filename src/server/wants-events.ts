import { getOperationAST, OperationTypeNode, parse } from 'graphql';
import { MOST_TOKENS } from '../graph/document-size.js';

/**
 * Whether a request to the graph is to be answered by server-sent events: when it accepts nothing else, or when it accepts them beside JSON, as some
 * clients do with every request, and asks for a subscription.
 */
export function wantsEvents(accept: string | undefined, asked: () => unknown): boolean {
  if (accept === undefined || !/\btext\/event-stream\b/i.test(accept)) return false;
  return !/json\b|\*\/\*/i.test(accept) || isSubscription(asked());
}

function isSubscription(asked: unknown): boolean {
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
