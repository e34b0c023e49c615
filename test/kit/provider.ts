import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { type Running, start } from '../../src/server/start.js';
import type { TestDatabase } from './database.js';
import { newKeyFile } from './keys.js';

export interface Claims {
  readonly [claim: string]: unknown;
}
export interface SigningKey {
  readonly privateKey: CryptoKey;
  readonly kid: string;
  readonly alg: string;
  readonly jwk: JWK;
}

export async function makeKey(kid: string, alg = 'ES256'): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true, ...(alg === 'EdDSA' ? { crv: 'Ed25519' } : {}) });
  return { privateKey, kid, alg, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

export const encoded = (part: object | string): string =>
  Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');

const SUBJECT = 'u-1001';

/** An identity provider, as far as the server needs one: a list of public keys, and tokens signed by one of them. */
export class Provider {
  readonly issuer = 'https://id.example';
  readonly audience = 'mulin-api';
  keys: JWK[] = [];
  asked = 0;
  /** What it answers instead of its keys. */
  answer: { readonly status: number; readonly body: string } | null = null;
  readonly #server: Server = createServer((_request, response) => {
    this.asked++;
    const { status, body } = this.answer ?? { status: 200, body: JSON.stringify({ keys: this.keys }) };
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });

  private constructor(readonly key: SigningKey) {
    this.keys.push(key.jwk);
  }

  static async open(): Promise<Provider> {
    const provider = new Provider(await makeKey('one'));
    provider.#server.listen(0, '127.0.0.1');
    await once(provider.#server, 'listening');
    return provider;
  }

  get jwksUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/keys`;
  }

  /** Of the one whom {@link link} links. A claim or header that is undefined is left out. */
  sign(claims: Claims = {}, header: Claims = {}, by: SigningKey = this.key): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const payload = { iss: this.issuer, aud: this.audience, sub: SUBJECT, jti: crypto.randomUUID(), iat: now, exp: now + 3600, ...claims };
    const present = (object: Claims) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
    return new SignJWT(present(payload))
      .setProtectedHeader(present({ alg: by.alg, typ: 'at+jwt', kid: by.kid, ...header }) as never)
      .sign(by.privateKey, { crit: { x: true } });
  }

  /** A token with just these bytes in it, signed by the provider's own key, whatever they are. */
  async signBytes(header: string, payload: string, by: SigningKey = this.key): Promise<string> {
    const signed = `${encoded(header)}.${encoded(payload)}`;
    const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, by.privateKey, new TextEncoder().encode(signed));
    return `${signed}.${Buffer.from(signature).toString('base64url')}`;
  }

  /** Lets the provider's subject sign in as the demo's grid leader of 000. */
  async link(database: TestDatabase, subject = SUBJECT, persona = 'grid-leader@000'): Promise<void> {
    await database.query(
      `insert into account (id, jurisdiction_id, issuer, subject, person_id)
       select gen_random_uuid(), jurisdiction_id, $1, $2, person_id from account where subject = $3`,
      [this.issuer, subject, persona],
    );
  }

  /** A server that takes this provider's tokens. */
  async serve(database: TestDatabase, options: { keyFile?: string; bugs?: unknown[]; said?: string[] } = {}): Promise<Running> {
    const { issuer, audience, jwksUrl } = this;
    const keyFile = options.keyFile ?? (await newKeyFile()).where;
    return start(
      { port: 0, host: 'localhost', databaseUrl: database.url, dataDir: '', keyFile, auth: { issuer, audience, jwksUrl } },
      { info: (line) => options.said?.push(line), bug: (_id, error) => options.bugs?.push(error) },
    );
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
  }
}
