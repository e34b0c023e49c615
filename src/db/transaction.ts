import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import type pg from 'pg';
import { Prepared } from './prepared.js';

/** Texts that are prepared on each connection: those that come first, for the code has far fewer. */
const MOST_PREPARED = 1_000;
const statements = new Map<string, Prepared>();

function preparedOf(text: string): Prepared | undefined {
  const known = statements.get(text);
  if (known !== undefined || statements.size >= MOST_PREPARED) return known;
  const made = new Prepared(createHash('sha1').update(text).digest('base64').slice(0, 20), text);
  statements.set(text, made);
  return made;
}

/** What follows an error in the same transaction. */
const ABORTED = '25P02';

/** What of pg's client this file knows beside its documentation. */
interface Corkable {
  readonly connection: { readonly stream: Writable };
}

/** Holds back what is written until all that is ready to run has run: one write to the socket, which costs more than a statement, takes it all. */
function gather(client: pg.PoolClient): void {
  const { stream } = (client as unknown as Corkable).connection;
  if (stream.writableCorked > 0) return;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

/**
 * A transaction on a connection of its own. Statements are sent at once, in their order: several that are not awaited one by one travel in one packet.
 * A statement that fails ends the transaction; its error is what all later ones reject with.
 */
export class Transaction {
  #failure: { readonly error: unknown } | null = null;
  #isOver = false;

  constructor(private readonly client: pg.PoolClient) {
    this.query('begin').catch(() => {});
  }

  /** The rows of a statement. Parameters are $1, $2, … */
  async query<T>(text: string, values: readonly unknown[] = []): Promise<T[]> {
    gather(this.client);
    try {
      const prepared = preparedOf(text);
      if (prepared) return await prepared.rows<T>(this.client, values);
      const { rows } = await this.client.query<T & pg.QueryResultRow>({ text, values: [...values] });
      return rows;
    } catch (error) {
      if ((error as { code?: unknown }).code === ABORTED && this.#failure) throw this.#failure.error;
      this.#failure ??= { error };
      throw error;
    }
  }

  /** Sends the last statements and the commit in one packet. Rejects with the first error; nothing is kept then. */
  async commit(...last: readonly Promise<unknown>[]): Promise<void> {
    gather(this.client);
    const committed = this.client.query('commit');
    this.#isOver = true;
    const results = await Promise.allSettled([...last, committed]);
    const failed = results.find(({ status }) => status === 'rejected') as PromiseRejectedResult | undefined;
    if (failed) throw this.#failure?.error ?? failed.reason;
    // PostgreSQL answers the commit of a failed transaction with a rollback.
    if ((await committed).command !== 'COMMIT') throw this.#failure?.error ?? new Error('The transaction was rolled back.');
  }

  async rollback(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    await this.client.query('rollback');
  }
}

const texts = new Map<string, string>();

/** A statement with `?` for its parameters, as PostgreSQL takes it. */
export function numbered(text: string): string {
  const known = texts.get(text);
  if (known !== undefined) return known;
  let count = 0;
  const made = text.replaceAll('?', () => `$${++count}`);
  if (texts.size < MOST_PREPARED) texts.set(text, made);
  return made;
}
