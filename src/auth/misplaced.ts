import type { IncomingMessage } from 'node:http';

/** Where other servers take a token: as a parameter of the address, as a header, or beside the query. Cookies are not among them: browsers send those unasked. */
const NAMES = [
  ...['authorization', 'proxy-authorization', 'x-authorization', 'auth', 'token', 'access_token', 'jwt'],
  ...['x-token', 'x-access-token', 'x-auth-token', 'x-api-key'],
];
const IN_ADDRESS = new RegExp(`[?&](${NAMES.join('|')})=[^&]`, 'i');

/**
 * Whether a request without an authorization header brings a token in another place: whoever sends one must not be taken for nobody. `given` is what it
 * says beside its head.
 */
export function hasMisplacedToken({ headers, url = '' }: IncomingMessage, given?: unknown): boolean {
  if (headers.authorization !== undefined) return false;
  const { extensions } = Object(given);
  return (
    NAMES.some((name) => headers[name]) ||
    IN_ADDRESS.test(url) ||
    [given, extensions, Object(extensions).headers].some((object) =>
      Object.entries(Object(object)).some(([name, value]) => value && NAMES.includes(name.toLowerCase())),
    )
  );
}
