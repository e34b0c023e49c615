import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { expect } from 'vitest';

export const root = join(import.meta.dirname, '../..');
export const run = promisify(execFile);

/** Compiles src/, if it has changed. */
export const build = () => run('npm', ['run', '-s', 'build'], { cwd: root });

export type Settings = Readonly<Record<string, string>>;

/** Nobody sends requests but the tests: there is no balancer to wait for. */
export const environment = (settings: Settings): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  PORT: '0',
  DRAIN_SECONDS: '0',
  // A fifth of a start.
  NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compiled'),
  ...settings,
});

/** The server as a process of its own, started at once. */
export class ServerProcess {
  readonly child: ChildProcess;
  readonly lines: string[] = [];
  stderr = '';
  readonly exit: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  readonly #address: Promise<string>;

  constructor(settings: Settings) {
    this.child = spawn(process.execPath, ['dist/src/main.js'], {
      cwd: root,
      env: environment(settings),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stderr!.on('data', (chunk) => (this.stderr += chunk));
    this.exit = once(this.child, 'close').then(([code, signal]) => ({ code, signal }));
    this.#address = new Promise((resolve, reject) => {
      createInterface({ input: this.child.stdout! }).on('line', (line) => {
        this.lines.push(line);
        const address = /^Mulin is listening on (http:\/\/localhost:\d+)/.exec(line)?.[1];
        if (address) resolve(address);
      });
      void this.exit.then(() => reject(new Error(`It ended before it listened.\n${this.lines.join('\n')}\n${this.stderr}`)));
    });
    this.#address.catch(() => {});
  }

  /** http://localhost:…, once it listens. */
  get url(): Promise<string> {
    return this.#address;
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.exit;
  }

  /** Asks it to stop, and expects what a stop in order looks like. */
  async stop(): Promise<void> {
    this.signal('SIGTERM');
    expect({ ...(await this.exit), stderr: this.stderr }).toEqual({ code: 0, signal: null, stderr: '' });
  }
}
