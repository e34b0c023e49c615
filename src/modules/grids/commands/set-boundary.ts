import { GeoJson } from '../../../graph/scalars.js';
import { message } from '../../../kernel/bilingual.js';
import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { findSeen } from '../../../work/find.js';
import { optional, own, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { lockTree } from '../../organisations/commands/find.js';
import { boundaryOf, liesWithin } from '../boundary.js';
import { type Boundary, Grid } from '../grid.entity.js';
import { mayManageGrids } from '../grid.policy.js';
import { gridPayload } from '../grid.type.js';
import { clashOf } from './clash.js';
import { demandActive } from './demand-active.js';

/** A boundary lies inside its parent's, around its children's, beside its neighbours'. */
export const setBoundary = verb(
  'setBoundary',
  {
    does: "Draws a grid's boundary, or takes it away. 划定边界",
    answers: gridPayload,
    takes: {
      ...versionOf('Grid'),
      boundary: optional(own(() => GeoJson, 'A Polygon or MultiPolygon in WGS84; null takes it away. 边界', boundaryOf)),
    },
    async may(work, { id }) {
      const grid = await findSeen(work, Grid, id);
      demand(
        mayManageGrids(work.viewer, grid.place),
        'Only administrators and street officers draw boundaries, in their own subtree. 只有管理员和街道干部可以在其辖区内划定边界。',
      );
      return grid;
    },
  },
  async (work, input, grid) => {
    // Commands that draw beside it wait for each other, or both would find the place free.
    await lockTree(work, grid.jurisdictionId);
    await work.em.refresh(grid);
    demandActive(grid, input.version);
    if (input.boundary) {
      const clash = (await clashOf(work, grid, input.boundary)) ?? (await outsideOf(work, grid, input.boundary));
      if (clash) refuse('INVALID', clash.text, 'boundary', clash.params);
    }
    grid.boundary = input.boundary;
    return { id: grid.id };
  },
);

async function outsideOf(work: Work, grid: Grid, boundary: Boundary) {
  const children = await work.em.find(Grid, { parent: grid.id, status: 'ACTIVE' });
  const outside = children.find((child) => child.boundary && !liesWithin(child.boundary, boundary));
  return outside ? message('The grid {code} below reaches out of it. 下级网格 {code} 超出该边界。', { code: outside.code }) : null;
}
