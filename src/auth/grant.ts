import { isWithin, type Place, SEGMENT } from '../kernel/place.js';

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

/**
 * Words by which rows are sorted to those who may see them: whoever's grants show a row has a word in common with it. So of ten thousand viewers only
 * those are asked ({@link covers}) whom a row may concern.
 */
export const wordsOfGrants = (grants: readonly Grant[]): readonly string[] =>
  grants.flatMap(({ within, where }) => {
    if (within !== undefined) return [`in ${within}`];
    const [first] = Object.entries(where ?? {});
    return first ? [first[1]].flat().map((value) => `${first[0]} ${value}`) : ['any'];
  });

/** The words of a row: its place and all above, and what its properties are. */
export const wordsOfRow = (row: Row & Readonly<Record<string, unknown>>): readonly string[] => {
  const { place } = row;
  const levels = Array.from({ length: (place?.length ?? 0) / SEGMENT }, (_, n) => `in ${place!.slice(0, (n + 1) * SEGMENT)}`);
  const properties = Object.entries(row).flatMap(([property, value]) => (typeof value === 'string' ? [`${property} ${value}`] : []));
  return ['any', ...levels, ...properties];
};
