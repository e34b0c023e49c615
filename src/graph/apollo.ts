import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { InMemoryLRUCache } from '@apollo/utils.keyvaluecache';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { answer, stringifyResult } from './answer.js';
import type { Context } from './context.js';
import type { Documents } from './documents.js';
import { formatError, type LogBug } from './errors.js';

/**
 * graphql-http's audits: a client that only accepts application/json gets 200 for a well-formed GraphQL request, whatever is wrong with its document.
 */
const statusForPlainJson: ApolloServerPlugin<Context> = {
  requestDidStart: async () => ({
    async willSendResponse({ request, response, errors }) {
      if (!errors || response.body.kind !== 'single') return;
      const accept = request.http?.headers.get('accept') ?? '*/*';
      const isDocumentFault = errors.every(({ extensions }) => documentFaults.has(String(extensions?.code)));
      if (response.http.status === 400 && isDocumentFault && !accept.includes('application/graphql-response+json'))
        response.http.status = 200;
    },
  }),
};
const documentFaults = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'OPERATION_RESOLUTION_FAILURE',
  'COST_LIMIT',
]);

/** Errors are logged once, by formatError, without the words of database and driver that Apollo would repeat. */
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** How much Apollo keeps of parsed documents, in bytes of JSON. In memory they and their plans are several times that: thirty (the default) let a hostile stream of documents grow for thousands. */
const PARSED_BYTES = 4 * 1_048_576;

/** A document's tokens: validation takes longer than linear. */
export const MOST_TOKENS = 10_000;

export function makeApollo(schema: GraphQLSchema, documents: Documents, logBug: LogBug): ApolloServer<Context> {
  return new ApolloServer<Context>({
    schema,
    introspection: true,
    logger: silent,
    // Identity is a bearer token, never a cookie: a foreign page has nothing of the viewer's to send along.
    csrfPrevention: false,
    persistedQueries: false,
    documentStore: new InMemoryLRUCache<DocumentNode>({ maxSize: PARSED_BYTES }),
    parseOptions: { maxTokens: MOST_TOKENS },
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    stopOnTerminationSignals: false,
    formatError: formatError(logBug),
    stringifyResult: stringifyResult as never,
    plugins: [
      // It would instrument every field (−40 %).
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      statusForPlainJson,
      answer(documents),
    ],
  });
}
