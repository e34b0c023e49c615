import { EventEmitter } from 'node:events';
import pg from 'pg';
import type { LoggedEvent } from './event.js';
import { EVENTS_CHANNEL } from './sequencer.js';

const RING = 10_000;
const PAGE = 500;
/** A wake-up may be lost with its connection; this often the log is looked at all the same. */
const POLL_MS = 500;
const RECONNECT_MS = 100;

/** The event log as this process follows it: the last events in memory, the rest in the table. Each reader reads at its own speed. */
export interface Tail {
  /** The last position seen. */
  readonly position: number;
  /** Up to `limit` events after a position, in order: from memory, or from the table when they are older. */
  read(after: number, limit?: number): Promise<readonly LoggedEvent[]>;
  /** Resolves when there is something after the position, the time is over, or the signal aborts. Level-triggered: nothing falls between. */
  advanced(after: number, ms: number, signal: AbortSignal): Promise<void>;
  /** The last position of the log itself, which this process may not have seen yet. */
  latest(): Promise<number>;
  /** Called once for each event, in order, as it arrives. */
  onEvent(listener: (event: LoggedEvent) => void): void;
  stop(): Promise<void>;
}

const COLUMNS = 'pos::float8 as pos, topic, jurisdiction_id as "jurisdictionId", payload, at';

export async function startTail(url: string, pool: pg.Pool): Promise<Tail> {
  const emitter = new EventEmitter().setMaxListeners(0);
  const ring: LoggedEvent[] = [];
  const stopping = new AbortController();
  const latest = async () => (await pool.query<{ pos: number }>('select coalesce(max(pos), 0)::float8 as pos from event_log')).rows[0]!.pos;
  let position = await latest();

  const fromTable = async (query: pg.Pool | pg.Client, after: number, limit: number) =>
    (await query.query<LoggedEvent>(`select ${COLUMNS} from event_log where pos > $1 order by pos limit $2`, [after, limit])).rows;

  const follow = async (client: pg.Client) => {
    for (;;) {
      const page = await fromTable(client, position, PAGE);
      if (page.length === 0) return;
      ring.push(...page);
      if (ring.length > RING) ring.splice(0, ring.length - RING);
      position = page.at(-1)!.pos;
      for (const event of page) emitter.emit('event', event);
      emitter.emit('advance');
    }
  };

  const session = async () => {
    const client = new pg.Client({ connectionString: url, keepAlive: true, application_name: 'mulin tail' });
    let notified = true;
    let wake = () => {};
    const broken = new Promise<never>((_, reject) => client.on('error', reject).on('end', () => reject(new Error('connection ended'))));
    broken.catch(() => {});
    client.on('notification', () => {
      notified = true;
      wake();
    });
    stopping.signal.addEventListener('abort', () => wake(), { once: true });
    try {
      await client.connect();
      await client.query(`listen ${EVENTS_CHANNEL}`);
      while (!stopping.signal.aborted) {
        notified = false;
        await Promise.race([follow(client), broken]);
        if (notified || stopping.signal.aborted) continue;
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, POLL_MS);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    } finally {
      await client.end().catch(() => {});
    }
  };

  const running = (async () => {
    while (!stopping.signal.aborted) {
      await session().catch(() => {});
      if (!stopping.signal.aborted) await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
    }
  })();

  return {
    get position() {
      return position;
    },
    latest,
    async read(after, limit = PAGE) {
      if (after >= position) return [];
      const isInRing = ring.length > 0 && ring[0]!.pos <= after + 1;
      if (!isInRing) return (await fromTable(pool, after, limit)).filter(({ pos }) => pos <= position);
      const start = lowerBound(ring, after);
      return ring.slice(start, start + limit);
    },
    async advanced(after, ms, signal) {
      if (position > after || signal.aborted) return;
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          emitter.off('advance', done);
          signal.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        emitter.on('advance', done);
        signal.addEventListener('abort', done);
      });
    },
    onEvent: (listener) => void emitter.on('event', listener),
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

/** The index of the first event after a position. */
function lowerBound(ring: readonly LoggedEvent[], after: number): number {
  let [low, high] = [0, ring.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ring[middle]!.pos <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}
