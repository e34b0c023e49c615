import { feature, featureCollection } from '@turf/helpers';
import { union } from '@turf/union';
import { fail, ok } from '../../../kernel/result.js';
import { uuidOf } from '../../../read/value.js';
import type { Command, Idempotent } from '../../../work/command.js';
import { moveCounts } from '../../grids/commands/counts.js';
import type { Boundary, Grid } from '../../grids/grid.entity.js';
import { mayManageGrids } from '../../grids/grid.policy.js';
import { lockGrids } from '../find.js';
import { handOver } from '../hand-over.js';
import { demandNoOwnHeir } from '../own-posts.js';
import { childrenOf, rehang } from '../rehang.js';
import { relocateOpenIncidents } from '../relocate.js';

export interface MergeGrids extends Idempotent {
  /** The grids that end. */
  readonly ids: readonly string[];
  /** The grid that goes on. */
  readonly intoId: string;
}

const MOST_GRIDS = 20;

/** Merges neighbouring grids of one community into one of them. */
export const mergeGrids: Command<MergeGrids> = async (work, input) => {
  if (input.ids.length === 0 || input.ids.length > MOST_GRIDS) return fail('INVALID', `ids takes 1 to ${MOST_GRIDS} grids.`, 'ids');
  if (new Set(input.ids).size < input.ids.length) return fail('INVALID', 'A grid is named twice.', 'ids');
  if (input.ids.some((id) => uuidOf(id, 'ids', 'Grid') === uuidOf(input.intoId, 'intoId', 'Grid')))
    return fail('CYCLE', 'A grid is not merged into itself.', 'intoId');
  const wanted = [...input.ids.map((id) => ({ id, field: 'ids' })), { id: input.intoId, field: 'intoId' }];
  const grids = await lockGrids(work, wanted, (grid) => mayManageGrids(work.viewer, grid.place));
  const into = grids.pop()!;
  if (![into, ...grids].every(({ status }) => status === 'ACTIVE'))
    return fail('WRONG_STATE', 'Only grids that are at work are merged.', 'ids');
  if (!grids.every(({ community, parent }) => community === into.community && parent === into.parent)) {
    return fail('INVALID', 'Only grids of one community, side by side, are merged.', 'ids');
  }

  for (const grid of grids) demandNoOwnHeir(work, grid, into);
  into.boundary = unionOf([into, ...grids]);
  for (const grid of grids) {
    for (const child of await childrenOf(work, grid)) await rehang(work, child, { grid: into });
    await relocateOpenIncidents(work, grid, () => into);
    await handOver(work, grid, into, 'MERGED');
    await moveCounts(work, grid.id, grid.place, into.place);
  }
  work.emit({ topic: 'house', jurisdictionId: into.jurisdictionId, payload: { reason: 'mergeGrids' } });
  return ok({ id: into.id });
};

/** Known only where all boundaries are. */
function unionOf(grids: readonly Grid[]): Boundary | null {
  const boundaries = grids.flatMap(({ boundary }) => (boundary ? [feature(boundary)] : []));
  return boundaries.length === grids.length ? (union(featureCollection(boundaries))?.geometry ?? null) : null;
}
