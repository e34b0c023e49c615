import { demand } from '../../../kernel/errors.js';
import { isWithin, segment } from '../../../kernel/place.js';
import { refuse } from '../../../kernel/result.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { id, versionOf } from '../../../work/input.js';
import { moveAlong } from '../../../work/keeps.js';
import { verb } from '../../../work/verb.js';
import { lockTree } from '../../organisations/commands/find.js';
import { rewritePlaces } from '../../organisations/commands/rewrite-places.js';
import { Organization } from '../../organisations/organization.entity.js';
import { mayManageOrganizations } from '../../organisations/organization.policy.js';
import { organizationPayload } from '../../organisations/organization.type.js';
import { demandNoOwnGain } from '../own-gain.js';

const NOT_MOVER =
  'Only administrators and street officers move organisations, in their own subtree. 只有管理员和街道干部可以在其辖区内调整组织隶属。';

/** Its grids, with all that lies in them, come along. Nothing moves to another jurisdiction. */
export const moveOrganization = verb(
  'moveOrganization',
  {
    does: 'Moves an organisation, with all below it, under another parent. 调整组织隶属',
    answers: organizationPayload,
    takes: {
      ...versionOf('Organization'),
      parentId: id('Organization', 'The new organisation above. 新上级'),
    },
    async may(work, { id, version, parentId }) {
      const organization = await findSeen(work, Organization, id);
      const parent = await findSeen(work, Organization, parentId);
      demand(mayManageOrganizations(work.viewer, organization.place), NOT_MOVER);
      if (parent.jurisdictionId !== organization.jurisdictionId)
        refuse('INVALID', 'Nothing moves to another jurisdiction. 不能调整到其他辖区。', 'parentId');
      demand(mayManageOrganizations(work.viewer, parent.place), NOT_MOVER);
      await lockTree(work, organization.jurisdictionId);
      await work.em.refresh(organization);
      await work.em.refresh(parent);
      demandVersion(organization, version);
      return { organization, parent };
    },
  },
  async (work, _, { organization, parent }) => {
    if (organization.parent === null) refuse('INVALID', 'The root of a jurisdiction cannot be moved. 辖区的根组织不能调整。', 'id');
    if (organization.status !== 'ACTIVE') refuse('WRONG_STATE', 'The organisation is no longer at work. 该组织已撤销。', 'id');
    if (isWithin(parent.place, organization.place))
      refuse('CYCLE', 'An organisation cannot be moved below itself. 组织不能调整到自身之下。', 'parentId');
    if (parent.status !== 'ACTIVE') refuse('INVALID', 'The new parent is no longer at work. 新上级已撤销。', 'parentId');
    if (organization.parent === parent.id) return { id: organization.id };

    const from = organization.place;
    demandNoOwnGain(work, from, parent.place);
    const to = parent.place + segment(++parent.childCount);
    organization.parent = parent.id;
    await work.em.flush();
    await moveAlong(work, { from, to }, () => rewritePlaces(work, organization.jurisdictionId, from, to));
    work.emit({ topic: 'directory', jurisdictionId: organization.jurisdictionId, payload: { reason: 'moveOrganization' } });
    return { id: organization.id };
  },
);
