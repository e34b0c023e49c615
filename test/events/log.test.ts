import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openPool } from '../../src/db/client.js';
import { openCursors } from '../../src/events/cursor.js';
import type { LoggedEvent, Point } from '../../src/events/event.js';
import { readHistory } from '../../src/events/history.js';
import { keepPartitions } from '../../src/events/partitions.js';
import { SEQUENCER, type Sequencer, startSequencer } from '../../src/events/sequencer.js';
import { startTail, type Tail } from '../../src/events/tail.js';
import { startJobs } from '../../src/jobs/leader.js';
import { upkeep } from '../../src/jobs/upkeep.js';
import { Background } from '../../src/kernel/background.js';
import { systemClock } from '../../src/kernel/clock.js';
import { freshDatabase, type TestDatabase } from '../kit/database.js';
import { openLink } from '../kit/link.js';

const soon = { timeout: 30_000, interval: 10 };

async function database(): Promise<TestDatabase> {
  const opened = await freshDatabase();
  onTestFinished(() => opened.close());
  return opened;
}

async function clientOf({ url }: TestDatabase): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  onTestFinished(() => client.end().catch(() => {}));
  return client;
}

/** A process as far as the event log goes: it may lead, and it follows. */
async function node(url: string): Promise<{
  tail: Tail;
  sequencer: Sequencer;
  seen: LoggedEvent[];
  said: string[];
  background: Background;
  rewound: () => number;
  stop(): Promise<void>;
}> {
  const pool = openPool({ connectionString: url, max: 2 });
  const tail = await startTail(url, pool);
  const seen: LoggedEvent[] = [];
  let rewinds = 0;
  tail.onEvents(({ events }) => seen.push(...events));
  tail.onRewind(() => rewinds++);
  const said: string[] = [];
  const background = new Background((line) => said.push(line));
  const sequencer = startSequencer({ url, nudgeOthers: () => {}, moved: tail.accept, background });
  const commandContext = () => Promise.reject(new Error('No command runs here.'));
  const jobs = startJobs({ url, jobs: upkeep(), clock: systemClock, background, commandContext });
  const stop = async () => {
    await jobs.stop();
    await sequencer.stop();
    await tail.stop();
    await pool.end();
  };
  onTestFinished(stop);
  return { tail, sequencer, seen, said, background, rewound: () => rewinds, stop };
}

/** Leaves an event that says a number. */
const emit = (database: TestDatabase, n: number) =>
  database.query(`insert into outbox (topic, jurisdiction_id, payload) values ('directory', $1, $2)`, [
    randomUUID(),
    JSON.stringify({ reason: String(n) }),
  ]);
const numbers = (events: readonly LoggedEvent[]) => events.map(({ payload }) => Number((payload as { reason: string }).reason));
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
const cut = (database: TestDatabase, name: string) =>
  database.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = $1', [
    name,
  ]);

test('a leader gives out positions in the order of commits and without gaps; each node sees each event once', async () => {
  const shared = await database();
  const nodes = [await node(shared.url), await node(shared.url)];
  const [early, late] = [await clientOf(shared), await clientOf(shared)];
  await early.query('begin');
  await early.query(`insert into outbox (topic, jurisdiction_id, payload) values ('directory', $1, '{"reason": "2"}')`, [randomUUID()]);
  await late.query(`insert into outbox (topic, jurisdiction_id, payload) values ('directory', $1, '{"reason": "1"}')`, [randomUUID()]);
  for (const { seen } of nodes) await vi.waitFor(() => expect(numbers(seen)).toEqual([1]), soon);
  await early.query('commit');
  for (const { seen } of nodes) await vi.waitFor(() => expect(numbers(seen)).toEqual([1, 2]), soon);
  for (let n = 3; n <= 40; n++) await emit(shared, n);
  for (const { seen } of nodes) {
    await vi.waitFor(() => expect(numbers(seen)).toEqual(upTo(40)), soon);
    expect(seen.map(({ pos }) => pos)).toEqual(upTo(40));
  }
});

