import net from 'node:net';
import type pg from 'pg';

/** For a connection of the pool, and for it to be made. */
const LENDING_MS = 5_000;
/** The server ends a statement itself; only where nothing is heard of that either is the connection given up. */
const GRACE_MS = 5_000;
const PROBE_MS = 10_000;

/** A read waits for nobody but who changes the shape of a table or locks it whole: what waits longer keeps its connection from others. */
const READ_LOCK_MS = 500;

/**
 * How a pool's connections wait: a statement may take so long in all, and so long for each lock; and a connection that has fallen silent (its other end
 * dropped it, or is not there any more) breaks a while later, instead of keeping its query for ever.
 */
export const timeouts = (statementMs: number, lockMs = READ_LOCK_MS) =>
  ({
    statement_timeout: statementMs,
    lock_timeout: lockMs,
    connectionTimeoutMillis: LENDING_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: PROBE_MS,
    stream: () => {
      const socket = new net.Socket();
      return socket.setTimeout(statementMs + GRACE_MS, () =>
        socket.destroy(new Error('The connection to the database has fallen silent.')),
      );
    },
  }) satisfies pg.ClientConfig;
