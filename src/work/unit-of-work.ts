import type { EntityMetadata, EntitySchema, MetadataStorage, RequiredEntityData } from '@mikro-orm/core';
import { numbered, type Transaction } from '../db/transaction.js';
import type { Clock } from '../kernel/clock.js';

/** SQLSTATE of the function `refuse_race` (migrations): an update found that somebody else had changed its row since it was read. */
export const LOST_RACE = 'MU001';

type Comparison<T> =
  | T
  | readonly T[]
  | null
  | {
      readonly $ne?: T | null;
      readonly $in?: readonly T[];
      readonly $gt?: T;
      readonly $gte?: T;
      readonly $lt?: T;
      readonly $lte?: T;
      readonly $like?: string;
    };

/** Which rows. All that is given must hold; a list stands for one of its values. */
export type Where<Row> = { readonly [K in keyof Row]?: Comparison<NonNullable<Row[K]>> } & {
  readonly $and?: readonly Where<Row>[];
  readonly $or?: readonly Where<Row>[];
  /** A condition in SQL on the row's alias `own`; parameters are `?`. */
  readonly $sql?: { readonly text: string; readonly parameters: readonly unknown[] };
};

export interface FindOptions<Row> {
  /**
   * Others who change the row ('update'), or lock it against change ('share'), wait until the transaction ends; of 'key share', those alone who lock it by
   * 'update', and the insert of a row that refers to it asks for no more. The row is read anew.
   */
  readonly lock?: 'update' | 'share' | 'key share';
  /** Rows that are known already are read anew. */
  readonly refresh?: boolean;
  readonly orderBy?: { readonly [K in keyof Row]?: 'asc' | 'desc' };
}

interface Column {
  readonly property: string;
  readonly name: string;
  readonly type: string;
  readonly isTime: boolean;
  readonly isJson: boolean;
  readonly isVersion: boolean;
  readonly isUpdated: boolean;
  /** What a new row has without being told; undefined where it has to be told. */
  readonly initial: ((now: Clock) => unknown) | undefined;
}

interface Table {
  readonly entity: string;
  readonly name: string;
  readonly columns: readonly Column[];
  readonly byProperty: ReadonlyMap<string, Column>;
  readonly selected: string;
  /** Inserts a row of all its columns. */
  readonly insert: string;
}

const tables = new WeakMap<EntityMetadata, Table>();

function tableOf(meta: EntityMetadata): Table {
  const known = tables.get(meta);
  if (known) return known;
  const columns = Object.values(meta.properties)
    .filter(({ persist, generated }) => persist !== false && generated === undefined)
    .map((property): Column => {
      const type = property.columnTypes[0]!;
      return {
        property: property.name,
        name: property.fieldNames[0]!,
        type,
        isTime: type.startsWith('timestamp'),
        isJson: type.startsWith('json'),
        isVersion: property.version === true,
        isUpdated: property.onUpdate !== undefined,
        initial: initialOf(property),
      };
    });
  const made: Table = {
    entity: meta.className,
    name: meta.tableName,
    columns,
    byProperty: new Map(columns.map((column) => [column.property, column])),
    selected: columns.map(({ name }) => `own.${name}`).join(', '),
    insert: `insert into ${meta.tableName} (${columns.map(({ name }) => name).join(', ')}) values (${columns.map(({ type }) => `?::${type}`).join(', ')})`,
  };
  tables.set(meta, made);
  return made;
}

function initialOf({ version, onCreate, default: value, nullable }: EntityMetadata['props'][number]): Column['initial'] {
  if (version) return () => 1;
  if (onCreate) return (now) => now();
  if (value !== undefined) return () => value;
  return nullable ? () => null : undefined;
}

/** A row as it was read, or null where it is new. */
interface Tracked {
  readonly table: Table;
  readonly row: Record<string, unknown>;
  before: readonly unknown[] | null;
}

/** A statement that changes rows, as a part of one that changes more. */
interface Write {
  /** Parameters are `?`. */
  readonly text: string;
  readonly values: readonly unknown[];
  /** It answers a row, unless somebody was faster: all is refused then. */
  readonly isRace?: true;
}

