import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { segment } from '../../../kernel/place.js';
import { must, refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { day, id, oneOf, optional, optionalLines, optionalText, optionalTyped, text } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Organization } from '../organization.entity.js';
import { mayManageOrganizations } from '../organization.policy.js';
import { rootKinds } from '../organization.terms.js';
import { FormationEnum, OrganizationKindEnum, organizationPayload } from '../organization.type.js';
import { newCode } from './code.js';
import { jurisdictionOf, lockTree } from './find.js';

/** Roots are not made here: a jurisdiction begins with its installation. */
export const createOrganization = verb(
  'createOrganization',
  {
    does: 'Makes a new organisation below an existing one. 新建组织',
    answers: organizationPayload,
    takes: {
      parentId: id('Organization', 'The organisation above. 上级组织'),
      code: text(40, "Unique; begins with the jurisdiction's code and a hyphen. 编码"),
      name: text(100, 'Full name. 名称'),
      shortName: optionalText(30, 'Short name. 简称'),
      kind: oneOf(OrganizationKindEnum, 'What it is. 类型'),
      formation: optional(oneOf(FormationEnum, 'How it was formed. 组建方式')),
      contactPhone: optionalTyped(30, 'Contact phone. 联系电话'),
      address: optionalText(200, 'Address. 地址'),
      introduction: optionalLines(2_000, 'Introduction. 简介'),
      establishedOn: optional(day('Established on. 成立日期')),
    },
    async may(work, { parentId }) {
      const parent = await findSeen(work, Organization, parentId);
      demand(
        mayManageOrganizations(work.viewer, parent.place),
        'Only administrators and street officers create organisations, in their own subtree. 只有管理员和街道干部可以在其辖区内新建组织。',
      );
      return parent;
    },
  },
  async (work, input, parent) => {
    const jurisdiction = jurisdictionOf(work);
    await lockTree(work, jurisdiction.id);
    await work.em.refresh(parent);
    if (parent.status !== 'ACTIVE') refuse('INVALID', 'The organisation above is no longer at work. 上级组织已撤销。', 'parentId');
    if (rootKinds.includes(input.kind))
      refuse(
        'INVALID',
        'A street or town is the root of a jurisdiction: it has no organisation above. 街道、镇为辖区的根组织，不设上级组织。',
        'kind',
      );

    const organization = work.em.create(Organization, {
      id: newId(jurisdiction.number),
      jurisdictionId: jurisdiction.id,
      code: must(await newCode(work, jurisdiction.id, 'organization', input.code)),
      name: input.name,
      shortName: input.shortName,
      kind: input.kind,
      formation: input.formation,
      parent: parent.id,
      place: parent.place + segment(++parent.childCount),
      contactPhone: input.contactPhone,
      address: input.address,
      introduction: input.introduction,
      establishedOn: input.establishedOn,
    });
    work.emit({ topic: 'directory', jurisdictionId: jurisdiction.id, payload: { reason: 'createOrganization' } });
    return { id: organization.id };
  },
);
