import { isWithin, type Place, SEGMENT } from '../kernel/place.js';

/**
 * One way in which a viewer may see rows of a noun. A viewer sees the union of their grants; no grant, no row; `{}` opens all.
 * Grants are data so that one list answers for both: read/ turns it into SQL, {@link covers} tests it in memory.
 * `Part`: what a grant may withhold, the `parts` of the noun's reads. `Property`: what it may ask of a row; of a noun with a stream, the facts of its events.
 */
export interface Grant<Part extends string = string, Property extends string = string> {
  /** Rows at or below this place. */
  readonly within?: Place;
  /** Rows whose property has this value, or one of these. */
  readonly where?: { readonly [P in Property]?: string | readonly string[] };
  /** Rows that meet a condition which the noun's reads declare by this name. SQL only: of a noun with a stream, its stream says what that asks of the facts. */
  readonly when?: string;
  /** The parts of a row that this grant shows but does not open. */
  readonly withhold?: readonly Part[];
}

/** The `where` of a grant, one property after the other. */
export const wheresOf = ({ where }: Grant): readonly (readonly [property: string, wanted: string | readonly string[]])[] =>
  Object.entries(where ?? {}) as [string, string | readonly string[]][];

export interface Row {
  readonly place?: Place | null;
}

const accepts = (grant: Grant, row: Row): boolean =>
  grant.when === undefined &&
  (grant.within === undefined || isWithin(row.place, grant.within)) &&
  wheresOf(grant).every(([property, wanted]) => isOneOf((row as Record<string, unknown>)[property], wanted));

const isOneOf = (value: unknown, wanted: string | readonly string[]): boolean => {
  if (Array.isArray(value)) return value.some((one) => isOneOf(one, wanted));
  return Array.isArray(wanted) ? wanted.includes(value) : wanted === value;
};

/** Whether any grant shows the row. A fact that is a list has each of its values. */
export const covers = (grants: readonly Grant[], row: Row): boolean => grants.some((grant) => accepts(grant, row));

/**
 * Routing keys of a viewer's grants. Grants that show a row have a key in common with it, so that of ten thousand viewers only those are tested
 * ({@link covers}) whom a row may concern.
 */
export const routingKeysOfGrants = (grants: readonly Grant[]): readonly string[] =>
  grants.flatMap((grant) => {
    if (grant.within !== undefined) return [`in ${grant.within}`];
    const [first] = wheresOf(grant);
    return first ? [first[1]].flat().map((value) => `${first[0]} ${value}`) : ['any'];
  });

/** Routing keys of a row: its place, all places above it, and the values of its properties. */
export const routingKeysOfRow = (row: Row & Readonly<Record<string, unknown>>): readonly string[] => {
  const { place } = row;
  const levels = Array.from({ length: (place?.length ?? 0) / SEGMENT }, (_, n) => `in ${place!.slice(0, (n + 1) * SEGMENT)}`);
  const properties = Object.entries(row).flatMap(([property, value]) =>
    [value].flat().flatMap((one) => (typeof one === 'string' ? [`${property} ${one}`] : [])),
  );
  return ['any', ...levels, ...properties];
};
