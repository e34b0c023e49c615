import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { versionOf } from '../../../work/input.js';
import { endWith } from '../../../work/keeps.js';
import { verb } from '../../../work/verb.js';
import { Organization } from '../organization.entity.js';
import { mayManageOrganizations } from '../organization.policy.js';
import { organizationPayload } from '../organization.type.js';
import { lockTree } from './find.js';

/** What still needs it has to be moved first; posts and relations end today. Each module declares what of it hangs on organisations. */
export const dissolveOrganization = verb(
  'dissolveOrganization',
  {
    does: 'Takes an organisation out of work; its history stays. 撤销组织',
    answers: organizationPayload,
    takes: versionOf('Organization'),
    async may(work, { id }) {
      const organization = await findSeen(work, Organization, id);
      demand(
        mayManageOrganizations(work.viewer, organization.place),
        'Only administrators and street officers dissolve organisations, in their own subtree. 只有管理员和街道干部可以在其辖区内撤销组织。',
      );
      return organization;
    },
  },
  async (work, { version }, organization) => {
    await lockTree(work, organization.jurisdictionId);
    await work.em.refresh(organization);
    demandVersion(organization, version);
    if (organization.parent === null) refuse('INVALID', 'The root of a jurisdiction cannot be dissolved. 辖区的根组织不能撤销。', 'id');
    if (organization.status !== 'ACTIVE') refuse('WRONG_STATE', 'The organisation is no longer at work. 该组织已撤销。', 'id');
    const today = dayOf(work.now());
    await endWith(work, 'Organization', { id: organization.id, day: today });
    organization.status = 'DISSOLVED';
    organization.dissolvedOn = today;
    work.emit({ topic: 'directory', jurisdictionId: organization.jurisdictionId, payload: { reason: 'dissolveOrganization' } });
    return { id: organization.id };
  },
);
