import net from 'node:net';
import type pg from 'pg';

/** The server ends a statement itself; only where nothing is heard of that either is the connection given up. */
const GRACE_MS = 5_000;
const PROBE_MS = 10_000;

/**
 * How a pool's connections wait: a statement may take so long, and one that has fallen silent (its other end dropped it, or is not there any more)
 * breaks a while later, instead of keeping its query for ever.
 */
export const patience = (statementMs: number) =>
  ({
    statement_timeout: statementMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: PROBE_MS,
    stream: () => {
      const socket = new net.Socket();
      return socket.setTimeout(statementMs + GRACE_MS, () =>
        socket.destroy(new Error('The connection to the database has fallen silent.')),
      );
    },
  }) satisfies pg.ClientConfig;
