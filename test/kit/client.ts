import { createClient, type Client as SocketClient, type SubscribePayload } from 'graphql-ws';
import { WebSocket } from 'ws';

export interface Answer<Data> {
  readonly status: number;
  readonly headers: Headers;
  readonly data?: Data | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: { readonly code?: string };
  }[];
  /** The body as it came. */
  readonly text: string;
}

// biome-ignore lint/suspicious/noExplicitAny: the shape is the query's; tests say what they expect of it.
type Any = any;

/** One who asks the graph, with a token or without. */
export class Client {
  constructor(
    readonly url: string,
    readonly token: string | null,
  ) {}

  /** Sends an operation by POST and gives back whatever came. */
  async ask<Data = Any>(query: string, variables?: Record<string, unknown>): Promise<Answer<Data>> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(this.token ? { authorization: `Bearer ${this.token}` } : {}) },
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.text();
    const body = JSON.parse(text) as { data?: Data; errors?: Answer<Data>['errors'] };
    return { status: response.status, headers: response.headers, data: body.data, errors: body.errors, text };
  }

  /** The data, where errors fail the test. */
  async data<Data = Any>(query: string, variables?: Record<string, unknown>): Promise<Data> {
    const { data, errors } = await this.ask<Data>(query, variables);
    if (errors) throw new Error(`${JSON.stringify(errors, null, 2)}\nin answer to\n${query}\n${JSON.stringify(variables)}`);
    return data as Data;
  }

  /** The codes of the top-level errors. */
  async codes(query: string, variables?: Record<string, unknown>): Promise<readonly (string | undefined)[]> {
    return ((await this.ask(query, variables)).errors ?? []).map(({ extensions }) => extensions?.code);
  }

  /** A graphql-ws client on a socket of its own. */
  socket(options: Partial<Parameters<typeof createClient>[0]> = {}): SocketClient {
    return createClient({
      url: `${this.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: this.token ? { authorization: `Bearer ${this.token}` } : {},
      retryAttempts: 0,
      lazy: true,
      ...options,
    });
  }

  /** A subscription as a sequence of results; `close` ends it and its socket. */
  subscribe<Data = Any>(query: string, variables?: Record<string, unknown>): Subscription<Data> {
    return new Subscription<Data>(this.socket(), { query, variables });
  }
}

/** What a subscription brought, waited for one by one. */
export class Subscription<Data> {
  readonly #results: AsyncIterableIterator<{ data?: Data | null; errors?: unknown }>;

  constructor(
    private readonly client: SocketClient,
    payload: SubscribePayload,
  ) {
    this.#results = client.iterate<Data>(payload) as AsyncIterableIterator<{ data?: Data | null; errors?: unknown }>;
  }

  /** The next result's data. Throws what ended the stream. */
  async next(): Promise<Data> {
    const { value, done } = await this.#results.next();
    if (done) throw new Error('The stream ended.');
    if (value.errors) throw new Error(JSON.stringify(value.errors));
    return value.data as Data;
  }

  /** The next result for which the test holds; those before are dropped. */
  async nextWhere(test: (data: Data) => boolean): Promise<Data> {
    for (;;) {
      const data = await this.next();
      if (test(data)) return data;
    }
  }

  async close(): Promise<void> {
    // Not awaited: a stream that waits for its next result ends with its socket.
    void this.#results.return?.();
    await this.client.dispose();
  }
}
