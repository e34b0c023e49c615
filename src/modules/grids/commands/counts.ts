import { fail, ok, type Result } from '../../../kernel/result.js';

type Counts<Value> = { readonly [K in 'householdCount' | 'residentCount']: Value };

/** The households and residents that a grid is said to have: none if left out, never fewer. `prefix` is where in the input they stand. */
export function countsOf(given: Partial<Counts<number | null>>, prefix = ''): Result<Counts<number>> {
  for (const field of ['householdCount', 'residentCount'] as const) {
    if ((given[field] ?? 0) < 0) return fail('INVALID', `${field} must not be negative.`, prefix + field);
  }
  return ok({ householdCount: given.householdCount ?? 0, residentCount: given.residentCount ?? 0 });
}
