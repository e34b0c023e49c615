import { createLocalJWKSet, createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';

export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: JWTVerifyGetKey;
}

/** What a verified token says. A person is found by (issuer, subject); a client names itself, its role and its jurisdiction. */
export interface Claims {
  readonly issuer: string;
  readonly subject: string;
  readonly client: { readonly id: string; readonly role: string; readonly jurisdiction: string } | null;
  readonly expiresAt: Date;
}

/** The keys at a URL. While it cannot be asked, those it gave last go on being good. */
export function remoteKeys(url: string): JWTVerifyGetKey {
  const remote = createRemoteJWKSet(new URL(url));
  return async (header, token) => {
    try {
      return await remote(header, token);
    } catch (error) {
      const last = remote.jwks();
      if (!last || error instanceof errors.JWKSNoMatchingKey) throw error;
      return createLocalJWKSet(last)(header, token);
    }
  };
}
export const localKeys = createLocalJWKSet;

const text = (claim: unknown): string | null => (typeof claim === 'string' && claim !== '' ? claim : null);

/**
 * Verifies a bearer token (RFC 8725: fixed asymmetric algorithms, issuer, audience, typ at+jwt, exp, sub and jti required).
 * Null for every fault alike: a caller learns that the token is not accepted, not why.
 */
export async function verifyToken(token: string, { issuer, audience, keys }: TokenRules): Promise<Claims | null> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: ['ES256', 'RS256', 'EdDSA'],
      typ: 'at+jwt',
      requiredClaims: ['exp', 'sub', 'jti'],
      clockTolerance: 30,
    });
    const [id, role, jurisdiction] = [text(payload.client_id), text(payload.role), text(payload.jurisdiction)];
    return {
      issuer,
      subject: payload.sub!,
      client: id && role && jurisdiction ? { id, role, jurisdiction } : null,
      expiresAt: new Date(payload.exp! * 1000),
    };
  } catch {
    return null;
  }
}
