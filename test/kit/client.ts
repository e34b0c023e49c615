import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { type DocumentNode, print } from 'graphql';
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

/** A typed document of the generated ones (graphql(`…`)), or the text of one that a test makes up as it goes. */
type Operation<Data, Variables> = string | TypedDocumentNode<Data, Variables>;

const textOf = (operation: string | DocumentNode): string => (typeof operation === 'string' ? operation : print(operation));

/** One who asks the graph, with a token or without. */
export class Client {
  constructor(
    readonly url: string,
    readonly token: string | null,
    /** What it sends as Accept-Language, and on a socket as acceptLanguage. */
    readonly language: string | null = null,
    /** The credential of the router that its requests come through. */
    readonly router: string | null = null,
  ) {}

  /** The same one, whose requests come through a router. */
  through(router: string): Client {
    return new Client(this.url, this.token, this.language, router);
  }

  /** The same one, who wants messages in a language. */
  speaking(language: string): Client {
    return new Client(this.url, this.token, language, this.router);
  }

  get headers(): Readonly<Record<string, string>> {
    return {
      'content-type': 'application/json',
      ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
      ...(this.language === null ? {} : { 'accept-language': this.language }),
      ...(this.router === null ? {} : { 'router-authorization': `Bearer ${this.router}` }),
    };
  }

  /** Sends an operation by POST and gives back whatever came. */
  async ask<Data = Any, Variables = Record<string, unknown>>(
    operation: Operation<Data, Variables>,
    variables?: Variables,
  ): Promise<Answer<Data>> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: this.headers,
      body: JSON.stringify({ query: textOf(operation), variables }),
    });
    const text = await response.text();
    const body = JSON.parse(text) as { data?: Data; errors?: Answer<Data>['errors'] };
    return { status: response.status, headers: response.headers, data: body.data, errors: body.errors, text };
  }

  /** The data, where errors fail the test. */
  async data<Data = Any, Variables = Record<string, unknown>>(operation: Operation<Data, Variables>, variables?: Variables): Promise<Data> {
    const { data, errors } = await this.ask(operation, variables);
    if (errors) throw new Error(`${JSON.stringify(errors, null, 2)}\nin answer to\n${textOf(operation)}\n${JSON.stringify(variables)}`);
    return data as Data;
  }

  /** The codes of the top-level errors. */
  async codes<Data, Variables>(operation: Operation<Data, Variables>, variables?: Variables): Promise<readonly (string | undefined)[]> {
    return ((await this.ask(operation, variables)).errors ?? []).map(({ extensions }) => extensions?.code);
  }

  /** A graphql-ws client on a socket of its own. */
  socket(options: Partial<Parameters<typeof createClient>[0]> = {}): SocketClient {
    return createClient({
      url: `${this.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: {
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        ...(this.language === null ? {} : { acceptLanguage: this.language }),
      },
      retryAttempts: 0,
      lazy: true,
      ...options,
    });
  }

  /** A subscription as a sequence of results; `close` ends it and its socket. */
  subscribe<Data = Any, Variables extends Record<string, unknown> = Record<string, unknown>>(
    operation: Operation<Data, Variables>,
    variables?: Variables,
  ): Subscription<Data> {
    return new Subscription<Data>(this.socket(), { query: textOf(operation), variables });
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
