/** Interleaved rounds: what a noisy neighbour takes, it takes from all servers alike, and ratios are of one round each. */
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Outcome, Task } from './load.ts';

export const CONNECTIONS = 16;

/** The processes whose time a server's answers cost. */
export interface Processes {
  readonly node: readonly number[];
  readonly postgresql: readonly number[];
}

export interface Contender {
  readonly name: string;
  readonly task: Omit<Task, 'connections' | 'milliseconds' | 'ids'> & { readonly ids?: string[] };
  readonly processes: () => Promise<Processes>;
  /** What holds while it is measured, and is undone afterwards; nothing by default. */
  readonly under?: <T>(work: () => Promise<T>) => Promise<T>;
}

export interface Pace {
  readonly rounds: number;
  readonly milliseconds: number;
}

export interface Figure {
  readonly name: string;
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly perRound: readonly number[];
  /** Milliseconds of processor time a request: what a busy machine changes least. */
  readonly cpu: { readonly node: number; readonly postgresql: number };
}

export type Load = ReturnType<typeof openLoad>;

/** The process that makes the load. */
export function openLoad() {
  const child = fork(fileURLToPath(new URL('./load.ts', import.meta.url)), { serialization: 'advanced' });
  return {
    run: (task: Task) =>
      new Promise<Outcome>((resolve, reject) => {
        child.once('message', ({ outcome, error }: { outcome: Outcome; error?: string }) =>
          error ? reject(new Error(error)) : resolve(outcome),
        );
        child.send(task);
      }),
    stop: () => child.disconnect(),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;

/** The median of the rounds' ratios. */
export const ratio = (a: Figure, b: Figure): number => median(a.perRound.map((value, round) => value / b.perRound[round]!));

/** Processor time that each process has used, in milliseconds: the kernel counts in hundredths of a second. One that has ended is left out. */
export const timesOf = (pids: readonly number[]): ReadonlyMap<number, number> =>
  new Map(
    pids.flatMap((pid) => {
      try {
        const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
        return [[pid, (Number(fields[11]) + Number(fields[12])) * 10] as const];
      } catch {
        return [];
      }
    }),
  );

/** Answers what was used since, by connections opened meanwhile too. */
async function watch({ processes }: Contender): Promise<() => Promise<Figure['cpu']>> {
  const now = async () => {
    const { node, postgresql } = await processes();
    return { node: timesOf(node), postgresql: timesOf(postgresql) };
  };
  const before = await now();
  return async () => {
    const after = await now();
    const used = (kind: keyof Processes) => [...after[kind]].reduce((sum, [pid, time]) => sum + time - (before[kind].get(pid) ?? 0), 0);
    return { node: used('node'), postgresql: used('postgresql') };
  };
}

/** More than any server answers. */
const MOST_A_SECOND = 3_000;
const warmUpOf = (milliseconds: number): number => Math.max(1_000, milliseconds / 2);
/** How many ids a contender uses up in a measurement. */
export const idsFor = ({ rounds, milliseconds }: Pace): number =>
  Math.ceil((MOST_A_SECOND * (warmUpOf(milliseconds) + rounds * milliseconds)) / 1_000) + 1;

/** One turn of a contender; the ids that it is given are used up. */
const taskFor = ({ task }: Contender, milliseconds: number): Task => ({
  ...task,
  ids: task.ids?.splice(0, Math.ceil((MOST_A_SECOND * milliseconds) / 1_000)),
  connections: CONNECTIONS,
  milliseconds,
});

/** Warms every contender up, then lets them take turns; who begins changes with each round. */
export async function measure(load: Load, contenders: readonly Contender[], { rounds, milliseconds }: Pace): Promise<Figure[]> {
  const runs = contenders.map((contender) => ({
    contender,
    latencies: [] as number[],
    perRound: [] as number[],
    cpu: { node: 0, postgresql: 0 },
  }));
  for (const { contender } of runs) {
    await load.run(taskFor(contender, warmUpOf(milliseconds)));
  }
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < runs.length; turn++) {
      const run = runs[(round + turn) % runs.length]!;
      const { under = (work) => work() } = run.contender;
      await under(async () => {
        const used = await watch(run.contender);
        const { latencies, seconds } = await load.run(taskFor(run.contender, milliseconds));
        const { node, postgresql } = await used();
        run.cpu.node += node;
        run.cpu.postgresql += postgresql;
        run.perRound.push(latencies.length / seconds);
        for (const latency of latencies) run.latencies.push(latency);
      });
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
