import type { Viewer } from '../../auth/viewer.js';
import { levelOf, type Place, type PlaceTree, SEARCH_LEVEL, SEGMENT } from '../../kernel/place.js';
import { keyOf, needlesOf, patternOf } from '../../kernel/search.js';
import { isWhole, textIn } from '../../read/filter.js';
import type { Input } from '../../read/input.js';
import type { FilterField, RowRef } from '../../read/noun.js';
import type { Run } from '../../read/run-input.js';
import { raw, type Sql, slot, sql, viewerPerson } from '../../read/sql.js';
import { registryPlaces } from '../addresses/address.policy.js';
import { placesCovered } from '../organisations/organization.policy.js';
import { ownDwellings } from './belonging.js';

/**
 * Search by the beginnings of words (kernel/search). A person is found by name only where the viewer is shown it in full, by their post or as themselves:
 * what is masked is not searched. A dwelling is found by who sees it, by their post or as their home. An index key begins with the community's place, and
 * below communities the people of a grid are read one by one: so nobody who lives elsewhere costs a search time, and what it does not find cannot be told
 * from what is not there.
 */

const needles = (input: Input, run: Run): readonly string[] => needlesOf(textIn(input, run));

/** Where the first needle begins a word; the others are looked for in what is found. */
const keysIn = (tree: PlaceTree, places: readonly Place[], [first]: readonly string[]): string[] => [
  ...new Set(places.flatMap((place) => tree.searchPlacesOf(place)).map((place) => place + keyOf(first!))),
];

/** Words in which each needle begins one. Few end with readings; only of those the slower question is asked. */
const matches = (input: Input): Sql => {
  const words = slot('text[]', (run) => needles(input, run).map((needle) => `% ${needle}%`));
  const patterns = slot('text[]', (run) => needles(input, run).map(patternOf));
  return sql`(words like all(${words}) or (words like '%|%' and words ~ all(${patterns})))`;
};

/** Places that are a community or more: there the index answers. */
const isWide = (place: Place): boolean => levelOf(place) <= SEARCH_LEVEL;

const coveredPlaces = (viewer: Viewer, wide: boolean): readonly Place[] => placesCovered(viewer).filter((place) => isWide(place) === wide);

/** The residents whose names begin a word with the text, as a table `found` with `id` and `person_id`. */
function foundByName(input: Input): Sql {
  const matching = matches(input);
  const keys = slot('text[]', (run) => keysIn(run.tree, coveredPlaces(run.viewer, true), needles(input, run)));
  const wide = slot('text[]', (run) => coveredPlaces(run.viewer, true));
  const narrow = slot('text[]', (run) => coveredPlaces(run.viewer, false));
  const grid = raw(String((SEARCH_LEVEL + 1) * SEGMENT));
  return sql`(
    select id, person_id from resident where search_keys(place, words) && ${keys} and ${matching} and place ^@ any(${wide})
    union all
    select one.id, one.person_id from unnest(${narrow}) scope, lateral (
      select id, person_id from resident where left(place, ${grid}) = left(scope, ${grid}) and place ^@ scope and ${matching}) one
    union all
    select id, person_id from resident where person_id = ${viewerPerson} and ${matching}
  ) found`;
}

/** The dwellings whose address begins a word with the text, as a table `found` with `id`. */
function foundByAddress(input: Input): Sql {
  const matching = matches(input);
  const keys = slot('text[]', (run) => keysIn(run.tree, registryPlaces(run.viewer), needles(input, run)));
  return sql`(
    select id from dwelling where search_keys(place, words) && ${keys} and ${matching}
    union all
    select id from dwelling where id in ${ownDwellings} and ${matching}
  ) found`;
}

/** An empty text asks for nothing in particular. One that nothing can be is not empty: `textIn` refuses it. */
const text = (found: (row: RowRef, input: Input) => Sql): FilterField => ({
  sql: (row, input) =>
    input.ask('empty', (value) => typeof value === 'string' && isWhole(value) && needlesOf(value).length === 0)
      ? raw('true')
      : found(row, input),
});

export const residentText = text((row, input) => sql`${row.col('id')} = any(array(select id from ${foundByName(input)}))`);

export const dwellingText = text((row, input) => sql`${row.col('id')} = any(array(select id from ${foundByAddress(input)}))`);

/** By address, or by the name of one who belongs to it. */
export const householdText = text(
  (row, input) => sql`${row.col('id')} = any(array(
    select household.id from ${foundByAddress(input)} join household on household.dwelling_id = found.id
    union all
    select member.household_id from ${foundByName(input)} join household_member member on member.person_id = found.person_id and member.valid_to is null))`,
);
