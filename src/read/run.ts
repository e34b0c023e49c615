import type pg from 'pg';
import { openPool, RowTooLarge, type SafeClient } from '../db/client.js';
import { Prepared } from '../db/prepared.js';
import { timeouts } from '../db/timeouts.js';
import type { Transaction } from '../db/transaction.js';
import type { Asker } from '../kernel/asker.js';
import { Fault, isTimeout, isUnstorable, tooCostly, unstorable } from '../kernel/errors.js';
import { remembered } from '../kernel/memo.js';
import { Share, type ShareFigures, type ShareLimits } from '../kernel/share.js';
import type { Run } from './run-input.js';
import type { Statement } from './sql.js';

/** A named statement stays in each connection until it is deallocated (some 190 KiB each), so only statements that return get a name. */
const RUNS_BEFORE_NAMING = 3;
const MOST_NAMES = 200;
const MOST_COUNTED = 1_000;
/** Somebody waits for the answer, and others for the connection. */
const STATEMENT_MS = 5_000;

type Connection = pg.PoolClient & SafeClient;

interface Known {
  runs: number;
  /** Null until it has returned often enough. */
  prepared: Prepared | null;
}

/** What a page reads is found in a millisecond: calling in other processes, or a compiler, would take longer than all of it. */
const SETTINGS = '-c default_transaction_read_only=on -c max_parallel_workers_per_gather=0 -c jit=off';

/**
 * The only I/O of the reader, on connections of its own that all askers share, or behind a commit. Answers the JSON text of a statement's single column as
 * it left PostgreSQL.
 */
export class StatementRunner {
  readonly #pool: pg.Pool;
  /** Those of the pool that nobody reads on. They stay taken from it until they end: to take one and give it back costs a point read some of its time. */
  readonly #idle: Connection[] = [];
  #isClosed = false;
  readonly #connections: Share;
  /** In order of last use. */
  readonly #known = new Map<string, Known>();
  #named = 0;
  #names = 0;
  readonly #retired = new Set<string>();
  readonly #prepared = new WeakMap<object, Set<string>>();

  /** `connections`: how many there are, and how many of them one asker may have at a time. */
  constructor(url: string, connections: ShareLimits) {
    this.#pool = openPool({ connectionString: url, max: connections.all, options: SETTINGS, ...timeouts(STATEMENT_MS) });
    this.#connections = new Share(connections);
  }

  /** How many statements run, and how many wait for a connection. */
  get figures(): ShareFigures {
    return this.#connections.figures;
  }

  /**
   * `behind`: a transaction whose commit was asked for just now. It is read on the same connection and in the same packet; the transaction ends when this
   * has its answer. Throws the Faults BAD_USER_INPUT (a value that no column can hold), COST_LIMIT (more bytes than the asker's answer may have), TIMEOUT
   * and AT_CAPACITY.
   */
  async json(statement: Statement, run: Run, behind?: Transaction): Promise<string | null> {
    const values = statement.values(run);
    const { asker } = run;
    if (behind) return this.#askBehind(behind, statement, values, asker);
    const waiting = this.#connections.take(asker, 1);
    if (waiting) await waiting;
    try {
      return await this.#ask(statement, values, asker);
    } finally {
      this.#connections.give(asker, 1);
    }
  }

  async #askBehind(transaction: Transaction, statement: Statement, values: readonly unknown[], asker: Asker): Promise<string | null> {
    const { client } = transaction;
    const prepared = this.#statementOf(statement, client);
    client.takes = (bytes) => asker.takes(bytes);
    try {
      const [row] = await transaction.readBehind(prepared, values);
      if (this.#retired.size > 0) await this.#retireOn(client);
      return row?.[0] ?? null;
    } catch (error) {
      throw faultOf(error);
    }
  }

