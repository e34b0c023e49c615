import type { EntitySchema } from '@mikro-orm/core';
import type { Keyring } from '../auth/cipher.js';
import type { Grant } from '../auth/grant.js';
import type { Viewer } from '../auth/viewer.js';
import type { Language } from '../kernel/bilingual.js';
import type { NounName } from '../kernel/ids.js';
import type { PlaceTree } from '../kernel/place.js';
import type { Code } from './code.js';
import type { Input } from './input.js';
import type { Sql } from './sql.js';

/** A row inside the statement: its alias, and its columns by property name. */
export interface RowRef {
  readonly noun: NounName;
  readonly alias: Sql;
  /** Whether the viewer's own grants showed this row. Where they did not (a tracking code did), nothing withheld may be taken as opened. */
  readonly proven: boolean;
  /** The row that its visibility goes through, where the statement came by it. */
  readonly owner: RowRef | null;
  /** The column of a property: `col('reportedAt')` is `t1.reported_at`. */
  readonly col: (property: string) => Sql;
  /** The PostgreSQL type of that column. */
  readonly type: (property: string) => string;
  /** A condition that the noun declares; `true` where the relation that led here says that it holds. */
  readonly condition: (name: string) => Sql;
  /** Another row of the same noun, under an alias that the expression gives it. */
  readonly as: (alias: string) => RowRef;
}

/** What an expression may ask of the plan it becomes part of. */
export interface Asking {
  readonly args: Readonly<Record<string, Input>>;
  /** A condition: some grant shows the row, and opens this part of it where one is named. */
  readonly opens: (row: RowRef, part?: string) => Sql;
  /** What the value object is about that the field belongs to; undefined for a field of a noun. */
  readonly about: unknown;
  /** The names of the fields that are selected of what the field answers. */
  readonly selected: () => ReadonlySet<string>;
  /** A row of a noun, whoever may see it, and its table under the row's alias: for what is counted, and told to nobody by itself. */
  readonly anyOf: (noun: NounName) => { readonly row: RowRef; readonly table: Sql };
  /** An aggregate over rows that several fields of one value object count. They are read once, with all aggregates that the selected fields ask for. */
  readonly count: (rows: Counted, name: string, aggregate: Aggregate) => Sql;
}

/** An aggregate over rows; `each` makes one that is counted for each value of {@link Counted.by}, to be added up. */
export type Aggregate = (row: RowRef, each: (aggregate: Sql) => Sql) => Sql;

/** Rows that fields of a value object count. */
export interface Counted {
  readonly name: string;
  readonly noun: NounName;
  /** Which rows of the noun: `owner` is the row that the object belongs to, `about` what the object is about. */
  readonly where: (row: RowRef, owner: RowRef, about: never) => Sql;
  /** A property of few values. The rows are counted by it first: what depends on it is asked once for each value instead of each row. */
  readonly by?: string;
}

export type Expression = (row: RowRef, asking: Asking) => Sql;
/** The condition that ties a related row to its owner. */
export type Tie = (owner: RowRef, related: RowRef, asking: Asking) => Sql;

/** To whom and when something is told that TypeScript computes. */
export interface Told {
  readonly viewer: Viewer;
  readonly language: Language;
  readonly now: Date;
  readonly keyring: Keyring;
}

export type FieldRead<Part extends string = string> =
  | { readonly kind: 'column'; readonly property: string; readonly part?: Part }
  | { readonly kind: 'value'; readonly sql: Expression }
  | {
      readonly kind: 'one';
      readonly target: NounName;
      readonly on: Tie | string;
      readonly follows: boolean;
      readonly part?: Part;
      readonly known: readonly string[];
    }
  | { readonly kind: 'many'; readonly target: NounName; readonly on: Tie; readonly orderBy: Expression; readonly follows: boolean }
  | { readonly kind: 'sequence'; readonly target: NounName; readonly ids: Expression; readonly follows: boolean }
  | {
      readonly kind: 'connection';
      readonly target: NounName;
      readonly on: Tie | 'subtree';
      readonly follows: boolean;
      readonly unless?: Unless;
    }
  | { readonly kind: 'count'; readonly target: NounName; readonly where: Expression }
  | {
      readonly kind: 'computed';
      readonly needs: Readonly<Record<string, Expression>>;
      readonly finish: (needs: never, told: Told) => unknown;
    }
  | { readonly kind: 'sealed'; readonly property: string; readonly part?: Part }
  | {
      readonly kind: 'object';
      readonly fields: Readonly<Record<string, FieldRead>>;
      readonly about: (asking: Asking) => unknown;
      readonly when?: Expression;
    }
  | { readonly kind: 'self' };

/** A field under another name than its column, or one that only some grants open. */
export const column = <Part extends string = never>(property: string, part?: Part): FieldRead<Part> => ({ kind: 'column', property, part });

