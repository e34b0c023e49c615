import type { IncomingMessage } from 'node:http';

/** Where a router shows its own credential, beside the token of who asks. */
export const ROUTER_HEADER = 'router-authorization';

/** Names under which other servers take a token, word by word. */
const TAKEN =
  '(?:authorization|authentication|auth|(?:(?:access|auth|bearer|id)-?)?token|jwt|bearer|credentials?|secret|password|api-?key)';
const NAME = new RegExp(`(?:^|-)${TAKEN}(?:-|$)`);
/** In the head by these alone: proxies tell there, under longer names, whom they have let through, and browsers send cookies unasked. */
const HEADER = new RegExp(`^(?:x-|proxy-)?${TAKEN}$`);
/** A token against forged requests says nothing of who asks. */
const FORGERY = /csrf|xsrf/;
/** A JWT within a text, also behind an escape of JSON or of an address. The lookbehinds keep the time linear in the length of the text. */
const JWT = /(?:(?<![\w-])|(?<=\\[bfnrt]|\\u[\dA-Fa-f]{4}|%[\dA-Fa-f]{2}))eyJ[\w-]+\.[\w-]+\./;
/** A line that begins like the value of an authorization header, or holds that header. */
const BEARER = /^[ \t]*(?:bearer\s+\S|(?:basic|token|jwt)\s+[\w.~+/-]{16,}=*[ \t]*$)|authorization\W+bearer\s/im;

/** What an operation consists of: texts there are the operation's. */
const OPERATION = new Set(['query', 'documentId', 'id', 'doc_id', 'operationName', 'variables']);

/** The words of a name in small letters, with hyphens between them. */
const wordsOf = (name: string): string =>
  name
    .replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, '-')
    .replaceAll(/[^a-z\d]+/gi, '-')
    .toLowerCase();

const isName = (name: string): boolean => {
  const words = wordsOf(name);
  return NAME.test(words) && !FORGERY.test(words);
};

const isToken = (text: string): boolean => JWT.test(text) || BEARER.test(text);

/** Whether something holds a token at any depth: a text that looks like one, or anything under a name for one. */
export function holdsToken(whole: unknown): boolean {
  const open = [{ value: whole, isNamed: false }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, isNamed } = next;
    if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) {
        if (isToken(name)) return true;
        open.push({ value: inner, isNamed: isNamed || isName(name) });
      }
    } else if ((isNamed && Boolean(value)) || (typeof value === 'string' && isToken(value))) return true;
  }
  return false;
}

/**
 * Whether a request without an authorization header brings a token in another place: whoever sends one must not be taken for nobody. `given` is what it
 * says beside its head.
 */
export function hasMisplacedToken({ headers, url = '' }: IncomingMessage, given?: unknown): boolean {
  if (headers.authorization !== undefined) return false;
  const query = url.indexOf('?');
  const parameters = query < 0 ? [] : [...new URLSearchParams(url.slice(query))];
  return (
    Object.entries(headers).some(([name, value]) => value && HEADER.test(wordsOf(name))) ||
    parameters.some(isTokenBeside) ||
    hasTokenBeside(given)
  );
}

/** Whether there is a token beside an operation, such as in its extensions. */
export const hasTokenBeside = (given: unknown): boolean => Object.entries(Object(given)).some(isTokenBeside);

const isTokenBeside = ([name, value]: readonly [string, unknown]): boolean => !OPERATION.has(name) && holdsToken({ [name]: value });
