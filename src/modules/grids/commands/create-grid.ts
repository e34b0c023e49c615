import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { segment } from '../../../kernel/place.js';
import { must, refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { id, listOf, oneOf, optional, text } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { newCode } from '../../organisations/commands/code.js';
import { jurisdictionOf, lockTree } from '../../organisations/commands/find.js';
import { Organization } from '../../organisations/organization.entity.js';
import { Grid } from '../grid.entity.js';
import { mayManageGrids } from '../grid.policy.js';
import { GridInclusionEnum, GridKindEnum, gridPayload } from '../grid.type.js';
import { countFields, countsOf } from './counts.js';

/** A new grid of a community, at its top or below another of its grids. Its level follows from where it hangs. */
export const createGrid = verb(
  'createGrid',
  {
    does: 'Makes a new grid of a community. 新建网格',
    answers: gridPayload,
    takes: {
      communityId: id('Organization', 'The community it belongs to. 所属社区'),
      parentId: optional(id('Grid', 'The grid above, of the same community. 上级网格')),
      code: text(40, "Unique; begins with the jurisdiction's code and a hyphen. 编码"),
      name: text(100, 'Name. 名称'),
      kind: oneOf(GridKindEnum, 'What it is for. 类型'),
      inclusions: optional(listOf(oneOf(GridInclusionEnum, 'What it takes in. 要素'), { max: 20 })),
      ...countFields,
    },
    async may(work, { communityId }) {
      const community = await findSeen(work, Organization, communityId);
      demand(
        mayManageGrids(work.viewer, community.place),
        'Only administrators and street officers create grids, in their own subtree. 只有管理员和街道干部可以在其辖区内新建网格。',
      );
      return community;
    },
  },
  async (work, input, community) => {
    const jurisdiction = jurisdictionOf(work);
    await lockTree(work, jurisdiction.id);
    await work.em.refresh(community);
    if (community.kind !== 'COMMUNITY')
      refuse(
        'INVALID',
        'Grids belong to a community; this is another kind of organisation. 网格隶属于社区，该组织不是社区。',
        'communityId',
      );
    if (community.status !== 'ACTIVE') refuse('INVALID', 'The community is no longer at work. 该社区已撤销。', 'communityId');

    const parent = input.parentId === null ? null : await findSeen(work, Grid, input.parentId);
    if (parent && parent.community !== community.id)
      refuse('INVALID', 'The grid above belongs to another community. 上级网格属于其他社区。', 'parentId');
    if (parent && parent.status !== 'ACTIVE') refuse('INVALID', 'The grid above is no longer at work. 上级网格已撤销。', 'parentId');

    const above = parent ?? community;
    const grid = work.em.create(Grid, {
      id: newId(jurisdiction.number),
      jurisdictionId: jurisdiction.id,
      code: must(await newCode(work, jurisdiction.id, 'grid', input.code)),
      name: input.name,
      level: parent ? parent.level + 1 : 1,
      kind: input.kind,
      parent: parent?.id ?? null,
      community: community.id,
      place: above.place + segment(++above.childCount),
      branch: null,
      inclusions: [...(input.inclusions ?? [])],
      ...countsOf(input),
    });
    work.emit({ topic: 'directory', jurisdictionId: jurisdiction.id, payload: { reason: 'createGrid' } });
    return { id: grid.id };
  },
);
