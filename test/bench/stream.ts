/**
 * npm run bench -- stream: thousands of dashboards on one server, in cohorts of different sizes, and what an event costs until the last of them has it;
 * the same with subscriptions as usually wired, and with PostGraphile's. Then what the stream takes from those who write.
 */
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { type Figure, type Load, measure, type Pace, percentile, timesOf } from './rounds.ts';
import { processesOf, type Server } from './servers.ts';
import { type Arrival, type Crowd, MARK } from './stream-clients.ts';

export interface StreamFigure {
  readonly name: string;
  readonly sockets: number;
  readonly connectsPerSecond: number;
  /** KiB of resident memory that a socket takes. */
  readonly memoryPerSocket: number;
  readonly deliveries: number;
  /** Processor time of the server's process, in µs. */
  readonly cpuPerDelivery: number;
  /** From the commit to the first and to the last client, in ms. */
  readonly first: { readonly p50: number; readonly p99: number };
  readonly last: { readonly p50: number; readonly p99: number };
}

/** Sizes of the cohorts, in thousandths of all: one of four tenths, ten of a hundredth, a hundred of a thousandth … */
const SHARES = [400, 200, 100, 100, ...Array(10).fill(10), ...Array(100).fill(1)] as const;

const ITEM = `cursor change incidentId event { id kind to at incident { id serialNumber title state urgency reportedAt grid { id name } holder { id name } } }`;
const query = `subscription Dashboard($filter: IncidentFilter) { incidentEvents(filter: $filter) { ${ITEM} } }`;

/** What a crowd of `mulin` and of the usual server asks: every event meets every filter, but each cohort has its own. */
export const asks: Crowd['asks'] = SHARES.flatMap((share, i) => {
  const from = new Date(Date.UTC(2020, 0, 1, 0, i)).toISOString();
  return Array.from({ length: share }, () => ({ query, variables: { filter: { updatedAt: { from } } } }));
});

export const postgraphileAsks: Crowd['asks'] = [
  {
    query: `subscription Dashboard { incidentChanged { incident { rowId serialNumber title state urgency reportedAt
      grid: gridByGridIdAndJurisdictionId { rowId name } holder: organizationByHolderIdAndJurisdictionId { rowId name } } } }`,
  },
];

/** One event's rows, its outbox row among them, and word of it to those who LISTEN. */
const COMMIT = `with place as (select g.* from grid g where g.code = 'BA-C20-G30'), made as (
    insert into incident (id, jurisdiction_id, serial_number, title, category_id, domain, channel, urgency, state, grid_id, place, holder_id, tracking_code, reported_at, updated_at)
    select bench.uid_at(now(), $1, 1000), p.jurisdiction_id, 'stream' || $1, '${MARK}' || $1 || ' 路灯不亮，已经三天了', c.id, c.domain::incident_domain, 'WECHAT', 'NORMAL', 'REPORTED', p.id, p.place, p.community_id,
      'stream' || $1, date_trunc('milliseconds', now()), date_trunc('milliseconds', now())
    from place p, (select * from incident_category where jurisdiction_id = (select jurisdiction_id from place) limit 1) c returning *
  ), step as (
    insert into incident_event (id, jurisdiction_id, incident_id, kind, to_state, at)
    select bench.uid('stream event', $1, 1000), jurisdiction_id, id, 'REPORTED', 'REPORTED', reported_at from made returning id
  ), facts as (
    select json_build_object('id', id, 'place', place, 'state', state, 'category', category_id, 'domain', domain, 'urgency', urgency, 'channel', channel, 'supervision', supervision,
      'grid', grid_id, 'holder', holder_id, 'assignee', null, 'reporter', null, 'recorder', null, 'reportedAt', reported_at, 'updatedAt', updated_at) as facts from made
  ), told as (
    insert into outbox (topic, jurisdiction_id, payload, at)
    select 'incident', made.jurisdiction_id, json_build_object('incidentId', made.id, 'eventId', step.id, 'version', 1, 'before', null, 'after', facts), now() from made, step, facts
  )
  select pg_notify('stream_bench', json_build_object('id', made.id, 'jurisdiction', made.jurisdiction_id, 'cursor', made.id, 'change', 'ENTERED', 'incidentId', made.id,
    'event', json_build_object('id', step.id, 'kind', 'REPORTED', 'to', 'REPORTED', 'at', made.reported_at, 'incident', json_build_object('id', made.id, 'serialNumber', made.serial_number,
      'title', made.title, 'state', made.state, 'urgency', made.urgency, 'reportedAt', made.reported_at, 'grid', json_build_object('id', p.id, 'name', p.name),
      'holder', json_build_object('id', o.id, 'name', o.name))))::text)
  from made, step, place p, organization o where o.id = made.holder_id`;

