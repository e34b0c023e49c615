import { dayOf } from '../../../kernel/clock.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';

type Days<From extends string, To extends string> = { readonly [K in From | To]: string | null };

/** The days from which and before which something holds, as two fields of an input say: from today on where the first is left out. */
export function daysOf<From extends string, To extends string>(work: Work, input: Days<From, To>, from: From, to: To) {
  const validFrom = input[from] ?? dayOf(work.now());
  const validTo = input[to];
  if (validTo !== null && validTo <= validFrom) refuse('INVALID', '{field} must be after {from}. {field} 须晚于 {from}。', to, { from });
  return { validFrom, validTo };
}
