import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, onTestFinished, vi } from 'vitest';
import { type App, startApp } from '../kit/app.js';
import type { Client } from '../kit/client.js';
import { demoDatabase, type TestDatabase } from '../kit/database.js';
import { testInDepth } from '../kit/depth.js';
import { openLink } from '../kit/link.js';
import { programs, testWith } from '../kit/programs.js';
import { openIn, TALLY, type Tally } from '../kit/tally.js';

const test = testWith('nats');

const soon = { timeout: 30_000, interval: 20 };

/** Debian's nats-server with JetStream, on a port and a directory of its own. */
class Nats {
  #process: ChildProcess | null = null;

  private constructor(
    readonly port: number,
    private readonly directory: string,
  ) {}

  static async start(): Promise<Nats> {
    const probe = net.createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as net.AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    const nats = new Nats(port, await mkdtemp(join(tmpdir(), 'mulin-nats-')));
    await nats.begin();
    return nats;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  async begin(): Promise<void> {
    this.#process = spawn(programs.nats, ['-a', '127.0.0.1', '-p', String(this.port), '-js', '-sd', this.directory], { stdio: 'ignore' });
    await once(this.#process, 'spawn');
    await vi.waitFor(async () => {
      const socket = net.connect(this.port, '127.0.0.1');
      await once(socket, 'connect');
      socket.destroy();
    }, soon);
  }

  async kill(): Promise<void> {
    this.#process!.kill('SIGKILL');
    await once(this.#process!, 'exit');
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.directory, { recursive: true, force: true });
  }
}

let nats: Nats;
let database: TestDatabase;
/** Three servers that follow the transport. */
let apps: App[];
let input: Record<string, unknown>;
beforeAll(async () => {
  nats = await Nats.start();
  database = await demoDatabase();
  apps = [];
  for (let i = 0; i < 3; i++) apps.push(await startApp({ database, natsUrl: nats.url }));
  const { grid, incidentCategories } = await (await apps[0]!.as('resident')).data(
    '{ grid(code: "000-G01") { id } incidentCategories { id } }',
  );
  input = { gridId: grid.id, categoryId: incidentCategories[0].id, channel: 'WECHAT' };
});
afterAll(async () => {
  for (const app of apps) {
    expect(app.bugs).toEqual([]);
    await app.stop();
  }
  await database.close();
  await nats.stop();
});

async function report(app: App): Promise<string> {
  const { reportIncident } = await (await app.as('resident')).data(
    'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } userErrors { message } } }',
    { input: { ...input, title: '路灯坏了' } },
  );
  expect(reportIncident.userErrors).toEqual([]);
  return reportIncident.incident.id;
}

async function follow(who: Client) {
  const stream = who.subscribe('subscription { incidentEvents { change incidentId } }');
  onTestFinished(() => stream.close());
  await stream.next();
  return async (): Promise<string> =>
    (await stream.nextWhere(({ incidentEvents }) => incidentEvents.change !== 'HEARTBEAT')).incidentEvents.incidentId;
}
const followAll = () => Promise.all(apps.map(async (app) => follow(await app.as('grid-leader'))));

/** Reports by way of each server in turn, and expects all streams to tell just that. */
async function tellsAll(streams: readonly (() => Promise<string>)[], count = 6): Promise<void> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) ids.push(await report(apps[i % apps.length]!));
  for (const next of streams) {
    const told: string[] = [];
    for (let i = 0; i < count; i++) told.push(await next());
    expect(told).toEqual(ids);
  }
}

test('events come by the transport, each once and in order, on every server', async () => {
  const streams = await followAll();
  await tellsAll(streams, 12);
});

