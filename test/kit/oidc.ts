import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK } from 'jose';
import Provider from 'oidc-provider';
import { makeKey } from './provider.js';

/** An OpenID Connect provider on this machine, with one client application and whoever signs in by name. */
export interface OpenIdProvider {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
  /** The access token of somebody who signs in with the authorization code flow (PKCE), as a browser does. */
  signIn(subject: string): Promise<string>;
  close(): Promise<void>;
}

const AUDIENCE = 'urn:mulin';
const REDIRECT = 'http://localhost/signed-in';

export async function openIdProvider(): Promise<OpenIdProvider> {
  const http = createServer();
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const issuer = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const key = await makeKey('one');
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'app',
        redirect_uris: [REDIRECT],
        token_endpoint_auth_method: 'none',
        application_type: 'native',
        id_token_signed_response_alg: 'ES256',
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(key.privateKey)), kid: key.kid, alg: key.alg, use: 'sig' }] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    features: {
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => AUDIENCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope: 'openid', audience: AUDIENCE, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } }),
      },
    },
  });
  http.on('request', provider.callback());
  return {
    issuer,
    audience: AUDIENCE,
    jwksUrl: `${issuer}/jwks`,
    signIn: (subject) => signIn(issuer, subject),
    close: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

async function signIn(issuer: string, subject: string): Promise<string> {
  const cookies = new Map<string, string>();
  const visit = async (url: string, form?: Record<string, string>): Promise<Response> => {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
      cookies.set(name!, value!);
    }
    return response;
  };
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const query = { client_id: 'app', response_type: 'code', scope: 'openid', redirect_uri: REDIRECT, resource: AUDIENCE };
  let response = await visit(
    `${issuer}/auth?${new URLSearchParams({ ...query, code_challenge: challenge, code_challenge_method: 'S256' })}`,
  );
  let code: string | null = null;
  while (code === null) {
    const location = response.headers.get('location');
    if (location?.startsWith(REDIRECT)) code = new URL(location).searchParams.get('code')!;
    else if (location) response = await visit(new URL(location, issuer).href);
    else {
      // A page with a form: who signs in, then what the application may do.
      const page = await response.text();
      const action = /action="([^"]+)"/.exec(page)![1]!;
      response = await visit(
        new URL(action, issuer).href,
        page.includes('name="login"') ? { prompt: 'login', login: subject, password: 'any' } : { prompt: 'consent' },
      );
    }
  }
  const grant = {
    grant_type: 'authorization_code',
    client_id: 'app',
    code,
    code_verifier: verifier,
    redirect_uri: REDIRECT,
    resource: AUDIENCE,
  };
  const { access_token } = (await (await visit(`${issuer}/token`, grant)).json()) as { access_token: string };
  return access_token;
}