test('a leader whose connection falls silent is replaced by another, and a tail by itself', async () => {
  const shared = await database();
  const link = await openLink(shared.url);
  onTestFinished(() => link.close());
  const behind = await node(link.url);
  await emit(shared, 1);
  await vi.waitFor(() => expect(numbers(behind.seen)).toEqual([1]), soon);
  const direct = await node(shared.url);
  link.silence();
  // The server ends the silent session after a while: then its lock is free.
  await emit(shared, 2);
  await vi.waitFor(() => expect(numbers(direct.seen).at(-1)).toBe(2), soon);
  link.speak();
  await emit(shared, 3);
  await vi.waitFor(() => expect(numbers(behind.seen)).toEqual([1, 2, 3]), soon);
  const terms = await shared.query('select term from event_term');
  expect(terms.length).toBeGreaterThanOrEqual(3);
}, 90_000);

/** Makes partitions of long ago with as many events each, before all others. */
async function oldDays(shared: TestDatabase, days: readonly string[], each: number): Promise<void> {
  for (const [i, day] of days.entries()) {
    const name = `event_log_${day.replaceAll('-', '')}`;
    await shared.query(`create table ${name} (like event_log including all)`);
    const next = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
    await shared.query(
      `insert into ${name} select ${i * each} + i, term, 'directory', gen_random_uuid(), json_build_object('reason', i), $1::date, $1 from event_term, generate_series(1, ${each}) i`,
      [day],
    );
    // The partition that the migration made reaches back to the beginning.
    await shared.query(`alter table event_log attach partition ${name} for values from ('${day}') to ('${next}')`);
  }
}