const memoryOf = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
/** Processor time in µs. */
const cpuOf = (pid: number): number => timesOf([pid]).get(pid)! * 1_000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function openCrowd() {
  const child = fork(fileURLToPath(new URL('./stream-clients.ts', import.meta.url)), { serialization: 'advanced' });
  const order = <Answer>(what: unknown) =>
    new Promise<Answer>((resolve, reject) => {
      child.once('message', (answer: { error?: string }) => (answer.error ? reject(new Error(answer.error)) : resolve(answer as Answer)));
      child.send(what as never);
    });
  return {
    open: (crowd: Crowd) => order({ open: crowd }),
    arrival: async (n: number) => (await order<{ arrival: Arrival | null }>({ arrived: n })).arrival,
    stop: () => child.disconnect(),
  };
}

export interface StreamOptions {
  readonly databaseUrl: string;
  readonly sockets: number;
  readonly events: number;
}

let events = 0;

/** Fills a server with dashboards and lets events happen, one after the other: the next when the last has it. */
export async function measureStream(
  server: Server,
  crowd: Pick<Crowd, 'asks' | 'token'>,
  { databaseUrl, sockets, events: count }: StreamOptions,
): Promise<StreamFigure> {
  const writer = new pg.Client({ connectionString: databaseUrl });
  await writer.connect();
  const clients = openCrowd();
  try {
    const empty = memoryOf(server.pid);
    const started = performance.now();
    await clients.open({ ...crowd, url: server.url, count: sockets, atOnce: 50 });
    const seconds = (performance.now() - started) / 1_000;
    await pause(3_000);
    const memoryPerSocket = (memoryOf(server.pid) - empty) / sockets;

    const commit = async () => {
      await writer.query(COMMIT, [++events]);
      const at = process.hrtime.bigint();
      // What another server of the same database would send to the one that gives out positions.
      await writer.query('notify mulin_outbox');
      return at;
    };
    const arrived = async (n: number): Promise<Arrival> => {
      for (const deadline = Date.now() + 120_000; Date.now() < deadline; await pause(20)) {
        const arrival = await clients.arrival(n);
        if (arrival?.count === sockets) return arrival;
      }
      throw new Error(`Of ${sockets} clients of ${server.name}, ${(await clients.arrival(n))?.count ?? 0} got event ${n}.`);
    };
    for (let i = 0; i < 3; i++) {
      await commit();
      await arrived(events);
    }
    const [first, last]: [number[], number[]] = [[], []];
    const before = cpuOf(server.pid);
    for (let i = 0; i < count; i++) {
      const at = await commit();
      const arrival = await arrived(events);
      first.push(Number(arrival.first - at) / 1e6);
      last.push(Number(arrival.last - at) / 1e6);
    }
    for (const times of [first, last]) times.sort((a, b) => a - b);
    const deliveries = sockets * count;
    return {
      name: server.name,
      sockets,
      connectsPerSecond: sockets / seconds,
      memoryPerSocket,
      deliveries,
      cpuPerDelivery: (cpuOf(server.pid) - before) / deliveries,
      first: { p50: percentile(first, 0.5), p99: percentile(first, 0.99) },
      last: { p50: percentile(last, 0.5), p99: percentile(last, 0.99) },
    };
  } finally {
    clients.stop();
    await writer.query(`delete from notification where subject_id in (select id from incident where tracking_code like 'stream%')`);
    await writer.query(`delete from incident_event where incident_id in (select id from incident where tracking_code like 'stream%')`);
    await writer.query(`delete from incident where tracking_code like 'stream%'`);
    await writer.end();
  }
}

/** The same as everywhere: whoever holds it gives out positions. */
const SEQUENCER_LOCK = 4_021_761_120;

/**
 * How many incidents are reported a second while the stream runs, with dashboards that follow it, and while nobody moves events to the log: the bench
 * itself holds the lock that the sequencer works under.
 */
export async function measureWrites(
  server: Server,
  load: Load,
  client: pg.Client,
  databaseUrl: string,
  dashboards: Pick<Crowd, 'asks' | 'token' | 'count'>,
  task: { readonly token: string; readonly bodies: readonly string[] },
  pace: Pace,
): Promise<{ readonly on: Figure; readonly off: Figure }> {
  const clients = openCrowd();
  await clients.open({ ...dashboards, url: server.url, atOnce: 10 });
  const withoutStream = async <T>(work: () => Promise<T>): Promise<T> => {
    const holder = new pg.Client({ connectionString: databaseUrl });
    await holder.connect();
    try {
      // Whoever leads loses its session, and waits for the lock like everybody else.
      const waiting = holder.query('select pg_advisory_lock($1)', [SEQUENCER_LOCK]);
      await client.query(
        `select pg_terminate_backend(l.pid) from pg_locks l where l.locktype = 'advisory' and l.granted and l.objid = ($1::bigint & 4294967295)::oid and l.classid = ($1::bigint >> 32)::oid`,
        [SEQUENCER_LOCK],
      );
      await waiting;
      return await work();
    } finally {
      await holder.end();
      while ((await client.query('select from outbox limit 1')).rowCount) await pause(100);
    }
  };
  try {
    const contender = { processes: processesOf(server, client), task: { url: server.url, path: '/graphql', ...task } };
    const [on, off] = await measure(
      load,
      [
        { name: 'with the stream', ...contender },
        { name: 'without', ...contender, under: withoutStream },
      ],
      pace,
    );
    return { on: on!, off: off! };
  } finally {
    clients.stop();
  }
}
