import { createHash } from 'node:crypto';
import type pg from 'pg';
import { type SafeClient, takesAnyRow } from './client.js';
import { AS_TEXTS, Batch, Prepared } from './prepared.js';

/** So many texts are kept, and what was made of them; those that came first are forgotten, and made anew. */
const MOST_TEXTS = 2_000;
/** Characters. Those of very many rows are seldom the same: they are neither kept nor prepared. */
const LONGEST_KEPT = 20_000;
const statements = new Map<string, Prepared>();

const preparedOf = (text: string): Prepared =>
  made(
    statements,
    text,
    () => new Prepared(text.length > LONGEST_KEPT ? '' : createHash('sha1').update(text).digest('base64').slice(0, 20), text),
  );

function made<Value>(of: Map<string, Value>, text: string, make: () => Value): Value {
  const known = of.get(text);
  if (known !== undefined) return known;
  const value = make();
  if (text.length > LONGEST_KEPT) return value;
  if (of.size >= MOST_TEXTS) of.delete(of.keys().next().value!);
  of.set(text, value);
  return value;
}

/**
 * A transaction on a connection of its own. Statements are sent in their order; all that are asked before the process waits for anything travel in one
 * packet, for a write to the socket costs more than a statement. One that fails ends the transaction; its error is what all later ones reject with.
 */
export class Transaction {
  #batch: Batch | null = null;
  #failure: { readonly error: unknown } | null = null;
  #isOver = false;

  constructor(readonly client: pg.PoolClient & SafeClient) {
    this.query('begin').catch(() => {});
  }

  /** The rows of a statement. Parameters are $1, $2, … */
  async query<T>(text: string, values: readonly unknown[] = []): Promise<T[]> {
    try {
      const { rows } = await this.#open().add<T>(preparedOf(text), values);
      return rows;
    } catch (error) {
      this.#failure ??= { error };
      const first = this.#first(error);
      // Its stack is that of the socket: who asked is of more use.
      Error.captureStackTrace(first as Error);
      throw first;
    }
  }

  /** Sends the last statements and the commit in one packet. Rejects with the first error; nothing is kept then. */
  async commit(...last: readonly Promise<unknown>[]): Promise<void> {
    // Of a statement that could not be sent PostgreSQL knows nothing: it would keep the rest.
    if (this.#failure) {
      await Promise.allSettled(last);
      throw this.#failure.error;
    }
    const committed = this.#open().add(preparedOf('commit'), []);
    const [outcome, ...others] = await Promise.allSettled([committed, ...last]);
    const failed = [...others, outcome].find(({ status }) => status === 'rejected') as PromiseRejectedResult | undefined;
    if (failed) throw this.#first(failed.reason);
    this.#isOver = true;
    // PostgreSQL answers the commit of a failed transaction with a rollback.
    if ((await committed).command !== 'COMMIT') throw this.#first(new Error('The transaction was rolled back.'));
  }

  /** Reads behind the commit, in the same packet: what it answers is what others see now. Rows are lists of values, as texts. */
  async readBehind(statement: Prepared, values: readonly unknown[]): Promise<(string | null)[][]> {
    const { rows } = await this.#open().add<(string | null)[]>(statement, values, AS_TEXTS);
    return rows;
  }

  /** Ends what is not committed, and gives the connection back. Nothing is asked after that. */
  async end(): Promise<void> {
    const isCommitted = this.#isOver;
    this.#isOver = true;
    // What waits to be sent would begin behind the end otherwise.
    this.#send();
    const ended = isCommitted ? null : await this.client.query('rollback').catch((error: Error) => error);
    this.client.takes = takesAnyRow;
    // Where the connection broke there is nothing left to roll back.
    this.client.release(ended instanceof Error ? ended : undefined);
  }

  /** The error that ended the transaction, where there was one before. */
  #first(error: unknown): unknown {
    return this.#failure ? this.#failure.error : error;
  }

  #open(): Batch {
    if (this.#batch) return this.#batch;
    if (this.#isOver) throw new Error('The transaction is over.');
    const batch = new Batch(this.client);
    this.#batch = batch;
    process.nextTick(() => {
      if (this.#batch === batch) this.#send();
    });
    return batch;
  }

  #send(): void {
    const batch = this.#batch;
    this.#batch = null;
    if (batch) this.client.query(batch as unknown as pg.Submittable);
  }
}

const texts = new Map<string, string>();

/** A statement with `?` for its parameters, as PostgreSQL takes it. */
export const numbered = (text: string): string =>
  made(texts, text, () => {
    let count = 0;
    return text.replaceAll('?', () => `$${++count}`);
  });
