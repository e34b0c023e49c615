import type { LoggedEvent } from '../events/event.js';
import { remembered } from '../kernel/memo.js';

type WordsOfEvent = (event: LoggedEvent) => readonly string[];

/** Sorts events to those whom they may concern, by words that both have. */
export class Routes<To> {
  readonly #byWord = new Map<WordsOfEvent, Map<string, Set<To>>>();

  add(to: To, wordsOfEvent: WordsOfEvent, words: readonly string[]): void {
    const byWord = remembered(this.#byWord, wordsOfEvent, () => new Map<string, Set<To>>());
    for (const word of words) remembered(byWord, word, () => new Set<To>()).add(to);
  }

  delete(to: To, wordsOfEvent: WordsOfEvent, words: readonly string[]): void {
    const byWord = this.#byWord.get(wordsOfEvent);
    for (const word of words) {
      const those = byWord?.get(word);
      those?.delete(to);
      if (those?.size === 0) byWord!.delete(word);
    }
  }

  /** All whom any of the events may concern. */
  of(events: readonly LoggedEvent[]): ReadonlySet<To> {
    const found = new Set<To>();
    for (const [wordsOfEvent, byWord] of this.#byWord)
      for (const event of events) for (const word of wordsOfEvent(event)) for (const to of byWord.get(word) ?? []) found.add(to);
    return found;
  }
}
