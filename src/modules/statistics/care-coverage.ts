import { rateOf } from '../../graph/rate.js';
import { type Asking, computed, type FieldRead, type RowRef } from '../../read/noun.js';
import { type Sql, sql } from '../../read/sql.js';
import { type CareCategory, careCategories, personalCategories } from '../care/care.terms.js';
import { householdOf, membersOf } from '../households/belonging.js';
import { holdsAsOf } from '../organisations/organization.reads.js';
import { isAtOrBelow, parentOf } from './about.js';
import { type Cell, hiddenSeats } from './suppression.js';

/** Who is helped of those that need care. */

/** Somebody stands for whom a designation is about: for the person or their household, or for the household or one of its members. */
export const isPaired = (care: RowRef): Sql => sql`exists (select from help_pairing pairing where pairing.ended_on is null and (
  pairing.person_id = ${care.col('person')} or pairing.household_id = coalesce(${care.col('household')}, ${householdOf(care.col('person'))})
  or pairing.person_id = any(${membersOf(care.col('household'))})))`;

/** All cells below the parent of the scope, at the level of the scope. */
function cellsOf(owner: RowRef, { anyOf }: Asking): Sql {
  const { row: care, table } = anyOf('CareDesignation');
  const place = owner.col('place');
  const subject = sql`coalesce(${care.col('person')}, ${care.col('household')})`;
  return sql`(select coalesce(json_agg(json_object('category' : category, 'seat' : seat, 'designated' : designated, 'paired' : paired)), '[]'::json) from (
    select ${care.col('category')} as category, left(${care.col('place')}, length(${place})) as seat,
      count(distinct ${subject}) as designated, count(distinct ${subject}) filter (where ${isPaired(care)}) as paired
    from ${table} where ${isAtOrBelow(care.col('place'), parentOf(place))} and ${holdsAsOf(care, undefined)} group by 1, 2) cells)`;
}

export const careCoverage: FieldRead = computed<{ cells: readonly Cell[]; place: string }>(
  { cells: cellsOf, place: (owner) => owner.col('place') },
  ({ cells, place }, { now }) =>
    (Object.keys(careCategories) as CareCategory[]).map((category) => {
      const ofCategory = cells.filter((cell) => cell.category === category);
      const isPersonal = personalCategories.includes(category);
      const suppressed = !isPersonal && hiddenSeats(ofCategory, (seat) => seat.length === place.length).has(place);
      const own = ofCategory.find(({ seat }) => seat === place) ?? { designated: 0, paired: 0 };
      return { category, suppressed, rate: suppressed ? null : rateOf(own.paired, own.designated, definition, 'COHORT', now) };
    }),
);

const definition = {
  key: 'care.pairingCoverage',
  formula:
    'Persons and households designated today with a pairing under way ÷ those designated today. 有结对帮扶的现有关爱对象（人或户）数÷现有关爱对象数。',
  version: 1,
} as const;
