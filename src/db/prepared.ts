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
  readonly _result: Columns;
  _accumulateRows: boolean;
  callback: (error: Error | null, result: unknown) => void;
  prepare(connection: object): void;
  handleRowDescription(message: unknown): void;
  handleCommandComplete(message: unknown, connection: object): void;
}
const Query = pg.Query as unknown as new (config: object) => Internals;

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

  /** Rows by column, with values by type. */
  rows<Row>(client: pg.ClientBase, values: readonly unknown[]): Promise<Row[]> {
    return this.#run(client, values, {});
  }

  texts(client: pg.ClientBase, values: readonly unknown[]): Promise<(string | null)[][]> {
    return this.#run(client, values, AS_TEXTS);
  }

  async #run<Row>(client: pg.ClientBase, values: readonly unknown[], shape: object): Promise<Row[]> {
    try {
      return await new Promise((resolve, reject) => {
        const execution = new Execution(this, values, shape);
        execution.callback = (error, result) => (error ? reject(error) : resolve((result as { readonly rows: Row[] }).rows));
        client.query(execution as unknown as pg.Submittable);
      });
    } catch (error) {
      // Its stack is that of the socket: who asked is of more use.
      Error.captureStackTrace(error as Error);
      throw error;
    }
  }
}

class Execution extends Query {
  #described!: WeakMap<Prepared, Columns>;

  constructor(
    private readonly statement: Prepared,
    values: readonly unknown[],
    shape: object,
  ) {
    super({ name: statement.name, text: statement.text, values, ...shape });
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

/** What has been described to a connection; and the same connection, for what need not be described again. */
interface Known {
  readonly described: WeakMap<Prepared, Columns>;
  readonly silent: object;
}
const known = new WeakMap<object, Known>();

const knownOf = (connection: object): Known =>
  remembered(known, connection, () => ({
    described: new WeakMap(),
    silent: Object.create(connection, { describe: { value: () => {} } }) as object,
  }));
