import { type Client, createClient } from 'graphql-ws';

interface Following {
  readonly url: string;
  /** Asked at each connection: a token does not last as long as a page. */
  readonly token: () => Promise<string>;
  /** A subscription of one field, with `$after: Cursor` and `cursor` in it. */
  readonly query: string;
  readonly onItem: (item: { readonly cursor: string }) => void;
  /** Shows everything as it is now, and answers the streamCursor of that: at the start, and when the cursor has expired. */
  readonly reload: () => Promise<string>;
}

/** How long a connection may take to open or to answer a ping. */
const PATIENCE_MS = 1_500;

/** A wait before the next try, in ms: longer after each failure, at most two seconds, and never the same for all who were cut off together. */
export const waitBefore = (failures: number): number => Math.min(2_000, 250 * 2 ** failures) * (0.5 + Math.random() / 2);

const pause = (failures: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, waitBefore(failures)));

/** A dashboard in a browser. Follows for as long as the page is open; dispose the client to stop. */
export function follow({ url, token, query, onItem, reload }: Following, Socket: typeof WebSocket = WebSocket): Client {
  // graphql-ws sends this very object again at each new connection: with the latest cursor in it, it resumes.
  const variables: { after?: string } = {};
  let isOver = false;
  let failures = 0;
  let pong: ReturnType<typeof setTimeout> | undefined;
  const client = createClient({
    url,
    connectionParams: async () => ({ authorization: `Bearer ${await token()}` }),
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: pause,
    shouldRetry: () => true,
    webSocketImpl: class extends Socket {
      constructor(address: string | URL, protocols?: string | string[]) {
        super(address, protocols);
        // A network that swallows everything would keep it connecting for minutes.
        const timer = setTimeout(() => this.close(), PATIENCE_MS);
        for (const event of ['open', 'close'] as const) this.addEventListener(event, () => clearTimeout(timer));
      }
    },
    connectionAckWaitTimeout: PATIENCE_MS,
    // A connection that is dead without a word is found by its missing pongs.
    keepAlive: PATIENCE_MS,
    on: {
      ping: (received) => {
        if (!received) pong = setTimeout(() => client.terminate(), PATIENCE_MS);
      },
      pong: (received) => {
        if (received) clearTimeout(pong);
      },
      closed: () => clearTimeout(pong),
    },
  });
  const begin = async (): Promise<void> => {
    while (variables.after === undefined && !isOver) {
      try {
        variables.after = await reload();
      } catch {
        await pause(failures++);
      }
    }
    if (isOver) return;
    client.subscribe<Record<string, { cursor: string }>>(
      { query, variables },
      {
        next: ({ data, errors }) => {
          const item = data && Object.values(data)[0];
          if (!item) return void again(errors);
          failures = 0;
          variables.after = item.cursor;
          onItem(item);
        },
        error: (fault) => void again(fault),
        complete: () => {},
      },
    );
  };
  const again = async (errors: unknown): Promise<void> => {
    if (JSON.stringify(errors).includes('CURSOR_EXPIRED')) variables.after = undefined;
    await pause(failures++);
    await begin();
  };
  void begin();
  return {
    ...client,
    dispose: () => {
      isOver = true;
      return client.dispose();
    },
  };
}
