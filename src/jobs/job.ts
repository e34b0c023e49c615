import type pg from 'pg';
import { dayOf, instantOf, isTimeOfDay } from '../kernel/clock.js';
import type { Command } from '../work/command.js';

/**
 * Again and again after so many seconds: what was missed while nobody ran it is made up for by one run. Or at a time of day (HH:MM) in Asia/Shanghai:
 * after downtime each day that was missed has its own run, in order.
 */
export type Schedule = { readonly everySeconds: number } | { readonly dailyAt: string };

interface Planned {
  /** Tells jobs apart, in the database too: a job that is renamed begins anew. */
  readonly name: string;
  readonly when: Schedule;
  /** How many rows one transaction (of a {@link Job}) or one pass (of {@link DueRows}) takes. What is left follows at once, other jobs in between. */
  readonly atOnce: number;
}

/** Work of a schedule. */
export interface Job extends Planned {
  /**
   * Works within the transaction that notes the run: the two are done together, once, or not at all. Answers how many rows it took; where these are
   * `atOnce`, it is run again for what is left. A statement may take 5 s.
   */
  readonly run: (client: pg.ClientBase, run: Run) => Promise<number>;
}

export interface Run {
  /** The instant of the schedule that this run is for; long past where it makes up for downtime. */
  readonly due: Date;
  /** By the server's clock. */
  readonly now: Date;
  readonly atOnce: number;
}

/** Rows that each have an instant at which something has to be done with them. */
export interface DueRows extends Planned {
  /** The module's own table; it has a column `id`. */
  readonly table: string;
  /** Its column that says when a row is due, a timestamptz(3); null for never. It wants an index. */
  readonly at: string;
  /** What the audit line calls it, as it does the verb of a mutation: endPublicity. */
  readonly action: string;
  /**
   * Runs for one row, which it holds locked, in the row's own transaction, by the system (auth/viewer): the audit line says so. It sets `at` to null, or to
   * the next instant. A row of which it fails is tried again later and keeps no other row waiting.
   */
  readonly command: Command<DueRow>;
}

export interface DueRow {
  readonly id: string;
  /** What `at` said. */
  readonly due: Date;
}

export type AnyJob = Job | DueRows;

export const isDueRows = (job: AnyJob): job is DueRows => 'command' in job;

/** What is wrong with the declarations, each in a sentence; empty where nothing is. */
export function faultsOf(jobs: readonly AnyJob[]): readonly string[] {
  const names = new Set<string>();
  return jobs.flatMap(({ name, when, atOnce }) => {
    const faults: string[] = [];
    if (names.has(name)) faults.push(`Two jobs have the name "${name}".`);
    names.add(name);
    if (!Number.isInteger(atOnce) || atOnce < 1) faults.push(`The job "${name}" takes ${atOnce} rows at once; it must be one or more.`);
    if ('dailyAt' in when ? !isTimeOfDay(when.dailyAt) : !(when.everySeconds > 0))
      faults.push(`The job "${name}" has a schedule that never comes: ${JSON.stringify(when)}.`);
    return faults;
  });
}

const DAY_MS = 86_400_000;

/** The first instant of a schedule after another one. */
export function nextAfter(when: Schedule, after: Date): Date {
  if ('everySeconds' in when) return new Date(after.getTime() + when.everySeconds * 1_000);
  const today = instantOf(dayOf(after), when.dailyAt);
  return today > after ? today : new Date(today.getTime() + DAY_MS);
}

/** When a run follows that was due at an instant and is done now. */
export const following = (when: Schedule, due: Date, now: Date): Date => nextAfter(when, 'everySeconds' in when ? now : due);

/** When a job is due that never ran. */
export const first = (when: Schedule, now: Date): Date => ('everySeconds' in when ? now : nextAfter(when, now));
