import { refuse } from '../../../kernel/result.js';
import { demandVersion } from '../../../work/find.js';
import { id, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { moveCounts } from '../../grids/commands/counts.js';
import { demandActive } from '../../grids/commands/demand-active.js';
import { Grid } from '../../grids/grid.entity.js';
import { mayManageGrids } from '../../grids/grid.policy.js';
import { gridPayload } from '../../grids/grid.type.js';
import { handOver } from '../hand-over.js';
import { lockGrids } from '../lock-grids.js';
import { demandNoOwnGainBySuccession } from '../own-gain.js';

/** The successor takes over its open incidents and posts, and answers for its id and code. */
export const closeGrid = verb(
  'closeGrid',
  {
    does: 'Ends a grid; another one takes over. 撤销网格',
    answers: gridPayload,
    takes: {
      ...versionOf('Grid'),
      successorId: id('Grid', 'The grid that takes over. 承接网格'),
    },
    async may(work, { id, successorId, version }) {
      const [grid, successor] = (await lockGrids(work, [id, successorId], mayManageGrids)) as [Grid, Grid];
      demandVersion(grid, version);
      return { grid, successor };
    },
  },
  async (work, _, { grid, successor }) => {
    if (grid.id === successor.id) refuse('CYCLE', 'A grid cannot succeed itself. 网格不能由自身承接。', 'successorId');
    demandActive(grid, null);
    if (successor.status !== 'ACTIVE' || successor.jurisdictionId !== grid.jurisdictionId)
      refuse('INVALID', 'The successor is an active grid of the same jurisdiction. 承接网格须为同一辖区内正常运行的网格。', 'successorId');
    const count = await work.em.count(Grid, { parent: grid.id, status: 'ACTIVE' });
    if (count > 0)
      refuse(
        'INVALID',
        'Grids below it are still at work: {count}; move or close them first. 仍有 {count} 个下级网格在运行，请先调整或撤销。',
        'id',
        { count },
      );
    demandNoOwnGainBySuccession(work, grid, successor);
    await handOver(work, grid, successor, 'CLOSED');
    await moveCounts(work, grid.id, grid.place, successor.place);
    work.emit({ topic: 'directory', jurisdictionId: grid.jurisdictionId, payload: { reason: 'closeGrid' } });
    return { id: grid.id };
  },
);