/** A leaf computed in SQL. */
export const value = (sql: Expression): FieldRead<never> => ({ kind: 'value', sql });

/**
 * A related row, of which there is one at most: by the property that holds its id, or by a condition. `follows`: the related row is shown to whoever sees the owner, its own
 * visibility is not asked; the open relations name the reason. `part`: null unless a grant opens it. `known`: conditions of the target that hold by the way it is found.
 */
export const one = <Part extends string = never>(
  target: NounName,
  on: Tie | string,
  options: { follows?: boolean; part?: Part; known?: readonly string[] } = {},
): FieldRead<Part> => ({
  kind: 'one',
  target,
  on,
  follows: options.follows ?? false,
  part: options.part,
  known: options.known ?? [],
});

/** A short plain list. */
export const many = (target: NounName, on: Tie, orderBy: Expression, options: { follows?: boolean } = {}): FieldRead<never> => ({
  kind: 'many',
  target,
  on,
  orderBy,
  follows: options.follows ?? false,
});

/** A short plain list of the rows that an array of ids names, in its order, each as often as it is named there. */
export const sequence = (target: NounName, ids: Expression, options: { follows?: boolean } = {}): FieldRead<never> => ({
  kind: 'sequence',
  target,
  ids,
  follows: options.follows ?? false,
});

/** A connection of the rows tied to the owner; 'subtree' means the rows at or below the owner's place. */
export const connection = (
  target: NounName,
  on: Tie | 'subtree',
  options: { follows?: boolean; unless?: Unless } = {},
): FieldRead<never> => ({
  kind: 'connection',
  target,
  on,
  follows: options.follows ?? false,
  unless: options.unless,
});

/** How many rows at or below the owner's place the viewer sees, of those that meet a condition. */
export const countWithin = (target: NounName, where: Expression): FieldRead<never> => ({ kind: 'count', target, where });

/** A field that needs TypeScript: SQL brings what it needs into the field's own place, `finish` overwrites that place. */
export const computed = <Needs>(
  needs: { readonly [K in keyof Needs]: Expression },
  finish: (needs: Needs, told: Told) => unknown,
): FieldRead<never> => ({
  kind: 'computed',
  needs,
  finish,
});

/** The text behind a sealed column, opened for whoever sees the row; with a part, null unless a grant opens it. */
export const sealed = <Part extends string = never>(property: string, part?: Part): FieldRead<Part> => ({ kind: 'sealed', property, part });

/**
 * A value object of a row, such as its statistics: its fields are read of the same row. `about`: what its fields are told, made of its arguments (and of the
 * object around it). Null unless the condition `when` holds.
 */
export const object = (
  fields: Readonly<Record<string, FieldRead>>,
  about: (asking: Asking) => unknown,
  when?: Expression,
): FieldRead<never> => ({ kind: 'object', fields, about, when });

/** In a value object: the row that it belongs to. */
export const self: FieldRead<never> = { kind: 'self' };

/** Rows of another noun, for a filter that asks about them: what the viewer does not see is not found by, either. */
export type Sees = (noun: NounName) => {
  readonly row: RowRef;
  /** The table under the row's alias. */
  readonly table: Sql;
  /** The condition that the viewer sees the row. */
  readonly isSeen: Sql;
};

/** All that a filter may ask of who asks. Plain data. */
export type Asker = Pick<Viewer, 'person' | 'client' | 'roles' | 'posts'>;

/** Who watches a stream, and the tree of places as it is now. */
export interface Watching {
  readonly asker: Asker;
  readonly tree: PlaceTree;
}

/** How a filter field is tested in memory, on the facts that an event carries. `Fact`: the names of the facts that the test looks at. */
export interface FactTest<Fact extends string = string> {
  readonly facts: readonly Fact[];
  readonly holds: (facts: { readonly [F in Fact]?: unknown }, wanted: never, watching: Watching) => boolean;
}

/** One field of a filter input: the same question in SQL and, for streams, in memory. */
export interface FilterField<Fact extends string = string> {
  /** `filter` is the whole input, for fields that depend on a sibling. */
  readonly sql: (row: RowRef, input: Input, filter: Input, sees: Sees) => Sql;
  /** Absent where only SQL can answer it: a noun with a stream lists such fields as refused. */
  readonly test?: FactTest<Fact>;
  /** Whether the answer depends on who asks. */
  readonly asksWho?: boolean;
}

export interface OrderKey {
  readonly key: (row: RowRef) => Sql;
  readonly type: 'timestamptz' | 'text' | 'int';
}

export interface Order {
  readonly field: string;
  readonly direction: 'ASC' | 'DESC';
}

/** Conditions that hold unless the filter names the field: appointments are today's unless `asOf` is given. */
export type Unless = Readonly<Record<string, (row: RowRef) => Sql>>;

