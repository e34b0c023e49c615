import type pg from 'pg';
import { takePart } from '../events/leader.js';
import { pause } from '../events/session.js';
import { type Background, reasonOf, type Task } from '../kernel/background.js';
import type { Clock } from '../kernel/clock.js';
import { locks } from '../kernel/locks.js';
import type { CommandContext } from '../work/command.js';
import { DueRowRunner } from './due-rows.js';
import { type AnyJob, type DueRows, faultsOf, first, following, isDueRows, type Job, nextAfter } from './job.js';

/** How often the leader looks for what is due. */
const TICK_MS = 500;
/** After a failure; then twice as long each time, up to the longest. */
const RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

export interface JobsParts {
  readonly url: string;
  readonly jobs: readonly AnyJob[];
  /** By it jobs are due. */
  readonly clock: Clock;
  readonly background: Background;
  /** What a command of due rows works with: the system is its viewer. */
  readonly commandContext: () => Promise<CommandContext>;
}

/** How a job does, for /readyz?verbose. Instants are ISO, by the server's clock. */
export interface JobFigures {
  /** Null before the first run. */
  readonly lastRun: string | null;
  readonly nextRun: string;
  /** Why the last attempt failed; null where it did not. */
  readonly lastError: string | null;
  /** For how long the run that comes next has been due, in ms; 0 where it is yet to come. */
  readonly lagMs: number;
}

interface Due {
  readonly name: string;
  readonly nextAt: Date;
}

/**
 * Takes part in the election of the one leader that runs the jobs, for as long as the process lives. A job's run and the note of it are one transaction on
 * the session that holds the lock: a leader that is gone has done all of a run or nothing, and the next one goes on from there. Throws for a declaration
 * that is wrong.
 */
export function startJobs({ url, jobs, clock, background, commandContext }: JobsParts): { stop(): Promise<void> } {
  const faults = faultsOf(jobs);
  if (faults.length > 0) throw new Error(faults.join(' '));
  const stopping = new AbortController();
  const hangUp = new AbortController();
  const { signal } = stopping;
  const running = new Map(jobs.map((job) => [job.name, new Running(job, background.task(`The job "${job.name}"`))]));
  let leads = false;

  const lead = async (client: pg.Client, works: () => void) => {
    leads = true;
    await plan(client, jobs, clock());
    while (!signal.aborted) {
      const now = clock();
      const { rows } = await client.query<Due>(
        'select name, next_at as "nextAt" from job where name = any($1) and next_at <= $2 order by next_at, name',
        [[...running.keys()], now],
      );
      works();
      const due = rows.filter(({ name }) => !running.get(name)!.rests);
      for (const { name, nextAt } of due)
        if (!signal.aborted) await running.get(name)!.attempt(client, nextAt, now, commandContext, signal);
      if (due.length === 0) await pause(TICK_MS, signal);
    }
  };

  const ended = takePart(
    url,
    {
      name: 'mulin jobs',
      lock: locks.jobs,
      signals: { stop: signal, hangUp: hangUp.signal },
      task: background.task('The leader of the jobs'),
    },
    (client, works) => lead(client, works).finally(() => (leads = false)),
  );
  return {
    stop: async () => {
      stopping.abort();
      if (!leads) hangUp.abort();
      await ended;
    },
  };
}

/** A job is noted when it is new, and due no later than its schedule says: that may have changed, or the clock was put back. */
async function plan(client: pg.ClientBase, jobs: readonly AnyJob[], now: Date): Promise<void> {
  for (const { name, when } of jobs)
    await client.query(
      'insert into job as known (name, next_at) values ($1, $2) on conflict (name) do update set next_at = $3 where known.next_at > $3',
      [name, first(when, now), nextAfter(when, now)],
    );
}

/** One job, as the leader runs it. */
class Running {
  readonly #rows: DueRowRunner | null;
  #wait = RETRY_MS;
  /** By the clock of performance.now(). */
  #restsUntil = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly job: AnyJob,
    private readonly task: Task,
  ) {
    this.#rows = isDueRows(job) ? new DueRowRunner(job) : null;
  }

  /** It failed just now and is tried again later. */
  get rests(): boolean {
    return performance.now() < this.#restsUntil;
  }

  async attempt(
    client: pg.ClientBase,
    due: Date,
    now: Date,
    commandContext: JobsParts['commandContext'],
    signal: AbortSignal,
  ): Promise<void> {
    try {
      const { job } = this;
      const failure = isDueRows(job)
        ? await this.#pass(client, job, due, now, commandContext, signal)
        : await inTransaction(client, job, due, now);
      if (failure !== null) return this.task.failed(failure);
      this.#wait = RETRY_MS;
      this.task.works();
    } catch (error) {
      this.task.failed(error);
      this.#restsUntil = performance.now() + this.#wait;
      this.#wait = Math.min(2 * this.#wait, LONGEST_RETRY_MS);
      // Where the connection is no good any more this rejects, and the lead ends.
      await client.query('rollback');
      await client.query('update job set last_error = $2 where name = $1', [this.job.name, reasonOf(error)]);
    }
  }

  /** Answers the last failure of a row; null where none failed. */
  async #pass(
    client: pg.ClientBase,
    { name, when, atOnce }: DueRows,
    due: Date,
    now: Date,
    commandContext: JobsParts['commandContext'],
    signal: AbortSignal,
  ) {
    let failure: unknown = null;
    let count = 0;
    for (; count < atOnce && !signal.aborted; count++) {
      const outcome = await this.#rows!.next(await commandContext());
      if (outcome === null) break;
      if (outcome !== 'done') failure = outcome.failure;
      // Says that the leader lives, and finds out whether it still leads.
      await client.query('select');
    }
    const isWhole = count < atOnce;
    await note(client, name, isWhole ? following(when, due, now) : due, now, failure === null ? null : reasonOf(failure));
    return failure;
  }
}

/** Runs a job and notes it, together. */
async function inTransaction(client: pg.ClientBase, { name, when, atOnce, run }: Job, due: Date, now: Date): Promise<null> {
  await client.query('begin');
  const count = await run(client, { due, now, atOnce });
  await note(client, name, count < atOnce ? following(when, due, now) : due, now, null);
  await client.query('commit');
  return null;
}

const note = (client: pg.ClientBase, name: string, next: Date, now: Date, error: string | null): Promise<unknown> =>
  client.query('update job set next_at = $2, last_at = $3, last_error = $4 where name = $1', [name, next, now, error]);

/** How the jobs do, by their names, whichever process runs them. */
export async function jobFigures(pool: pg.Pool, jobs: readonly AnyJob[], now: Date): Promise<Readonly<Record<string, JobFigures>>> {
  const { rows } = await pool.query<Due & { lastAt: Date | null; lastError: string | null }>(
    'select name, next_at as "nextAt", last_at as "lastAt", last_error as "lastError" from job where name = any($1) order by name',
    [jobs.map(({ name }) => name)],
  );
  return Object.fromEntries(
    rows.map(({ name, nextAt, lastAt, lastError }) => [
      name,
      {
        lastRun: lastAt?.toISOString() ?? null,
        nextRun: nextAt.toISOString(),
        lastError,
        lagMs: Math.max(0, now.getTime() - nextAt.getTime()),
      },
    ]),
  );
}
