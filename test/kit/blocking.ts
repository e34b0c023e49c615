import pg from 'pg';
import { expect, onTestFinished, vi } from 'vitest';

/** Holds a table, in a test, so that nobody else reads it until it is released. `blocks` waits until somebody waits for it. */
export async function blocking(url: string, table: string): Promise<{ blocks(): Promise<void>; release(): Promise<void> }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  client.on('error', () => {});
  onTestFinished(() => client.end().catch(() => {}));
  await client.query('begin');
  await client.query(`lock table ${table} in access exclusive mode`);
  const isBlocking = async () =>
    expect((await client.query('select from pg_locks where relation = $1::regclass and not granted', [table])).rowCount).toBeGreaterThan(0);
  return {
    blocks: () => vi.waitFor(isBlocking, { timeout: 30_000, interval: 10 }),
    release: async () => {
      await client.query('commit');
      await client.end();
    },
  };
}
