import { SEGMENT } from '../../kernel/place.js';
import { holdsToday, raw, type Slot, type Sql, sql } from '../../read/sql.js';

const communityOf = (place: Sql): Sql => sql`left(${place}, ${raw(String(2 * SEGMENT))})`;

/** Whether somebody lives in the community of a place, or holds a post there or above: who was named there counts as long as that is so. */
export const belongsAt = (person: Sql | Slot, place: Sql): Sql => sql`(exists (select from appointment held where held.person_id = ${person}
    and ${holdsToday('held')} and (held.place ^@ ${communityOf(place)} or ${place} ^@ held.place))
  or exists (select from person who where who.id = ${person} and who.place ^@ ${communityOf(place)}))`;
