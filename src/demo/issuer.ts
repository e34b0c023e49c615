import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import type pg from 'pg';
import { localKeys, type TokenRules } from '../auth/token.js';
import { DEMO_ISSUER, type Persona, subjectOf } from './personas.js';

const DEMO_AUDIENCE = 'mulin';

/** The demo's signing key. It lives in the database, so that all processes and the token command share it; the first to ask makes it. */
async function demoKey(pool: pg.Pool | pg.Client): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), alg: 'ES256', kid: randomUUID() };
  await pool.query('insert into demo_key (jwk) values ($1) on conflict do nothing', [jwk]);
  return (await pool.query<{ jwk: JWK }>('select jwk from demo_key')).rows[0]!.jwk;
}

/** What tokens are verified by in demo mode, and nowhere else. */
export async function demoRules(pool: pg.Pool): Promise<TokenRules> {
  const { d: _secret, ...publicJwk } = await demoKey(pool);
  return { issuer: DEMO_ISSUER, audience: DEMO_AUDIENCE, keys: localKeys({ keys: [publicJwk] }) };
}

const clientRoles: Readonly<Partial<Record<Persona, string>>> = { dashboard: 'DASHBOARD', partner: 'PARTNER', router: 'ROUTER' };

export interface TokenOptions {
  /** For twelve hours if left out. */
  readonly lifetime?: string;
  /** The app that it is issued to: of a client credential its own name, if left out the persona's. */
  readonly client?: string;
  readonly scope?: string;
}

/** A bearer token for a persona of a demo jurisdiction ('000' … '004'). */
export async function demoToken(
  pool: pg.Pool | pg.Client,
  persona: Persona,
  community: string,
  { lifetime = '12h', client, scope }: TokenOptions = {},
): Promise<string> {
  const jwk = await demoKey(pool);
  const role = clientRoles[persona];
  const credential = role ? { client_id: client ?? persona, role, jurisdiction: community } : client ? { client_id: client } : {};
  return new SignJWT({ ...credential, ...(scope ? { scope } : {}) })
    .setProtectedHeader({ alg: 'ES256', kid: jwk.kid, typ: 'at+jwt' })
    .setIssuer(DEMO_ISSUER)
    .setAudience(DEMO_AUDIENCE)
    .setSubject(role && client ? `${client}@${community}` : subjectOf(persona, community))
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(lifetime)
    .sign(await importJWK(jwk, 'ES256'));
}
