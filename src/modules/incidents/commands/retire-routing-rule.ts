import { demand } from '../../../kernel/errors.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { mayManageRouting } from '../incident.policy.js';
import { RoutingRule } from '../routing.entity.js';
import { routingRulePayload } from '../routing.type.js';
import { demandInUse, lockRules, MANAGES_NO_ROUTING, shiftRules } from './routing-rules.js';

/** The history of what it routed keeps its name. */
export const retireRoutingRule = verb(
  'retireRoutingRule',
  {
    does: 'Takes a routing rule out of use; the rules after it move up. 停用分派规则',
    answers: routingRulePayload,
    takes: versionOf('RoutingRule'),
    async may(work, { id, version }) {
      await lockRules(work);
      const rule = await findSeen(work, RoutingRule, id, { isLocked: true });
      demand(mayManageRouting(work.viewer, rule.place), MANAGES_NO_ROUTING);
      demandVersion(rule, version);
      return rule;
    },
  },
  async (work, _, rule) => {
    demandInUse(rule);
    const { position } = rule;
    rule.position = null;
    rule.retiredAt = work.now();
    await shiftRules(work, position! + 1, null, -1);
    return { id: rule.id };
  },
);