/** What a row is looked up by: its id, or a code. By argument. */
export type Keys = Readonly<Record<string, 'id' | Code>>;

/** A condition on the rows of a root field, by its arguments. */
type Among = (row: RowRef, args: Readonly<Record<string, Input>>) => Sql;

export type Root =
  | { readonly kind: 'lookup'; readonly by: Keys; readonly grants?: readonly Grant[]; readonly successor?: string }
  | { readonly kind: 'list'; readonly unless: Unless }
  | { readonly kind: 'all'; readonly orderBy: string; readonly among?: Among }
  | { readonly kind: 'chosen'; readonly by: string; readonly within: string; readonly lists: Readonly<Record<string, ChosenList>> }
  | { readonly kind: 'ofOne'; readonly by: string; readonly nouns: Readonly<Partial<Record<NounName, { readonly successor?: string }>>> };

/** Root field: the one row that exactly one of the arguments names. `grants` replace the viewer's own. */
export const lookup = (by: Keys, grants?: readonly Grant[]): Root => ({ kind: 'lookup', by, grants });
/** Like {@link lookup}; a row that has ended answers as the one that this property names. */
export const lookupSuccessor = (by: Keys, successor: string): Root => ({ kind: 'lookup', by, successor });
/** Root field: a connection over everything the viewer sees. */
export const list = (unless: Unless = {}): Root => ({ kind: 'list', unless });
/** Root field: a short plain list of everything the viewer sees; with `among`, of the rows that also meet this condition. */
export const all = (orderBy: string, among?: Among): Root => ({ kind: 'all', orderBy, among });

/** Root field: the field of the same name of the one row, of any of these nouns, that the argument `by` names. `successor`: see {@link lookupSuccessor}. */
export const ofOne = (by: string, nouns: Readonly<Partial<Record<NounName, { readonly successor?: string }>>>): Root => ({
  kind: 'ofOne',
  by,
  nouns,
});

/** One of the lists that a root field answers: rows of a noun that meet a condition. */
export interface ChosenList {
  readonly noun: NounName;
  readonly where: Among;
}
/** Root field: a connection of nodes, of whichever list the argument `by` names, at or below what `within` names. Of each list the viewer sees what they see of its noun. */
export const chosen = (by: string, within: string, lists: Readonly<Record<string, ChosenList>>): Root => ({
  kind: 'chosen',
  by,
  within,
  lists,
});

/** Two properties that name the row of another noun: which noun it is of, and its id. */
export interface SubjectOf {
  readonly noun: string;
  readonly id: string;
}

/**
 * Who sees rows of a noun: everybody; by grants; whoever sees the row that a property points to, and the `part` of that one where it is named, and rows
 * that meet the condition `or`; or whoever sees the row that two properties name, of any of the nouns with a relation to these rows that follows.
 */
export type Visibility<Part extends string = string> =
  | 'public'
  | { readonly subject: SubjectOf }
  | ((viewer: Viewer) => readonly Grant<Part>[])
  | { readonly through: string; readonly part?: Part; readonly or?: (row: RowRef) => Sql };

/** What the events of a noun carry, and so what a subscription can test of them: its filters, and the grants of whoever watches. */
export interface StreamReads<Fact extends string = string> {
  readonly facts: readonly Fact[];
  /** Fields of the filter that subscriptions refuse. All others are tested on the facts. */
  readonly refuses: readonly string[];
  /** What the conditions that its grants name ask of the facts. */
  readonly conditions?: Readonly<Record<string, (viewer: Viewer) => { readonly [F in Fact]?: string | readonly string[] }>>;
}

/** What a module writes to make its noun readable. Plain columns and relations need no word: they are found by name. */
export interface NounReads<Part extends string = string, Fact extends string = string> {
  readonly noun: NounName;
  readonly entity: EntitySchema;
  readonly visible: Visibility<Part>;
  /** All that grants on this noun may withhold. Fields name the part that opens them; so do those of nouns that are visible through this one, and of which it is the subject. */
  readonly parts?: readonly Part[];
  readonly conditions?: Readonly<Record<string, (row: RowRef) => Sql>>;
  readonly fields?: Readonly<Record<string, FieldRead<Part>>>;
  readonly filters?: Readonly<Record<string, FilterField<Fact>>>;
  readonly stream?: StreamReads<Fact>;
  readonly orders?: Readonly<Record<string, OrderKey>>;
  readonly defaultOrder?: Order;
  readonly roots?: Readonly<Record<string, Root>>;
}

/** What a later module adds to an earlier noun. */
export interface AddedReads extends Pick<NounReads, 'conditions' | 'fields' | 'filters' | 'orders' | 'roots'> {
  readonly adds: NounName;
}

export type Reads = NounReads | AddedReads;
