import type { Work } from '../../../work/command.js';

/** The tables that own places. */
const seats = ['organization', 'grid', 'stairwell'];
/** Letters of a place that tables which are paged by scope have an index for: one a level. */
const INDEXED = 20;

/**
 * Gives everything at or below a place its new one, in every table that keeps places: the tree owns them, the others hold copies.
 * The new place is a segment that was never used, so no row can collide.
 */
export async function rewritePlaces(work: Work, jurisdictionId: string, from: string, to: string): Promise<void> {
  const tables = [...work.em.getMetadata().getAll().values()]
    .filter((meta) => meta.properties.place && !meta.abstract)
    .map(({ tableName }) => tableName)
    // The tree first: who writes a copy holds its seat's row, so that the copies of those under way are there when their table's turn comes.
    .sort((a, b) => Number(seats.includes(b)) - Number(seats.includes(a)));
  const length = Math.min(from.length, INDEXED);
  for (const table of tables) {
    await work.sql(
      `update ${table} set place = ? || substr(place, ?) where jurisdiction_id = ? and left(place, ${length}) = ? and place >= ? and place < ? || '~'`,
      [to, from.length + 1, jurisdictionId, from.slice(0, length), from, from],
    );
  }
}
