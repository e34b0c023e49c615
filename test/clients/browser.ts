import { type Client, createClient } from 'graphql-ws';

interface Following {
  readonly url: string;
  /** Asked at each connection: a token does not last as long as a page. */
  readonly token: () => Promise<string>;
  /** A subscription of one field, with `$after: Cursor` and `cursor` in it. */
  readonly query: string;
  readonly onItem: (item: { readonly cursor: string }) => void;
  /** The cursor has expired: shows everything anew, and answers the streamCursor of that. */
  readonly reload: () => Promise<string>;
}

/** A dashboard in a browser. Follows for as long as the page is open; dispose the client to stop. */
export function follow({ url, token, query, onItem, reload }: Following, options: object = {}): Client {
  // graphql-ws sends this very object again at each new connection: with the latest cursor in it, it resumes.
  const variables: { after?: string } = {};
  const connectionParams = async () => ({ authorization: `Bearer ${await token()}` });
  const client = createClient({ url, connectionParams, retryAttempts: Number.POSITIVE_INFINITY, shouldRetry: () => true, ...options });
  let isOver = false;
  const dispose = () => {
    isOver = true;
    return client.dispose();
  };
  const fail = async (errors: unknown): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 500 + Math.random() * 1_000));
    if (JSON.stringify(errors).includes('CURSOR_EXPIRED')) variables.after = await reload().catch(() => variables.after);
    if (!isOver) subscribe();
  };
  const subscribe = () =>
    client.subscribe<Record<string, { cursor: string }>>(
      { query, variables },
      {
        next: ({ data, errors }) => {
          const item = data && Object.values(data)[0];
          if (!item) return void fail(errors);
          variables.after = item.cursor;
          onItem(item);
        },
        error: (fault) => void fail(fault),
        complete: () => {},
      },
    );
  subscribe();
  return { ...client, dispose };
}
