import { SEGMENT, segment } from '../../kernel/place.js';
import type { Work } from '../../work/command.js';
import { moveAlong } from '../../work/keeps.js';
import { moveCounts } from '../grids/commands/counts.js';
import { Grid } from '../grids/grid.entity.js';
import { rewritePlaces } from '../organisations/commands/rewrite-places.js';
import type { Organization } from '../organisations/organization.entity.js';

/** Moves a grid with all below it under another grid or community; levels and places follow, and what hangs on them as each module declares. */
export async function moveSubtree(
  work: Work,
  grid: Grid,
  above: { readonly grid: Grid } | { readonly community: Organization },
): Promise<void> {
  const [parent, seat] = 'grid' in above ? [above.grid.id, above.grid] : [null, above.community];
  const community = { from: grid.community, to: 'grid' in above ? above.grid.community : above.community.id };
  const [from, to] = [grid.place, seat.place + segment(++seat.childCount)];
  const descent = ('grid' in above ? above.grid.level + 1 : 1) - grid.level;
  await moveAlong(work, { from, to, community }, async () => {
    grid.parent = parent;
    await work.em.flush();
    await work.sql(`update grid set level = level + ?, community_id = ?, version = version + 1 where place >= ? and place < ? || '~'`, [
      descent,
      community.to,
      from,
      from,
    ]);
    await moveCounts(work, grid.id, from.slice(0, -SEGMENT), seat.place);
    await rewritePlaces(work, grid.jurisdictionId, from, to);
    await work.em.refresh(grid);
  });
}

/** The grids directly below, at work or not. */
export const childrenOf = (work: Work, grid: Grid): Promise<Grid[]> => work.em.find(Grid, { parent: grid.id });
