import { type Client, createClient } from 'graphql-ws';
import type { Identity } from './identity.js';

/** The language of the page, which its header chose. */
export const chosenLanguage = (): string => document.documentElement.lang;

const authorization = async (identity: Identity): Promise<{ readonly authorization?: string }> => {
  const token = await identity.token();
  return token ? { authorization: `Bearer ${token}` } : {};
};

/** Sends a request over HTTP. Throws whatever fetch throws where nobody answers. */
export async function post(identity: Identity, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  const send = async () =>
    fetch('/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'accept-language': chosenLanguage(),
        ...headers,
        ...(await authorization(identity)),
      },
      body: JSON.stringify(body),
    });
  const response = await send();
  // A demo's token is signed by a key of its database: another database, another token.
  return response.status === 401 && identity.renew() ? send() : response;
}

export const LONGEST_WAIT_MS = 2_000;
/** The graph promises a heartbeat every 15 s. A connection that is silent for longer is dead, whatever the browser thinks. */
const LONGEST_SILENCE_MS = 20_000;
/** The server closes a socket with it when the token is not accepted, or not any more. */
const FORBIDDEN = 4403;

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export interface Socket {
  readonly client: Client;
  readonly close: () => void;
}

interface SocketOptions {
  /** Sent in connection_init beside token and language. */
  readonly init?: Readonly<Record<string, string>>;
  /** Whether a fault is worth another try; any if left out. */
  readonly isPassing?: (fault: unknown) => boolean;
  readonly connected?: () => void;
  readonly closed: () => void;
}

/** A socket to the graph that is tried again for as long as it takes, and given up for dead when it is silent. */
export function openSocket(identity: Identity, { init, isPassing = () => true, connected, closed }: SocketOptions): Socket {
  let silence: ReturnType<typeof setTimeout> | undefined;
  const client = createClient({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`,
    connectionParams: async () => ({ acceptLanguage: chosenLanguage(), ...init, ...(await authorization(identity)) }),
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: (retries) => wait(Math.min(200 * 2 ** retries, LONGEST_WAIT_MS)),
    shouldRetry: (fault) => isPassing(fault) && ((fault as CloseEvent).code !== FORBIDDEN || identity.renew()),
    on: {
      message: () => {
        clearTimeout(silence);
        silence = setTimeout(() => client.terminate(), LONGEST_SILENCE_MS);
      },
      connected,
      closed: () => {
        clearTimeout(silence);
        closed();
      },
    },
  });
  const close = () => {
    clearTimeout(silence);
    // A connection that is just being tried fails by itself.
    void Promise.resolve(client.dispose()).catch(() => {});
  };
  return { client, close };
}
