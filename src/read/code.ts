import { codeKey, typed } from '../kernel/text.js';
import type { RowRef } from './noun.js';
import { type Sql, sql } from './sql.js';

/** A code that people type, and how a row is found by it: in any width and case, with blanks and hyphens or without. */
export interface Code {
  readonly property: string;
  /** What an index of the table is on. */
  readonly sql: (row: RowRef) => Sql;
  /** What that may be, for a code as it was typed. */
  readonly keysOf: (given: string) => readonly string[];
}

/** Codes that are stored in one form: in capitals, without hyphens, unless `formsOf` says otherwise. What is typed just as it is stored is always found. */
export const code = (property: string, formsOf: Code['keysOf'] = (given) => [codeKey(given)]): Code => ({
  property,
  sql: (row) => row.col(property),
  keysOf: (given) => [typed(given), ...formsOf(given)],
});

/** Codes with letters and hyphens wherever whoever made them put them: 000-G01, 000-g01a. New ones are refused where only these differ. */
export const freeCode = (property: string): Code => ({
  property,
  sql: (row) => keyOfCode(row.col(property)),
  keysOf: (given) => [codeKey(given)],
});

/** Migration20261128230000_code_keys has the same expression. */
export const keyOfCode = (column: Sql): Sql => sql`upper(replace(${column}, '-', ''))`;
