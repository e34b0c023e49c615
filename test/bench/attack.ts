/**
 * One client does its worst, within all limits, while another reads single rows: how long those take, what memory it takes, and whether the process lives.
 * A server as shipped, with the demo's data in a cluster of its own.
 */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { percentile } from './rounds.ts';

export interface AttackFigures {
  readonly reads: number;
  /** In ms. */
  readonly p50: number;
  readonly p99: number;
  readonly slowest: number;
  /** The most at a time, in MiB. */
  readonly node: number;
  readonly postgresql: number;
  readonly isAlive: boolean;
  /** What became of the attacker's requests, by code. */
  readonly attacker: Readonly<Record<string, number>>;
}

export interface AttackOptions {
  readonly dist: string;
  readonly seconds: number;
  readonly inFlight: number;
  readonly sockets: number;
  readonly say: (line: string) => void;
}

/** Between the victim's reads. */
const PAUSE_MS = 20;
const SAMPLE_MS = 500;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Proportional set size, in MiB: what is shared counts once. */
function sizeOf(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[1]) === parent;
      } catch {
        return false;
      }
    });
}

export async function measureAttack({ dist, seconds, inFlight, sockets, say }: AttackOptions): Promise<AttackFigures> {
  const directory = mkdtempSync(join(tmpdir(), 'mulin-attack-'));
  const server = spawn(process.execPath, [`${dist}/src/main.js`], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', DATA_DIR: directory },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(server, 'exit');
  let attacker: ReturnType<typeof fork> | null = null;
  try {
    const url = await new Promise<string>((resolve, reject) => {
      createInterface({ input: server.stdout }).on('line', (line) => {
        const found = /listening on (http:\/\/localhost:\d+)/.exec(line)?.[1];
        if (found) resolve(found);
      });
      void ended.then(() => reject(new Error('The server ended before it listened.')));
    });
    while ((await fetch(`${url}/readyz`).catch(() => null))?.status !== 200) await sleep(200);
    const postmaster = Number(readFileSync(join(directory, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);

    attacker = fork(fileURLToPath(new URL('./attack-client.ts', import.meta.url)));
    const isReady = new Promise<void>((resolve) =>
      attacker!.on('message', (message: { said?: string; ready?: boolean }) => {
        if (message.said) say(`  ${message.said}`);
        if (message.ready) resolve();
      }),
    );
    attacker.send({ url, token: await tokenOf(url, 'grid-leader', '002'), inFlight, sockets });
    await isReady;

    let [node, postgresql] = [0, 0];
    const sampler = setInterval(() => {
      node = Math.max(node, sizeOf(server.pid!));
      postgresql = Math.max(
        postgresql,
        [postmaster, ...childrenOf(postmaster)].reduce((sum, pid) => sum + sizeOf(pid), 0),
      );
    }, SAMPLE_MS);
    const latencies = await read(url, await tokenOf(url, 'resident', '000'), seconds);
    clearInterval(sampler);
    const isAlive = server.exitCode === null && server.signalCode === null;
    const told = once(attacker, 'message') as Promise<[{ counts: Record<string, number> }]>;
    attacker.send('stop');
    const [{ counts }] = await told;
    latencies.sort((a, b) => a - b);
    return {
      reads: latencies.length,
      p50: percentile(latencies, 0.5),
      p99: percentile(latencies, 0.99),
      slowest: latencies.at(-1)!,
      node,
      postgresql,
      isAlive,
      attacker: counts,
    };
  } finally {
    attacker?.kill();
    server.kill('SIGTERM');
    await ended;
    rmSync(directory, { recursive: true, force: true });
  }
}

async function tokenOf(url: string, persona: string, community: string): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/demo/token`, { method: 'POST', headers, body: JSON.stringify({ persona, community }) });
  return ((await response.json()) as { token: string }).token;
}

/** Single rows, one after the other. A read that fails, or comes to no answer, counts as one that took until the end. */
async function read(url: string, token: string, seconds: number): Promise<number[]> {
  const latencies: number[] = [];
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const body = JSON.stringify({ query: '{ grid(code: "000-G01") { code name leader { publicName } community { name } } }' });
  const end = performance.now() + seconds * 1_000;
  while (performance.now() < end) {
    const asked = performance.now();
    const signal = AbortSignal.timeout(seconds * 1_000);
    const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body, signal }).then(
      (response) => response.text(),
      () => '',
    );
    const isAnswered = answer.startsWith('{"data":{"grid"');
    latencies.push((isAnswered ? performance.now() : end) - asked);
    await sleep(PAUSE_MS);
  }
  return latencies;
}