test('what the transport loses, repeats, or says amiss loses and repeats nothing', async () => {
  const streams = await followAll();
  await tellsAll(streams, 3);
  const connection = await connect({ servers: nats.url });
  onTestFinished(() => connection.close());
  const [{ epoch }] = (await database.query<{ epoch: string }>('select epoch from event_epoch')) as [{ epoch: string }];
  const name = `mulin_${epoch.slice(0, 8)}`;
  const rows = await database.query<{ pos: number; term: number }>('select pos::float8 as pos, term from event_log order by pos');
  const last = rows.at(-1)!;
  const amiss: unknown[] = [
    // Again what was there before; what skips; what comes of a term that never was; what is no batch at all.
    {
      after: rows[0]!.pos - 1,
      events: rows.map((row) => ({ ...row, topic: 'directory', jurisdictionId: '', payload: { reason: 'again' }, at: '' })),
    },
    {
      after: last.pos + 50,
      events: [{ pos: last.pos + 51, term: last.term, topic: 'directory', jurisdictionId: '', payload: { reason: 'gap' }, at: '' }],
    },
    {
      after: last.pos,
      events: [{ pos: last.pos + 1, term: 1, topic: 'directory', jurisdictionId: '', payload: { reason: 'phantom' }, at: '' }],
    },
  ];
  for (const message of amiss) await jetstream(connection).publish(`${name}.events`, JSON.stringify(message));
  await jetstream(connection).publish(`${name}.events`, 'nonsense');
  connection.publish(`${name}.beat`, 'nonsense');
  await tellsAll(streams, 6);
});

test('without the transport the table is read, and when it is back it is followed again', async () => {
  const streams = await followAll();
  await nats.kill();
  await tellsAll(streams, 6);
  await nats.begin();
  await tellsAll(streams, 6);
});

test('when the leader goes, another one leads and sends', async () => {
  const streams = await followAll();
  await database.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'mulin sequencer'`,
  );
  await tellsAll(streams, 9);
});

test('a server starts without its transport, and one without a transport beside those that have one is told everything', async () => {
  const alone = await startApp({ database, natsUrl: 'nats://127.0.0.1:1' });
  onTestFinished(() => alone.stop());
  const plain = await startApp({ database });
  onTestFinished(() => plain.stop());
  const streams = [...(await followAll()), await follow(await alone.as('grid-leader')), await follow(await plain.as('grid-leader'))];
  await tellsAll(streams, 6);
});

testInDepth('however much the transport brings to a server that is cut off from its database, all of it is told afterwards', async () => {
  const link = await openLink(database.url);
  const cutOff = await startApp({ database: { ...database, url: link.url }, natsUrl: nats.url });
  onTestFinished(async () => {
    link.lead(database.url);
    await cutOff.stop();
    await link.close();
  });
  const leader = await cutOff.as('grid-leader');
  const next = await follow(leader);
  const tally = leader.subscribe<Tally>(TALLY, { scope: input.gridId });
  onTestFinished(() => tally.close());
  const before = openIn(await tally.next());

  link.lead('http://127.0.0.1:1');
  link.cut();
  // From now on nothing can be handed on.
  await vi.waitFor(async () => expect(await cutOff.readiness()).toHaveProperty('rightsAgeMs'), soon);
  const id = await report(apps[0]!);
  // Many times more than is kept, of what is no concern of theirs.
  await database.query(
    `insert into outbox (topic, jurisdiction_id, payload)
     select 'incident', gen_random_uuid(), jsonb_build_object('incidentId', gen_random_uuid(), 'eventId', null, 'version', 1, 'before', null, 'after', jsonb_build_object('place', 'zzzz'))
     from generate_series(1, 15000)`,
  );
  await vi.waitFor(async () => expect(await database.query('select from outbox limit 1')).toEqual([]), soon);
  const [{ last }] = (await database.query<{ last: number }>('select max(pos)::float8 as last from event_log')) as [{ last: number }];
  await vi.waitFor(async () => expect((await cutOff.readiness()).streams.position).toBe(last), soon);
  link.lead(database.url);
  expect(await next()).toBe(id);
  await tally.nextWhere((told) => openIn(told) === before + 1);
});