/** More are not planned as one statement. */
const MOST_TOGETHER = 24;

const plain = (value: unknown): unknown =>
  value instanceof Date
    ? value.getTime()
    : value !== null && typeof value === 'object'
      ? Buffer.isBuffer(value)
        ? value.toString('base64')
        : JSON.stringify(value)
      : (value ?? null);

/**
 * The rows that a command reads, makes and changes. What it changed is found by comparison and written when it is done, or before it asks for rows of
 * the same entity. A change of a row that somebody else changed since it was read rejects with {@link LOST_RACE}.
 */
export class UnitOfWork {
  readonly #known = new Map<string, Tracked>();
  readonly #new: Tracked[] = [];
  readonly #besides: Write[] = [];

  constructor(
    private readonly transaction: Transaction,
    private readonly metadata: MetadataStorage,
    /** Dates rows that are made or changed. */
    private readonly now: Clock,
  ) {}

  getMetadata(): MetadataStorage {
    return this.metadata;
  }

  /** Is sent at once: what the caller sends next is asked behind it. */
  async find<Row extends object>(
    entity: EntitySchema<Row>,
    where: Where<Row>,
    { lock, refresh = lock !== undefined, orderBy }: FindOptions<Row> = {},
  ): Promise<Row[]> {
    const table = this.#tableOf(entity);
    const parameters: unknown[] = [];
    const condition = conditionOf(table, where as Where<object>, parameters);
    const order = Object.entries(orderBy ?? {}).map(([property, direction]) => `own.${columnOf(table, property).name} ${direction}`);
    const text = `select ${table.selected} from ${table.name} own where ${condition}${order.length > 0 ? ` order by ${order.join(', ')}` : ''}${lock ? ` for ${lock} of own` : ''}`;
    const rows = await this.#ask<Record<string, unknown>>(table, text, parameters);
    return rows.map((row) => this.#tracked(table, row, refresh) as Row);
  }

  /** A row that is known and looked for by its id alone is not read again, unless it is to be locked or read anew. */
  async findOne<Row extends object>(entity: EntitySchema<Row>, where: Where<Row>, options?: FindOptions<Row>): Promise<Row | null> {
    const known = options === undefined && this.#knownBy(entity, where);
    if (known) return known as Row;
    const [row] = await this.find(entity, where, options);
    return row ?? null;
  }

  async findOneOrFail<Row extends object>(entity: EntitySchema<Row>, where: Where<Row>, options?: FindOptions<Row>): Promise<Row> {
    const row = await this.findOne(entity, where, options);
    if (!row) throw new Error(`There is no ${entity.meta.className} ${JSON.stringify(where)}.`);
    return row;
  }

  async count<Row extends object>(entity: EntitySchema<Row>, where: Where<Row>): Promise<number> {
    const table = this.#tableOf(entity);
    const parameters: unknown[] = [];
    const condition = conditionOf(table, where as Where<object>, parameters);
    const text = `select count(*)::int as count from ${table.name} own where ${condition}`;
    const [row] = await this.#ask<{ count: number }>(table, text, parameters);
    return row!.count;
  }

  /** Reads a row of this unit anew; what was changed of it is forgotten. */
  async refresh(row: object): Promise<void> {
    const tracked = this.#trackedOf(row);
    const [found] = await this.transaction.query<Record<string, unknown>>(
      `select ${tracked.table.selected} from ${tracked.table.name} own where own.id = $1`,
      [tracked.row.id],
    );
    if (!found) throw Object.assign(new Error('The row is gone.'), { code: LOST_RACE });
    read(tracked, found);
  }

  /** A new row, written by the next flush. */
  create<Row extends object>(entity: EntitySchema<Row>, data: RequiredEntityData<Row>): Row {
    const table = this.#tableOf(entity);
    const given = data as Record<string, unknown>;
    const row: Record<string, unknown> = {};
    for (const { property, initial } of table.columns) {
      const value = given[property] === undefined ? initial?.(this.now) : given[property];
      if (value === undefined) throw new Error(`A new ${table.entity} needs ${property}.`);
      row[property] = value;
    }
    const tracked: Tracked = { table, row, before: null };
    this.#new.push(tracked);
    this.#known.set(keyOf(table, row.id), tracked);
    return row as Row;
  }

  /** Is written by the next flush, in one statement with rows that are new or have changed. */
  write(text: string, values: readonly unknown[]): void {
    this.#besides.push({ text, values });
  }

  /**
   * Writes what is new, what has changed, and what is to be written besides. Few parts are one statement, for to start one costs as much as a small one takes:
   * PostgreSQL waits for rows that others change before it runs the rest, and checks all references at the end. The promise is that of all of them.
   */
  async flush(): Promise<void> {
    const [others, races] = [[...this.#inserts(), ...this.#besides.splice(0)], this.#updates()];
    const statements = others.length + races.length <= MOST_TOGETHER ? [[...others, ...races]] : [others, ...races.map((one) => [one])];
    await Promise.all(statements.filter(({ length }) => length > 0).map((parts) => this.#send(parts)));
  }

  #send(writes: readonly Write[]): Promise<unknown> {
    const parts = writes.map(({ text }, n) => `write_${n} as (${text})`);
    const lost = writes.flatMap(({ isRace }, n) => (isRace ? [`not exists (select from write_${n})`] : []));
    const text = `with ${parts.join(', ')} select ${lost.length > 0 ? `case when ${lost.join(' or ')} then refuse_race() end` : ''}`;
    return this.transaction.query(
      numbered(text),
      writes.flatMap(({ values }) => values),
    );
  }

  /** What a row is of which only the id is known: this unit has read or made it. */
  entityOf(id: string): string | null {
    for (const { table, row } of this.#known.values()) if (row.id === id) return table.entity;
    return null;
  }

  #inserts(): Write[] {
    return this.#new.splice(0).map((tracked) => {
      const { table, row } = tracked;
      tracked.before = valuesOf(table, row);
      return { text: table.insert, values: table.columns.map((column) => bound(column, row[column.property])) };
    });
  }

  #updates(): Write[] {
    const writes: Write[] = [];
    for (const tracked of this.#known.values()) {
      const { table, row, before } = tracked;
      if (!before) continue;
      const changes = table.columns.filter(({ property, isVersion }, i) => !isVersion && plain(row[property]) !== before[i]);
      if (changes.length === 0) continue;
      const stamp = table.columns.find((column) => column.isUpdated);
      if (stamp && !changes.includes(stamp)) {
        row[stamp.property] = this.now();
        changes.push(stamp);
      }
      const sets = changes.map(({ name, type }) => `${name} = ?::${type}`);
      const values = [...changes.map((column) => bound(column, row[column.property])), row.id];
      let condition = 'id = ?::uuid';
      const version = table.columns.find(({ isVersion }) => isVersion);
      if (version) {
        values.push(row[version.property]);
        sets.push(`${version.name} = ${version.name} + 1`);
        condition += ` and ${version.name} = ?::int`;
        row[version.property] = (row[version.property] as number) + 1;
      }
      tracked.before = valuesOf(table, row);
      writes.push({ text: `update ${table.name} set ${sets.join(', ')} where ${condition} returning 1`, values, isRace: true });
    }
    return writes;
  }

  /** Asks behind what is not written yet of the table: it is found as well. */
  async #ask<Found>(table: Table, text: string, parameters: readonly unknown[]): Promise<Found[]> {
    const written = this.#isToWrite(table) ? this.flush() : null;
    const [found] = await Promise.all([this.transaction.query<Found>(text, parameters), written]);
    return found;
  }

