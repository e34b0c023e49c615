import { demand, notFound } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { segment } from '../../../kernel/place.js';
import { fail, ok } from '../../../kernel/result.js';
import { textOf } from '../../../kernel/text.js';
import { uuidOf } from '../../../read/value.js';
import type { Command, Idempotent } from '../../../work/command.js';
import { newCode } from '../../organisations/commands/code.js';
import { findOrganization, jurisdictionOf, lockTree } from '../../organisations/commands/find.js';
import { Grid } from '../grid.entity.js';
import { mayManageGrids } from '../grid.policy.js';
import type { GridInclusion, GridKind } from '../grid.terms.js';
import { countsOf } from './counts.js';

export interface CreateGrid extends Idempotent {
  readonly communityId: string;
  readonly parentId?: string | null;
  readonly code: string;
  readonly name: string;
  readonly kind: GridKind;
  readonly inclusions?: readonly GridInclusion[] | null;
  readonly householdCount?: number | null;
  readonly residentCount?: number | null;
}

/** A new grid of a community, at its top or below another of its grids. Its level follows from where it hangs. */
export const createGrid: Command<CreateGrid> = async (work, input) => {
  const community = await findOrganization(work, input.communityId, 'communityId');
  demand(mayManageGrids(work.viewer, community.place), 'Only administrators and street officers create grids, in their own subtree.');
  const jurisdiction = jurisdictionOf(work);
  await lockTree(work, jurisdiction.id);
  await work.em.refresh(community);
  if (community.kind !== 'COMMUNITY')
    return fail('INVALID', 'Grids belong to a community; this is another kind of organisation.', 'communityId');
  if (community.status !== 'ACTIVE') return fail('INVALID', 'The community is no longer at work.', 'communityId');

  const parent = input.parentId == null ? null : await work.em.findOne(Grid, { id: uuidOf(input.parentId, 'parentId', 'Grid') });
  if (input.parentId != null && !parent) throw notFound('grid');
  if (parent && parent.community !== community.id) return fail('INVALID', 'The grid above belongs to another community.', 'parentId');
  if (parent && parent.status !== 'ACTIVE') return fail('INVALID', 'The grid above is no longer at work.', 'parentId');

  const code = await newCode(work, jurisdiction.id, 'grid', input.code);
  if (!code.ok) return code;
  const name = textOf(input.name, 'name', 100);
  if (!name.ok) return name;
  const counts = countsOf(input);
  if (!counts.ok) return counts;

  const above = parent ?? community;
  const grid = work.em.create(Grid, {
    id: newId(jurisdiction.number),
    jurisdictionId: jurisdiction.id,
    code: code.value,
    name: name.value,
    level: parent ? parent.level + 1 : 1,
    kind: input.kind,
    parent: parent?.id ?? null,
    community: community.id,
    place: above.place + segment(++above.childCount),
    branch: null,
    inclusions: [...new Set(input.inclusions ?? [])],
    ...counts.value,
  });
  work.emit({ topic: 'house', jurisdictionId: jurisdiction.id, payload: { reason: 'createGrid' } });
  return ok({ id: grid.id });
};
