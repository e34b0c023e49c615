import { randomUUID } from 'node:crypto';
import { HeaderMap } from '@apollo/server';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { inLanguage, type Language } from '../kernel/bilingual.js';
import { Fault, type FaultCode, internal, tooCostly, unavailable } from '../kernel/errors.js';
import { type Outage, outageOf } from '../kernel/outage.js';

/** Codes that Apollo and graphql-js give to faults of the request itself: their messages are about the document, and safe. */
const requestCodes = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'COST_LIMIT',
  'AT_CAPACITY',
  'TIMEOUT',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/** Who hears of errors that are not the caller's. */
export interface Report {
  /** A bug, with the id that the caller was told. */
  bug(id: string, error: unknown): void;
  /** The database could not serve. */
  unserved(outage: Outage): void;
}

/** After how many seconds whoever could not be served may come again. */
const RETRY_AFTER_S = '5';

/**
 * What a caller sees of an error, in their language. A Fault was written for them; while the database cannot serve it is UNAVAILABLE; a bug answers
 * INTERNAL with an id under which the log has the rest. Nothing else leaves: no stack, no SQL, no hint of what the viewer may not see. Messages of
 * graphql-js and Apollo about the document or its variables stay in English.
 */
export function formatError(report: Report) {
  return (formatted: GraphQLFormattedError, error: unknown, language: Language): GraphQLFormattedError => {
    const { locations, path } = formatted;
    const told = ({ told, code, details }: Fault, where: Partial<GraphQLFormattedError> = { locations, path }) => ({
      message: inLanguage(told, language),
      ...where,
      extensions: { code, ...details },
    });
    const thrown = error instanceof GraphQLError ? (error.originalError ?? error) : error;
    const outage = outageOf(thrown);
    if (outage) report.unserved(outage);
    const cause = outage ? unavailable() : thrown;
    if (cause instanceof Fault) return told(cause);
    // A document or value that is deeper than the stack; graphql-js passes the engine's words on.
    if (formatted.message.includes('call stack')) return told(tooCostly('The request is nested too deeply. 请求嵌套过深。'), {});
    const code = formatted.extensions?.code;
    if (isOfGraphqlJs(cause, code)) return { message: formatted.message, locations, path, extensions: { code: 'BAD_USER_INPUT' } };
    if (typeof code === 'string' && requestCodes.has(code)) return { message: formatted.message, locations, path, extensions: { code } };
    const id = randomUUID();
    report.bug(id, cause);
    return told(internal(id));
  };
}

/** The status of a response with these errors, beside 200 and those of the request itself, and its headers: what a balancer and a client go by. */
export function statusOfErrors(
  errors: readonly GraphQLFormattedError[],
  answered: number,
): { readonly status: number; readonly headers: Readonly<Record<string, string>> } | null {
  if (errors.some(({ extensions }) => extensions?.code === 'UNAVAILABLE'))
    return { status: 503, headers: { 'retry-after': RETRY_AFTER_S } };
  // A mutation that comes too often is refused as other requests are, where there is nothing else in the answer.
  const { code, retryAfter } = errors[0]?.extensions ?? {};
  if (code === 'RATE_LIMITED' && answered <= 1) return { status: 429, headers: { 'retry-after': String(retryAfter) } };
  return null;
}

/** Of a request that is refused as a whole. */
export const statusOf = (code: FaultCode): number =>
  (({ UNAUTHENTICATED: 401, INTERNAL: 500, AT_CAPACITY: 503, UNAVAILABLE: 503, TIMEOUT: 504 }) as Partial<Record<FaultCode, number>>)[
    code
  ] ?? 400;

export const headersOf = (code: FaultCode): Readonly<Record<string, string>> =>
  code === 'AT_CAPACITY' || code === 'UNAVAILABLE'
    ? { 'retry-after': RETRY_AFTER_S }
    : code === 'UNAUTHENTICATED'
      ? { 'www-authenticate': 'Bearer' }
      : {};

/** A Fault that refuses the whole request, as Apollo takes it. */
export const requestFault = (fault: Fault): GraphQLError =>
  new GraphQLError(fault.message, {
    originalError: fault,
    extensions: { code: fault.code, http: { status: statusOf(fault.code), headers: new HeaderMap(Object.entries(headersOf(fault.code))) } },
  });

/** A variable, or an argument that a variable is used in, that cannot be coerced: a GraphQLError of graphql-js itself, without a code of ours. */
const isOfGraphqlJs = (cause: unknown, code: unknown): boolean =>
  cause instanceof GraphQLError && !cause.originalError && (code === undefined || /^Argument "/.test(cause.message));
