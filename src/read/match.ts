import { anonymous } from '../auth/viewer.js';
import { emptyTree } from '../kernel/place.js';
import type { FilterField, Watching } from './noun.js';

type Filters = Readonly<Record<string, FilterField>>;
type Wanted = Readonly<Record<string, unknown>>;
type Facts = Readonly<Record<string, unknown>>;

const COMBINED = ['and', 'or', 'not'];

/** Whether the facts of an event meet a filter, tested in memory: by the same declarations as in SQL (connection.ts). */
export function matches(filters: Filters, wanted: object, facts: Facts, watching: Watching): boolean {
  const holds = (inner: object) => matches(filters, inner, facts, watching);
  return Object.entries(wanted as Wanted).every(([name, value]) => {
    if (value === null || value === undefined) return true;
    if (name === 'and') return (value as Wanted[]).every(holds);
    if (name === 'or') return (value as Wanted[]).some(holds);
    if (name === 'not') return !holds(value as Wanted);
    return filters[name]!.test!.holds(facts, value as never, watching);
  });
}

/** Whether the filter means something else for each who asks. */
export function asksWho(filters: Filters, wanted: object | null): boolean {
  return fieldsIn(wanted).some(([name]) => filters[name]!.asksWho === true);
}

/** The first field of a filter that cannot be tested in memory, or null. Throws BAD_USER_INPUT for an id of another noun. */
export function untestable(filters: Filters, wanted: object | null): string | null {
  for (const [name, value] of fieldsIn(wanted)) {
    const { test } = filters[name]!;
    if (!test) return name;
    // Tested once on no facts: an id of another noun is refused now, not at the first event.
    test.holds({}, value as never, { asker: anonymous, tree: emptyTree });
  }
  return null;
}

/** The fields that a filter gives, those below and, or and not among them. */
function fieldsIn(wanted: object | null): readonly (readonly [name: string, value: unknown])[] {
  return Object.entries((wanted ?? {}) as Wanted).flatMap(([name, value]) => {
    if (value === null || value === undefined) return [];
    return COMBINED.includes(name) ? [value].flat().flatMap((inner) => fieldsIn(inner as Wanted)) : [[name, value] as const];
  });
}
