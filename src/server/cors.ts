import type { IncomingMessage, ServerResponse } from 'node:http';

/** Headers that pages may send. The asterisk stands for every other one but authorization, which has to be named. */
const ALLOWED = 'authorization, content-type, accept, accept-language, last-event-id, *';
/** Headers of answers that pages may read. */
const EXPOSED = 'retry-after, *';
const PREFLIGHT = {
  'access-control-allow-methods': 'GET, POST, PUT',
  'access-control-allow-headers': ALLOWED,
  // As long as Chromium keeps it.
  'access-control-max-age': '7200',
};

/** Sets the headers of an answer; true for a preflight, which it has answered. */
export type Cors = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Lets pages of other origins ask (Fetch standard, CORS protocol). `*` among the origins lets any. Credentials of the browser's own, such as cookies,
 * are never allowed: a page sends its token itself.
 */
export function openCors(origins: readonly string[]): Cors {
  if (origins.length === 0) return () => false;
  const isAny = origins.includes('*');
  return ({ method, headers }, response) => {
    // A cache must not hand the answer for one origin to another.
    if (!isAny) response.setHeader('vary', 'origin');
    const { origin } = headers;
    if (origin === undefined || !(isAny || origins.includes(origin))) return false;
    response.setHeader('access-control-allow-origin', isAny ? '*' : origin);
    response.setHeader('access-control-expose-headers', EXPOSED);
    if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return false;
    response.writeHead(204, PREFLIGHT).end();
    return true;
  };
}
