import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const main = join(import.meta.dirname, '../../dist/src/main.js');

/** The server as npm start starts it, in a process that can be killed. */
export class ServerProcess {
  #child: ChildProcess | null = null;

  private constructor(
    readonly port: number,
    private readonly databaseUrl: string,
  ) {}

  static async start(databaseUrl: string): Promise<ServerProcess> {
    if (!existsSync(main)) throw new Error(`There is no ${main}: npm run build`);
    const server = new ServerProcess(await freePort(), databaseUrl);
    await server.start();
    return server;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** Starts it, again after a kill, on the same port and data, and waits until it listens. */
  async start(): Promise<void> {
    const env = { ...process.env, DATABASE_URL: this.databaseUrl, DEMO: '1', PORT: String(this.port) };
    const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    for await (const line of createInterface({ input: child.stdout })) {
      if (!line.includes('is listening')) continue;
      child.stdout.resume();
      return;
    }
    throw new Error('The server ended before it listened.');
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0);
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}
