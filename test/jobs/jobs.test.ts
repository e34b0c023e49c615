import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import pg from 'pg';
import { expect, onTestFinished, test, vi } from 'vitest';
import { system } from '../../src/auth/viewer.js';
import { openPool } from '../../src/db/client.js';
import { metadataOf, type Orm, openOrm, poolOf } from '../../src/db/orm.js';
import { type AnyJob, type DueRows, type Job, nextAfter } from '../../src/jobs/job.js';
import { jobFigures, startJobs } from '../../src/jobs/leader.js';
import { Background } from '../../src/kernel/background.js';
import { newId } from '../../src/kernel/ids.js';
import { emptyTree } from '../../src/kernel/place.js';
import { entities } from '../../src/modules/index.js';
import type { CommandContext } from '../../src/work/command.js';
import { startApp } from '../kit/app.js';
import { demoDatabase, freshDatabase, type TestDatabase } from '../kit/database.js';
import { testInDepth } from '../kit/depth.js';

const soon = { timeout: 30_000, interval: 20 };

async function opened(kind: () => Promise<TestDatabase>): Promise<TestDatabase> {
  const database = await kind();
  onTestFinished(() => database.close());
  await database.query('create table done (n int generated always as identity, what text)');
  return database;
}
const doneOf = async (database: TestDatabase) =>
  (await database.query<{ what: string }>('select what from done order by n')).map(({ what }) => what);

/** A clock that tests set. */
function clockAt(text: string) {
  let now = new Date(text);
  const set = (other: string) => {
    now = new Date(other);
  };
  return Object.assign(() => now, { set });
}

/** A process as far as jobs go. */
async function node(database: TestDatabase, jobs: readonly AnyJob[], clock: () => Date, orm?: Orm) {
  const said: string[] = [];
  const background = new Background((line) => said.push(line));
  const commandContext = async (): Promise<CommandContext> => ({
    pool: orm ? await poolOf(orm) : (null as never),
    metadata: metadataOf(entities),
    keeps: [],
    movers: [],
    beginVerification: () => {},
    checkDocument: () => ({ ok: false, reason: '' }),
    webhooks: null as never,
    viewer: system,
    now: clock,
    startedAt: clock(),
    tree: emptyTree,
    keyring: { keys: [] },
    nextSerial: () => Promise.reject(new Error('Nothing is numbered here.')),
    rates: null,
    caller: '',
    seen: () => ({ text: 'false', parameters: [] }),
    committed: () => {},
  });
  const leader = startJobs({ url: database.url, jobs, clock, background, commandContext });
  let isStopped = false;
  const stop = async () => {
    if (!isStopped) await leader.stop();
    isStopped = true;
  };
  onTestFinished(stop);
  const pool = openPool({ connectionString: database.url, max: 1 });
  onTestFinished(() => pool.end());
  return { stop, said, background, figures: () => jobFigures(pool, jobs, clock()) };
}

const nightly: Job = {
  name: 'nightly',
  when: { dailyAt: '03:00' },
  atOnce: 1,
  run: async (client, { due }) => {
    await client.query('insert into done (what) values ($1)', [due.toISOString()]);
    return 0;
  },
};

test.each([
  ['2026-11-22T02:59:59.999+08:00', '2026-11-22T03:00:00+08:00'],
  ['2026-11-22T03:00:00+08:00', '2026-11-23T03:00:00+08:00'],
  ['2026-11-22T23:30:00Z', '2026-11-24T03:00:00+08:00'],
  ['2026-12-31T12:00:00+08:00', '2027-01-01T03:00:00+08:00'],
])('after %s, three in the morning in Shanghai is %s', (after, next) => {
  expect(nextAfter(nightly.when, new Date(after))).toEqual(new Date(next));
});

test.each([
  [[nightly, nightly], 'Two jobs have the name "nightly".'],
  [[{ ...nightly, when: { dailyAt: '24:00' } }], 'has a schedule that never comes'],
  [[{ ...nightly, when: { everySeconds: 0 } }], 'has a schedule that never comes'],
  [[{ ...nightly, atOnce: 0 }], 'takes 0 rows at once'],
])('a declaration that is wrong stops the start', (jobs, words) => {
  const start = () => startJobs({ url: '', jobs, clock: () => new Date(), background: new Background(), commandContext: Promise.reject });
  expect(start).toThrow(words);
});

