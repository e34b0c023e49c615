/** What a hostile client costs in memory: thousands of documents that are all different, so that every cache has something new to keep. */
import { existsSync, readFileSync } from 'node:fs';
import type pg from 'pg';
import { ask } from './check.ts';
import type { Server } from './servers.ts';

/** The first thousand fill every cache; what comes after must not add to it. */
const WARM_UP = 1_000;
const DOCUMENTS = 6_000;
const AT_ONCE = 8;

const leaves =
  'id serialNumber title state urgency domain channel reportedAt updatedAt version supervision provenance address acceptedAt closedAt'.split(
    ' ',
  );

/** The n-th document: other leaves, other aliases, another nesting. */
function documentOf(n: number): string {
  const chosen = leaves.filter((_, i) => (n >> (i % 13)) & 1 || i === n % leaves.length);
  const selected = chosen.map((leaf, i) => `a${n}_${i}: ${leaf}`).join(' ');
  const nested = [
    `grid { g${n}: name leader { publicName } community { name } }`,
    `events(first: ${1 + (n % 5)}) { nodes { e${n}: kind at actor { name } } }`,
    `reporter { r${n}: name } holder { name }`,
    `viewerActions { v${n}: verb allowed }`,
  ][n % 4];
  return `query Q${n} { incidents(first: ${1 + (n % 7)}) { edges { cursor node { ${selected} ${nested} } } pageInfo { hasNextPage } } }`;
}

/** Resident memory of a process, in MiB. */
export const residentOf = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** What is a backend's alone, in MiB: its view of the shared buffers grows with use and is no leak. */
function privateOf(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return [...rollup.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+)/gm)].reduce((sum, [, kib]) => sum + Number(kib), 0) / 1024;
}

export interface Footprint {
  readonly documents: number;
  readonly node: number;
  readonly backends: number;
  readonly postgresql: number;
}

/** Sends the documents as one viewer and looks at the processes after each thousand. */
export async function* measureMemory(server: Server, client: pg.Client, token: string): AsyncGenerator<Footprint> {
  for (let sent = 0; sent < WARM_UP + DOCUMENTS; sent += 1_000) {
    await send(sent, sent + 1_000);
    const { rows } = await client.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and application_name = $1`,
      [server.name],
    );
    const backends = rows.map(({ pid }) => pid).filter((pid) => existsSync(`/proc/${pid}`));
    const postgresql = backends.reduce((sum, pid) => sum + privateOf(pid), 0);
    yield { documents: sent + 1_000, node: residentOf(server.pid), backends: backends.length, postgresql };
  }

  async function send(from: number, to: number): Promise<void> {
    let next = from;
    const worker = async () => {
      while (next < to) await ask(`${server.url}/graphql`, token, { query: documentOf(next++) });
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }
}
