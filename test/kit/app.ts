import { expect, vi } from 'vitest';
import type { Config } from '../../src/config.js';
import { openPool } from '../../src/db/client.js';
import { demoToken, type TokenOptions } from '../../src/demo/issuer.js';
import type { Persona } from '../../src/demo/personas.js';
import type { Clock } from '../../src/kernel/clock.js';
import type { ShareFigures } from '../../src/kernel/share.js';
import type { Streams } from '../../src/live/streams.js';
import { type Running, start } from '../../src/server/start.js';
import { Client } from './client.js';
import { demoDatabase, type TestDatabase } from './database.js';

export interface App {
  /** http://localhost:… */
  readonly url: string;
  readonly database: TestDatabase;
  /** Bugs that the server logged; a test that expects none asserts it. */
  readonly bugs: readonly unknown[];
  /** The lines that the server said while it ran. */
  readonly said: readonly string[];
  /** Somebody who asks: a persona of a demo jurisdiction, or nobody in particular. */
  as(persona: Persona, community?: string): Promise<Client>;
  readonly anonymous: Client;
  /** What the server says of itself at /readyz?verbose. */
  readiness(): Promise<{
    readonly rightsAgeMs?: number;
    readonly streams: Streams['figures'];
    readonly lanes: Readonly<Record<string, ShareFigures>>;
  }>;
  /** Waits until it has taken up every event that was written: a stream that begins then tells of none of them. */
  caughtUp(): Promise<void>;
  /** A partner's may send documents of its own, unless another scope is given. */
  tokenOf(persona: Persona, community?: string, options?: TokenOptions): Promise<string>;
  stop(): Promise<void>;
}

/** Tests ask more often than people do, all from one address. */
const PATIENT: Config['rates'] = {
  reports: 1_000_000,
  uploads: 1_000_000,
  reveals: 1_000_000,
  revocations: 1_000_000,
  failedTokens: 1_000_000,
  anonymous: 1_000_000,
};

/** Starts the server as shipped, in demo mode, on a database of its own (or a given one: two servers on one database). */
export async function startApp(options: { database?: TestDatabase; clock?: Clock } & Partial<Config> = {}): Promise<App> {
  const { database: given, clock, ...settings } = options;
  const database = given ?? (await demoDatabase());
  const bugs: unknown[] = [];
  const said: string[] = [];
  const server: Running = await start(
    { port: 0, host: 'localhost', databaseUrl: database.url, dataDir: '', auth: null, rates: PATIENT, ...settings },
    {
      info: (line) => said.push(line),
      bug: (_id, error) => {
        if (process.env.SHOW_BUGS) console.error(error);
        bugs.push(error);
      },
    },
    clock,
  );
  const pool = openPool({ connectionString: database.url, max: 1 });
  const tokenOf: App['tokenOf'] = (persona, community = '000', options = {}) =>
    demoToken(pool, persona, community, { lifetime: '1h', ...(persona === 'partner' ? { scope: 'graphql:adhoc' } : {}), ...options });
  const readiness: App['readiness'] = async () => (await fetch(`${server.url}/readyz?verbose`)).json() as ReturnType<App['readiness']>;
  const written = 'select exists (select from outbox) as waits, (select coalesce(max(pos), 0)::text from event_log) as last';
  const isCaughtUp = async () => {
    const [{ waits, last }] = (await database.query<{ waits: boolean; last: string }>(written)) as [{ waits: boolean; last: string }];
    expect(waits).toBe(false);
    expect(Number((await readiness()).streams.position)).toBeGreaterThanOrEqual(Number(last));
  };
  return {
    url: server.url,
    database,
    bugs,
    said,
    tokenOf,
    as: async (persona, community) => new Client(server.url, await tokenOf(persona, community)),
    anonymous: new Client(server.url, null),
    readiness,
    caughtUp: () => vi.waitFor(isCaughtUp, { timeout: 30_000, interval: 10 }),
    stop: async () => {
      await server.stop();
      await pool.end();
      if (!given) await database.close();
    },
  };
}
