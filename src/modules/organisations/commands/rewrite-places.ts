import { placedNouns } from '../../../kernel/ids.js';
import type { Work } from '../../../work/command.js';

/** Whether rows of a noun own their places. */
const isPlaced = (noun: string): boolean => (placedNouns as readonly string[]).includes(noun);
/** Letters of a place that tables which are paged by scope have an index for: one a level. */
const INDEXED = 20;

/**
 * Gives everything at or below a place its new one, in every table that keeps places: the tree owns them, the others hold copies.
 * The new place is a segment that was never used, so no row can collide.
 */
export async function rewritePlaces(work: Work, jurisdictionId: string, from: string, to: string): Promise<void> {
  const tables = [...work.em.getMetadata().getAll().values()]
    .filter((meta) => meta.properties.place && !meta.abstract)
    // The tree first: who writes a copy holds its seat's row, so that the copies of those under way are there when their table's turn comes.
    .sort((a, b) => Number(isPlaced(b.className)) - Number(isPlaced(a.className)))
    .map(({ tableName }) => tableName);
  const length = Math.min(from.length, INDEXED);
  for (const table of tables) {
    await work.sql(
      `update ${table} set place = ? || substr(place, ?) where jurisdiction_id = ? and left(place, ${length}) = ? and place >= ? and place < ? || '~'`,
      [to, from.length + 1, jurisdictionId, from.slice(0, length), from, from],
    );
  }
}
