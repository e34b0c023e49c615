import { CloseCode, type Disposable, type ServerOptions } from 'graphql-ws';
import { type Extra, useServer } from 'graphql-ws/use/ws';
import type { WebSocket, WebSocketServer } from 'ws';
import { BUDGET } from './frames.js';

const PING_MS = 12_000;
/** Messages that a client may send at once, and in each second in the long run. */
const BURST = 500;
const MESSAGES_A_SECOND = 50;
/** Policy violation: graphql-ws's client does not try again. */
const TOO_MANY = 1008;

/**
 * graphql-ws on a server of ws, with what it leaves to others: a limit of messages, a ping that knows slow clients from dead ones, and quiet about what
 * clients send amiss.
 */
export function attach<Params extends Record<string, unknown>, More extends Record<PropertyKey, unknown>>(
  options: ServerOptions<Params, Extra & Partial<More>>,
  sockets: WebSocketServer,
  pingMs = PING_MS,
): Disposable {
  sockets.on('connection', (socket) => limitMessages(socket));
  const disposable = useServer<Params, More>(options, sockets, 0);
  sockets.on('connection', (socket, request) => {
    // graphql-ws would print a stack for what a client sends amiss, such as a message beyond the largest; there ws has closed the socket by then.
    socket.removeAllListeners('error').on('error', () => socket.close(CloseCode.InternalServerError, 'Internal server error'));
    keepAlive(socket, () => request.socket.writableLength > BUDGET, pingMs);
  });
  return disposable;
}

/** A bucket of messages that fills up again while the client is quiet. */
function limitMessages(socket: WebSocket): void {
  let left = BURST;
  let at = Date.now();
  socket.on('message', () => {
    const now = Date.now();
    left = Math.min(BURST, left + ((now - at) / 1_000) * MESSAGES_A_SECOND) - 1;
    at = now;
    if (left >= 0) return;
    socket.removeAllListeners('message');
    socket.close(TOO_MANY, 'RATE_LIMITED');
  });
}

/** Ends a socket whose other end does not answer a ping before the next one. Behind much that is not sent yet a ping says nothing. */
function keepAlive(socket: WebSocket, isSlow: () => boolean, pingMs: number): void {
  if (!(pingMs > 0 && Number.isFinite(pingMs))) return;
  let isAwaited = false;
  socket.on('pong', () => (isAwaited = false));
  const timer = setInterval(() => {
    if (socket.readyState !== socket.OPEN || isSlow()) return;
    if (isAwaited) return socket.terminate();
    isAwaited = true;
    socket.ping();
  }, pingMs);
  socket.once('close', () => clearInterval(timer));
}
