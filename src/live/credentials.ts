import type { IncomingMessage } from 'node:http';

/** How a socket says who speaks: as an authorization header would. Null: nobody. */
export type Credentials = { readonly authorization: string | null } | { readonly fault: string };

const TELL = 'Send the token in connection_init as "authorization": "Bearer <token>".';
const SEVERAL = 'connection_init and its headers name different tokens: send "authorization" once.';

/** Names under which other servers take tokens, and texts that look like one. */
const NAMES = /auth|token|jwt|bearer|credential|secret|password|api.?key|cookie|session/i;
const TOKEN = /^(bearer|basic|token|jwt)\s|^eyJ[\w-]+\.[\w-]+\./i;
/** How deep it is looked for. */
const DEEPEST = 6;

/**
 * The authorization of a socket: `authorization` in connection_init, in `headers` there, or in the header that opened the socket, whatever their case.
 * A token anywhere else is a fault that names the right place: whoever sends one must not be taken for nobody.
 */
export function credentialsOf(params: Readonly<Record<string, unknown>> | undefined, { headers }: IncomingMessage): Credentials {
  const inHeaders = named(params, 'headers').flatMap((inner) => named(inner, 'authorization'));
  const given = new Set([...named(params, 'authorization'), ...inHeaders, ...named(headers, 'authorization')].map(String));
  if (given.size > 1) return { fault: SEVERAL };
  const [authorization] = given;
  if (authorization !== undefined) return { authorization };
  return holdsToken(params, DEEPEST) ? { fault: TELL } : { authorization: null };
}

/** What an object holds under a name, in whatever case. */
const named = (object: unknown, name: string): unknown[] =>
  entriesOf(object).flatMap(([key, value]) => (key.toLowerCase() === name && value != null ? [value] : []));

const entriesOf = (value: unknown): [string, unknown][] => (typeof value === 'object' && value !== null ? Object.entries(value) : []);

const holdsToken = (value: unknown, depth: number): boolean =>
  entriesOf(value).some(([key, inner]) => {
    if (typeof inner === 'string') return TOKEN.test(inner) || (NAMES.test(key) && inner !== '');
    return depth > 0 && holdsToken(inner, depth - 1);
  });
