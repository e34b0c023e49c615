import type { Writable } from 'node:stream';
import pg from 'pg';
import { remembered } from '../kernel/memo.js';

/** What the rows of a statement are made with. */
interface Columns {
  readonly fields: readonly unknown[];
  readonly _parsers: unknown;
  readonly _prebuiltEmptyResultObject: unknown;
}

const NO_COLUMNS: Columns = { fields: [], _parsers: undefined, _prebuiltEmptyResultObject: null };

/** What of pg's Query this file knows beside its documentation. */
interface Internals {
  readonly _result: Columns & { _types?: unknown };
  _accumulateRows: boolean;
  callback: (error: Error | null, result: unknown) => void;
  prepare(connection: object): void;
  handleRowDescription(message: unknown): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: object): void;
  handleReadyForQuery(connection: object): void;
  handleError(error: unknown, connection: object): void;
}
const Query = pg.Query as unknown as new (config: object) => Internals;
const { prepareValue } = (pg as unknown as { readonly utils: { prepareValue(value: unknown): unknown } }).utils;

/** Rows are lists of values, each as the text that PostgreSQL sent. */
export const AS_TEXTS = { rowMode: 'array', types: { getTypeParser: () => (value: string) => value } };

/**
 * A statement that runs again and again, under a name of its own. PostgreSQL describes its columns once to each connection: a description comes with each
 * run otherwise, and costs more than the rows of most commands. They stay as they are, for PostgreSQL refuses to run it when they have changed. Its rows
 * always have the same shape.
 */
export class Prepared {
  constructor(
    readonly name: string,
    readonly text: string,
  ) {}

  /** Its rows, on a connection that nobody else uses meanwhile. */
  async texts(client: pg.ClientBase, values: readonly unknown[]): Promise<(string | null)[][]> {
    try {
      const { rows } = await new Promise<Outcome<(string | null)[]>>((resolve, reject) => {
        client.query(new Execution(this, values, AS_TEXTS, resolve as never, reject) as unknown as pg.Submittable);
      });
      return rows;
    } catch (error) {
      // Its stack is that of the socket: who asked is of more use.
      Error.captureStackTrace(error as Error);
      throw error;
    }
  }
}

/** What a statement answers, and what PostgreSQL says it did: `INSERT`, `COMMIT`. */
interface Outcome<Row> {
  readonly rows: Row[];
  readonly command: string;
}

/** One run of a prepared statement. */
class Execution extends Query {
  #described!: WeakMap<Prepared, Columns>;

  constructor(
    readonly statement: Prepared,
    values: readonly unknown[],
    shape: object,
    resolve: (outcome: Outcome<unknown>) => void,
    reject: (error: unknown) => void,
  ) {
    super({ name: statement.name, text: statement.text, values, queryMode: 'extended', ...shape });
    this.callback = (error, result) => (error ? reject(error) : resolve(result as Outcome<unknown>));
  }

  override prepare(connection: object): void {
    const { described, silent } = knownOf(connection);
    const columns = described.get(this.statement);
    this.#described = described;
    if (columns) {
      Object.assign(this._result, columns);
      this._accumulateRows = true;
    }
    super.prepare(columns ? silent : connection);
  }

  override handleRowDescription(message: unknown): void {
    super.handleRowDescription(message);
    const { fields, _parsers, _prebuiltEmptyResultObject } = this._result;
    this.#described.set(this.statement, { fields, _parsers, _prebuiltEmptyResultObject });
  }

  override handleCommandComplete(message: unknown, connection: object): void {
    if (!this.#described.has(this.statement)) this.#described.set(this.statement, NO_COLUMNS);
    super.handleCommandComplete(message, connection);
  }
}

/**
 * Statements that travel in one packet, and whose answers come in one: for each of them alone PostgreSQL would write to the socket, and Node read from it,
 * once more. They run in their order; where one fails, its error is that of all behind it, for they do not run.
 */
export class Batch {
  readonly #waiting: Execution[] = [];
  /** For pg, which counts the time of a query until this is called. */
  callback?: (error: unknown) => void;

