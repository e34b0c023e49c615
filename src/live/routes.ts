import type { LoggedEvent } from '../events/event.js';
import { remembered } from '../kernel/memo.js';

type RoutingKeysOfEvent = (event: LoggedEvent) => readonly string[];

/** Sorts events to those whom they may concern, by keys that both have. */
export class Routes<To> {
  readonly #byKey = new Map<RoutingKeysOfEvent, Map<string, Set<To>>>();

  add(to: To, routingKeysOfEvent: RoutingKeysOfEvent, keys: readonly string[]): void {
    const byKey = remembered(this.#byKey, routingKeysOfEvent, () => new Map<string, Set<To>>());
    for (const key of keys) remembered(byKey, key, () => new Set<To>()).add(to);
  }

  delete(to: To, routingKeysOfEvent: RoutingKeysOfEvent, keys: readonly string[]): void {
    const byKey = this.#byKey.get(routingKeysOfEvent);
    for (const key of keys) {
      const those = byKey?.get(key);
      those?.delete(to);
      if (those?.size === 0) byKey!.delete(key);
    }
  }

  /** All whom any of the events may concern. */
  of(events: readonly LoggedEvent[]): ReadonlySet<To> {
    const found = new Set<To>();
    for (const [routingKeysOfEvent, byKey] of this.#byKey)
      for (const event of events) for (const key of routingKeysOfEvent(event)) for (const to of byKey.get(key) ?? []) found.add(to);
    return found;
  }
}
