import { LRUCache } from 'lru-cache';
import { remembered } from '../kernel/memo.js';
import type { Statement } from './sql.js';

/** All kept plans, by the texts of their statements and outlines, in characters; in memory a plan is about three times that. */
const KEPT_CHARACTERS = 16 * 1_048_576;

interface Kept {
  readonly made: unknown;
  readonly entry: Entry;
}

/** Where a plan is kept, without keeping it or its document. */
interface Entry {
  readonly plans: WeakRef<Map<string, Kept>>;
  readonly outline: string;
}

/** The plans of operations by outline. A plan goes with its document, or when newer ones need the room. */
export class PlanCache {
  readonly #plans = new WeakMap<object, Map<string, Kept>>();
  readonly #entries = new LRUCache<Entry, number>({
    maxSize: KEPT_CHARACTERS,
    sizeCalculation: (size) => size,
    dispose: (_, { plans, outline }) => void plans.deref()?.delete(outline),
  });

  /** The plan of this outline, made and kept the first time. */
  get<T>(operation: object, outline: string, make: () => T, statementsOf: (made: T) => readonly Statement[]): T {
    const plans = remembered(this.#plans, operation, () => new Map<string, Kept>());
    const known = plans.get(outline);
    if (known) {
      this.#entries.get(known.entry);
      return known.made as T;
    }
    const made = make();
    const entry = { plans: new WeakRef(plans), outline };
    plans.set(outline, { made, entry });
    this.#entries.set(
      entry,
      statementsOf(made).reduce((sum, { text }) => sum + text.length, outline.length + 1),
    );
    return made;
  }
}
