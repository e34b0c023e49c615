import { type Message, message } from '../../../kernel/bilingual.js';
import type { Work } from '../../../work/command.js';
import { liesWithin, overlaps } from '../boundary.js';
import { type Boundary, Grid } from '../grid.entity.js';

/** Why a boundary cannot be where a grid hangs, or is to hang: it reaches out of the grid above or overlaps one beside it. Null when it can. */
export async function clashOf(work: Work, grid: Pick<Grid, 'id' | 'parent' | 'community'>, boundary: Boundary): Promise<Message | null> {
  const parent = grid.parent ? await work.em.findOne(Grid, { id: grid.parent }) : null;
  if (parent?.boundary && !liesWithin(boundary, parent.boundary))
    return message('It reaches out of the grid above, {code}. 该边界超出上级网格 {code}。', { code: parent.code });
  const neighbours = await work.em.find(Grid, { community: grid.community, parent: grid.parent, status: 'ACTIVE', id: { $ne: grid.id } });
  const shared = neighbours.find((neighbour) => neighbour.boundary && overlaps(boundary, neighbour.boundary));
  return shared ? message('It overlaps the grid {code} beside it. 该边界与相邻网格 {code} 重叠。', { code: shared.code }) : null;
}
