import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { migrateWhole } from '../../src/db/migrate.js';
import { demoToken } from '../../src/demo/issuer.js';
import type { Persona } from '../../src/demo/personas.js';
import { publicId } from '../../src/kernel/ids.js';
import { results } from '../clients/sse.js';
import { items } from '../clients/worker.js';
import { testInDepth } from '../kit/depth.js';
import type { Link } from '../kit/link.js';
import { loadSomeDemo } from '../kit/prepare.js';
import { build } from '../kit/server-process.js';
import { Cluster, leaderPort, poolOf, RestartedServer } from './house.js';

/**
 * Writers write, some of them slowly and some in vain; clients come and go with their cursors; processes are killed. In the end each client has what was
 * committed and is theirs to see, each once, in order per incident. FAULT_SECONDS and FAULT_CLIENTS make it longer and larger.
 */
const SECONDS = Number(process.env.FAULT_SECONDS ?? 10);
const CLIENTS = Number(process.env.FAULT_CLIENTS ?? 40);
const WRITERS = 8;

let cluster: Cluster;
let direct: Link;
let pool: pg.Pool;
let servers: RestartedServer[];
beforeAll(async () => {
  [cluster] = await Promise.all([Cluster.open(), build()]);
  direct = await cluster.link();
  await migrateWhole(direct.url);
  await loadSomeDemo(direct.url);
  pool = poolOf(direct.url, 16);
  servers = [];
  for (let i = 0; i < 3; i++) servers.push(new RestartedServer(await cluster.link()));
  await Promise.all(servers.map((server) => server.start()));
  await Promise.all(servers.map((server) => server.ready()));
}, 180_000);
afterAll(async () => {
  for (const server of servers ?? []) await server.kill();
  await pool?.end();
  await cluster?.close();
});

/** Numbers between 0 and 1 that are the same in each run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

interface Incident {
  readonly id: string;
  readonly jurisdiction: string;
  readonly grid: string;
}

/** One step of an incident as a command takes it: the row is locked, its version says the order, history and outbox are written with it. */
async function step(
  client: pg.PoolClient,
  { id, jurisdiction }: Incident,
  run: string,
  hold: () => Promise<unknown>,
): Promise<'committed' | 'undone'> {
  await client.query('begin');
  const { rows } = await client.query<{ version: number; facts: object }>(
    `update incident set version = version + 1 where id = $1 returning version,
       json_build_object('id', id, 'place', place, 'state', state, 'domain', domain, 'visibility', visibility, 'grid', grid_id, 'holder', holder_id, 'assignee', assignee_id, 'reporter', reporter_id) as facts`,
    [id],
  );
  const { version, facts } = rows[0]!;
  const made = await client.query<{ id: string }>(
    `insert into incident_event (id, jurisdiction_id, incident_id, kind, to_state, note, at, version) values (gen_random_uuid(), $1, $2, 'DISPATCHED', 'DISPATCHED', $3, now(), $4) returning id`,
    [jurisdiction, id, run, version],
  );
  await client.query(`insert into outbox (topic, jurisdiction_id, payload) values ('incident', $1, $2)`, [
    jurisdiction,
    JSON.stringify({ incidentId: id, eventId: made.rows[0]!.id, version, before: facts, after: facts }),
  ]);
  const outcome = await hold();
  await client.query(outcome === 'undone' ? 'rollback' : 'commit');
  return outcome === 'undone' ? 'undone' : 'committed';
}

