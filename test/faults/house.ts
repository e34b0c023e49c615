import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import pg from 'pg';
import { type EmbeddedDatabase, openEmbedded } from '../../src/db/embedded.js';
import { type Link, openLink } from '../kit/link.js';

const root = join(import.meta.dirname, '../..');

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

export const build = () => promisify(execFile)('npm', ['run', '-s', 'build'], { cwd: root });

/** Mulin as its own process. */
export class ServerProcess {
  #child: ChildProcess | null = null;
  /** http://localhost:… of the process that runs now. */
  url = '';

  constructor(
    readonly link: Link,
    private readonly settings: Readonly<Record<string, string>> = {},
  ) {}

  async start(): Promise<void> {
    const child = spawn(process.execPath, ['dist/src/main.js'], {
      cwd: root,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', DEMO: '1', DATABASE_URL: this.link.url, ...this.settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    let said = '';
    child.stderr.on('data', (chunk) => (said += chunk));
    this.url = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const address = /^Mulin is listening on (http:\/\/localhost:\d+)/.exec(line)?.[1];
        if (address) resolve(address);
      });
      void once(child, 'exit').then(() => reject(new Error(`It ended before it listened. ${said}`)));
    });
  }

  get isAlive(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
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
  const pool = new pg.Pool({ connectionString: url, max, connectionTimeoutMillis: 5_000 });
  pool.on('error', () => {}).on('connect', (client) => client.on('error', () => {}));
  return pool;
}
