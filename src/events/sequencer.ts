import pg from 'pg';
import { chainAudit } from './audit-chain.js';

/** The same in every process of one database: whoever holds it is the sequencer. */
const SEQUENCER_LOCK = 4_021_761_120;
export const EVENTS_CHANNEL = 'mulin_events';
const OUTBOX_CHANNEL = 'mulin_outbox';

const BATCH = 500;
const IDLE_POLL_MS = 100;
const STANDBY_RETRY_MS = 50;
const CHAIN_EVERY_MS = 100;

/**
 * Moves a batch from outbox to event_log in one statement. Only committed rows are seen and only one process gives out positions,
 * so whatever is visible up to a position is complete for ever: `pos > cursor` loses nothing. One NOTIFY a batch, as a wake-up only.
 */
const MOVE = `
  with moved as (
    delete from outbox where id in (select id from outbox order by id limit ${BATCH}) returning *
  ), logged as (
    insert into event_log (topic, jurisdiction_id, payload, at)
    select topic, jurisdiction_id, payload, at from moved order by id
    returning pos
  )
  select count(*)::int as moved, exists (select from audit_pending) as unchained, (select pg_notify('${EVENTS_CHANNEL}', max(pos)::text) from logged having count(*) > 0) from logged`;

export interface Sequencer {
  /** Says that something was committed to the outbox. Cheap, and safe to forget: the poll finds it too. */
  nudge(): void;
  stop(): Promise<void>;
}

/**
 * Takes part in the election of the one sequencer, for as long as the process lives. The connection that holds the lock does the work:
 * when it breaks, the lock is gone with it, and another process takes over within {@link STANDBY_RETRY_MS}.
 */
export function startSequencer(url: string, nudgeOthers: () => void): Sequencer {
  const stopping = new AbortController();
  let awake = false;
  let wake = () => {};
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      if (awake || stopping.signal.aborted) return resolve();
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  let leading = false;
  const rouse = () => {
    awake = true;
    wake();
  };

  let chainedAt = 0;
  /** A second step, for the same connection. Events do not wait for it: it comes now and then, and where it fails it is tried again. */
  const chain = async (client: pg.Client) => {
    if (Date.now() - chainedAt < CHAIN_EVERY_MS) return;
    chainedAt = Date.now();
    await chainAudit(client).catch(() => {});
  };

  const lead = async (client: pg.Client) => {
    await client.query(`listen ${OUTBOX_CHANNEL}`);
    leading = true;
    while (!stopping.signal.aborted) {
      awake = false;
      const { rows } = await client.query<{ moved: number; unchained: boolean }>(MOVE);
      if (rows[0]!.unchained) await chain(client);
      if (rows[0]!.moved < BATCH) await pause(IDLE_POLL_MS);
    }
    // What was committed before the stop goes out before it.
    await client.query(MOVE);
    await chainAudit(client).catch(() => {});
  };

  const term = async () => {
    const client = new pg.Client({ connectionString: url, keepAlive: true, application_name: 'mulin sequencer' });
    const broken = new Promise<never>((_, reject) => client.on('error', reject).on('end', () => reject(new Error('connection ended'))));
    broken.catch(() => {});
    client.on('notification', rouse);
    try {
      await client.connect();
      while (!stopping.signal.aborted) {
        const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [SEQUENCER_LOCK]);
        if (rows[0]!.mine) await Promise.race([lead(client), broken]);
        else {
          awake = false;
          await pause(STANDBY_RETRY_MS);
        }
      }
    } finally {
      leading = false;
      await client.end().catch(() => {});
    }
  };

  const running = (async () => {
    while (!stopping.signal.aborted) {
      await term().catch(() => {});
      awake = false;
      await pause(STANDBY_RETRY_MS);
    }
  })();

  return {
    nudge: () => (leading ? rouse() : nudgeOthers()),
    stop: async () => {
      stopping.abort();
      rouse();
      await running;
    },
  };
}

/** Wakes the sequencer in another process: at most one NOTIFY per interval, outside any business transaction. */
export function coalescedNudge(query: (sql: string) => Promise<unknown>, intervalMs = 5): () => void {
  let due = false;
  return () => {
    if (due) return;
    due = true;
    setTimeout(() => {
      due = false;
      query(`notify ${OUTBOX_CHANNEL}`).catch(() => {});
    }, intervalMs);
  };
}
