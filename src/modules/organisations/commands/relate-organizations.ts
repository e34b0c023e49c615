import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { sharingDays } from '../../../kernel/span.js';
import { findSeen } from '../../../work/find.js';
import { day, id, oneOf, optional, optionalLines } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Organization, OrganizationRelation } from '../organization.entity.js';
import { mayManageOrganizations } from '../organization.policy.js';
import { OrganizationRelationKindEnum, relateOrganizationsPayload } from '../organization.type.js';
import { daysOf } from './days.js';
import { demandActive, jurisdictionOf } from './find.js';

/** Of one jurisdiction, from a day to a day. */
export const relateOrganizations = verb(
  'relateOrganizations',
  {
    does: 'Relates two organisations beside the tree. 建立组织关系',
    answers: relateOrganizationsPayload,
    takes: {
      fromId: id('Organization', 'Who leads, serves, contacts …. 主方'),
      toId: id('Organization', 'Who is led, served, contacted …. 客方'),
      kind: oneOf(OrganizationRelationKindEnum, 'What kind. 类型'),
      validFrom: optional(day('The first day; today if left out. 生效日期')),
      validTo: optional(day('The first day on which it no longer holds. 失效日期')),
      note: optionalLines(500, 'Note. 备注'),
    },
    async may(work, { fromId, toId }) {
      const from = await findSeen(work, Organization, fromId);
      const to = await findSeen(work, Organization, toId);
      demand(
        mayManageOrganizations(work.viewer, from.place),
        'Only administrators and street officers relate organisations, in their own subtree. 只有管理员和街道干部可以在其辖区内建立组织关系。',
      );
      return { from, to };
    },
  },
  async (work, input, { from, to }) => {
    if (from.jurisdictionId !== to.jurisdictionId)
      refuse('INVALID', 'Both organisations belong to one jurisdiction. 双方须属于同一辖区。', 'toId');
    if (from.id === to.id) refuse('INVALID', 'An organisation is not related to itself. 组织不能与自身建立关系。', 'toId');
    demandActive(from, 'fromId');
    demandActive(to, 'toId');

    const { validFrom, validTo } = daysOf(work, input, 'validFrom', 'validTo');
    // Relations of one organisation wait for each other, or two at once would both find none.
    await work.sql('select pg_advisory_xact_lock(hashtextextended(?, 4))', [from.id]);
    const overlapping = await work.em.count(OrganizationRelation, {
      from: from.id,
      to: to.id,
      kind: input.kind,
      ...sharingDays(validFrom, validTo),
    });
    if (overlapping > 0) refuse('INVALID', 'They already have this relation in that time. 双方在该时段内已有此关系。', 'kind');

    const relation = work.em.create(OrganizationRelation, {
      id: newId(jurisdictionOf(work).number),
      jurisdictionId: from.jurisdictionId,
      from: from.id,
      to: to.id,
      kind: input.kind,
      validFrom,
      validTo,
      note: input.note,
    });
    return { id: relation.id };
  },
);
