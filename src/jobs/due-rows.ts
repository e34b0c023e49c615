import { numbered } from '../db/transaction.js';
import { outageOf } from '../kernel/outage.js';
import { Refused } from '../kernel/result.js';
import { type Command, type CommandContext, run } from '../work/command.js';
import type { DueRow, DueRows } from './job.js';

/** After a row failed it is left alone for so long. */
const RETRY_MS = 60_000;

/** Nothing is due that nobody else has in hand. */
class NothingDue extends Error {}

/** The rows of one job, one after the other. */
export class DueRowRunner {
  /** By id: rows that failed, and until when they are left alone, by the clock of performance.now(). */
  readonly #failed = new Map<string, number>();

  /** Which rows are due, of {@link #parameters}. */
  readonly #due: string;

  constructor(private readonly job: DueRows) {
    this.#due = `${job.table} where ${job.at} <= ? and not ?::jsonb @> to_jsonb(id)`;
  }

  #parameters(now: Date): unknown[] {
    return [now, JSON.stringify([...this.#failed.keys()])];
  }

  /**
   * Runs the command for the row that has been due for longest; null where none is. A row that fails stays due: what it failed with is answered. Throws while
   * the database cannot serve.
   */
  async next(commandContext: CommandContext): Promise<'done' | { readonly failure: unknown } | null> {
    for (const [id, until] of this.#failed) if (until <= performance.now()) this.#failed.delete(id);
    // Most of the time nothing is due: a look without a transaction finds that out.
    const { rowCount } = await commandContext.pool.query(
      numbered(`select from ${this.#due} limit 1`),
      this.#parameters(commandContext.now()),
    );
    if (rowCount === 0) return null;
    let taken: string | null = null;
    try {
      const result = await run(
        commandContext,
        this.job.action,
        this.#command((id) => (taken = id)),
        {},
      );
      return result.ok ? 'done' : this.#fail(taken!, new Refused(result.problems));
    } catch (error) {
      if (error instanceof NothingDue) return null;
      if (taken === null || outageOf(error)) throw error;
      return this.#fail(taken, error);
    }
  }

  #fail(id: string, failure: unknown): { readonly failure: unknown } {
    this.#failed.set(id, performance.now() + RETRY_MS);
    return { failure };
  }

  #command(take: (id: string) => void): Command<object> {
    const { table, at, command, name } = this.job;
    return async (work) => {
      const [row] = await work.sql<{ id: string; due: string | Date }>(
        `select id, ${at} as due from ${this.#due} order by ${at}, id limit 1 for update skip locked`,
        this.#parameters(work.now()),
      );
      if (!row) throw new NothingDue();
      take(row.id);
      const given: DueRow = { id: row.id, due: new Date(row.due) };
      const result = await command(work, given);
      await work.em.flush();
      const [left] = await work.sql(`select from ${table} where id = ? and ${at} = ?`, [given.id, given.due]);
      if (left) throw new Error(`The job "${name}" left its row due at the same instant: it would be done again.`);
      return result;
    };
  }
}
