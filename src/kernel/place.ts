import type { PlacedNoun } from './ids.js';

/**
 * A place is the path of an organisation or grid: one segment of fixed width a level, the jurisdiction first.
 * Fixed width makes "at or below" an equality, left(place, n) = scope, which an index can page through.
 */
export type Place = string;

export const SEGMENT = 4;

/** The n-th segment below a parent, in base 36: digits sort before letters under COLLATE "C". */
export function segment(n: number): string {
  const text = n.toString(36);
  if (text.length > SEGMENT) throw new RangeError(`A place has room for ${36 ** SEGMENT} children.`);
  return text.padStart(SEGMENT, '0');
}

export const levelOf = (place: Place): number => place.length / SEGMENT;

export const isWithin = (place: Place | null | undefined, scope: Place): boolean => place?.startsWith(scope) ?? false;

/** The narrower of two places, or null where they have nothing in common. */
export const intersect = (a: Place, b: Place): Place | null => (isWithin(a, b) ? a : isWithin(b, a) ? b : null);

/** The narrowest place that all of these lie in; '' where they have nothing in common. */
export function placeAround([first = '', ...others]: readonly Place[]): Place {
  let length = first.length;
  while (!others.every((other) => other.startsWith(first.slice(0, length)))) length -= SEGMENT;
  return first.slice(0, length);
}

/** What can be found by its words (kernel/search) is looked up below places of this level: communities. */
export const SEARCH_LEVEL = 2;

/** An organisation, grid or stairwell: what has a place that others lie in. */
export interface Seat {
  readonly noun: PlacedNoun;
  /** Bare UUID. */
  readonly id: string;
}

/** The organisations, grids and stairwells of all jurisdictions, in memory, as of one moment. */
export interface PlaceTree {
  /** The place behind the bare UUID of an organisation, grid or stairwell, or null. */
  placeOf(uuid: string): Place | null;
  /** The place that a grid had before it ended; null for what is at work. Its `placeOf` is its successor's. */
  formerPlaceOf(uuid: string): Place | null;
  /** The organisation, grid or stairwell at a place. */
  seatAt(place: Place): Seat | null;
  /** The places of {@link SEARCH_LEVEL} around or below a place: together they hold whatever lies there. */
  searchPlacesOf(place: Place): readonly Place[];
  /** The jurisdiction around a place: the same object for as long as none of its seats has changed. */
  jurisdictionAt(place: Place): unknown;
  /** The deepest level that an organisation or grid lies at. */
  readonly depth: number;
}

/** The tree of a database without jurisdictions. */
export const emptyTree: PlaceTree = {
  placeOf: () => null,
  formerPlaceOf: () => null,
  seatAt: () => null,
  searchPlacesOf: () => [],
  jurisdictionAt: () => null,
  depth: 0,
};
