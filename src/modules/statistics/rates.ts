import { type RateBasis, type RateDefinition, rateOf } from '../../graph/rate.js';
import { type Asking, type Counted, computed, type FieldRead, type RowRef } from '../../read/noun.js';
import { and, type Sql } from '../../read/sql.js';
import { type About, basisOf, how } from './about.js';

/** A rate of one sort of rows: how many of them meet a condition. */
export interface RateOf extends RateDefinition {
  /** What the numbers are called in the statement. */
  readonly name: string;
  readonly of: Counted;
  /** Which of the rows are in the denominator; all if left out. */
  readonly among?: (row: RowRef, about: About) => Sql;
  readonly where: (row: RowRef, about: About) => Sql;
  readonly basis: RateBasis;
}

/** A rate of two aggregates, as a field; its basis is the one that was asked for. */
export const rateByBasis = (
  definition: (basis: RateBasis) => RateDefinition,
  numerator: (asking: Asking) => Sql,
  denominator: (asking: Asking) => Sql,
): FieldRead =>
  computed<{ numerator: number; denominator: number; basis: RateBasis }>(
    { numerator: (_owner, asking) => numerator(asking), denominator: (_owner, asking) => denominator(asking), basis: basisOf },
    (counts, { now }) => rateOf(counts.numerator, counts.denominator, definition(counts.basis), counts.basis, now),
  );

/** Of the rows, as a field: those that meet the condition ÷ those that are in question. */
export function rateField({ name, of, among, where, basis, ...definition }: RateOf): FieldRead {
  const denominator = (row: RowRef, about: About): readonly Sql[] => (among ? [among(row, about)] : []);
  return computed<{ numerator: number; denominator: number }>(
    {
      numerator: (_owner, { count, about }) =>
        count(of, `${name}_numerator`, (row) => how(and([...denominator(row, about as About), where(row, about as About)]))),
      denominator: (_owner, { count, about }) => count(of, `${name}_denominator`, (row) => how(and(denominator(row, about as About)))),
    },
    (counts, { now }) => rateOf(counts.numerator, counts.denominator, definition, basis, now),
  );
}
