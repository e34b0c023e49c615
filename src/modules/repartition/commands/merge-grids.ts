import { feature, featureCollection } from '@turf/helpers';
import { union } from '@turf/union';
import { refuse } from '../../../kernel/result.js';
import { demands, id, listOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { moveCounts } from '../../grids/commands/counts.js';
import type { Boundary, Grid } from '../../grids/grid.entity.js';
import { mayManageGrids } from '../../grids/grid.policy.js';
import { gridPayload } from '../../grids/grid.type.js';
import { handOver } from '../hand-over.js';
import { lockGrids } from '../lock-grids.js';
import { childrenOf, moveSubtree } from '../move-subtree.js';
import { demandNoOwnGainBySuccession } from '../own-gain.js';

export const mergeGrids = verb(
  'mergeGrids',
  {
    does: 'Merges neighbouring grids of one community into one of them; its payload is that one. 合并网格',
    answers: gridPayload,
    about: 'intoId',
    takes: {
      ids: listOf(id('Grid', 'The grids that end. 被合并网格'), { min: 1, max: 20 }),
      intoId: id('Grid', 'The grid that goes on. 承接网格'),
    },
    rules: [
      demands(({ ids, intoId }) => !ids.includes(intoId), 'CYCLE', 'A grid cannot be merged into itself. 网格不能合并到自身。', 'intoId'),
    ],
    async may(work, { ids, intoId }) {
      const [into, ...grids] = (await lockGrids(work, [intoId, ...ids], mayManageGrids)) as [Grid, ...Grid[]];
      return { into, grids };
    },
  },
  async (work, _, { into, grids }) => {
    if (![into, ...grids].every(({ status }) => status === 'ACTIVE'))
      refuse('WRONG_STATE', 'Only grids that are at work can be merged. 只有正常运行的网格才能合并。', 'ids');
    if (!grids.every(({ community, parent }) => community === into.community && parent === into.parent))
      refuse('INVALID', 'Only grids of one community, below the same grid, can be merged. 只有同一社区、同一上级的网格才能合并。', 'ids');

    for (const grid of grids) demandNoOwnGainBySuccession(work, grid, into);
    into.boundary = unionOf([into, ...grids]);
    for (const grid of grids) {
      for (const child of await childrenOf(work, grid)) await moveSubtree(work, child, { grid: into });
      await handOver(work, grid, into, 'MERGED');
      await moveCounts(work, grid.id, grid.place, into.place);
    }
    work.emit({ topic: 'directory', jurisdictionId: into.jurisdictionId, payload: { reason: 'mergeGrids' } });
    return { id: into.id };
  },
);

/** Known only where all boundaries are. */
function unionOf(grids: readonly Grid[]): Boundary | null {
  const boundaries = grids.flatMap(({ boundary }) => (boundary ? [feature(boundary)] : []));
  return boundaries.length === grids.length ? (union(featureCollection(boundaries))?.geometry ?? null) : null;
}