  #isToWrite({ name }: Table): boolean {
    const isOf = ({ table }: Tracked) => table.name === name;
    const isChanged = ({ table, row, before }: Tracked) => before?.some((value, i) => plain(row[table.columns[i]!.property]) !== value);
    return this.#new.some(isOf) || [...this.#known.values()].some((tracked) => isOf(tracked) && isChanged(tracked));
  }

  #knownBy(entity: EntitySchema, where: object): object | undefined {
    const { id, ...others } = where as { readonly id?: unknown };
    if (typeof id !== 'string' || Object.keys(others).length > 0) return undefined;
    return this.#known.get(keyOf(this.#tableOf(entity), id))?.row;
  }

  #tracked(table: Table, found: Record<string, unknown>, isFresh: boolean): object {
    const key = keyOf(table, found.id);
    const known = this.#known.get(key);
    if (known && !isFresh) return known.row;
    const tracked = known ?? { table, row: {}, before: null };
    read(tracked, found);
    this.#known.set(key, tracked);
    return tracked.row;
  }

  #trackedOf(row: object): Tracked {
    for (const tracked of this.#known.values()) if (tracked.row === row) return tracked;
    throw new Error('The row is not of this unit of work.');
  }

  // biome-ignore lint/suspicious/noExplicitAny: its name alone is asked for.
  #tableOf(entity: EntitySchema<any>): Table {
    return tableOf(this.metadata.getByClassName(entity.meta.className));
  }
}

