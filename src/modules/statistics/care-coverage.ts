import { rateOf } from '../../graph/rate.js';
import { type Asking, computed, type FieldRead, type RowRef } from '../../read/noun.js';
import { raw, type Sql, sql } from '../../read/sql.js';
import { type CareCategory, careCategories, personalCategories } from '../care/care.terms.js';
import { holdsAsOf } from '../organisations/organization.reads.js';
import { isAtOrBelow, levelsOf, parentOf } from './about.js';
import { type Cell, isWithheld } from './suppression.js';

/** Who is helped of those that need care. */

/**
 * Somebody stands for whom a designation is about: for the person or their household, or for the household or one of its members. Those for whom somebody
 * stands are read once a statement.
 */
export function isPaired(care: RowRef): Sql {
  const active = sql`help_pairing pairing where pairing.ended_on is null`;
  const members = (of: string) =>
    sql`help_pairing pairing join household_member member on member.${raw(of)} = pairing.${raw(of)} and member.valid_to is null where pairing.ended_on is null`;
  const [person, household] = [care.col('person'), care.col('household')];
  return sql`coalesce(${person} in (select pairing.person_id from ${active} and pairing.person_id is not null)
    or ${household} in (select pairing.household_id from ${active} and pairing.household_id is not null)
    or ${household} in (select member.household_id from ${members('person_id')})
    or (${household} is null and ${person} in (select member.person_id from ${members('household_id')})), false)`;
}

/** Of the scope and of each place above it: all cells below its parent, at its level. A root has none beside it. */
function cellsOf(owner: RowRef, { anyOf }: Asking): Sql {
  const { row: care, table } = anyOf('CareDesignation');
  const place = owner.col('place');
  return sql`(select coalesce(json_agg(json_object('category' : category, 'level' : level, 'seat' : seat, 'designated' : designated, 'paired' : paired)), '[]'::json) from (
    select category, above.length as level, left(place, above.length) as seat, count(distinct subject) as designated, count(distinct subject) filter (where paired) as paired
    from (select ${care.col('category')} as category, ${care.col('place')} as place, coalesce(${care.col('person')}, ${care.col('household')}) as subject, ${isPaired(care)} as paired
      from ${table} where ${isAtOrBelow(care.col('place'), sql`left(${place}, 4)`)} and ${holdsAsOf(care, undefined)} offset 0) care
    join ${levelsOf(place)} on ${isAtOrBelow(raw('care.place'), parentOf(sql`left(${place}, above.length)`))} group by 1, 2, 3) cells)`;
}

export const careCoverage: FieldRead = computed<{ cells: readonly Cell[]; place: string }>(
  { cells: cellsOf, place: (owner) => owner.col('place') },
  ({ cells, place }, { now }) =>
    (Object.keys(careCategories) as CareCategory[]).map((category) => {
      const ofCategory = cells.filter((cell) => cell.category === category);
      const isPersonal = personalCategories.includes(category);
      const suppressed = !isPersonal && isWithheld(ofCategory, place);
      const own = ofCategory.find(({ seat, level }) => seat === place && level === place.length) ?? { designated: 0, paired: 0 };
      return { category, suppressed, rate: suppressed ? null : rateOf(own.paired, own.designated, definition, 'COHORT', now) };
    }),
);

const definition = {
  key: 'care.pairingCoverage',
  formula:
    'Persons and households designated today with a pairing under way ÷ those designated today. 有结对帮扶的现有关爱对象（人或户）数÷现有关爱对象数。',
  version: 1,
} as const;
