import type { Run } from './run-input.js';

/** What a question about a run is answered with. Runs with the same answers share a plan. */
export type Answer = string | number | boolean | null | undefined;

/** A question that was asked of a run while planning, in words that can be asked of any other run. */
export interface Question {
  /** The same for the same question about the same operation. */
  readonly id: string;
  /** Throws the Fault of a value that cannot be right. */
  readonly ask: (run: Run) => Answer;
}

export interface Asked extends Question {
  readonly answer: Answer;
}

/**
 * The key that a plan is found by: every question that planning asked of its run, with the answers. Planning sees the run through this alone, so what it
 * did not ask for cannot have shaped the statement.
 */
export class PlanKey {
  #run: Run | null;
  readonly #asked = new Map<string, Asked>();

  constructor(run: Run) {
    this.#run = run;
  }

  /** What a run answers. `answerOf`: what of it the plan depends on; the whole where it is left out. `find` must not depend on anything but its run. */
  ask<T>(id: string, find: (run: Run) => T, answerOf: (found: T) => Answer = (found) => found as Answer): T {
    if (this.#run === null) throw new Error('A run is looked at while planning alone; later, its values are read by slots.');
    const found = find(this.#run);
    const answer = answerOf(found);
    const known = this.#asked.get(id);
    if (!known) this.#asked.set(id, { id, ask: (run) => answerOf(find(run)), answer });
    else if (known.answer !== answer) throw new Error(`Planning asks two questions by the name ${id}.`);
    return found;
  }

  /** Ends the planning: all that was asked, in order. Nothing of the run is kept. */
  close(): readonly Asked[] {
    const asked = [...this.#asked.values()];
    this.#run = null;
    this.#asked.clear();
    return asked;
  }
}
