import { demand } from '../../../kernel/errors.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { int, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { mayManageRouting } from '../incident.policy.js';
import { RoutingRule } from '../routing.entity.js';
import { routingRulePayload } from '../routing.type.js';
import { countRules, demandInUse, lockRules, MANAGES_NO_ROUTING, shiftRules } from './routing-rules.js';

export const moveRoutingRule = verb(
  'moveRoutingRule',
  {
    does: 'Puts a routing rule to another place among the rules of the jurisdiction; those between move by one. 调整分派规则次序',
    answers: routingRulePayload,
    takes: { ...versionOf('RoutingRule'), position: int({ min: 1 }, 'From 1; the last where it is higher than there are rules. 次序') },
    async may(work, { id, version }) {
      await lockRules(work);
      const rule = await findSeen(work, RoutingRule, id, { isLocked: true });
      demand(mayManageRouting(work.viewer, rule.place), MANAGES_NO_ROUTING);
      demandVersion(rule, version);
      return rule;
    },
  },
  async (work, { position }, rule) => {
    demandInUse(rule);
    const from = rule.position!;
    const to = Math.min(position, await countRules(work));
    if (to > from) await shiftRules(work, from + 1, to, -1);
    if (to < from) await shiftRules(work, to, from - 1, 1);
    rule.position = to;
    return { id: rule.id };
  },
);
