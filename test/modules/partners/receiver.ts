import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, vi } from 'vitest';

/** A message as it came. */
export interface Received {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the document's.
  readonly body: any;
  readonly isAccepted: boolean;
}

/** Answers a request, or does not. `nth`: how often this message has come before. */
export type Behaviour = (message: Omit<Received, 'isAccepted'>, response: ServerResponse, nth: number) => void;

export const accepts: Behaviour = (_, response) => void response.writeHead(204).end();
export const answers =
  (status: number, headers: Record<string, string> = {}): Behaviour =>
  (_, response) =>
    void response.writeHead(status, headers).end('no');
export const hangs: Behaviour = () => {};

/** A real server that webhooks are sent to. */
export class Receiver {
  readonly received: Received[] = [];
  behaviour: Behaviour = accepts;
  readonly #server: Server;

  private constructor(private readonly secure: ServerOptions | null) {
    const take = (request: IncomingMessage, response: ServerResponse) => void this.#take(request, response);
    this.#server = secure ? createSecureServer(secure, take) : createServer(take);
  }

  /** With a certificate for localhost it speaks TLS. */
  static async open(secure: ServerOptions | null = null): Promise<Receiver> {
    const receiver = new Receiver(secure);
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `${this.secure ? 'https' : 'http'}://localhost:${(this.#server.address() as AddressInfo).port}/hooks`;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += chunk;
    const headers = request.headers as Record<string, string>;
    const message = { id: headers['webhook-id']!, headers, text, body: JSON.parse(text) };
    const nth = this.received.filter(({ id }) => id === message.id).length;
    const at = this.received.push({ ...message, isAccepted: false }) - 1;
    response.once('finish', () => {
      this.received[at] = { ...message, isAccepted: response.statusCode < 300 };
    });
    this.behaviour(message, response, nth);
  }

  /** What it accepted, in the order in which it came. */
  get accepted(): readonly Received[] {
    return this.received.filter(({ isAccepted }) => isAccepted);
  }

  /** Waits until it has accepted so many. */
  async has(count: number): Promise<readonly Received[]> {
    await vi.waitFor(() => expect(this.accepted.length).toBeGreaterThanOrEqual(count), { timeout: 20_000, interval: 20 });
    return this.accepted;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
