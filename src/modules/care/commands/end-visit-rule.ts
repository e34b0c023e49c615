import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { endOn } from '../../../kernel/span.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { day, optional, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { VisitRule } from '../care.entity.js';
import { maySetVisitRules, NOT_RULE_SETTER } from '../care.policy.js';
import { visitRulePayload } from '../care.type.js';

/** What was due before stays due. */
export const endVisitRule = verb(
  'endVisitRule',
  {
    does: 'Ends a visit rule from a day on. 停用走访规则',
    answers: visitRulePayload,
    takes: {
      ...versionOf('VisitRule'),
      on: optional(day('The first day on which it no longer holds; today if left out. 截止日期')),
    },
    async may(work, { id, version }) {
      const rule = await findSeen(work, VisitRule, id);
      demand(maySetVisitRules(work.viewer, rule.place), NOT_RULE_SETTER);
      demandVersion(rule, version);
      return rule;
    },
  },
  async (work, { on }, rule) => {
    endOn(rule, on ?? dayOf(work.now()));
    return { id: rule.id };
  },
);
