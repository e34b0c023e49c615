import { EventEmitter, once } from 'node:events';
import { expect, onTestFinished } from 'vitest';
import { type RawData, WebSocket } from 'ws';

export interface Message {
  readonly type: string;
  readonly id?: string;
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the operation's; tests say what they expect of it.
  readonly payload?: any;
}

/** One end of a socket, frame by frame: what graphql-ws's client would never send. */
export class RawSocket {
  readonly #received: Message[] = [];
  readonly #arrived = new EventEmitter();
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: RawData) => {
      this.#received.push(JSON.parse(String(data)) as Message);
      this.#arrived.emit('message');
    });
    this.closed = new Promise((resolve) => socket.once('close', (code, reason) => resolve({ code, reason: String(reason) })));
  }

  static async open(
    url: string,
    protocols: string | string[] = 'graphql-transport-ws',
    path = '/graphql',
    headers: Readonly<Record<string, string>> = {},
  ): Promise<RawSocket> {
    const raw = new RawSocket(new WebSocket(url.replace('http', 'ws') + path, protocols, { headers }));
    onTestFinished(() => raw.socket.terminate());
    await once(raw.socket, 'open');
    return raw;
  }

  /** An acknowledged socket, with a token or without. */
  static async signedIn(url: string, token: string | null): Promise<RawSocket> {
    const raw = await RawSocket.open(url);
    raw.send({ type: 'connection_init', ...(token ? { payload: { authorization: `Bearer ${token}` } } : {}) });
    expect(await raw.next()).toEqual({ type: 'connection_ack' });
    return raw;
  }

  send(message: Message | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  subscribe(id: string, query: string, variables?: Record<string, unknown>): void {
    this.send({ type: 'subscribe', id, payload: { query, variables } });
  }

  /** The next message; for an id, the next of its operation, past those of others. Fails when the socket closes instead. */
  async next(id?: string): Promise<Message> {
    for (;;) {
      const index = this.#received.findIndex((message) => id === undefined || message.id === id);
      if (index >= 0) return this.#received.splice(index, 1)[0]!;
      const closed = await Promise.race([once(this.#arrived, 'message').then(() => null), this.closed]);
      if (closed) throw new Error(`The socket closed with ${closed.code} ${closed.reason}`);
    }
  }

  /** What has come by now, once the server has answered whatever was sent before. */
  async settled(): Promise<readonly Message[]> {
    this.send({ type: 'ping' });
    const before: Message[] = [];
    for (let message = await this.next(); message.type !== 'pong'; message = await this.next()) before.push(message);
    return before;
  }
}
