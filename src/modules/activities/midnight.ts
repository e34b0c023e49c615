import { type Slot, type Sql, sql } from '../../read/sql.js';

/** The instant at which a day begins in the jurisdictions' time zone. */
export const midnight = (day: Slot): Sql => sql`(${day}::timestamp at time zone 'Asia/Shanghai')`;
