import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { demands, id, int, oneOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { EnterpriseProfile } from '../enterprise.entity.js';
import { EnterpriseScaleEnum, enterprisePayload } from '../enterprise.type.js';
import { Organization } from '../organization.entity.js';
import { maySetEnterpriseProfile } from '../organization.policy.js';
import { demandActive } from './find.js';

const MOST_PEOPLE = 1_000_000;

/** One profile a firm: two who set it at once both keep it, the later one's words stay. */
export const setEnterpriseProfile = verb(
  'setEnterpriseProfile',
  {
    does: 'Says how large a firm is, in place of what was said before. 登记企业概况',
    answers: enterprisePayload,
    takes: {
      organizationId: id('Organization', 'The firm. 企业'),
      scale: oneOf(EnterpriseScaleEnum, 'How large it is. 规模'),
      employees: int({ min: 0, max: MOST_PEOPLE }, 'How many people work there. 职工人数'),
      partyMembers: int({ min: 0, max: MOST_PEOPLE }, 'How many of them are members of the party. 党员人数'),
    },
    rules: [
      demands(
        ({ employees, partyMembers }) => partyMembers <= employees,
        'INVALID',
        'A firm has no more members of the party than people who work there. 党员人数不能超过职工人数。',
        'partyMembers',
      ),
    ],
    async may(work, { organizationId }) {
      const firm = await findSeen(work, Organization, organizationId);
      demand(
        maySetEnterpriseProfile(work.viewer, firm.place),
        'Only administrators, street officers, community cadres and branch secretaries describe firms, in their own subtree. 只有管理员、街道干部、社区干部和支部书记可以登记其辖区内的企业概况。',
      );
      return firm;
    },
  },
  async (work, { scale, employees, partyMembers }, firm) => {
    if (firm.kind !== 'ENTERPRISE') refuse('INVALID', 'It is not a firm. 该组织不是企业。', 'organizationId');
    demandActive(firm, 'organizationId');
    await work.sql('select from organization where id = ? for no key update', [firm.id]);
    const known = await work.em.findOne(EnterpriseProfile, { organization: firm.id });
    const said = { scale, employees, partyMembers };
    if (known) return { id: Object.assign(known, said).id };
    const profile = work.em.create(EnterpriseProfile, {
      ...{ id: newId(work.viewer.jurisdiction!.number), jurisdictionId: firm.jurisdictionId, organization: firm.id },
      ...said,
      ...{ createdAt: work.now(), updatedAt: work.now() },
    });
    return { id: profile.id };
  },
);
