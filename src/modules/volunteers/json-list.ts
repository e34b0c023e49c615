import { computed, type FieldRead } from '../../read/noun.js';
import { sql } from '../../read/sql.js';

/** A list of values in one column. As json: one jsonb among the values of an object would sort the keys of all that it stands in. */
export const json = (property: string): FieldRead<never> =>
  computed<{ items: readonly unknown[] }>({ items: (row) => sql`${row.col(property)}::json` }, ({ items }) => items);
