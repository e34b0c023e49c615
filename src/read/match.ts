import { anonymous } from '../auth/viewer.js';
import { isWithin, type PlaceTree } from '../kernel/place.js';
import type { Asker, FilterField } from './noun.js';
import { seatOf } from './value.js';

type Filters = Readonly<Record<string, FilterField>>;
type Wanted = Readonly<Record<string, unknown>>;
type Row = { readonly place?: string | null } & Readonly<Record<string, unknown>>;

/** Whether a row meets a filter, asked in memory: the same declarations as in SQL (connection.ts). */
export function matches(filters: Filters, wanted: object, row: Row, asker: Asker, tree: PlaceTree): boolean {
  const holds = (inner: object) => matches(filters, inner, row, asker, tree);
  return Object.entries(wanted as Wanted).every(([name, value]) => {
    if (value === null || value === undefined) return true;
    if (name === 'and') return (value as Wanted[]).every(holds);
    if (name === 'or') return (value as Wanted[]).some(holds);
    if (name === 'not') return !holds(value as Wanted);
    if (name === 'within') {
      const seat = seatOf(value, 'filter.within');
      // A grid that ended: what lies in its heir, and what lay in itself before.
      return [tree.placeOf(seat), tree.formerPlaceOf(seat)].some((place) => place !== null && isWithin(row.place, place));
    }
    return filters[name]!.test!(row, value as never, asker);
  });
}

/** Whether the filter means something else for each who asks. */
export function asksWho(filters: Filters, wanted: object | null): boolean {
  return Object.entries((wanted ?? {}) as Wanted).some(([name, value]) => {
    if (value === null || value === undefined) return false;
    if (!['and', 'or', 'not'].includes(name)) return filters[name]!.asksWho === true;
    return [value].flat().some((inner) => asksWho(filters, inner as Wanted));
  });
}

/** The first field of a filter that cannot be asked in memory, or null. */
export function untestable(filters: Filters, wanted: object | null): string | null {
  for (const [name, value] of Object.entries((wanted ?? {}) as Wanted)) {
    if (value === null || value === undefined) continue;
    if (['and', 'or', 'not'].includes(name)) {
      for (const inner of Array.isArray(value) ? value : [value]) {
        const found = untestable(filters, inner as Wanted);
        if (found) return found;
      }
    } else if (name === 'within') seatOf(value, 'filter.within');
    else if (!filters[name]!.test) return name;
    // Asked once of no row: an id of another noun is refused now, not at the first event.
    else filters[name]!.test!({}, value as never, anonymous);
  }
  return null;
}
