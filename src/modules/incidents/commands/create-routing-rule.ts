import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { isWithin } from '../../../kernel/place.js';
import { refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { id, int, optional, text } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Grid } from '../../grids/grid.entity.js';
import { demandActive, jurisdictionOf } from '../../organisations/commands/find.js';
import { Organization } from '../../organisations/organization.entity.js';
import { mayManageRouting } from '../incident.policy.js';
import { RoutingRule } from '../routing.entity.js';
import { MOST_ROUTING_RULES } from '../routing.terms.js';
import { routingRulePayload } from '../routing.type.js';
import {
  conditions,
  countRules,
  demandSound,
  hasBothEnds,
  lockRules,
  MANAGES_NO_ROUTING,
  shiftRules,
  target,
  targetOrganizationId,
} from './routing-rules.js';

export const createRoutingRule = verb(
  'createRoutingRule',
  {
    does: 'Says to whom new incidents go that meet all of its conditions, after the rules before it. 新建分派规则',
    answers: routingRulePayload,
    takes: {
      organizationId: id('Organization', 'For what happens here and below; the root is for the whole jurisdiction. 适用组织'),
      gridId: optional(id('Grid', 'Only in this grid and below. 适用网格')),
      name: text(50, 'What the history of incidents calls it by. 名称'),
      ...conditions,
      target,
      targetOrganizationId: optional(targetOrganizationId),
      position: optional(int({ min: 1 }, 'Its place among the rules; the last if left out. 次序')),
    },
    rules: [hasBothEnds],
    async may(work, { organizationId, gridId }) {
      const organization = await findSeen(work, Organization, organizationId);
      demand(mayManageRouting(work.viewer, organization.place), MANAGES_NO_ROUTING);
      return { organization, grid: gridId === null ? null : await findSeen(work, Grid, gridId) };
    },
  },
  async (work, input, { organization, grid }) => {
    demandActive(organization, 'organizationId');
    if (grid && !isWithin(grid.place, organization.place))
      refuse('INVALID', 'The grid does not lie in the organisation. 该网格不在该组织范围内。', 'gridId');
    if (grid && grid.status !== 'ACTIVE') refuse('INVALID', 'The grid is no longer at work. 该网格已撤销。', 'gridId');
    const targetOrganization = input.targetOrganizationId;
    await demandSound(work, { categoryIds: input.categoryIds ?? [], target: input.target, targetOrganization });
    await lockRules(work);
    const count = await countRules(work);
    if (count >= MOST_ROUTING_RULES)
      refuse('LIMIT_EXCEEDED', 'A jurisdiction has up to {max} routing rules. 一个辖区最多 {max} 条分派规则。', 'name', {
        max: MOST_ROUTING_RULES,
      });
    const position = Math.min(input.position ?? count + 1, count + 1);
    if (position <= count) await shiftRules(work, position, null, 1);
    const jurisdiction = jurisdictionOf(work);
    const rule = work.em.create(RoutingRule, {
      id: newId(jurisdiction.number),
      jurisdictionId: jurisdiction.id,
      name: input.name,
      position,
      organization: organization.id,
      grid: grid?.id ?? null,
      place: grid?.place ?? organization.place,
      categoryIds: [...(input.categoryIds ?? [])],
      domains: [...(input.domains ?? [])],
      urgencies: [...(input.urgencies ?? [])],
      keywords: [...(input.keywords ?? [])],
      fromTime: input.fromTime ?? null,
      toTime: input.toTime ?? null,
      weekdays: [...(input.weekdays ?? [])],
      dayKinds: [...(input.dayKinds ?? [])],
      inWorkingTime: input.inWorkingTime ?? null,
      target: input.target,
      targetOrganization,
      retiredAt: null,
    });
    return { id: rule.id };
  },
);