const keyOf = ({ name }: Table, id: unknown): string => `${name} ${id}`;

/** Takes over what was read. */
function read(tracked: Tracked, found: Record<string, unknown>): void {
  const { table, row } = tracked;
  for (const { property, name, isTime } of table.columns) {
    const value = found[name];
    row[property] = isTime && typeof value === 'string' ? new Date(value) : value;
  }
  tracked.before = valuesOf(table, row);
}

function columnOf(table: Table, property: string): Column {
  const column = table.byProperty.get(property);
  if (!column) throw new Error(`${table.entity} has no column ${property}.`);
  return column;
}

/** To tell later what has changed. */
const valuesOf = ({ columns }: Table, row: Record<string, unknown>): readonly unknown[] =>
  columns.map(({ property }) => plain(row[property]));

/** A value as it is bound. */
const bound = ({ isJson }: Column, value: unknown): unknown =>
  isJson && value !== null && value !== undefined ? JSON.stringify(value) : (value ?? null);

/** The place of a value among the parameters. */
function parameter(column: Column, value: unknown, parameters: unknown[]): string {
  parameters.push(bound(column, value));
  return `$${parameters.length}::${column.type}`;
}

const comparisons: Readonly<Record<string, string>> = { $gt: '>', $gte: '>=', $lt: '<', $lte: '<=', $like: 'like' };

function conditionOf(table: Table, where: Where<object>, parameters: unknown[]): string {
  const parts = Object.entries(where).map(([key, wanted]) => {
    if (key === '$and') return listOf(table, wanted as Where<object>[], ' and ', 'true', parameters);
    if (key === '$or') return listOf(table, wanted as Where<object>[], ' or ', 'false', parameters);
    if (key === '$sql') {
      const { text, parameters: values } = wanted as NonNullable<Where<object>['$sql']>;
      let next = 0;
      return `(${text.replaceAll('?', () => {
        parameters.push(values[next++]);
        return `$${parameters.length}`;
      })})`;
    }
    return comparisonOf(columnOf(table, key), wanted, parameters);
  });
  return parts.length === 0 ? 'true' : parts.join(' and ');
}

const listOf = (table: Table, items: readonly Where<object>[], word: string, none: string, parameters: unknown[]): string =>
  items.length === 0 ? none : `(${items.map((item) => `(${conditionOf(table, item, parameters)})`).join(word)})`;

function comparisonOf(column: Column, wanted: unknown, parameters: unknown[]): string {
  const at = `own.${column.name}`;
  if (wanted === null) return `${at} is null`;
  if (Array.isArray(wanted)) return anyOf(at, column, wanted, parameters);
  if (typeof wanted === 'object' && !(wanted instanceof Date)) {
    return Object.entries(wanted as object)
      .map(([operator, value]) => {
        if (operator === '$in') return anyOf(at, column, value as unknown[], parameters);
        if (operator === '$ne') return value === null ? `${at} is not null` : `${at} <> ${parameter(column, value, parameters)}`;
        return `${at} ${comparisons[operator]} ${parameter(column, value, parameters)}`;
      })
      .join(' and ');
  }
  return `${at} = ${parameter(column, wanted, parameters)}`;
}

function anyOf(at: string, { type }: Column, values: readonly unknown[], parameters: unknown[]): string {
  parameters.push(values);
  return `${at} = any($${parameters.length}::${type}[])`;
}
