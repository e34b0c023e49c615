import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';

/** What Apollo answers in, as it names it. */
const offered = [
  'application/json; charset=utf-8',
  'application/graphql-response+json; charset=utf-8',
  'application/json; callbackSpec=1.0; charset=utf-8',
];

/** Of a header that is kept, in characters: what is longer is left to Apollo. */
const LONGEST = 500;

/** Clients of one kind send one header. */
const known = new LRUCache<string, string>({
  max: 64,
  memoMethod: (accept) => new Negotiator({ headers: { accept } }).mediaType(offered) ?? '',
});

/** The content type that a header `accept` prefers for one answer, as Apollo chooses it; null where it takes none of them, or is too long. */
export function contentTypeFor(accept: string | undefined): string | null {
  if (!accept) return offered[0]!;
  return accept.length > LONGEST ? null : known.memo(accept) || null;
}
