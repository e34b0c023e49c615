import { createLocalJWKSet, createRemoteJWKSet, errors, type JWKSCacheInput, type JWTVerifyGetKey, jwksCache, jwtVerify } from 'jose';
import { repeatsKey } from '../kernel/json.js';
import { LONGEST_TOKEN_DAYS } from '../kernel/limit.js';

export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: JWTVerifyGetKey;
}

/** What a verified token says. A person is found by (issuer, subject); a client names itself, its role and its jurisdiction. */
export interface Claims {
  readonly issuer: string;
  readonly subject: string;
  readonly tokenId: string;
  readonly client: { readonly id: string; readonly role: string; readonly jurisdiction: string } | null;
  /** The app that the token was issued to, also where it speaks for a person (client_id). */
  readonly clientId: string | null;
  /** What the token may be used for (scope). */
  readonly scopes: readonly string[];
  /** The beginning of time where the token does not say. */
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** Tokens of one holder that are not accepted any more. */
export interface Revocations {
  /** All that were issued before; null for none. */
  readonly before: Date | null;
  readonly tokenIds: readonly string[];
}

export const isRevoked = ({ issuedAt, tokenId }: Claims, { before, tokenIds }: Revocations): boolean =>
  (before !== null && issuedAt < before) || tokenIds.includes(tokenId);

/** How long keys stay good while their URL cannot be asked. */
const STALE_MS = 86_400_000;
/** How long it is not asked again after it did not answer: no request waits for it meanwhile. */
const AWAY_MS = 30_000;
const PATIENCE_MS = 3_000;

/**
 * The keys at a URL: fetched anew every ten minutes, and, at most twice a minute, when a token names one that is not among them. While the URL cannot
 * be asked, those it gave last go on being good for a day. `say` hears when that begins and when it ends.
 */
export function remoteKeys(url: string, say: (line: string) => void): JWTVerifyGetKey {
  const last: JWKSCacheInput = {};
  const remote = createRemoteJWKSet(new URL(url), { [jwksCache]: last, timeoutDuration: PATIENCE_MS });
  let awaySince: number | null = null;
  let askedAt = 0;
  return async (header, token) => {
    if (awaySince === null || performance.now() - askedAt >= AWAY_MS) {
      try {
        // The machine's clock was put back: to jose the keys would be fresh until it has caught up.
        if ((last.uat ?? 0) > Date.now()) await remote.reload();
        const key = await remote(header, token);
        if (awaySince !== null) say(`The keys at ${url} can be fetched again.`);
        awaySince = null;
        return key;
      } catch (error) {
        // The list was there; the token's key is not in it.
        if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
        if (awaySince === null)
          say(`The keys at ${url} cannot be fetched (${(error as Error).message}). Those it gave last are good for a day.`);
        askedAt = performance.now();
        awaySince ??= askedAt;
      }
    }
    if (!last.jwks || Date.now() - (last.uat ?? 0) > STALE_MS) throw new errors.JWKSNoMatchingKey();
    return createLocalJWKSet(last.jwks)(header, token);
  };
}
export const localKeys = createLocalJWKSet;

/** Seconds by which clocks may differ. */
const TOLERANCE_S = 30;
/** Headers that would bring a key of the token's own choice, or rules that nobody here knows. */
const refusedHeaders = ['jwk', 'jku', 'x5c', 'x5u', 'crit'];

const text = (claim: unknown): string | null => (typeof claim === 'string' && claim !== '' ? claim : null);

/**
 * Verifies a bearer token (RFC 8725, RFC 9068: fixed asymmetric algorithms, issuer, audience, typ at+jwt; exp, sub and jti required; no key but ours;
 * from iat, or from now where it is left out, to exp at most {@link LONGEST_TOKEN_DAYS} days).
 * Null for every fault alike: a caller learns that the token is not accepted, not why.
 */
export async function verifyToken(token: string, { issuer, audience, keys }: TokenRules): Promise<Claims | null> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: ['ES256', 'RS256', 'EdDSA'],
      typ: 'at+jwt',
      requiredClaims: ['exp', 'sub', 'jti'],
      clockTolerance: TOLERANCE_S,
    });
    if (refusedHeaders.some((name) => name in protectedHeader)) return null;
    // Of a claim that comes twice each reader takes another.
    const [header, body] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString('utf8'));
    if (repeatsKey(header!) || repeatsKey(body!)) return null;
    const [subject, tokenId] = [text(payload.sub), text(payload.jti)];
    const issuedAt = new Date((payload.iat ?? 0) * 1000);
    // One from the future would outlive every revocation.
    if (!subject || !tokenId || issuedAt.getTime() > Date.now() + TOLERANCE_S * 1000) return null;
    if (payload.exp! - (payload.iat ?? Date.now() / 1000) > LONGEST_TOKEN_DAYS * 86_400) return null;
    const [id, role, jurisdiction] = [text(payload.client_id), text(payload.role), text(payload.jurisdiction)];
    return {
      issuer,
      subject,
      tokenId,
      client: id && role && jurisdiction ? { id, role, jurisdiction } : null,
      clientId: id,
      scopes: text(payload.scope)?.split(' ') ?? [],
      issuedAt,
      expiresAt: new Date(payload.exp! * 1000),
    };
  } catch {
    return null;
  }
}
