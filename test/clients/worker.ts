import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

interface Work {
  readonly url: () => string;
  readonly token: () => Promise<string>;
  /** A subscription of one field, with `$after: Cursor` and `cursor` in it. */
  readonly query: string;
  /** After what was done last. Kept with the work, it survives the worker. */
  readonly after: string | null;
  /** Ends the work. */
  readonly signal: AbortSignal;
}

/** A worker in Node: every item once, in order, whatever breaks. Only CURSOR_EXPIRED is thrown: then there is a snapshot to be read. */
export async function* items<Item extends { readonly cursor: string }>({ url, token, query, after, signal }: Work): AsyncGenerator<Item> {
  while (!signal.aborted) {
    const client = createClient({
      url: url(),
      webSocketImpl: WebSocket,
      connectionParams: async () => ({ authorization: `Bearer ${await token()}` }),
      retryAttempts: 0,
    });
    const results = client.iterate<Record<string, Item>>({ query, variables: { after } });
    const end = () => void results.return?.();
    signal.addEventListener('abort', end);
    try {
      for await (const { data, errors } of results) {
        const item = data && Object.values(data)[0];
        if (!item) throw errors;
        yield item;
        after = item.cursor;
      }
    } catch (fault) {
      if (JSON.stringify(fault).includes('CURSOR_EXPIRED')) throw fault;
    } finally {
      signal.removeEventListener('abort', end);
      // A connection that is just being tried fails by itself.
      void Promise.resolve(client.dispose()).catch(() => {});
    }
    await pause(100 + Math.random() * 400, null, { signal }).catch(() => {});
  }
}
