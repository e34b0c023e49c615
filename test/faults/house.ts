import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { openPool } from '../../src/db/client.js';
import { type EmbeddedDatabase, openEmbedded } from '../../src/db/embedded.js';
import { type Link, openLink } from '../kit/link.js';
import { ServerProcess } from '../kit/server-process.js';

/** A PostgreSQL of its own that can be killed and comes up again behind the same address. Commits are durable; only the machine may not die. */
export class Cluster {
  #database: EmbeddedDatabase | null = null;
  readonly #links: Link[] = [];

  private constructor(private readonly directory: string) {}

  static async open(): Promise<Cluster> {
    const cluster = new Cluster(await mkdtemp(join(tmpdir(), 'mulin-faults-')));
    await cluster.#start();
    return cluster;
  }

  async #start(): Promise<void> {
    this.#database = await openEmbedded(this.directory, { settings: { fsync: 'off', max_connections: '300' } });
    for (const link of this.#links) link.lead(this.#database.url);
  }

  /** A way to it, the same after it was killed. */
  async link(): Promise<Link> {
    const link = await openLink(this.#database!.url);
    this.#links.push(link);
    return link;
  }

  async kill(): Promise<void> {
    const pid = Number((await readFile(join(this.directory, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0]);
    process.kill(pid, 'SIGKILL');
    // Its children notice, and go.
    await this.#database!.stop();
    await this.#start();
  }

  async close(): Promise<void> {
    for (const link of this.#links) await link.close();
    await this.#database!.stop();
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** A server whose process is killed and started again. */
export class RestartedServer {
  #process: ServerProcess | null = null;
  /** http://localhost:… of the process that runs now. */
  url = '';

  constructor(readonly link: Link) {}

  async start(): Promise<void> {
    this.#process = new ServerProcess({ DEMO: '1', DATABASE_URL: this.link.url });
    this.url = await this.#process.url;
  }

  get isAlive(): boolean {
    return this.#process?.isAlive ?? false;
  }

  signal(signal: NodeJS.Signals): void {
    this.#process?.signal(signal);
  }

  async kill(): Promise<void> {
    await this.#process?.kill();
  }

  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  async ready(): Promise<void> {
    for (;;) {
      const response = await fetch(`${this.url}/readyz`).catch(() => null);
      if (response?.status === 200) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** The port at our side of the session that leads, or null. */
export async function leaderPort(pool: pg.Pool): Promise<number | null> {
  const { rows } = await pool.query<{ port: number }>(
    `select a.client_port as port from pg_locks l join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.granted and a.application_name = 'mulin sequencer' and a.datname = current_database()`,
  );
  return rows[0]?.port ?? null;
}

export function poolOf(url: string, max: number): pg.Pool {
  const pool = openPool({ connectionString: url, max, connectionTimeoutMillis: 5_000 });
  pool.on('error', () => {}).on('connect', (client) => client.on('error', () => {}));
  return pool;
}