test('of several processes one runs a job; each day has one run, also the days on which nobody ran', async () => {
  const database = await opened(freshDatabase);
  const clock = clockAt('2026-11-20T12:00:00+08:00');
  const nodes = [await node(database, [nightly], clock), await node(database, [nightly], clock)];
  await vi.waitFor(
    async () => expect(await nodes[0]!.figures()).toMatchObject({ nightly: { lastRun: null, nextRun: '2026-11-20T19:00:00.000Z' } }),
    soon,
  );
  clock.set('2026-11-21T03:00:00+08:00');
  await vi.waitFor(async () => expect(await doneOf(database)).toEqual(['2026-11-20T19:00:00.000Z']), soon);
  for (const { stop } of nodes) await stop();

  clock.set('2026-11-23T12:00:00+08:00');
  const later = await node(database, [nightly], clock);
  await vi.waitFor(
    async () => expect(await later.figures()).toMatchObject({ nightly: { nextRun: '2026-11-23T19:00:00.000Z', lagMs: 0 } }),
    soon,
  );
  expect(await doneOf(database)).toEqual(['2026-11-20T19:00:00.000Z', '2026-11-21T19:00:00.000Z', '2026-11-22T19:00:00.000Z']);
  expect(await later.figures()).toMatchObject({ nightly: { lastRun: '2026-11-23T04:00:00.000Z', lastError: null } });
});

testInDepth('a leader that is killed in the middle of a run has done nothing of it; the next one does it, once', async () => {
  const database = await opened(freshDatabase);
  const gate = new pg.Client({ connectionString: database.url });
  await gate.connect();
  onTestFinished(() => gate.end());
  await gate.query('select pg_advisory_lock(7)');
  const clock = clockAt('2026-11-20T12:00:00+08:00');
  const before = await node(database, [nightly], clock);
  await vi.waitFor(async () => expect(Object.keys(await before.figures())).toEqual(['nightly']), soon);
  await before.stop();
  const child = fork(join(import.meta.dirname, 'child.mjs'), [database.url], { env: { ...process.env, NOW: '2026-11-21T03:00:00+08:00' } });
  await once(child, 'message');
  clock.set('2026-11-21T03:00:00+08:00');
  const other = await node(database, [nightly], clock);
  child.kill('SIGKILL');
  await vi.waitFor(async () => expect(await doneOf(database)).toEqual(['2026-11-20T19:00:00.000Z']), soon);
  await gate.query('select pg_advisory_unlock(7)');
  expect(await other.figures()).toMatchObject({ nightly: { nextRun: '2026-11-21T19:00:00.000Z' } });
  expect(await doneOf(database)).toHaveLength(1);
});

