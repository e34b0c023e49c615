import { SEGMENT } from '../../../kernel/place.js';
import { fail, ok, type Result } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';

type Counts<Value> = { readonly [K in 'householdCount' | 'residentCount']: Value };

/** The households and residents that a grid is said to have: none if left out, never fewer. `prefix` is where in the input they stand. */
export function countsOf(given: Partial<Counts<number | null>>, prefix = ''): Result<Counts<number>> {
  for (const field of ['householdCount', 'residentCount'] as const) {
    if ((given[field] ?? 0) < 0) return fail('INVALID', `${field} must not be negative.`, prefix + field);
  }
  return ok({ householdCount: given.householdCount ?? 0, residentCount: given.residentCount ?? 0 });
}

/** What a grid counts is counted where it goes from now on, or where its heir lies. */
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
