import type { Socket } from 'node:net';
import { CloseCode, type Disposable, type ServerOptions } from 'graphql-ws';
import { type Extra, useServer } from 'graphql-ws/use/ws';
import type { WebSocket, WebSocketServer } from 'ws';
import { BUDGET } from './frames.js';

const PING_MS = 12_000;
const MOST_STALLED = 2;
/** Messages that a client may send at once, and in each second in the long run. */
const BURST = 500;
const MESSAGES_A_SECOND = 50;
/** What ws closes with for a text frame that is not UTF-8. */
const NOT_UTF8 = 1007;
/** Policy violation: graphql-ws's client does not try again. */
const TOO_MANY = 1008;

/**
 * graphql-ws on a server of ws, with what it leaves to others: a limit of messages, a ping that knows slow clients from dead ones, and quiet about what
 * clients send amiss.
 */
export function attach<Params extends Record<string, unknown>, More extends Record<PropertyKey, unknown>>(
  options: ServerOptions<Params, Extra & Partial<More>> & { readonly isProd?: boolean },
  sockets: WebSocketServer,
  pingMs = PING_MS,
): Disposable {
  sockets.on('connection', (socket) => {
    limitMessages(socket);
    quieten(socket);
    shortenReasons(socket);
  });
  const disposable = useServer<Params, More>(options, sockets, 0);
  sockets.on('connection', (socket, request) => {
    // graphql-ws would print a stack for what a client sends amiss, such as a message beyond the largest; there ws has closed the socket by then.
    socket.removeAllListeners('error').on('error', () => socket.close(CloseCode.InternalServerError, 'Internal server error'));
    decode(socket);
    keepAlive(socket, request.socket, pingMs);
  });
  return disposable;
}

/** What cannot be sent to a socket that is broken is no matter for the log, where graphql-ws would write it: it closes by itself. */
function quieten(socket: WebSocket): void {
  const send = socket.send.bind(socket) as (data: string, done: () => void) => void;
  socket.send = (data: unknown, done: unknown) => send(data as string, () => (done as (() => void) | undefined)?.());
}

/** RFC 6455, 5.5. */
const LONGEST_REASON = 123;

/** graphql-ws puts a client's own id, however long it is, into the reason of a close. */
function shortenReasons(socket: WebSocket): void {
  const close = socket.close.bind(socket);
  socket.close = (code, reason = '') => {
    // A sign that is cut in two becomes U+FFFD, which would make it longer again.
    const short = Buffer.from(reason)
      .subarray(0, LONGEST_REASON)
      .toString()
      .replace(/\uFFFD+$/, '');
    close(code, short);
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** ws checks the bytes of text frames alone: of binary ones graphql-ws would make U+FFFD. Nor does it take a byte order mark. */
function decode(socket: WebSocket): void {
  const read = socket.listeners('message').at(-1) as (text: string) => void;
  socket.off('message', read).on('message', (bytes: Buffer) => {
    let text: string;
    try {
      text = utf8.decode(bytes);
    } catch {
      return socket.close(NOT_UTF8, 'Send UTF-8. 请使用 UTF-8 编码。');
    }
    read(text);
  });
}

/** A bucket of messages that fills up again while the client is quiet. */
function limitMessages(socket: WebSocket): void {
  let left = BURST;
  let at = performance.now();
  const count = () => {
    const now = performance.now();
    left = Math.min(BURST, left + ((now - at) / 1_000) * MESSAGES_A_SECOND) - 1;
    at = now;
    if (left >= 0) return;
    socket.removeAllListeners('message').off('ping', count);
    socket.close(TOO_MANY, 'RATE_LIMITED');
  };
  // A ping of WebSocket's own is answered too.
  socket.on('message', count).on('ping', count);
}

/**
 * Ends a socket whose other end does not answer a ping before the next one. Behind much that is not sent yet a ping says nothing: who has taken
 * none of that for two more pings is let go too, whatever the socket carries; streams have said so by then.
 */
function keepAlive(socket: WebSocket, tcp: Socket, pingMs: number): void {
  if (!(pingMs > 0 && Number.isFinite(pingMs))) return;
  let isAwaited = false;
  let stalledFor = 0;
  socket.on('pong', () => (isAwaited = false));
  tcp.on('drain', () => (stalledFor = 0));
  const timer = setInterval(() => {
    if (socket.readyState !== socket.OPEN) return;
    stalledFor = tcp.writableLength > BUDGET ? stalledFor + 1 : 0;
    if (stalledFor > MOST_STALLED || (isAwaited && stalledFor === 0)) return socket.terminate();
    if (stalledFor > 0) return;
    isAwaited = true;
    socket.ping();
  }, pingMs);
  socket.once('close', () => clearInterval(timer));
}
