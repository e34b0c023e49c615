import { isWithin, type Place } from '../kernel/place.js';

/**
 * One way in which a viewer may see rows of a noun. A viewer sees the union of their grants; no grant, no row; `{}` opens all.
 * Grants are data so that one list answers both walls: read/ turns it into SQL, {@link covers} asks it in memory.
 */
export interface Grant {
  /** Rows at or below this place. */
  readonly within?: Place;
  /** Rows whose property has this value, or one of these. */
  readonly where?: Readonly<Record<string, string | readonly string[]>>;
  /** Rows that meet a condition which the noun's reads declare by this name, in SQL alone: in memory such a grant shows nothing. */
  readonly when?: string;
  /** What this grant does not open of a row it shows: names that the noun's reads refer to. */
  readonly withhold?: readonly string[];
}

export interface Row {
  readonly place?: Place | null;
}

const accepts = (grant: Grant, row: Row): boolean =>
  grant.when === undefined &&
  (grant.within === undefined || isWithin(row.place, grant.within)) &&
  Object.entries(grant.where ?? {}).every(([property, wanted]) => {
    const value = (row as Record<string, unknown>)[property];
    return Array.isArray(wanted) ? wanted.includes(value) : wanted === value;
  });

/** Whether any grant shows the row; with `part`, whether any that shows it also opens that part. */
export const covers = (grants: readonly Grant[], row: Row, part?: string): boolean =>
  grants.some((grant) => accepts(grant, row) && (part === undefined || !grant.withhold?.includes(part)));