testInDepth(
  'each client has what was committed and is theirs, once and in order, whatever is killed',
  async () => {
    const run = `run ${Date.now()}`;
    const { rows: incidents } = await pool.query<Incident>(
      `select i.id, i.jurisdiction_id as jurisdiction, g.code as grid from incident i join grid g on g.id = i.grid_id where g.code in ('000-G01', '000-G02', '000-G03') order by i.id limit 40`,
    );
    expect(incidents.length).toBeGreaterThan(10);
    let isWriting = true;
    const random = dice(7);

    const writer = async (number: number) => {
      const roll = dice(100 + number);
      while (isWriting) {
        const client = await pool.connect().catch(() => null);
        if (!client) {
          await pause(100);
          continue;
        }
        let broken: Error | undefined;
        await step(client, incidents[Math.floor(roll() * incidents.length)]!, run, async () => {
          // Of all transactions 30 % are held open, one writer's for up to two seconds.
          if (number === 0) await pause(roll() * 2_000);
          else if (roll() < 0.3) await pause(roll() * 20);
          return roll() < 0.05 ? 'undone' : 'kept';
        }).catch((error) => {
          broken = error;
        });
        client.release(broken);
        await pause(20 + roll() * 40);
      }
    };

    // Who watches: all of the street, or one grid; over sockets, and as events.
    interface Seen {
      readonly persona: Persona;
      readonly cursors: string[];
      readonly events: string[];
      readonly stop: AbortController;
      /** Whether they have a cursor to come again with. */
      hasBegun: boolean;
      fault: unknown;
    }
    const query = 'subscription ($after: Cursor) { incidentEvents(after: $after) { cursor change event { id } } }';
    interface Item {
      readonly cursor: string;
      readonly change: string;
      readonly event: { readonly id: string } | null;
    }
    const anyServer = () => servers[Math.floor(random() * servers.length)]!.url;
    const tokens = new Map<Persona, string>();
    for (const persona of ['street-supervisor', 'grid-leader'] as const) tokens.set(persona, await demoToken(pool, persona, '000'));

    const watch = (persona: Persona, kind: 'socket' | 'sse'): Seen => {
      const seen: Seen = { persona, cursors: [], events: [], stop: new AbortController(), hasBegun: false, fault: null };
      const token = async () => tokens.get(persona)!;
      const note = ({ cursor, change, event }: Item) => {
        seen.hasBegun = true;
        if (change === 'HEARTBEAT') return;
        seen.cursors.push(cursor);
        if (event) seen.events.push(event.id);
      };
      const live = async () => {
        let after: string | null = null;
        while (!seen.stop.signal.aborted) {
          // Comes and goes, each time after a few items or a while; in the end stays until everything has come.
          const visit = new AbortController();
          const leave = () => visit.abort();
          seen.stop.signal.addEventListener('abort', leave);
          const timer = setTimeout(() => isWriting && leave(), 500 + random() * 4_000);
          let left = 3 + Math.floor(random() * 60);
          const asked: { token: typeof token; query: string; after: string | null; signal: AbortSignal } = {
            token,
            query,
            after,
            signal: visit.signal,
          };
          if (kind === 'socket') {
            for await (const item of items<Item>({ ...asked, url: () => `${anyServer().replace('http', 'ws')}/graphql` })) {
              note(item);
              after = item.cursor;
              if (--left <= 0 && isWriting) break;
            }
          } else {
            for await (const { data, errors } of results({
              ...asked,
              query: query.replace('($after: Cursor) ', '').replace('(after: $after)', ''),
              url: () => `${anyServer()}/graphql/stream`,
            })) {
              if (errors) {
                if (errors.some(({ extensions }) => extensions?.code === 'CURSOR_EXPIRED')) throw errors;
                break;
              }
              const { incidentEvents } = data as { incidentEvents: Item };
              note(incidentEvents);
              after = incidentEvents.cursor;
              if (--left <= 0 && isWriting) break;
            }
          }
          clearTimeout(timer);
          visit.abort();
          seen.stop.signal.removeEventListener('abort', leave);
        }
      };
      live().catch((fault) => {
        seen.fault = fault;
      });
      return seen;
    };
    const watchers = Array.from({ length: CLIENTS }, (_, i) =>
      watch(i % 3 === 0 ? 'grid-leader' : 'street-supervisor', i % 4 === 3 ? 'sse' : 'socket'),
    );
    // They begin from now on: nothing happens before each has its first cursor.
    await vi.waitFor(() => expect(watchers.filter(({ hasBegun }) => !hasBegun)).toHaveLength(0), { timeout: 60_000, interval: 50 });
    const started = Date.now();
    // Who only reads goes on, too; what fails meanwhile is asked again.
    const reader = async (server: RestartedServer) => {
      while (isWriting) {
        await fetch(
          `${server.url}/graphql?query=${encodeURIComponent('{ incidents(first: 20) { totalCount nodes { title events { nodes { kind } } } } }')}`,
          {
            headers: { authorization: `Bearer ${tokens.get('street-supervisor')}` },
          },
        )
          .then((response) => response.text())
          .catch(() => {});
        // Reads go on beside the stream; more of them would only take the machine from it.
        await pause(100);
      }
    };
    const reading = Promise.all(servers.flatMap((server) => [reader(server), reader(server)]));
    const writing = Promise.all(Array.from({ length: WRITERS }, (_, number) => writer(number)));
    const at = (share: number) => pause(Math.max(0, started + share * SECONDS * 1_000 - Date.now()));

    await at(0.15);
    await servers[0]!.restart();
    await at(0.4);
    const port = await leaderPort(pool);
    const leader = servers.find(({ link }) => port !== null && link.owns(port));
    await (leader ?? servers[1]!).restart();
    await at(0.65);
    await cluster.kill();
    await at(1);
    isWriting = false;
    await writing;
    await reading;
    // Only those were killed that we killed.
    for (const server of servers) expect(server.isAlive).toBe(true);

    const committed = await vi.waitFor(
      async () =>
        (
          await pool.query<{ event: string; incident: string; version: number; grid: string }>(
            `select e.id as event, e.incident_id as incident, e.version, g.code as grid from incident_event e join incident i on i.id = e.incident_id join grid g on g.id = i.grid_id where e.note = $1`,
            [run],
          )
        ).rows,
      { timeout: 30_000, interval: 200 },
    );
    expect(committed.length).toBeGreaterThan(SECONDS * 5);
    const theirs = (persona: Persona) =>
      new Set(
        committed
          .filter(({ grid }) => persona === 'street-supervisor' || grid === '000-G01')
          .map(({ event }) => publicId('IncidentEvent', event)),
      );
    const expected = { 'street-supervisor': theirs('street-supervisor'), 'grid-leader': theirs('grid-leader') } as Record<
      string,
      Set<string>
    >;
    await vi.waitFor(
      () => {
        for (const { persona, events, fault } of watchers) {
          expect(fault).toBeNull();
          expect(events.length).toBeGreaterThanOrEqual(expected[persona]!.size);
        }
      },
      { timeout: 90_000, interval: 100 },
    );
    for (const { stop } of watchers) stop.abort();

    const order = new Map(committed.map(({ event, incident, version }) => [publicId('IncidentEvent', event), { incident, version }]));
    for (const { persona, cursors, events } of watchers) {
      expect(new Set(cursors).size, 'each once').toBe(cursors.length);
      expect(new Set(events)).toEqual(expected[persona]);
      const last = new Map<string, number>();
      for (const event of events) {
        const { incident, version } = order.get(event)!;
        expect(version, 'in order').toBeGreaterThan(last.get(incident) ?? 0);
        last.set(incident, version);
      }
    }
  },
  SECONDS * 1_000 + 200_000,
);

testInDepth(
  'a leader that hangs is replaced',
  async () => {
    const port = await vi.waitFor(
      async () => {
        const found = await leaderPort(pool);
        expect(found).not.toBeNull();
        return found!;
      },
      { timeout: 30_000, interval: 50 },
    );
    const leader = servers.find(({ link }) => link.owns(port))!;
    leader.signal('SIGSTOP');
    try {
      await pool.query(
        `insert into outbox (topic, jurisdiction_id, payload) values ('directory', gen_random_uuid(), '{"reason": "a test"}')`,
      );
      await vi.waitFor(async () => expect((await pool.query('select from outbox')).rowCount).toBe(0), { timeout: 40_000, interval: 50 });
      expect(await leaderPort(pool)).not.toBe(port);
    } finally {
      leader.signal('SIGCONT');
    }
  },
  60_000,
);