/** The partition of the migration's day, without the days before it. */
async function withoutPast(shared: TestDatabase): Promise<void> {
  const [first] = await shared.query<{ name: string }>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'event_log'::regclass`,
  );
  await shared.query(`drop table ${first!.name}`);
}

test('what is older than the retention goes: first its end is published, then it is dropped; who comes before it is told so', async () => {
  const shared = await database();
  await withoutPast(shared);
  await oldDays(shared, ['2020-01-01', '2020-01-02', '2020-01-03'], 10);
  const recent = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
  await oldDays(shared, [recent], 0);
  await shared.query(
    `insert into event_log select 30 + i, term, 'directory', gen_random_uuid(), json_build_object('reason', i), now(), $1 from event_term, generate_series(1, 5) i`,
    [recent],
  );
  const { tail } = await node(shared.url);
  const point = (pos: number): Point => ({ pos, term: tail.history.terms[0]!.term });
  const partitions = async () =>
    (
      await shared.query<{ name: string }>(
        `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'event_log'::regclass order by 1`,
      )
    ).map(({ name }) => name);

  await vi.waitFor(async () => expect((await readHistory(await clientOf(shared))).minimum).toBe(30), soon);
  expect(await partitions()).toHaveLength(3 + 1 + 2);
  await expect(tail.check(point(30))).resolves.toBeUndefined();
  for (const pos of [0, 10, 29]) await expect(tail.check(point(pos))).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
  // A reader who is on the way is told so, too, whether the rows are still there or not.
  await expect(tail.read(25)).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
  expect((await tail.read(30)).map(({ pos }) => pos)).toEqual([31, 32, 33, 34, 35]);

  await keepPartitions(await clientOf(shared), 7);
  expect(await partitions()).toHaveLength(1 + 2);
  expect((await shared.query('select pos from event_log')).length).toBe(5);
  await expect(tail.read(25)).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
  // Within a longer retention nothing more goes.
  await keepPartitions(await clientOf(shared), 2);
  expect(await partitions()).toHaveLength(1 + 2);
  expect((await readHistory(await clientOf(shared))).minimum).toBe(35);
});

test('a log whose events are all gone goes on where it was, and its last cursor is good', async () => {
  const shared = await database();
  await withoutPast(shared);
  await oldDays(shared, ['2020-01-01'], 10);
  const client = await clientOf(shared);
  for (let i = 0; i < 2; i++) await keepPartitions(client, 7);
  expect(await shared.query('select from event_log')).toEqual([]);
  const { tail, seen } = await node(shared.url);
  expect(tail.position.pos).toBe(10);
  const cursors = openCursors(() => tail.history);
  const last = cursors.encode(tail.position);
  await emit(shared, 1);
  await vi.waitFor(() => expect(seen.map(({ pos }) => pos)).toEqual([11]), soon);
  await tail.check(cursors.decode(last));
  expect((await tail.read(10)).map(({ pos }) => pos)).toEqual([11]);
});

test('whoever holds the log, as a backup does, neither stops the stream nor is stopped', async () => {
  const shared = await database();
  await withoutPast(shared);
  await oldDays(shared, ['2020-01-01'], 10);
  const backup = await clientOf(shared);
  await backup.query('begin isolation level repeatable read');
  await backup.query('lock table event_log in access share mode');
  await backup.query('select from event_log');
  const client = await clientOf(shared);
  for (let i = 0; i < 2; i++) await keepPartitions(client, 7);
  const { seen } = await node(shared.url);
  await emit(shared, 1);
  await vi.waitFor(() => expect(numbers(seen)).toEqual([1]), soon);
  expect((await backup.query('select from event_log')).rowCount).toBe(10);
  await backup.query('commit');
  await keepPartitions(client, 7);
  expect(await shared.query('select pos::int from event_log')).toEqual([{ pos: 11 }]);
});

test('partitions that were detached are there again at once: no event waits for them', async () => {
  const shared = await database();
  const { seen } = await node(shared.url);
  await emit(shared, 1);
  await vi.waitFor(() => expect(numbers(seen)).toEqual([1]), soon);
  const partitions = await shared.query<{ name: string }>(
    `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'event_log'::regclass`,
  );
  for (const { name } of partitions) await shared.query(`alter table event_log detach partition ${name}`);
  await emit(shared, 2);
  await vi.waitFor(() => expect(numbers(seen)).toEqual([1, 2]), soon);
});

test('a sequencer that fails says so once, with the reason, and once that it works again; nothing is lost', async () => {
  const shared = await database();
  const { seen, said, background } = await node(shared.url);
  await emit(shared, 1);
  await vi.waitFor(() => expect(numbers(seen)).toEqual([1]), soon);
  await shared.query('alter table event_log add constraint nothing_more check (pos <= 1) not valid');
  await emit(shared, 2);
  const failing = () => background.figures[SEQUENCER]!;
  await vi.waitFor(() => expect(failing().failures).toBeGreaterThan(4), soon);
  expect(failing().failing).toMatch(/^SQLSTATE 23514, table event_log/);
  await vi.waitFor(
    () => expect(said).toEqual([expect.stringMatching(/^The sequencer of events: it fails \(SQLSTATE 23514.*nothing_more/)]),
    soon,
  );
  await shared.query('alter table event_log drop constraint nothing_more');
  await vi.waitFor(() => expect(numbers(seen)).toEqual([1, 2]), soon);
  await vi.waitFor(() => expect(said.slice(1)).toEqual([expect.stringMatching(/^The sequencer of events: it works again/)]), soon);
  expect(failing().failing).toBeNull();
});

test('old idempotency keys go, those of the last week stay', async () => {
  const shared = await database();
  await shared.query(
    `insert into idempotency (jurisdiction_id, actor, key, fingerprint, created_at)
     select gen_random_uuid(), 'somebody', days || ' days', '', now() - make_interval(days => days) from unnest(array[0, 6, 8, 100]) days`,
  );
  await node(shared.url);
  const left = async () => (await shared.query<{ key: string }>('select key from idempotency order by key')).map(({ key }) => key);
  await vi.waitFor(async () => expect(await left()).toEqual(['0 days', '6 days']), soon);
});

test('whoever looks through the log, as an analysis does, puts off tomorrow’s partition, and no event', async () => {
  const shared = await database();
  const analysis = await clientOf(shared);
  await analysis.query('begin; lock table event_log in share update exclusive mode');
  const { seen } = await node(shared.url);
  await emit(shared, 1);
  await vi.waitFor(() => expect(numbers(seen)).toEqual([1]), soon);
  const partitions = () => shared.query(`select from pg_inherits where inhparent = 'event_log'::regclass`);
  expect(await partitions()).toHaveLength(1);
  await analysis.query('rollback');
  await keepPartitions(await clientOf(shared), 7);
  expect(await partitions()).toHaveLength(2);
});

test('whoever holds the audit log neither holds up events nor ends the term of their leader', async () => {
  const shared = await database();
  const { seen } = await node(shared.url);
  await emit(shared, 1);
  await vi.waitFor(() => expect(numbers(seen)).toEqual([1]), soon);
  const terms = await shared.query('select term from event_term');
  const holder = await clientOf(shared);
  await holder.query('begin; lock table audit_link in access exclusive mode');
  await shared.query('insert into audit_pending (audit_id, jurisdiction_id) values ($1, $1)', [randomUUID()]);
  const waiting = `select from pg_stat_activity where datname = current_database() and application_name = 'mulin sequencer' and wait_event_type = 'Lock'`;
  for (let n = 2; n <= 4; n++) {
    await vi.waitFor(async () => expect((await shared.query(waiting)).length).toBeGreaterThan(0), soon);
    await emit(shared, n);
    await vi.waitFor(() => expect(numbers(seen)).toEqual(upTo(n)), soon);
  }
  expect(await shared.query('select term from event_term')).toEqual(terms);
  await holder.query('rollback');
  await vi.waitFor(async () => expect(await shared.query('select from audit_pending')).toEqual([]), soon);
});

test('a database that went back is noticed: what was beyond is forgotten, cursors of it have expired, those before are good', async () => {
  const shared = await database();
  const one = await node(shared.url);
  for (let n = 1; n <= 6; n++) await emit(shared, n);
  await vi.waitFor(() => expect(numbers(one.seen)).toEqual(upTo(6)), soon);
  const cursors = openCursors(() => one.tail.history);
  const [fourth, sixth] = [3, 5].map((i) => cursors.encode(one.seen[i]!)) as [string, string];

  // As when a replica is promoted that had not got the last of it: the rows are gone, and all connections are new ones.
  await shared.query('delete from event_log where pos > 4');
  await Promise.all([cut(shared, 'mulin sequencer'), cut(shared, 'mulin tail')]);
  await emit(shared, 5);
  await emit(shared, 6);
  await vi.waitFor(() => expect(one.rewound()).toBe(1), soon);
  await expect(one.tail.check(cursors.decode(sixth))).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
  await one.tail.check(cursors.decode(fourth));
  await vi.waitFor(async () => expect((await one.tail.read(4)).map(({ pos }) => pos)).toEqual([5, 6]), soon);
  // The same number in the other term is another position.
  const again = cursors.encode((await one.tail.read(4)).at(-1)!);
  expect(again).not.toBe(sixth);
  await one.tail.check(cursors.decode(again));
});

test('a database that went back is noticed also by who goes on reading it: nothing of the other history is left out in silence', async () => {
  const shared = await database();
  const one = await node(shared.url);
  for (let n = 1; n <= 6; n++) await emit(shared, n);
  await vi.waitFor(() => expect(numbers(one.seen)).toEqual(upTo(6)), soon);
  // As behind a proxy that keeps connections, or where a transport brought what a replica had not got.
  await shared.query('delete from event_log where pos > 4');
  await cut(shared, 'mulin sequencer');
  for (const n of [50, 60, 70]) await emit(shared, n);
  await vi.waitFor(() => expect(one.rewound()).toBe(1), soon);
  await vi.waitFor(async () => expect(numbers(await one.tail.read(4))).toEqual([50, 60, 70]), soon);
});

test('terms that gave nothing out are not kept, however often there is a new one', async () => {
  const shared = await database();
  const one = await node(shared.url);
  await emit(shared, 1);
  await vi.waitFor(() => expect(numbers(one.seen)).toEqual([1]), soon);
  const cursors = openCursors(() => one.tail.history);
  const first = cursors.encode(one.seen[0]!);
  const terms = async () => (await shared.query<{ term: number }>('select term from event_term order by n')).map(({ term }) => term);
  for (let i = 0; i < 5; i++) {
    const before = await terms();
    await cut(shared, 'mulin sequencer');
    await vi.waitFor(async () => expect(await terms()).not.toEqual(before), soon);
  }
  // The migration's, that of the first event, and the one of now.
  expect(await terms()).toHaveLength(3);
  await one.tail.check(cursors.decode(first));
  await emit(shared, 2);
  await vi.waitFor(() => expect(numbers(one.seen)).toEqual([1, 2]), soon);
  await one.tail.check(cursors.decode(first));
});

test('a new node is told by the old one’s cursors', async () => {
  const shared = await database();
  const one = await node(shared.url);
  await emit(shared, 1);
  await vi.waitFor(() => expect(numbers(one.seen)).toEqual([1]), soon);
  await one.sequencer.stop();
  const two = await node(shared.url);
  await emit(shared, 2);
  await vi.waitFor(() => expect(numbers(two.seen)).toEqual([2]), soon);
  const [first, second] = [openCursors(() => one.tail.history), openCursors(() => two.tail.history)];
  await two.tail.check(second.decode(first.encode(one.seen[0]!)));
  await vi.waitFor(() => expect(numbers(one.seen)).toEqual([1, 2]), soon);
  await one.tail.check(first.decode(second.encode(two.seen[0]!)));
  expect(numbers(await two.tail.read(0))).toEqual([1, 2]);
});
