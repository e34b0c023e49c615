import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Cell, hiddenSeats, isWithheld } from '../../../src/modules/statistics/suppression.js';

/** Of fewer than five persons nobody is told, neither directly nor by a difference. */

const isChild = (seat: string) => seat !== '0001';
type Numbers = readonly (readonly [seat: string, designated: number, paired?: number])[];
const cells = (...numbers: Numbers): Cell[] =>
  numbers.map(([seat, designated, paired = designated]) => ({ category: 'KEY_PERSON', level: 4, seat, designated, paired }));
const hidden = (...numbers: Numbers) => [...hiddenSeats(cells(...numbers), isChild)].filter(isChild).sort();

describe('the places that are withheld', () => {
  test.each([
    [
      'none, where all have five and more',
      [
        ['a', 5],
        ['b', 9],
        ['c', 0],
      ],
      [],
    ],
    [
      'one with fewer, and the smallest of the others',
      [
        ['a', 3],
        ['b', 9],
        ['c', 20],
      ],
      ['a', 'b'],
    ],
    [
      'two that together are five and more',
      [
        ['a', 3],
        ['b', 4],
        ['c', 20],
      ],
      ['a', 'b'],
    ],
    [
      'two that together are fewer, and another',
      [
        ['a', 1],
        ['b', 2],
        ['c', 20],
        ['d', 30],
      ],
      ['a', 'b', 'c'],
    ],
    [
      'one with few that are helped',
      [
        ['a', 20, 2],
        ['b', 30, 10],
        ['c', 40, 40],
      ],
      ['a', 'b'],
    ],
    [
      'one with few that are not helped',
      [
        ['a', 20, 19],
        ['b', 30, 10],
        ['c', 40, 40],
      ],
      ['a', 'b'],
    ],
    [
      'one alone, where what lies beside the children hides it',
      [
        ['0001', 7],
        ['a', 3],
        ['b', 9],
      ],
      ['a'],
    ],
    ['one alone, where there is no other', [['a', 3]], ['a']],
  ] as readonly (readonly [string, Numbers, readonly string[]])[])('%s', (_what, numbers, expected) =>
    expect(hidden(...numbers)).toEqual(expected),
  );

  test('are so many that the whole and what is told of its parts tell nothing of few', () => {
    const number = fc.integer({ min: 0, max: 30 });
    const some = fc.uniqueArray(fc.record({ seat: fc.constantFrom('0001', 'a', 'b', 'c', 'd', 'e', 'f'), n: number, share: number }), {
      selector: ({ seat }) => seat,
      maxLength: 7,
    });
    fc.assert(
      fc.property(some, (made) => {
        const all = cells(...made.map(({ seat, n, share }) => [seat, n, Math.min(n, share)] as const));
        const withheld = hiddenSeats(all, isChild);
        const told = all.filter(({ seat, designated }) => designated > 0 && isChild(seat) && !withheld.has(seat));
        for (const of of [(cell: Cell) => cell.designated, (cell: Cell) => cell.paired, (cell: Cell) => cell.designated - cell.paired]) {
          for (const cell of told) expect(of(cell) === 0 || of(cell) >= 5).toBe(true);
          // The whole is told only where it speaks of enough people itself.
          const sum = (some: readonly Cell[]) => some.reduce((total, cell) => total + of(cell), 0);
          const rest = sum(all) - sum(told);
          const isToldOfAll = all.some(({ seat }) => isChild(seat) && withheld.has(seat)) && told.length > 0;
          if (isToldOfAll) expect(rest === 0 || rest >= 5).toBe(true);
        }
      }),
    );
  });
});

test('what is withheld of a place is withheld of all below it, for they add up to it', () => {
  const at = (level: number, ...numbers: Numbers) => cells(...numbers).map((cell) => ({ ...cell, level }));
  const communities = at(8, ['00010001', 3], ['00010002', 27], ['00010003', 40]);
  const gridsOf = (place: string) => at(12, [`${place}0001`, 12], [`${place}0002`, 15]);
  for (const [place, expected] of [
    ['00010001', true],
    ['00010002', true],
    ['00010003', false],
  ] as const) {
    expect(isWithheld(communities, place)).toBe(expected);
    expect(isWithheld([...communities, ...gridsOf(place)], `${place}0001`)).toBe(expected);
  }
});