test('what is more than a job takes at once follows at once; what fails is said, tried again, and keeps no other job waiting', async () => {
  const database = await opened(freshDatabase);
  await database.query('create table old as select generate_series(1, 25) n');
  const clock = clockAt('2026-11-20T12:00:00+08:00');
  const removal: Job = {
    name: 'removal',
    when: { everySeconds: 3_600 },
    atOnce: 10,
    run: async (client, { atOnce }) => (await client.query('delete from old where n in (select n from old limit $1)', [atOnce])).rowCount!,
  };
  const broken: Job = { ...removal, name: 'broken', run: (client) => client.query('select 1 / 0').then(() => 0) };
  const { said, figures, background } = await node(database, [broken, removal], clock);
  await vi.waitFor(async () => expect(await database.query('select from old')).toEqual([]), soon);
  await vi.waitFor(
    async () =>
      expect(await figures()).toMatchObject({ removal: { lastRun: '2026-11-20T04:00:00.000Z', nextRun: '2026-11-20T05:00:00.000Z' } }),
    soon,
  );
  await vi.waitFor(() => expect(said).toEqual([expect.stringMatching(/^The job "broken": it fails \(SQLSTATE 22012/)]), soon);
  clock.set('2026-11-20T12:30:00+08:00');
  expect(await figures()).toMatchObject({ broken: { lastRun: null, lastError: expect.stringMatching(/22012/), lagMs: 1_800_000 } });
  expect(background.figures['The job "broken"']!.failures).toBeGreaterThan(0);
});

test('where the clock was put back, a job is due no later than its schedule says', async () => {
  const database = await opened(freshDatabase);
  await database.query(`insert into job (name, next_at) values ('nightly', '2030-01-01')`);
  const { figures } = await node(database, [nightly], clockAt('2026-11-20T12:00:00+08:00'));
  await vi.waitFor(async () => expect(await figures()).toMatchObject({ nightly: { nextRun: '2026-11-20T19:00:00.000Z' } }), soon);
});

/** Rows that are due; a command notes it, and lets a row come again every hour until noon. */
const reminders = (act: (what: string) => void = () => {}): DueRows => ({
  name: 'reminders',
  when: { everySeconds: 5 },
  atOnce: 100,
  table: 'reminder',
  at: 'due_at',
  action: 'sendReminder',
  command: async (work, { id, due }) => {
    const [row] = await work.sql<{ what: string }>('select what from reminder where id = ?', [id]);
    act(row!.what);
    await work.sql('insert into done (what) values (?)', [`${row!.what} ${due.toISOString()}`]);
    const next = row!.what === 'hourly' && due.getUTCHours() < 4 ? new Date(due.getTime() + 3_600_000) : null;
    await work.sql('update reminder set due_at = ? where id = ?', [next, id]);
    return { id, noun: 'Incident' };
  },
});

test('due rows are done once each, by the system, in all processes together; a recurrence makes up for what it missed', async () => {
  const database = await opened(demoDatabase);
  await database.query('create table reminder (id uuid primary key, what text, due_at timestamptz(3))');
  const [root] = await database.query<{ number: number }>('select number from organization where parent_id is null limit 1');
  // Ids of a jurisdiction: the audit line is of it.
  const add = (what: string, due: string) => database.query('insert into reminder values ($1, $2, $3)', [newId(root!.number), what, due]);
  for (let n = 10; n < 60; n++) await add(`row ${n}`, '2026-11-20T09:00:00+08:00');
  await add('hourly', '2026-11-20T09:00:00+08:00');
  await add('broken', '2026-11-20T08:00:00+08:00');
  await add('tomorrow', '2026-11-21T09:00:00+08:00');
  const orm = await openOrm(database.url, 4, 30_000);
  onTestFinished(() => orm.close(true));
  const clock = clockAt('2026-11-20T12:30:00+08:00');
  const job = reminders((what) => {
    if (what === 'broken') throw new Error('It does not work.');
  });
  const nodes = [await node(database, [job], clock, orm), await node(database, [job], clock, orm)];
  await vi.waitFor(async () => expect(await doneOf(database)).toHaveLength(54), soon);
  const done = await doneOf(database);
  expect(new Set(done).size).toBe(54);
  expect(done.filter((what) => what.startsWith('hourly'))).toEqual([1, 2, 3, 4].map((hour) => `hourly 2026-11-20T0${hour}:00:00.000Z`));
  const lines = await database.query(`select client, actor_id, count(*)::int from audit where action = 'sendReminder' group by 1, 2`);
  expect(lines).toEqual([{ client: 'system job', actor_id: null, count: 54 }]);
  await vi.waitFor(async () => expect(await nodes[0]!.figures()).toMatchObject({ reminders: { lastError: 'It does not work.' } }), soon);
});

test('a row that its command leaves due is not done twice', async () => {
  const database = await opened(demoDatabase);
  await database.query('create table reminder (id uuid primary key, what text, due_at timestamptz(3))');
  await database.query(
    `insert into reminder select id, 'row', '2026-11-20T09:00:00+08:00' from organization where parent_id is null limit 1`,
  );
  const orm = await openOrm(database.url, 4, 30_000);
  onTestFinished(() => orm.close(true));
  const job: DueRows = {
    ...reminders(),
    command: async (work, { id }) => {
      await work.sql(`insert into done (what) values ('again')`);
      return { id, noun: 'Incident' };
    },
  };
  const { figures } = await node(database, [job], clockAt('2026-11-20T12:30:00+08:00'), orm);
  await vi.waitFor(
    async () => expect(await figures()).toMatchObject({ reminders: { lastError: expect.stringMatching(/left its row due/) } }),
    soon,
  );
  expect(await doneOf(database)).toEqual([]);
});

test('the server runs its jobs by the clock of DEMO_NOW and says at /readyz how they do', async () => {
  const database = await demoDatabase();
  onTestFinished(() => database.close());
  const app = await startApp({ database, demoNow: new Date('2027-03-01T08:00:00+08:00') });
  onTestFinished(() => app.stop());
  type Jobs = { jobs: Record<string, { lastRun: string | null; lastError: string | null; lagMs: number }> };
  const jobs = async () => (app.readiness() as unknown as Promise<Jobs>).then((state) => state.jobs);
  const names = ['event partitions', 'expired revocations', 'idempotency keys', 'rates'];
  await vi.waitFor(async () => {
    const found = await jobs();
    expect(Object.keys(found)).toEqual(expect.arrayContaining(names));
    expect(Object.values(found).filter(({ lastError }) => lastError !== null)).toEqual([]);
    for (const name of names) expect(found[name]).toMatchObject({ lastRun: expect.stringMatching(/^2027-03-01T00/), lastError: null });
  }, soon);
  const { grid, incidentCategories } = await (await app.as('resident')).data('{ grid(code: "000-G01") { id } incidentCategories { id } }');
  const { reportIncident } = await (await app.as('resident')).data(
    'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { serialNumber } } }',
    { input: { title: '路灯坏了', gridId: grid.id, categoryId: incidentCategories[0].id, channel: 'WECHAT' } },
  );
  expect(reportIncident.incident).toEqual({ serialNumber: '000-20270301-000001' });
  const [kept] = await database.query<{ day: string }>(
    `select created_at::date::text as day from incident where serial_number = '000-20270301-000001'`,
  );
  expect(kept).toEqual({ day: '2027-03-01' });
});
