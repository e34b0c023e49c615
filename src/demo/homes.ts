import type { Dataset } from './dataset.js';
import type * as Row from './rows.js';
import { Random, shares } from './seeded.js';

/** A flat, and how many live in it. Who they are is made up in the background (people.ts), but for those who are known already. */
export interface Home {
  readonly grid: Row.GridRow;
  readonly estate: Row.EstateRow;
  readonly building: Row.BuildingRow;
  readonly stairwell: Row.StairwellRow;
  readonly floor: number;
  readonly room: string;
  /** 0 is vacant. */
  readonly size: number;
  readonly known: Row.PersonRow[];
}

export interface Layout {
  /** Twelve homes to a stairwell if left out. */
  readonly stairwells?: number;
  readonly stairwellsPerBuilding?: number;
  readonly vacant?: number;
  readonly buildingSqm?: number;
}

const HOMES_PER_FLOOR = 2;

/** Builds up a grid: buildings of an estate, their stairwells, and a home for each household that the grid counts. */
export function layOutHomes(dataset: Dataset, grid: Row.GridRow, estate: Row.EstateRow, layout: Layout = {}): Row.StairwellRow[] {
  const households = grid.household_count;
  const vacant = layout.vacant ?? Math.ceil(households * 0.03);
  const count = layout.stairwells ?? Math.max(1, Math.ceil((households + vacant) / 12));
  const perBuilding = layout.stairwellsPerBuilding ?? 2;
  const doors = shares(households + vacant, count);
  const floors = Math.ceil(doors[0]! / HOMES_PER_FLOOR);
  const sizes = sizesOf(grid, new Random(`mulin/${grid.code}/homes`));
  // One in so many doors has nobody behind it.
  const every = vacant === 0 ? Number.POSITIVE_INFINITY : Math.floor((households + vacant) / vacant);
  let door = 0;
  let taken = 0;
  let left = vacant;
  let building: Row.BuildingRow | null = null;
  return doors.map((homes, n) => {
    if (n % perBuilding === 0)
      building = dataset.building(estate, floors, layout.buildingSqm ?? floors * perBuilding * HOMES_PER_FLOOR * 95);
    const stairwell = dataset.stairwell(building!, (n % perBuilding) + 1, grid);
    for (let home = 0; home < homes; home++) {
      const floor = Math.floor(home / HOMES_PER_FLOOR) + 1;
      const isVacant = left > 0 && ++door % every === 0;
      if (isVacant) left--;
      const room = `${floor}0${(home % HOMES_PER_FLOOR) + 1}`;
      dataset.homes.push({ grid, estate, building: building!, stairwell, floor, room, size: isVacant ? 0 : sizes[taken++]!, known: [] });
    }
    return stairwell;
  });
}

/** How many live in each of a grid's households: they add up, and differ. */
function sizesOf({ household_count, resident_count }: Row.GridRow, random: Random): number[] {
  const sizes = shares(resident_count, household_count);
  for (let i = 0; i + 1 < sizes.length; i++) {
    const shift = random.between(0, Math.min(2, sizes[i]! - 1));
    sizes[i]! -= shift;
    sizes[(i + random.between(1, 5)) % sizes.length]! += shift;
  }
  return sizes;
}

/** Finds each of those who are known a home of their own where they live. */
export function houseKnown(dataset: Dataset): void {
  const byGrid = Map.groupBy(
    dataset.homes.filter(({ size }) => size > 0),
    ({ grid }) => grid.id,
  );
  const byStairwell = Map.groupBy(
    dataset.homes.filter(({ size }) => size > 0),
    ({ stairwell }) => stairwell.id,
  );
  const below = Map.groupBy(dataset.grids, ({ parent_id }) => parent_id);
  const turns = new Map<string, number>();
  for (const person of dataset.persons) {
    const wanted = dataset.homeOf.get(person.id);
    if (!wanted) continue;
    const homes = 'building_id' in wanted ? byStairwell.get(wanted.id)! : byGrid.get(leafOf(wanted).id)!;
    const home = homes.find(({ known }) => known.length === 0) ?? homes.find(({ known, size }) => known.length < size);
    if (!home) throw new Error(`${dataset.jurisdiction.code}: there is no room for everybody who is known.`);
    home.known.push(person);
    person.place = home.stairwell.place;
  }

  /** Who lives in a grid that has others below lives in one of these, by turns. */
  function leafOf(grid: Row.GridRow): Row.GridRow {
    const parts = below.get(grid.id);
    if (!parts) return grid;
    const turn = turns.get(grid.id) ?? 0;
    turns.set(grid.id, turn + 1);
    return leafOf(parts[turn % parts.length]!);
  }
}
