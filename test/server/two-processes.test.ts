import fs from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openPool } from '../../src/db/client.js';
import { demoToken } from '../../src/demo/issuer.js';
import { Client } from '../kit/client.js';
import { freshDatabase, type TestDatabase } from '../kit/database.js';
import { report } from '../kit/report.js';
import { build, ServerProcess } from '../kit/server-process.js';

beforeAll(build);

describe('two processes on one database', () => {
  let database: TestDatabase;
  let residents: pg.Client;
  let servers: readonly [ServerProcess, ServerProcess];
  let clients: readonly [Client, Client];
  beforeAll(async () => {
    // Empty: they also have to agree on who migrates and who loads the demo.
    database = await freshDatabase();
    const settings = { DATABASE_URL: database.url, DEMO: '1' };
    // Nobody is asked about here: the two would load people all the while.
    residents = new pg.Client({ connectionString: database.url });
    await residents.connect();
    await residents.query('begin; lock table visit_rule in share mode');
    servers = [new ServerProcess(settings), new ServerProcess(settings)];
    const pool = openPool({ connectionString: database.url, max: 1 });
    const urls = await Promise.all(servers.map((server) => server.url));
    const leader = await demoToken(pool, 'grid-leader', '000');
    await pool.end();
    clients = [new Client(urls[0]!, leader), new Client(urls[1]!, leader)];
  });
  afterAll(async () => {
    for (const server of servers) await server.kill();
    await residents.end();
    await database.close();
  });

  const STREAM = 'subscription { incidentEvents { change incidentId event { kind } } }';
  const isReport = ({ incidentEvents }: { incidentEvents: { change: string } }) => incidentEvents.change === 'ENTERED';

  test('share the demo, and what is reported on one comes out of the other', async () => {
    expect(
      await database.query(`select code, count(*)::int from organization where parent_id is null group by code order by code`),
    ).toEqual(['000', '001', '002', '003', '004'].map((code) => ({ code, count: 1 })));
    for (const [here, there] of [clients, [...clients].reverse() as [Client, Client]]) {
      const stream = there.subscribe(STREAM);
      onTestFinished(() => stream.close());
      expect((await stream.next()).incidentEvents.change).toBe('HEARTBEAT');
      const incidentId = await report(here);
      expect(await stream.nextWhere(isReport)).toEqual({ incidentEvents: { change: 'ENTERED', incidentId, event: { kind: 'REPORTED' } } });
    }
  });

  test('when the one that gives out positions is killed, the other takes over: nothing lost, nothing twice', async () => {
    // Whoever is left after a SIGTERM to neither is found by its connection: the leader's is the one that holds the lock.
    const leaderPort = async () =>
      (
        await database.query<{ port: number }>(
          `select client_port as port from pg_locks join pg_stat_activity using (pid)
           where locktype = 'advisory' and granted and application_name = 'mulin sequencer' and datname = current_database()`,
        )
      )[0]?.port;
    const port = await leaderPort();
    expect(port).toBeTypeOf('number');
    const isLeader = (server: ServerProcess) => portsOf(server.child.pid!).includes(port!);
    expect(servers.filter(isLeader)).toHaveLength(1);
    const [dead, successor] = isLeader(servers[0]) ? [0, 1] : [1, 0];

    const stream = clients[successor]!.subscribe(STREAM);
    onTestFinished(() => stream.close());
    await stream.next();
    const since = (await database.query<{ id: string }>('select id from incident order by id desc limit 1'))[0]!.id;
    // Through both servers, and in the middle of it the one is gone: some of its reports were answered, some not.
    const atOnce = clients.flatMap((client) => Array.from({ length: 12 }, () => report(client).catch(() => null)));
    await Promise.race(atOnce);
    await servers[dead]!.kill();
    await Promise.all(atOnce);
    const marker = await report(clients[successor]!);
    const received: string[] = [];
    for (let id = ''; id !== marker; received.push(id)) id = (await stream.nextWhere(isReport)).incidentEvents.incidentId;

    const committed = await database.query<{ id: string }>('select id from incident where id > $1', [since]);
    expect(received.length).toBeGreaterThanOrEqual(13);
    expect([...received].sort()).toEqual(committed.map(({ id }) => `inc_${id.replaceAll('-', '')}`).sort());
    expect(await leaderPort()).not.toBe(port);
    expect(portsOf(servers[successor]!.child.pid!)).toContain(await leaderPort());
  });
});

/** The local ports of a process's TCP connections. */
function portsOf(pid: number): readonly number[] {
  const inodes = fs.readdirSync(`/proc/${pid}/fd`).flatMap((fd) => /socket:\[(\d+)\]/.exec(readLink(`/proc/${pid}/fd/${fd}`))?.[1] ?? []);
  return ['tcp', 'tcp6'].flatMap((table) =>
    fs
      .readFileSync(`/proc/${pid}/net/${table}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((columns) => inodes.includes(columns[9] ?? ''))
      .map((columns) => Number.parseInt(columns[1]!.split(':').at(-1)!, 16)),
  );
}
const readLink = (file: string): string => {
  try {
    return fs.readlinkSync(file);
  } catch {
    return '';
  }
};
