import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Requests under way may take so long. */
const FINISH_MS = 8_000;
const SWEEP_MS = 50;

/**
 * Follows the connections of a server that does not listen yet, and gives what ends it: requests under way are answered first, streams end by
 * `endStreams`. A connection whose request has been answered would stay as long as its client keeps it, so it is closed, and so is one on which nothing
 * came: browsers and HTTP clients open some before they need them, and Node takes these for busy.
 */
export function finishOf(http: Server): (endStreams: () => Promise<unknown>) => Promise<void> {
  const open = new Set<Socket>();
  http.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return async (endStreams) => {
    const closed = new Promise((resolve) => http.close(resolve));
    const sweep = setInterval(() => {
      http.closeIdleConnections();
      for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
    }, SWEEP_MS);
    const deadline = setTimeout(() => http.closeAllConnections(), FINISH_MS);
    await endStreams();
    await closed;
    clearInterval(sweep);
    clearTimeout(deadline);
  };
}
