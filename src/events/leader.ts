import type pg from 'pg';
import type { Task } from '../kernel/background.js';
import { holdSession } from './session.js';

/** A candidate asks for the lock again this often; it gets it at once when it is free. */
const CANDIDACY_MS = 3_000;

export interface Candidacy {
  /** Of the session, as pg_stat_activity shows it. */
  readonly name: string;
  /** An advisory lock, the same in every process of one database: whoever holds it leads. */
  readonly lock: number;
  readonly signals: { readonly stop: AbortSignal; readonly hangUp: AbortSignal };
  readonly task: Task;
}

/**
 * Takes part in the election of one leader among all processes, until it is to stop. `lead` does its work on the session that holds the lock and returns
 * when it is to stop: when the session breaks, or when its process hangs, the lock is gone with it and another process takes over at once.
 */
export const takePart = (
  url: string,
  { name, lock, signals, task }: Candidacy,
  lead: (client: pg.Client, works: () => void) => Promise<void>,
): Promise<void> =>
  holdSession(url, name, signals, task, async (client, works) => {
    await client.query(`set lock_timeout = ${CANDIDACY_MS}`);
    while (!signals.stop.aborted) {
      const isElected = await client.query('select pg_advisory_lock($1)', [lock]).then(
        () => true,
        (error) => {
          if ((error as { code?: string }).code === '55P03') return false;
          throw error;
        },
      );
      if (isElected) {
        await client.query('set lock_timeout = 0');
        return lead(client, works);
      }
      works();
    }
  });