  /** `client`: by its type parsers values are read. */
  constructor(private readonly client: pg.ClientBase) {}

  /** For pg, which keeps which statements a connection has parsed: those of the statement that is answered now. */
  get name(): string | undefined {
    return this.#waiting[0]?.statement.name;
  }

  get text(): string | undefined {
    return this.#waiting[0]?.statement.text;
  }

  /** Rows by column with values by type, unless the shape says otherwise. Throws at once for a value that cannot be sent. */
  add<Row>(statement: Prepared, values: readonly unknown[], shape: object = {}): Promise<Outcome<Row>> {
    const prepared = values.map(prepareValue);
    return new Promise((resolve, reject) => {
      const execution = new Execution(statement, prepared, shape, resolve as never, reject);
      execution._result._types ??= (this.client as unknown as { readonly _types: unknown })._types;
      this.#waiting.push(execution);
    });
  }

  /** For pg: writes it to the socket. */
  submit(connection: Connection): null {
    const { unsynchronized, prepared } = knownOf(connection);
    connection.stream.cork();
    try {
      for (const { statement } of this.#waiting) {
        prepared.delete(statement.name);
        prepared.add(statement.name);
      }
      for (const name of prepared) {
        if (prepared.size <= MOST_PREPARED) break;
        prepared.delete(name);
        forget(connection, name);
      }
      for (const execution of this.#waiting) execution.prepare(unsynchronized);
      connection.sync();
    } finally {
      connection.stream.uncork();
    }
    return null;
  }

  handleRowDescription(message: unknown): void {
    this.#waiting[0]!.handleRowDescription(message);
  }

  handleDataRow(message: unknown): void {
    this.#waiting[0]!.handleDataRow(message);
  }

  handleCommandComplete(message: unknown, connection: Connection): void {
    const execution = this.#waiting.shift()!;
    execution.handleCommandComplete(message, connection);
    execution.handleReadyForQuery(connection);
  }

  handleError(error: unknown, connection: Connection): void {
    for (const execution of this.#waiting.splice(0)) {
      // What was not reached has not been parsed.
      delete connection.submittedNamedStatements[execution.statement.name];
      execution.handleError(error, connection);
    }
    this.callback?.(error);
  }

  handleReadyForQuery(): void {
    this.callback?.(null);
  }
}

/** What of pg's Connection this file knows beside its documentation. */
interface Connection {
  readonly stream: Writable;
  readonly submittedNamedStatements: Record<string, string>;
  readonly parsedStatements: Record<string, string>;
  close(what: { readonly type: 'S'; readonly name: string }): void;
  sync(): void;
}

/** Statements of batches that stay prepared on a connection, for each holds its plan: the ones that ran last. */
export const MOST_PREPARED = 1_000;

/** Closes a prepared statement; it is parsed anew when it runs again. */
function forget(connection: Connection, name: string): void {
  if (!(name in connection.parsedStatements) && !(name in connection.submittedNamedStatements)) return;
  connection.close({ type: 'S', name });
  delete connection.parsedStatements[name];
  delete connection.submittedNamedStatements[name];
}

/** What has been described to a connection; what it has prepared, the last at the end; and the same connection, which sends no Describe, or no Sync. */
interface Known {
  readonly described: WeakMap<Prepared, Columns>;
  readonly prepared: Set<string>;
  readonly silent: object;
  readonly unsynchronized: object;
}
const known = new WeakMap<object, Known>();

const ignored = { value: () => {} };

function knownOf(connection: object): Known {
  return remembered(known, connection, () => {
    const described = new WeakMap<Prepared, Columns>();
    const prepared = new Set<string>();
    const unsynchronized = Object.create(connection, { sync: ignored }) as object;
    const silent = Object.create(connection, { describe: ignored }) as object;
    const none = Object.create(unsynchronized, { describe: ignored }) as object;
    known.set(unsynchronized, { described, prepared, silent: none, unsynchronized });
    return { described, prepared, silent, unsynchronized };
  });
}
