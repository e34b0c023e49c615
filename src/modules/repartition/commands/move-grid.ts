import { demand } from '../../../kernel/errors.js';
import { isWithin } from '../../../kernel/place.js';
import { refuse } from '../../../kernel/result.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { exactlyOne, id, needed, optional, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { clashOf } from '../../grids/commands/clash.js';
import { demandActive } from '../../grids/commands/demand-active.js';
import type { Grid } from '../../grids/grid.entity.js';
import { mayManageGrids } from '../../grids/grid.policy.js';
import { gridPayload } from '../../grids/grid.type.js';
import { Organization } from '../../organisations/organization.entity.js';
import { lockGrids, NOT_REDRAWER } from '../lock-grids.js';
import { moveSubtree } from '../move-subtree.js';
import { demandNoOwnGain } from '../own-gain.js';

/** Nothing moves to another jurisdiction, nor to where its boundary cannot be. */
export const moveGrid = verb(
  'moveGrid',
  {
    does: 'Moves a grid, with all below it, under another grid or to the top of a community. 调整网格隶属',
    answers: gridPayload,
    takes: {
      ...versionOf('Grid'),
      parentId: optional(id('Grid', 'Below this grid. Give this or communityId. 上级网格')),
      communityId: optional(id('Organization', 'At the top of this community. Give this or parentId. 社区')),
    },
    rules: [needed(exactlyOne('parentId', 'communityId'))],
    async may(work, { id, version, parentId, communityId }) {
      const [grid, parent = null] = (await lockGrids(work, parentId === null ? [id] : [id, parentId], mayManageGrids)) as [Grid, Grid?];
      const community = communityId === null ? null : await findSeen(work, Organization, communityId);
      if (community) demand(mayManageGrids(work.viewer, community.place), NOT_REDRAWER);
      demandVersion(grid, version);
      return { grid, above: (parent ?? community)!, parent };
    },
  },
  async (work, _, { grid, above, parent }) => {
    const field = parent ? 'parentId' : 'communityId';
    demandActive(grid, null);
    if (isWithin(above.place, grid.place)) refuse('CYCLE', 'A grid cannot be moved below itself. 网格不能调整到自身之下。', field);
    if (above.jurisdictionId !== grid.jurisdictionId)
      refuse('INVALID', 'Nothing moves to another jurisdiction. 不能调整到其他辖区。', field);
    if (above.status !== 'ACTIVE' || !(parent || (above as Organization).kind === 'COMMUNITY'))
      refuse('INVALID', 'A grid lies below an active grid or community. 上级须为正常运行的网格或社区。', field);
    const community = parent ? parent.community : above.id;
    if (grid.parent === (parent?.id ?? null) && grid.community === community) return { id: grid.id };
    const clash = grid.boundary && (await clashOf(work, { id: grid.id, parent: parent?.id ?? null, community }, grid.boundary));
    if (clash) refuse('INVALID', clash.text, field, clash.params);
    demandNoOwnGain(work, grid.place, above.place);
    await moveSubtree(work, grid, parent ? { grid: parent } : { community: above as Organization });
    work.emit({ topic: 'directory', jurisdictionId: grid.jurisdictionId, payload: { reason: 'moveGrid' } });
    return { id: grid.id };
  },
);
