import type pg from 'pg';
import { SafeClient } from '../db/client.js';
import { verifyAudit } from '../events/audit-chain.js';

/** So often it is said of verifications that they are not forgotten: well within what they may be silent. */
const HEARD_OF_MS = 5_000;

/** Verifies audit logs beside everything else: one after the other, each on a connection of its own that nobody waits for. */
export interface Verifications {
  /** Begins one that was entered in audit_verification. */
  begin(id: string): void;
  /** What is under way breaks off. */
  stop(): Promise<void>;
}

/** `pool`: for the word that they are under way. `failed` hears why one broke off. */
export function openVerifications(url: string, pool: pg.Pool, failed: (error: unknown) => void): Verifications {
  const stopping = new AbortController();
  const begun = new Set<string>();
  let last: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    if (begun.size === 0) return;
    pool.query('update audit_verification set heard_of_at = now() where id = any($1)', [[...begun]]).catch(() => {});
  }, HEARD_OF_MS);

  const verify = async (id: string) => {
    if (stopping.signal.aborted) return;
    const client = new SafeClient({ connectionString: url, application_name: 'mulin verification' });
    const hangUp = () => void client.end().catch(() => {});
    stopping.signal.addEventListener('abort', hangUp);
    try {
      await client.connect();
      const { rows } = await client.query<{ jurisdiction: string }>(
        'select jurisdiction_id as jurisdiction from audit_verification where id = $1',
        [id],
      );
      const verdict = await verifyAudit(client, rows[0]!.jurisdiction, (entries) =>
        client.query('update audit_verification set entries = $2 where id = $1', [id, entries]),
      );
      await client.query('update audit_verification set finished_at = now(), entries = $2, verdict = $3 where id = $1', [
        id,
        verdict.entries,
        JSON.stringify(verdict),
      ]);
    } finally {
      stopping.signal.removeEventListener('abort', hangUp);
      await client.end();
    }
  };

  return {
    begin(id) {
      begun.add(id);
      last = last
        .then(() => verify(id))
        .catch((error) => stopping.signal.aborted || failed(error))
        .finally(() => begun.delete(id));
    },
    async stop() {
      stopping.abort();
      clearInterval(timer);
      await last;
    },
  };
}