  async #ask(statement: Statement, values: readonly unknown[], asker: Asker): Promise<string | null> {
    const client = this.#idle.pop() ?? (await this.#connect());
    try {
      if (this.#retired.size > 0) await this.#retireOn(client);
      client.takes = (bytes) => asker.takes(bytes);
      const [row] = await this.#statementOf(statement, client).texts(client, values);
      this.#giveBack(client);
      return row?.[0] ?? null;
    } catch (error) {
      if (isBroken(error)) client.release(true);
      else this.#giveBack(client);
      throw faultOf(error);
    }
  }

  #statementOf({ text, isPlannedAnew }: Statement, client: Connection): Prepared {
    const prepared = isPlannedAnew ? null : this.#preparedFor(text);
    if (prepared) this.#preparedOn(client).add(prepared.name);
    return prepared ?? new Prepared('', text);
  }

  async #connect(): Promise<Connection> {
    const client = (await this.#pool.connect()) as Connection;
    client.once('end', () => {
      const at = this.#idle.indexOf(client);
      if (at < 0) return;
      this.#idle.splice(at, 1);
      client.release(true);
    });
    return client;
  }

  #giveBack(client: Connection): void {
    if (this.#isClosed) client.release();
    else this.#idle.push(client);
  }

  close(): Promise<void> {
    this.#isClosed = true;
    for (const client of this.#idle.splice(0)) client.release();
    return this.#pool.end();
  }

  #preparedOn(client: object): Set<string> {
    return remembered(this.#prepared, client, () => new Set());
  }

  #preparedFor(text: string): Prepared | null {
    const known = this.#known.get(text) ?? { runs: 0, prepared: null };
    this.#known.delete(text);
    this.#known.set(text, known);
    known.runs++;
    if (known.prepared === null && known.runs >= RUNS_BEFORE_NAMING) {
      known.prepared = new Prepared(`mulin_${++this.#names}`, text);
      this.#named++;
    }
    if (this.#known.size > MOST_COUNTED || this.#named > MOST_NAMES) this.#forgetOldest();
    return known.prepared;
  }

  /** Forgets what was longest unused: a named statement when there are too many names, else whatever is oldest. */
  #forgetOldest(): void {
    const needsName = this.#named > MOST_NAMES;
    for (const [text, { prepared }] of this.#known) {
      if (needsName && prepared === null) continue;
      this.#known.delete(text);
      if (prepared !== null) {
        this.#named--;
        this.#retired.add(prepared.name);
      }
      break;
    }
    // Every connection has long dropped the older ones, or will never use them again.
    for (const old of this.#retired) if (this.#retired.size > MOST_NAMES) this.#retired.delete(old);
  }

  async #retireOn(client: pg.PoolClient): Promise<void> {
    const names = this.#prepared.get(client);
    if (!names) return;
    for (const name of names) {
      if (!this.#retired.has(name)) continue;
      names.delete(name);
      delete (client as unknown as { connection: { parsedStatements: Record<string, string> } }).connection.parsedStatements[name];
      await client.query(`deallocate ${name}`).catch(() => {});
    }
  }
}

function faultOf(error: unknown): unknown {
  if (isUnstorable(error)) return unstorable();
  if (error instanceof RowTooLarge)
    return tooCostly(
      'The answer has more bytes than an answer may have. Ask for fewer rows, or for fewer fields of each. 结果过大，请减少行数或每行的字段。',
    );
  if (isTimeout(error))
    return new Fault(
      'TIMEOUT',
      'The database did not answer within {seconds} s. Ask for fewer rows or levels, or filter more. 数据库未能在 {seconds} 秒内响应，请减少行数或层级，或增加筛选条件。',
      {},
      { seconds: STATEMENT_MS / 1_000 },
    );
  return error;
}

/** Class 08 and 57P: the connection is gone or going; any other error left it usable. */
const isBroken = (error: unknown): boolean => {
  const code = (error as { code?: string }).code ?? '';
  return !/^[0-9A-Z]{5}$/.test(code) || code.startsWith('08') || code.startsWith('57P');
};
