import { demand, notFound } from '../../../kernel/errors.js';
import { isWithin } from '../../../kernel/place.js';
import { fail, ok } from '../../../kernel/result.js';
import { uuidOf } from '../../../read/value.js';
import { type Command, conflict, type Idempotent } from '../../../work/command.js';
import { clashOf } from '../../grids/commands/clash.js';
import type { Grid } from '../../grids/grid.entity.js';
import { mayManageGrids } from '../../grids/grid.policy.js';
import { Organization } from '../../organisations/organization.entity.js';
import { lockGrids } from '../find.js';
import { demandNoOwnGain } from '../own-posts.js';
import { rehang } from '../rehang.js';

export interface MoveGrid extends Idempotent {
  readonly id: string;
  readonly version?: number | null;
  readonly parentId?: string | null;
  readonly communityId?: string | null;
}

/** Hangs a grid, with all below it, under another grid, or at the top of a community, of the same jurisdiction. */
export const moveGrid: Command<MoveGrid> = async (work, input) => {
  if ((input.parentId == null) === (input.communityId == null))
    return fail('INVALID', 'Give exactly one of parentId and communityId.', 'parentId');
  const may = (grid: Grid) => mayManageGrids(work.viewer, grid.place);
  const wanted = [{ id: input.id, field: 'id' }, ...(input.parentId == null ? [] : [{ id: input.parentId, field: 'parentId' }])];
  const [grid, parent] = (await lockGrids(work, wanted, may)) as [Grid, Grid | undefined];
  if (input.version != null && input.version !== grid.version) return conflict();
  if (grid.status !== 'ACTIVE') return fail('WRONG_STATE', 'The grid is no longer at work.', 'id');
  if (parent) {
    if (isWithin(parent.place, grid.place)) return fail('CYCLE', 'A grid cannot be moved below itself.', 'parentId');
    if (parent.status !== 'ACTIVE') return fail('INVALID', 'The grid above is no longer at work.', 'parentId');
    if (parent.jurisdictionId !== grid.jurisdictionId) return fail('INVALID', 'Nothing moves across jurisdictions.', 'parentId');
    if (parent.id === grid.parent) return ok({ id: grid.id });
    const clash = grid.boundary && (await clashOf(work, { id: grid.id, parent: parent.id, community: parent.community }, grid.boundary));
    if (clash) return fail('INVALID', clash.text, 'parentId', clash.params);
    demandNoOwnGain(work, grid.place, parent.place);
    await rehang(work, grid, { grid: parent });
  } else {
    const community = await work.em.findOne(Organization, { id: uuidOf(input.communityId!, 'communityId', 'Organization') });
    if (!community) throw notFound('Organization');
    demand(mayManageGrids(work.viewer, community.place), 'Only administrators and street officers draw grids anew, in their own subtree.');
    if (community.jurisdictionId !== grid.jurisdictionId) return fail('INVALID', 'Nothing moves across jurisdictions.', 'communityId');
    if (community.kind !== 'COMMUNITY' || community.status !== 'ACTIVE')
      return fail('INVALID', 'Grids belong to a community that is at work.', 'communityId');
    if (grid.parent === null && grid.community === community.id) return ok({ id: grid.id });
    const clash = grid.boundary && (await clashOf(work, { id: grid.id, parent: null, community: community.id }, grid.boundary));
    if (clash) return fail('INVALID', clash.text, 'communityId', clash.params);
    demandNoOwnGain(work, grid.place, community.place);
    await rehang(work, grid, { community });
  }
  work.emit({ topic: 'house', jurisdictionId: grid.jurisdictionId, payload: { reason: 'moveGrid' } });
  return ok({ id: grid.id });
};
