import { demand } from '../../../kernel/errors.js';
import { Refused } from '../../../kernel/result.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { changed, optional, text, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { mayManageRouting } from '../incident.policy.js';
import { RoutingRule } from '../routing.entity.js';
import { routingRulePayload } from '../routing.type.js';
import { conditions, demandInUse, demandSound, hasBothEnds, MANAGES_NO_ROUTING, target, targetOrganizationId } from './routing-rules.js';

/** Incidents that were routed before stay where they are. */
export const updateRoutingRule = verb(
  'updateRoutingRule',
  {
    does: 'Changes what a routing rule asks for, or to whom it sends; what is left out stays as it is. 修改分派规则',
    answers: routingRulePayload,
    takes: {
      ...versionOf('RoutingRule'),
      name: optional(text(50, 'What the history of incidents calls it by. 名称')),
      ...conditions,
      target: optional(target),
      targetOrganizationId: changed(targetOrganizationId),
    },
    async may(work, { id, version }) {
      const rule = await findSeen(work, RoutingRule, id, { isLocked: true });
      demand(mayManageRouting(work.viewer, rule.place), MANAGES_NO_ROUTING);
      demandVersion(rule, version);
      return rule;
    },
  },
  async (work, { id: _id, version: _version, idempotencyKey: _key, name, targetOrganizationId, target, ...asked }, rule) => {
    demandInUse(rule);
    // What is null asks for nothing.
    const lists = ['categoryIds', 'domains', 'urgencies', 'keywords', 'weekdays', 'dayKinds'] as const;
    for (const list of lists) if (asked[list] !== undefined) Object.assign(rule, { [list]: [...(asked[list] ?? [])] });
    for (const one of ['fromTime', 'toTime', 'inWorkingTime'] as const)
      if (asked[one] !== undefined) Object.assign(rule, { [one]: asked[one] });
    rule.name = name ?? rule.name;
    if (target !== null && target !== rule.target) Object.assign(rule, { target, targetOrganization: null });
    if (targetOrganizationId !== undefined) rule.targetOrganization = targetOrganizationId;
    const found = hasBothEnds(rule as { fromTime: string | null; toTime: string | null });
    if (found) throw new Refused([found]);
    const { categoryIds, targetOrganization } = rule;
    await demandSound(work, { categoryIds, target: rule.target, targetOrganization: targetOrganization ?? null });
    return { id: rule.id };
  },
);
