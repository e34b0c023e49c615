import net from 'node:net';
import type pg from 'pg';
import { SafeClient } from '../db/client.js';
import type { Task } from '../kernel/background.js';

/**
 * A query that takes longer has nobody at the other end any more. Whoever holds a session asks something more often than that. The server gives it up
 * as well: while it waits for what somebody else holds, it would keep what the session holds.
 */
const PATIENCE_MS = 5_000;
/** The server ends a session that asks nothing for this long: a process that hangs must not keep what its session holds. */
const SILENCE_MS = 5_000;
/** After the first failure; then twice as long each time, up to the longest, until the work gets something done. */
const RETRY_MS = 50;
const LONGEST_RETRY_MS = 1_000;

/**
 * Works on a connection of its own, for what belongs to one: a lock, a LISTEN. It ends, and with it all that it held, when the work is done, when it
 * breaks, when a query is not answered in time, or when the signal aborts; the last three reject.
 */
async function withSession(url: string, name: string, signal: AbortSignal, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const socket = new net.Socket();
  const client = new SafeClient({
    connectionString: url,
    stream: () => socket,
    application_name: name,
    keepAlive: true,
    connectionTimeoutMillis: PATIENCE_MS,
    query_timeout: PATIENCE_MS,
  });
  // Not end(): that waits for a word from the other side.
  const hangUp = () => socket.destroy();
  const broken = new Promise<never>((_, reject) =>
    client.on('error', reject).on('end', () => reject(new Error('The connection has ended.'))),
  );
  broken.catch(() => {});
  signal.addEventListener('abort', hangUp);
  try {
    if (signal.aborted) throw new Error('It is to end before it begins.');
    await client.connect();
    // Not as parameters of the connection: a pooler before the database refuses those.
    await client.query(
      `set statement_timeout = ${PATIENCE_MS}; set idle_session_timeout = ${SILENCE_MS}; set idle_in_transaction_session_timeout = ${SILENCE_MS}`,
    );
    await Promise.race([work(client), broken]);
  } finally {
    signal.removeEventListener('abort', hangUp);
    hangUp();
  }
}

/**
 * Works on sessions, one after the other, until it is to stop; a session under way then ends by itself, or is hung up. The work says to `task` when it
 * gets something done; that a session failed is said here.
 */
export async function holdSession(
  url: string,
  name: string,
  signals: { readonly stop: AbortSignal; readonly hangUp: AbortSignal },
  task: Task,
  work: (client: pg.Client, works: () => void) => Promise<void>,
): Promise<void> {
  let wait = RETRY_MS;
  const works = () => {
    wait = RETRY_MS;
    task.works();
  };
  while (!signals.stop.aborted) {
    await withSession(url, name, signals.hangUp, (client) => work(client, works)).catch((error: unknown) => {
      if (!signals.stop.aborted) task.failed(error);
    });
    await pause(wait, signals.stop);
    wait = Math.min(2 * wait, LONGEST_RETRY_MS);
  }
}

/** Resolves after a time, at once where that is over by now, or when the signal aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted || ms <= 0) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}

/** A bell that is heard also by who begins to listen after it rang: nothing falls between looking and waiting. */
export class Bell {
  #rung = false;
  #heard: (() => void) | null = null;

  readonly ring = (): void => {
    this.#rung = true;
    this.#heard?.();
  };

  /** Resolves at the next ring, at once if there was one since the last time, or after a time. */
  async wait(ms: number): Promise<void> {
    if (!this.#rung)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#heard = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    this.#heard = null;
    this.#rung = false;
  }
}
