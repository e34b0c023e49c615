import { ApolloServer, type ApolloServerPlugin, type GraphQLRequest } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { InMemoryLRUCache } from '@apollo/utils.keyvaluecache';
import { type DocumentNode, GraphQLError, type GraphQLSchema } from 'graphql';
import type { Language } from '../kernel/bilingual.js';
import type { Admission } from './admission.js';
import { answer, stringifyResult } from './answer.js';
import type { Context } from './context.js';
import { MOST_TOKENS } from './document-size.js';
import type { Documents } from './documents.js';
import { cachedLabels } from './enum-labels.js';
import { formatError, type Report, statusOfErrors } from './errors.js';
import { Introspection } from './introspection.js';

/**
 * graphql-http's audits: a client that only accepts application/json gets 200 for a well-formed GraphQL request, whatever is wrong with its document.
 */
const statusForPlainJson: ApolloServerPlugin<Context> = {
  // What goes wrong outside of resolvers is told, and logged, by formatError: Apollo itself would log the words of the driver.
  async unexpectedErrorProcessingRequest({ error, requestContext: { request } }) {
    if (!(error instanceof GraphQLError) || !isDocumentFault(error) || !takesPlainJson(request)) throw error;
    const { nodes, originalError, extensions } = error;
    throw new GraphQLError(error.message, { nodes, originalError, extensions: { ...extensions, http: { status: 200 } } });
  },
  requestDidStart: async () => ({
    async willSendResponse({ request, response, errors }) {
      if (!errors || response.body.kind !== 'single') return;
      if (response.http.status === 400 && errors.every(isDocumentFault) && takesPlainJson(request)) response.http.status = 200;
    },
  }),
};
const takesPlainJson = ({ http }: GraphQLRequest): boolean =>
  !(http?.headers.get('accept') ?? '*/*').includes('application/graphql-response+json');
const isDocumentFault = ({ extensions }: GraphQLError): boolean => documentFaults.has(String(extensions?.code));
const documentFaults = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'OPERATION_RESOLUTION_FAILURE',
  'COST_LIMIT',
]);

/** Errors are logged once, by formatError, without the words of database and driver that Apollo would repeat. */
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const statusForErrors: ApolloServerPlugin<Context> = {
  requestDidStart: async () => ({
    async willSendResponse({ response: { http, body } }) {
      if (body.kind !== 'single') return;
      const { data, errors = [] } = body.singleResult;
      const refused = statusOfErrors(errors, Object.keys(data ?? {}).length);
      if (!refused) return;
      http.status = refused.status;
      for (const [name, value] of Object.entries(refused.headers)) http.headers.set(name, value);
    },
  }),
};

/** All texts of documents that Apollo keeps, in characters: parsed, a character takes up to 150 bytes, and a plan comes with it. */
const KEPT_CHARACTERS = 131_072;

/** Apollo's server, one a language: what writes its errors is not told which request they are of. */
export type ApolloServers = Readonly<Record<Language, ApolloServer<Context>>>;

export function makeApollo(schema: GraphQLSchema, documents: Documents, admission: Admission, report: Report): ApolloServers {
  const documentStore = new InMemoryLRUCache<DocumentNode>({
    maxSize: KEPT_CHARACTERS,
    // By default it is the length of the whole as JSON, which takes as long to write as to parse the document.
    sizeCalculation: ({ loc }) => loc!.source.body.length,
  });
  const answering = answer(documents, admission, new Introspection(schema, admission.turns));
  const format = formatError(report);
  const serverFor = (language: Language) =>
    new ApolloServer<Context>({
      schema,
      introspection: true,
      logger: silent,
      // Identity is a bearer token, never a cookie: a foreign page has nothing of the viewer's to send along.
      csrfPrevention: false,
      persistedQueries: false,
      documentStore,
      parseOptions: { maxTokens: MOST_TOKENS },
      // To look for similar names takes long, and what Apollo hides again.
      validationOptions: { hideSuggestions: true },
      allowBatchedHttpRequests: false,
      includeStacktraceInErrorResponses: false,
      hideSchemaDetailsFromClientErrors: true,
      stopOnTerminationSignals: false,
      formatError: (formatted, error) => format(formatted, error, language),
      stringifyResult: stringifyResult as never,
      plugins: [
        // It would instrument every field (−40 %).
        ApolloServerPluginCacheControlDisabled(),
        // So would a router that asks for traces. One statement answers all fields of a root field: there is nothing to tell of each.
        ApolloServerPluginInlineTraceDisabled(),
        ApolloServerPluginLandingPageDisabled(),
        ApolloServerPluginUsageReportingDisabled(),
        statusForPlainJson,
        statusForErrors,
        cachedLabels,
        answering,
      ],
    });
  return { en: serverFor('en'), zh: serverFor('zh') };
}
