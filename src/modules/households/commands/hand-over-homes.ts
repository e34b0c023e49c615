import { segment } from '../../../kernel/place.js';
import type { Work } from '../../../work/command.js';
import { type Ending, type Mover, placedWith } from '../../../work/keeps.js';
import { Grid } from '../../grids/grid.entity.js';
import type { PointGeometry } from '../../grids/point.js';
import { rewritePlaces } from '../../organisations/commands/rewrite-places.js';

/** What lies at a grid itself and goes along with its dwelling, household or person. */
const tablesAt = (work: Work): readonly string[] => [
  ...['dwelling', 'household', 'occupancy', 'resident', 'person'],
  ...new Set([...placedWith(work, 'Household'), ...placedWith(work, 'Person')].map(({ table }) => table)),
];

interface Site {
  readonly building: string;
  readonly location: PointGeometry | null;
}

/**
 * Stairwells, dwellings and all who live in them go from a grid that ends to its successor; of a grid that is split, to the part that their building
 * stands in. Households, people, care and visits stay as they are; only where they lie changes.
 */
export async function handOverHomes(work: Work, { id, successor, successorAt }: Ending): Promise<void> {
  const gridOf = (id: string) => work.em.findOneOrFail(Grid, { id });
  const [grid, first] = [await gridOf(id), await gridOf(successor!.id)];
  const targetOf = async ({ location }: Site): Promise<Grid> => {
    const part = location && successorAt?.(location);
    return part ? gridOf(part) : first;
  };
  const stairwells = await work.sql<Site & { id: string; place: string }>(
    `select stairwell.id, stairwell.place, building.id as building, building.location
     from stairwell join building on building.id = stairwell.building_id where stairwell.grid_id = ? order by stairwell.place`,
    [grid.id],
  );
  for (const { id, place, ...site } of stairwells) {
    const to = await targetOf(site);
    await rewritePlaces(work, grid.jurisdictionId, place, to.place + segment(++to.childCount));
    await work.sql('update stairwell set grid_id = ? where id = ?', [to.id, id]);
    await work.sql('update dwelling set grid_id = ? where stairwell_id = ?', [to.id, id]);
    await work.sql('update appointment set grid_id = ? where stairwell_id = ?', [to.id, id]);
  }

  const buildings = await work.sql<Site>(
    `select id as building, location from building where location is not null
     and exists (select from dwelling where building_id = building.id and grid_id = ? and stairwell_id is null)`,
    [grid.id],
  );
  for (const site of buildings) {
    const to = await targetOf(site);
    if (to !== first) await moveBuilding(work, grid, to, site.building);
  }
  await work.sql('update dwelling set grid_id = ? where grid_id = ?', [first.id, grid.id]);
  for (const table of tablesAt(work)) await work.sql(`update ${table} set place = ? where ${isAt(grid)}`, [first.place, grid.place]);
  await moveEmptiedEstates(work, grid.community, first.community);
}

/** Where grids come to another community, their estates do as well. */
export const moveEstates: Mover =
  async (work, { community }) =>
  async () => {
    if (community) await moveEmptiedEstates(work, community.from, community.to);
  };

/** An estate of which all homes have come to lie in another community is that community's; unless it has one of that name already. */
async function moveEmptiedEstates(work: Work, from: string, to: string): Promise<void> {
  if (from === to) return;
  await work.em.flush();
  const lies = (isThere: string) =>
    ['stairwell', 'dwelling']
      .map(
        (table) => `exists (select from ${table} home join building on building.id = home.building_id join grid on grid.id = home.grid_id
          where building.estate_id = estate.id and ${isThere})`,
      )
      .join(' or ');
  await work.sql(
    `update estate set community_id = ?, place = (select place from organization where id = ?), version = version + 1, updated_at = ?
     where community_id = ? and (${lies('grid.community_id = ?')}) and not (${lies('grid.community_id <> ?')})
       and not exists (select from estate other where other.community_id = ? and other.name = estate.name)`,
    [to, to, work.now(), from, to, to, to, to, to],
  );
}

/** Rows at the grid itself: through the index of its level, where the table has one. */
const isAt = (grid: Grid): string => `place = ? and left(place, ${Math.min(grid.place.length, 20)}) = '${grid.place.slice(0, 20)}'`;

/** The dwellings of one building that has no stairwells, with all that goes along. */
async function moveBuilding(work: Work, grid: Grid, to: Grid, building: string): Promise<void> {
  const dwellings = 'select id from dwelling where building_id = ? and stairwell_id is null and grid_id = ?';
  const households = `select id from household where dwelling_id in (${dwellings})`;
  const people = `select person_id from occupancy where main and valid_to is null and dwelling_id in (${dwellings})`;
  const at = [to.place, grid.place, building, grid.id];
  await work.sql(`update person set place = ? where place = ? and id in (${people})`, at);
  await work.sql(`update resident set place = ? where place = ? and person_id in (${people})`, at);
  for (const { table, isOf } of placedWith(work, 'Household'))
    await work.sql(`update ${table} set place = ? where place = ? and ${isOf(households)}`, at);
  for (const { table, isOf } of placedWith(work, 'Person'))
    await work.sql(`update ${table} set place = ? where place = ? and ${isOf(people)}`, at);
  await work.sql(`update occupancy set place = ? where place = ? and dwelling_id in (${dwellings})`, at);
  await work.sql(`update household set place = ? where place = ? and dwelling_id in (${dwellings})`, at);
  await work.sql('update dwelling set place = ?, grid_id = ? where building_id = ? and stairwell_id is null and grid_id = ?', [
    to.place,
    to.id,
    building,
    grid.id,
  ]);
}

/** The households and residents that are registered at or below a place. */
export async function registeredAt(work: Work, place: string): Promise<{ householdCount: number; residentCount: number }> {
  const within = `left(place, ${Math.min(place.length, 20)}) = ? and place >= ? and place < ? || '~'`;
  const at = [place.slice(0, 20), place, place];
  const [counts] = await work.sql<{ householdCount: number; residentCount: number }>(
    `select (select count(*)::int from household where ${within} and dissolved_on is null) as "householdCount",
       (select count(*)::int from resident where ${within}) as "residentCount"`,
    [...at, ...at],
  );
  return counts!;
}
