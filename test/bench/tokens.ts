/** An issuer of tokens for the viewers of the data set: Mulin runs with its authorisation on, as in production. */
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ISSUER } from './dataset.ts';

export const AUDIENCE = 'mulin-bench';

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Serves the public key at a URL of its own until `stop`. */
export async function openIssuer() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = randomUUID();
  const keys = JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid }] });
  const server = createServer((_, response) => response.setHeader('content-type', 'application/json').end(keys));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    jwksUrl: `http://127.0.0.1:${port}/jwks`,
    /** A bearer token for six hours, with whatever else it claims. */
    tokenFor(subject: string, claims: Readonly<Record<string, string>> = {}): string {
      const now = Math.floor(Date.now() / 1000);
      const head = encode({ alg: 'ES256', kid, typ: 'at+jwt' });
      const body = encode({
        iss: ISSUER,
        aud: AUDIENCE,
        sub: subject,
        jti: randomUUID(),
        iat: now,
        exp: now + 6 * 3600,
        ...claims,
      });
      const signature = sign('sha256', Buffer.from(`${head}.${body}`), { key: privateKey, dsaEncoding: 'ieee-p1363' });
      return `${head}.${body}.${signature.toString('base64url')}`;
    },
    stop: () => server.close(),
  };
}
