import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** How long requests under way may take to finish after a stop was asked for. */
const DRAIN_MS = 10_000;

/**
 * From now on counts what each connection waits for. The answer lets the server go: it takes no more connections, and those that there are end when they
 * have been answered, however long their clients would keep them. Resolves when none is left.
 */
export function drainOf(http: Server): () => Promise<void> {
  const waiting = new Map<Socket, number>();
  let isDraining = false;
  http.on('request', ({ socket }, response) => {
    waiting.set(socket, (waiting.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const left = waiting.get(socket)! - 1;
      if (left > 0) return void waiting.set(socket, left);
      waiting.delete(socket);
      if (isDraining) socket.end();
    });
  });
  return async () => {
    isDraining = true;
    const patience = setTimeout(() => http.closeAllConnections(), DRAIN_MS);
    // Connections that wait for nothing are closed with it.
    await new Promise((resolve) => http.close(resolve));
    clearTimeout(patience);
  };
}
