import { SEGMENT } from '../../kernel/place.js';
import { raw, type Slot, type Sql, sql, today } from '../../read/sql.js';

/** The end of a place's community. */
const COMMUNITY = 2 * SEGMENT;

/** Whether somebody lives in the community of a place, or holds a post there or above: who was named there counts as long as that is so. */
export const belongsAt = (person: Sql | Slot, place: Sql): Sql => sql`(exists (select from appointment held where held.person_id = ${person}
    and held.valid_from <= ${today} and (held.valid_to is null or held.valid_to > ${today}) and (held.place ^@ left(${place}, ${raw(String(COMMUNITY))}) or ${place} ^@ held.place))
  or exists (select from person who where who.id = ${person} and who.place ^@ left(${place}, ${raw(String(COMMUNITY))})))`;
