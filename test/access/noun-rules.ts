import type { Keyring } from '../../src/auth/cipher.js';
import type { Viewer } from '../read/viewer.js';
import type { Noun, Row, World } from '../read/world.js';
import type { Facts } from './policy.js';

/**
 * Who sees which rows, and what of each field, in the words of access.csv. A new noun is one entry in `access.ts` of its module
 * (test/modules); a field without a rule fails test/access/rules.test.ts.
 * What a field is to somebody: `clear` as the table has it, `masked` as its mask makes it, `hidden` is null, `any` is reckoned and checked elsewhere.
 */
export type Shown = 'clear' | 'masked' | 'hidden' | 'any';

export interface Ask {
  readonly viewer: Viewer;
  readonly world: World;
  readonly today: string;
  readonly keyring: Keyring;
  /** Of incidents: what opens to the viewer (sight.ts, from access.csv as well). */
  readonly sight: ReadonlyMap<string, { readonly reporter: boolean; readonly notes: boolean; readonly details: boolean }>;
}

export interface FieldRule {
  readonly shown: (ask: Ask, row: Row) => Shown;
  /** What is behind it in the table; for a relation, the id of the related row. Left out where it is not one column. */
  readonly column?: string;
  readonly mask?: (clear: string) => string;
  /** A related row; `sees` where it is null for who does not see that row. */
  readonly target?: Noun;
  readonly sees?: boolean;
  /** The id of the related row, where it is not in a column. */
  readonly find?: (ask: Ask, row: Row) => string | null;
  /** The text behind a sealed column, opened. */
  readonly sealed?: true;
}

export interface NounRule {
  readonly sees: (ask: Ask, row: Row) => boolean;
  readonly fields: Readonly<Record<string, FieldRule>>;
  /** The root field that answers one by `id`, and the one that lists them. */
  readonly lookup?: string;
  readonly list?: string;
}

/** Of a noun with states: who sees the row, and of its history who did what, and the notes. By the name of the noun. */
export const histories: Record<string, { readonly sees: NounRule['sees']; readonly seesWho: NounRule['sees'] }> = {};

/** Fields that a module adds to the nouns of earlier ones. */
export type AddedFields = Readonly<Record<string, NounRule['fields']>>;
/** By the name of the noun. */
export type NounRules = Readonly<Record<string, NounRule>>;

export const always =
  (shown: Shown): FieldRule['shown'] =>
  () =>
    shown;
export const open = (column?: string): FieldRule => ({ shown: always(column === undefined ? 'any' : 'clear'), column });
export const signedIn = (column: string): FieldRule => ({
  shown: ({ viewer }, row) => (isInternal(viewer, row) ? 'clear' : 'hidden'),
  column,
});
export const to = (target: Noun, column: string, sees = false): FieldRule => ({ shown: always('clear'), column, target, sees });
/** A list, or a row that is found by a condition: what is in it is checked, not which. */
export const list = (target: Noun): FieldRule => ({ shown: always('any'), target });
export const reckoned: FieldRule = { shown: always('any') };

export const isInternal = (viewer: Viewer, row: Row): boolean => viewer.jurisdiction === row.jurisdiction_id;

/** A row that shows nothing unless the rows it speaks of are seen themselves. */
export const related = (target: Noun, find: (ask: Ask, row: Row) => string | null): FieldRule => ({
  shown: always('clear'),
  target,
  find,
  sees: true,
});
export const factsOf = (row: Row): Facts => ({ jurisdiction: row.jurisdiction_id, place: row.place });
export const publicRow = () => true;

export const isOfAdministrators = (note: string) => note.startsWith('administrators of the whole');
/** An administrator of the whole jurisdiction. */
export const mayAdminister = ({ viewer, world }: Ask) =>
  viewer.held.some(({ role, place }) => role === 'ADMIN' && place === world.byId.get(viewer.jurisdiction!)!.place);
