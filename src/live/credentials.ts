import type { IncomingMessage } from 'node:http';
import { hasMisplacedToken, holdsToken } from '../auth/misplaced.js';
import type { Bilingual } from '../kernel/bilingual.js';

/** How a socket says who speaks: as an authorization header would. Null: nobody. */
export type Credentials = { readonly authorization: string | null } | { readonly fault: Bilingual };

/** The right place of a token. */
export const TOKEN_PLACE: Bilingual =
  'Send the token in connection_init as "authorization": "Bearer <token>". 请在 connection_init 中以 "authorization": "Bearer <token>" 发送令牌。';
const SEVERAL =
  'connection_init and its headers name different tokens: send "authorization" once. connection_init 与请求头中的令牌不一致，authorization 只发送一次。';

/**
 * The authorization of a socket: `authorization` in connection_init, in `headers` there, or in the header that opened the socket, whatever their case.
 * A token anywhere else is a fault that names the right place: whoever sends one must not be taken for nobody.
 */
export function credentialsOf(params: Readonly<Record<string, unknown>> | undefined, request: IncomingMessage): Credentials {
  const inHeaders = named(params, 'headers').flatMap((inner) => named(inner, 'authorization'));
  const given = new Set([...named(params, 'authorization'), ...inHeaders, ...named(request.headers, 'authorization')].map(String));
  if (given.size > 1) return { fault: SEVERAL };
  const [authorization] = given;
  if (authorization !== undefined) return { authorization };
  return hasMisplacedToken(request) || holdsToken(params) ? { fault: TOKEN_PLACE } : { authorization: null };
}

/**
 * What a socket says of its language, as an Accept-Language header would: `acceptLanguage` in connection_init, where pages can say it, or the header that opened
 * the socket.
 */
export function acceptLanguageOf(params: Readonly<Record<string, unknown>> | undefined, { headers }: IncomingMessage): string | undefined {
  const [given] = named(params, 'acceptLanguage');
  return given === undefined ? headers['accept-language'] : String(given);
}

/** What an object holds under a name, in whatever case. */
const named = (object: unknown, name: string): unknown[] =>
  entriesOf(object).flatMap(([key, value]) => (key.toLowerCase() === name.toLowerCase() && value != null ? [value] : []));

const entriesOf = (value: unknown): [string, unknown][] => (typeof value === 'object' && value !== null ? Object.entries(value) : []);
