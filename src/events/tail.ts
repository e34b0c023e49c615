import { EventEmitter } from 'node:events';
import type pg from 'pg';
import { Asker } from '../kernel/asker.js';
import { Background } from '../kernel/background.js';
import { Share, type ShareFigures } from '../kernel/share.js';
import type { Batch, LoggedEvent, Point } from './event.js';
import { expired, type History, holds, readHistory } from './history.js';
import { COLUMNS, EVENTS_CHANNEL } from './sequencer.js';
import { Bell, holdSession, pause } from './session.js';
import type { Transport } from './transport.js';

const RING = 10_000;
const PAGE = 500;
/** A wake-up may be lost with its connection; this often the log is looked at all the same. */
const POLL_MS = 500;
/** The same while a transport brings everything. */
const CARRIED_POLL_MS = 1_000;
const FIRST_SESSION_MS = 2_000;
/** Pages of the table that are read at once: whoever is far behind asks for one after the other. */
const PAGES = { all: 2, ofOne: 1 };

/** The event log as this process follows it: the last events in memory, the rest in the table. Each reader reads at its own speed. */
export interface Tail {
  /** The history that the log tells, as this process knows it. */
  readonly history: History;
  /** The last position that this process has come to. */
  readonly position: Point;
  /** How many pages of the table are read, and how many wait. */
  readonly figures: ShareFigures;
  /**
   * Up to `limit` events after a position, in order: from memory, or from the table when they are older. Throws CURSOR_EXPIRED where some of them
   * are gone. The table is read for few at a time, askers in turn.
   */
  read(after: number, limit?: number, asker?: Asker): Promise<readonly LoggedEvent[]>;
  /** Throws CURSOR_EXPIRED unless everything after the position is still there, and will come. */
  check(point: Point): Promise<void>;
  /** Takes events that came by another way than the table. What does not follow on what this process has is left to the table. */
  accept(batch: Batch): void;
  /** Called for each batch of events, in order, as they arrive. */
  onEvents(listener: (batch: Batch) => void): void;
  /** Called when the database has gone back to an earlier state: what was read beyond it never happened. */
  onRewind(listener: () => void): void;
  stop(): Promise<void>;
}

const NOT_KEPT = 'What came after this cursor is not kept any more. 该游标之后的部分内容已不再保存。';

/** Follows the log on a session of its own at `url`; what is older than memory is read through `pool`. */
export async function startTail(
  url: string,
  pool: pg.Pool,
  transport: Transport | null = null,
  background = new Background(),
): Promise<Tail> {
  const emitter = new EventEmitter().setMaxListeners(0);
  const stopping = new AbortController();
  const bell = new Bell();
  const begun = new AbortController();
  const pages = new Share(PAGES);
  let history = await readHistory(pool);
  let { epoch, head: position } = history;
  let ring: LoggedEvent[] = [];
  /** The position before the first event in the ring. */
  let ringAfter = position.pos;

  const take = (events: readonly LoggedEvent[]) => {
    const fresh = events.filter(({ pos }) => pos > position.pos);
    if (fresh.length === 0) return;
    ring.push(...fresh);
    if (ring.length > RING * 1.25) {
      const dropped = ring.splice(0, ring.length - RING);
      ringAfter = dropped.at(-1)!.pos;
    }
    const after = position.pos;
    const { pos, term } = fresh.at(-1)!;
    position = { pos, term };
    emitter.emit('events', { after, events: fresh });
  };

  /** What leaves a gap, or comes from a term that this process has not heard of, is left to the table. */
  const accept = ({ after, events }: Batch) => {
    const last = events.at(-1);
    if (after > position.pos || (last && !holds(history, last))) bell.ring();
    else take(events);
  };

  /**
   * Whether this is the database that this process has followed so far, as it was. Under the same name there may be another one now: a replica that
   * was promoted, a backup that was put in its place. That one is followed from where it stands.
   */
  const recognise = async (client: pg.Client) => {
    const reached = position;
    history = await readHistory(client);
    if (history.epoch === epoch && holds(history, reached) && reached.pos <= history.head.pos) return true;
    ({ epoch, head: position } = history);
    ring = [];
    ringAfter = position.pos;
    emitter.emit('rewind');
    return false;
  };

  const follow = async (client: pg.Client) => {
    for (;;) {
      const { rows } = await client.query<LoggedEvent>(PAGE_AFTER, [position.pos, PAGE]);
      const last = rows.at(-1);
      // A new term may have begun before what this process has come to.
      if (last && !holds(history, last) && !(await recognise(client))) continue;
      take(rows);
      if (rows.length < PAGE) return;
    }
  };

  const session = async (client: pg.Client, works: () => void) => {
    client.on('notification', ({ payload }) => Number(payload) > position.pos && bell.ring());
    let isListening = false;
    const listen = async () => {
      const isCarried = transport?.isAlive ?? false;
      if (isListening === isCarried) {
        await client.query(isCarried ? `unlisten ${EVENTS_CHANNEL}` : `listen ${EVENTS_CHANNEL}`);
        isListening = !isCarried;
      }
      return isCarried ? CARRIED_POLL_MS : POLL_MS;
    };
    await listen();
    await recognise(client);
    begun.abort();
    while (!stopping.signal.aborted) {
      const poll = await listen();
      await follow(client);
      works();
      await bell.wait(poll);
    }
  };

  transport?.follow(epoch, accept);
  const task = background.task('The reading of the event log');
  const running = holdSession(url, 'mulin tail', { stop: stopping.signal, hangUp: stopping.signal }, task, session);

  // What happens from now on is heard of, unless that takes long: then soon.
  await pause(FIRST_SESSION_MS, begun.signal);

  return {
    get history() {
      return history;
    },
    get position() {
      return position;
    },
    get figures() {
      return pages.figures;
    },
    async read(after, limit = PAGE, asker = new Asker('', 0)) {
      if (after >= position.pos) return [];
      if (after >= ringAfter) {
        const start = lowerBound(ring, after);
        return ring.slice(start, start + limit);
      }
      await pages.take(asker, 1);
      try {
        // In this order: who finds events gone finds the minimum raised.
        const { rows } = await pool.query<LoggedEvent>(PAGE_AFTER, [after, limit]);
        const { rows: epochs } = await pool.query<{ minimum: number }>('select minimum::float8 as minimum from event_epoch');
        if (epochs[0]!.minimum > after) throw expired(NOT_KEPT);
        return rows.filter(({ pos }) => pos <= position.pos);
      } finally {
        pages.give(asker, 1);
      }
    },
    async check(point) {
      // Another process may have given out what this one has not come to, in a term that this one has not heard of; or dropped what is old.
      let last = position.pos;
      if (!holds(history, point) || point.pos > last || point.pos < ringAfter) {
        history = await readHistory(pool);
        last = Math.max(last, history.head.pos);
      }
      if (point.pos < history.minimum) throw expired(NOT_KEPT);
      if (!holds(history, point) || point.pos > last)
        throw expired(
          'This cursor belongs to another history: the database was put back to an earlier state. 该游标属于另一份历史：数据库已恢复到较早的状态。',
        );
    },
    accept,
    onEvents: (listener) => void emitter.on('events', listener),
    onRewind: (listener) => void emitter.on('rewind', listener),
    stop: async () => {
      stopping.abort();
      bell.ring();
      await running;
    },
  };
}

const PAGE_AFTER = `select ${COLUMNS} from event_log where pos > $1 order by pos limit $2`;

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
