import { type Sql, sql, viewerPerson } from '../../read/sql.js';

/** Who belongs together today, in SQL. */

/** The members of a household, as an array. */
export const membersOf = (household: Sql): Sql =>
  sql`array(select person_id from household_member where household_id = ${household} and valid_to is null)`;

/** The household of a person, or null. */
export const householdOf = (person: Sql): Sql =>
  sql`(select household_id from household_member where person_id = ${person} and valid_to is null)`;

/** The household that the viewer belongs to, as an array of one or none: read once a statement. */
export const ownHouseholds: Sql = sql`array(select household_id from household_member where person_id = ${viewerPerson} and valid_to is null)`;

/** The dwelling that the viewer's household lives in, as a table of one or none. */
export const ownDwellings: Sql = sql`(select dwelling_id from household where id = any(${ownHouseholds}))`;

/** The viewer and everybody of their household, as an array. */
export const ownPeople: Sql = sql`array(
  select ${viewerPerson} union select person_id from household_member where household_id = any(${ownHouseholds}) and valid_to is null)`;
