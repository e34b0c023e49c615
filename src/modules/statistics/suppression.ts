import type { CareCategory } from '../care/care.terms.js';

/**
 * What is known of few people is known of each of them: a number under FEWEST of a P3 category is told to nobody, neither by itself nor as the difference of
 * what is told of a scope and of the places below it.
 */
export const FEWEST = 5;

/** Designated persons and households of a category in a place or in a child of its parent; `seat` is its place. */
export interface Cell {
  readonly category: CareCategory;
  /** How long the places are that it is compared with. */
  readonly level: number;
  readonly seat: string;
  readonly designated: number;
  readonly paired: number;
}

const isFew = (n: number): boolean => n > 0 && n < FEWEST;
const numbersOf = (cells: readonly Cell[]): readonly number[] => {
  const sum = (of: (cell: Cell) => number) => cells.reduce((total, cell) => total + of(cell), 0);
  return [sum(({ designated }) => designated), sum(({ paired }) => paired), sum(({ designated, paired }) => designated - paired)];
};

/**
 * The places whose numbers are not told, of one category and the children of one parent: those with a few people; where there are such, so many more,
 * the smallest first, that their sum tells nothing of few people, either. What lies in the parent and in no child is never told by itself.
 */
export function hiddenSeats(cells: readonly Cell[], isChild: (seat: string) => boolean): ReadonlySet<string> {
  const counted = cells.filter(({ designated }) => designated > 0);
  const hidden = counted.filter((cell) => !isChild(cell.seat) || numbersOf([cell]).some(isFew));
  if (!hidden.some(({ seat }) => isChild(seat))) return new Set();
  const rest = counted.filter((cell) => !hidden.includes(cell)).sort((a, b) => a.designated - b.designated || (a.seat < b.seat ? -1 : 1));
  while (rest.length > 0 && (hidden.length < 2 || numbersOf(hidden).some(isFew))) hidden.push(rest.shift()!);
  return new Set(hidden.map(({ seat }) => seat));
}

/** Whether the numbers of a place are not told, of one category: those of a place above are not either, and its children would add up to them. */
export const isWithheld = (cells: readonly Cell[], place: string): boolean =>
  [...Map.groupBy(cells, ({ level }) => level)].some(([level, beside]) =>
    hiddenSeats(beside, (seat) => seat.length === level).has(place.slice(0, level)),
  );
