import { randomInt } from 'node:crypto';
import pg from 'pg';
import { Background } from '../kernel/background.js';
import { TIME_ZONE } from '../kernel/clock.js';
import { locks } from '../kernel/locks.js';
import { chainAudit } from './audit-chain.js';
import type { Batch, LoggedEvent, Point } from './event.js';
import { takePart } from './leader.js';
import { makePartitions } from './partitions.js';
import { Bell, pause } from './session.js';

export const EVENTS_CHANNEL = 'mulin_events';
const OUTBOX_CHANNEL = 'mulin_outbox';

const BATCH = 500;
const IDLE_POLL_MS = 100;
/**
 * A batch begins no sooner after the one before: what is committed one by one under load is moved, read and told together. Whoever comes after a pause
 * does not wait.
 */
const SPACING_MS = 40;
const CHAIN_EVERY_MS = 500;

/** What readers of the log read of an event. */
export const COLUMNS = `pos::float8 as pos, term, topic, jurisdiction_id as "jurisdictionId", payload, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at`;

/**
 * Moves a batch from outbox to event_log in one statement. Only committed rows are seen and only one process gives out positions,
 * so whatever is visible up to a position is complete for ever: `pos > cursor` loses nothing. One NOTIFY a batch, as a wake-up only.
 */
const MOVE = {
  name: 'move',
  text: `
  with moved as (
    delete from outbox where id = any(array(select id from outbox order by id limit ${BATCH})) returning *
  ), logged as (
    insert into event_log (pos, term, topic, jurisdiction_id, payload, at, day)
    select $1 + row_number() over (order by id), $2, topic, jurisdiction_id, payload, at, (now() at time zone '${TIME_ZONE}')::date from moved
    returning *
  ), told as (
    select pg_notify('${EVENTS_CHANNEL}', max(pos)::text) from logged having count(*) > 0
  )
  select ${COLUMNS} from logged left join told on true order by logged.pos`,
};

/**
 * A term begins after the last position of the one before: had the database gone back, what that gave out beyond it is known for lost. Terms that gave
 * nothing out are in no cursor, and go; while there is no event at all, the last one stands for the beginning.
 */
const BEGIN = `
  with idle as (delete from event_term where after = (select max(pos) from event_log))
  insert into event_term (term, after) select $1, coalesce((select max(pos) from event_log), minimum) from event_epoch
  returning term, after::float8 as pos`;

export interface Sequencer {
  /** Says that something was committed to the outbox. Cheap, and safe to forget: the poll finds it too. */
  nudge(): void;
  stop(): Promise<void>;
}

export interface SequencerParts {
  readonly url: string;
  /** Wakes the sequencer, wherever it is. */
  readonly nudgeOthers: () => void;
  /** What this process has moved, after it was committed; an empty batch while there is nothing to move. */
  readonly moved: (batch: Batch) => void;
  /** Hears how it goes. */
  readonly background?: Background;
}

/** The task whose failing makes events wait. */
export const SEQUENCER = 'The sequencer of events';

/**
 * Takes part in the election of the one sequencer, for as long as the process lives. The session that holds the lock does the work: when it breaks,
 * or when its process hangs, the lock is gone with it and another process takes over at once.
 */
export function startSequencer({ url, nudgeOthers, moved, background = new Background() }: SequencerParts): Sequencer {
  const stopping = new AbortController();
  const hangUp = new AbortController();
  /** Of the session that led last: one that has ended may wake up late, and is not to take the next one's ring or its lead. */
  let session: { readonly bell: Bell; leads: boolean } | null = null;

  const move = async (client: pg.Client, { pos, term }: Point): Promise<readonly LoggedEvent[]> => {
    const { rows } = await client.query<LoggedEvent>({ ...MOVE, values: [pos, term] });
    moved({ after: pos, events: rows });
    return rows;
  };

  const chainTask = background.task('The chain of the audit log');
  let chainedAt = Number.NEGATIVE_INFINITY;
  /** Chains what was audited, on the same session. Events do not wait for it: it comes now and then, and where it fails it is tried again. */
  const chain = async (client: pg.Client) => {
    if (performance.now() < chainedAt + CHAIN_EVERY_MS) return;
    chainedAt = performance.now();
    try {
      const { rows } = await client.query<{ waits: boolean }>('select exists (select from audit_pending) as waits');
      if (rows[0]!.waits) await chainAudit(client);
      chainTask.works();
    } catch (error) {
      chainTask.failed(error);
      // Unless the server said so itself, nobody knows what is still under way on this connection.
      if (!(error instanceof pg.DatabaseError)) throw error;
    }
  };

  const lead = async (client: pg.Client, own: NonNullable<typeof session>, works: () => void) => {
    client.on('notification', own.bell.ring);
    // What waits is few rows among the dead ones of those before, and its statements are planned while there are none: to read the whole table takes ever longer.
    await client.query('set enable_seqscan = off');
    await client.query(`listen ${OUTBOX_CHANNEL}`);
    // The term before may have ended because one was missing. Before this one begins: it begins after the last event that is there.
    await makePartitions(client);
    const begun = await client.query<Point>(BEGIN, [randomInt(1, 2 ** 31)]);
    let last = begun.rows[0]!;
    own.leads = true;
    while (!stopping.signal.aborted) {
      const spaced = performance.now() + SPACING_MS;
      const events = await move(client, last);
      last = events.at(-1) ?? last;
      works();
      await chain(client);
      if (events.length === BATCH) continue;
      if (events.length > 0) await pause(spaced - performance.now(), stopping.signal);
      await own.bell.wait(IDLE_POLL_MS);
    }
    // What was committed before the stop goes out before it.
    await move(client, last);
    await chainAudit(client).catch(() => {});
  };

  const running = takePart(
    url,
    {
      name: 'mulin sequencer',
      lock: locks.sequencer,
      signals: { stop: stopping.signal, hangUp: hangUp.signal },
      task: background.task(SEQUENCER),
    },
    (client, works) => {
      const own = { bell: new Bell(), leads: false };
      session = own;
      return lead(client, own, works).finally(() => (own.leads = false));
    },
  );
  return {
    nudge: () => (session?.leads ? session.bell.ring() : nudgeOthers()),
    stop: async () => {
      stopping.abort();
      if (!session?.leads) hangUp.abort();
      session?.bell.ring();
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
