import { Fault } from '../../src/kernel/errors.js';
import { parseId, publicId } from '../../src/kernel/ids.js';
import type { Naive } from './naive.js';
import type { Viewer } from './viewer.js';
import type { Noun, Row } from './world.js';

/**
 * The graph once more, as plainly as can be: tables in memory, arrays filtered, sorted and sliced. Written from domain.md (B.3, B.10), access.csv and
 * the conventions of graph.graphql, not from src/read, the reads or the policies. Two things it leaves open: a cursor is a mark of the row it
 * points to (cursorMark), and what it does not know word for word is ANYTHING.
 */
export const ANYTHING = '\u0001anything';
export const cursorMark = (noun: Noun, order: Order, id: string): string => `\u0001cursor ${noun} ${order.field} ${order.direction} ${id}`;
export const isMark = (value: unknown): value is string => typeof value === 'string' && value.startsWith('\u0001');

export interface Order {
  readonly field: string;
  readonly direction: 'ASC' | 'DESC';
}

export interface Asking {
  readonly viewer: Viewer;
  /** YYYY-MM-DD in Asia/Shanghai. */
  readonly today: string;
  readonly now: Date;
  /** The id of the row that a cursor of an earlier answer points to. */
  readonly rowBehind: (cursor: string) => string;
}

export type Args = Record<string, unknown>;
/** `selected`: the names of the fields that are selected of what it answers. */
export type Resolve = (row: Row, args: Args, ask: Asking, selected?: () => ReadonlySet<string>) => unknown;
export type Test = (row: Row, wanted: never, ask: Asking, filter: Args) => boolean;

export const compareTexts = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
export const byText = (column: string) => (a: Row, b: Row) => compareTexts(a[column], b[column]);
export const byNumber = (key: (row: Row) => number) => (a: Row, b: Row) => key(a) - key(b);
export const byInstant = (column: string) => byNumber((row) => row[column].getTime());
export const byId = (a: Row, b: Row) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

export const sorted = (rows: readonly Row[], ...columns: readonly string[]): Row[] =>
  rows.toSorted((a, b) => columns.reduce((found, column) => found || byText(column)(a, b), 0) || byId(a, b));

/** A page of a connection, resolved: what its fields answer. */
export interface Page {
  readonly noun: Noun;
  readonly order: Order;
  readonly all: readonly Row[];
  readonly shown: readonly Row[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** What a module knows of its nouns. */
export interface NaivePart {
  /** Who sees a row; where a noun has no line, everybody does. */
  readonly sees?: Readonly<Record<string, (row: Row, ask: Asking) => boolean>>;
  readonly filters?: Readonly<Record<string, Readonly<Record<string, Test>>>>;
  /** Of nouns with states: who sees who took a step, and the notes. */
  readonly seesWho?: Readonly<Record<string, (row: Row, ask: Asking) => boolean>>;
  /** Fields that are not a column of their name; also of nouns of earlier modules. */
  readonly fields?: Readonly<Record<string, Readonly<Record<string, Resolve>>>>;
  readonly roots?: Readonly<Record<string, Resolve>>;
}
export type Orders = Readonly<Record<string, Readonly<Record<string, (a: Row, b: Row) => number>>>>;
export type DefaultOrders = Readonly<Record<string, Order>>;

/** Whether the filter says so itself. */
export const isAsked = (args: Args, name: string): boolean => ((args.filter as Args | null | undefined)?.[name] ?? null) !== null;

/** The bare UUID of an id of one of these nouns. */
export function bare(id: unknown, ...nouns: readonly Noun[]): string {
  const parsed = parseId(String(id));
  if (!parsed || !nouns.includes(parsed.noun)) throw new Fault('BAD_USER_INPUT', 'It is of another noun. 标识不符。');
  return parsed.uuid;
}

export const among = (column: string) => (row: Row, wanted: readonly unknown[]) => wanted.includes(row[column]);
/** As PostgreSQL does it, one letter by one: JavaScript makes two of İ. */
const lower = (text: string): string => text.normalize('NFKC').replaceAll('İ', 'i').toLowerCase();
export const contains =
  (code: string, ...names: readonly string[]) =>
  (row: Row, text: string) =>
    [...lower(text).split(/\s+/)].every((word) =>
      [...names.map((name) => row[name]), row[code], row[code].replaceAll('-', '')].some(
        (value) => typeof value === 'string' && lower(value).includes(word),
      ),
    );
/** A row without that instant lies in no span; a span without bounds asks for nothing. */
export const inTime =
  (column: string) =>
  (row: Row, { from, to }: { from?: string | null; to?: string | null }) =>
    (!from && !to) || (row[column] !== null && (!from || row[column] >= new Date(from)) && (!to || row[column] < new Date(to)));
export const id = (noun: Noun) => (row: Row) => publicId(noun, row.id);
export const firstDay = (row: Row) => row.valid_from;
export const endDay = (row: Row) => row.valid_to;

/** The field viewerActions of a noun with states: of each verb, whether it may be done now. */
export const actionsBy =
  (actions: (row: Row, ask: Asking) => Readonly<Record<string, boolean>>): Resolve =>
  (row, args, ask) =>
    Object.entries(actions(row, ask))
      .filter(([, allowed]) => typeof args.allowed !== 'boolean' || allowed === args.allowed)
      .map(([verb, allowed]) => ({ verb, allowed, reason: allowed ? null : ANYTHING }));

/** Ways to resolve a field, for the modules. */
export const resolversOf = (naive: Naive) => {
  const to =
    (column: string): Resolve =>
    (row) =>
      naive.of(row[column]);
  const internal =
    (column: string): Resolve =>
    (row, _args, ask) =>
      naive.isOwnJurisdiction(row, ask) ? row[column] : null;
  const above =
    (noun: Noun): Resolve =>
    (row) =>
      sorted(
        naive.world.rows[noun].filter((other) => other.place !== row.place && row.place.startsWith(other.place)),
        'place',
      ).slice(0, 20);
  const below = (noun: Noun, row: Row) => naive.world.rows[noun].filter((other) => other.place.startsWith(row.place));
  const seen =
    (column: string): Resolve =>
    (row, _args, ask) =>
      naive.ifSeen(naive.of(row[column]), ask);
  const pageOf =
    (noun: Noun, rowsOf: (row: Row) => readonly Row[]): Resolve =>
    (row, args, ask) =>
      naive.page(
        noun,
        rowsOf(row).filter((other) => naive.sees(other, ask)),
        args,
        ask,
      );
  const theOne = (noun: Noun, other: string, column: string): Resolve => {
    return (_root, args, ask) => {
      const [wanted, name] = [args.id ?? null, args[other] ?? null] as (string | null)[];
      if ((wanted === null) === (name === null)) throw new Fault('BAD_USER_INPUT', 'Give one of them. 请填写其中一项。');
      const row = wanted !== null ? naive.of(bare(wanted!, noun)) : naive.world.rows[noun].find((row) => row[column] === name);
      return naive.ifSeen(row ?? null, ask);
    };
  };
  const byIdOf =
    (noun: Noun): Resolve =>
    (_root, args, ask) =>
      naive.ifSeen(naive.of(bare(args.id, noun)), ask);
  return { to, internal, above, below, seen, pageOf, theOne, byIdOf };
};
