/** Interleaved rounds: what a noisy neighbour takes, it takes from all servers alike, and ratios are of one round each. */
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @typedef {{ node: number[], postgresql: number[] }} Processes */
/** @typedef {{ name: string, task: Omit<import('./load.js').Task, 'connections' | 'milliseconds'>, processes: () => Promise<Processes> }} Contender */
/**
 * @typedef {object} Figure
 * @property {string} name
 * @property {number} requestsPerSecond
 * @property {number} p50
 * @property {number} p99
 * @property {number[]} perRound
 * @property {{ node: number, postgresql: number }} cpu Milliseconds of processor time a request: what a noisy machine changes least.
 */

export const CONNECTIONS = 16;

/** The process that makes the load. */
export function openLoad() {
  const child = fork(fileURLToPath(new URL('./load.js', import.meta.url)), { serialization: 'advanced' });
  return {
    /** @returns {Promise<{ latencies: number[], seconds: number }>} */
    run: (task: import('./load.js').Task) =>
      new Promise((resolve, reject) => {
        child.once('message', (/*T any T*/ { result, error }) => (error ? reject(new Error(error)) : resolve(result)));
        child.send(task);
      }),
    stop: () => child.disconnect(),
  };
}

export const median = (values: number[]) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2
    ? (sorted[middle] as number)
    : ((sorted[middle - 1]) + (sorted[middle] as number) as number) / 2;
};

const percentile = (sorted: number[], share: number) =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number);

/** Processor time that each process has used, in milliseconds: the kernel counts in hundredths of a second. One that has ended is left out. */
const cpuOf = (pids: number[]) =>
  new Map(
    pids.flatMap((pid) => {
      try {
        const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
        return [[pid, (Number(fields[11]) + Number(fields[12])) * 10]];
      } catch {
        return [];
      }
    }),
  );

/** @returns {Promise<() => Promise<{ node: number, postgresql: number }>>} what was used since, connections opened meanwhile included */
async function watch(/*T Contender T*/ { processes }) {
  const now = async () => {
    const { node, postgresql } = await processes();
    return { node: cpuOf(node), postgresql: cpuOf(postgresql) };
  };
  const before = await now();
  return async () => {
    const after = await now();
    const used = (kind: 'node' | 'postgresql') =>
      [...after[kind]].reduce((sum, [pid, time]) => sum + time - (before[kind].get(pid) ?? 0), 0);
    return { node: used('node'), postgresql: used('postgresql') };
  };
}

/**
 * Warms every contender up, then lets them take turns; the one who begins changes with each round.
 * @param {ReturnType<typeof openLoad>} load
 * @param {Contender[]} contenders
 * @param {{ rounds: number, milliseconds: number }} pace
 * @returns {Promise<Figure[]>}
 */
export async function measure(load, contenders, { rounds, milliseconds }) {
  const runs = contenders.map((contender) => ({
    contender,
    latencies: ([] as number[]),
    perRound: ([] as number[]),
    cpu: { node: 0, postgresql: 0 },
  }));
  for (const { contender } of runs)
    await load.run({ ...contender.task, connections: CONNECTIONS, milliseconds: Math.max(1_000, milliseconds / 2) });
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < runs.length; turn++) {
      const run = (runs[(round + turn) % runs.length] as (typeof runs)[number]);
      const used = await watch(run.contender);
      const { latencies, seconds } = await load.run({ ...run.contender.task, connections: CONNECTIONS, milliseconds });
      const { node, postgresql } = await used();
      run.cpu.node += node;
      run.cpu.postgresql += postgresql;
      run.perRound.push(latencies.length / seconds);
      for (const latency of latencies) run.latencies.push(latency);
    }
  }
  return runs.map(({ contender, latencies, perRound, cpu }) => {
    latencies.sort((a, b) => a - b);
    const count = latencies.length;
    return {
      name: contender.name,
      requestsPerSecond: median(perRound),
      p50: percentile(latencies, 0.5),
      p99: percentile(latencies, 0.99),
      perRound,
      cpu: { node: cpu.node / count, postgresql: cpu.postgresql / count },
    };
  });
}

/** The median of the rounds' ratios. */
export const ratio = (a: Figure, b: Figure) =>
  median(a.perRound.map((value, round) => value / (b.perRound[round] as number)));
