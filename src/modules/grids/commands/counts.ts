import { SEGMENT } from '../../../kernel/place.js';
import type { Work } from '../../../work/command.js';
import { int, optional } from '../../../work/input.js';

type Counts<Value> = { readonly [K in 'householdCount' | 'residentCount']: Value };

/** The households and residents that a grid is said to have. */
export const countFields = {
  householdCount: optional(int({ min: 0 }, 'Households. 户数')),
  residentCount: optional(int({ min: 0 }, 'Residents. 人数')),
};

/** None if left out. */
export const countsOf = (given: Counts<number | null>): Counts<number> => ({
  householdCount: given.householdCount ?? 0,
  residentCount: given.residentCount ?? 0,
});

/** What a grid counts is counted where it goes from now on, or where its successor lies. */
export async function moveCounts(work: Work, grid: string, from: string, to: string): Promise<void> {
  const [counts] = await work.sql<Counts<number>>(
    'select household_count as "householdCount", resident_count as "residentCount" from grid where id = ?',
    [grid],
  );
  await addToCounts(work, from, { householdCount: -counts!.householdCount, residentCount: -counts!.residentCount });
  await addToCounts(work, to, counts!);
}

/**
 * So many more, or fewer, households and residents lie at a place: counted by the grid there and all grids above it. Called last in a command: until
 * it commits, others who count on the same grids wait.
 */
export async function addToCounts(work: Work, place: string, { householdCount, residentCount }: Counts<number>): Promise<void> {
  if (householdCount === 0 && residentCount === 0) return;
  await work.sql(
    `update grid set household_count = greatest(household_count + ?, 0), resident_count = greatest(resident_count + ?, 0)
     where place in (select left(?, n) from generate_series(?::int, length(?), ?::int) n)`,
    [householdCount, residentCount, place, SEGMENT, place, SEGMENT],
  );
}
