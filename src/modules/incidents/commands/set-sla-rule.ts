import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { problem } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { type Checked, id, int, oneOf, optional } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { demandActive, jurisdictionOf } from '../../organisations/commands/find.js';
import { Organization } from '../../organisations/organization.entity.js';
import { OrganizationKindEnum } from '../../organisations/organization.type.js';
import { maySetDeadlines } from '../incident.policy.js';
import { slaRulePayload, UrgencyEnum } from '../incident.type.js';
import { SlaRule } from '../sla.entity.js';
import { demandOwnCategory } from './category-tree.js';

/** A working year. */
const MOST_MINUTES = 120_000;
const limit = (description: `${string}. ${string}`) => optional(int({ min: 1, max: MOST_MINUTES }, description));

const fields = {
  organizationId: id('Organization', 'For what lies here and below; the root is for the whole jurisdiction. 适用组织'),
  categoryId: optional(id('IncidentCategory', 'Only of this category, and of those below it that have no rule of their own. 类别')),
  level: optional(oneOf(OrganizationKindEnum, 'Only while an organisation of this kind holds it. 承办层级')),
  urgency: optional(oneOf(UrgencyEnum, 'Only of this urgency. 紧急程度')),
  acceptYellow: limit('To be taken up within so many working minutes. 受理黄牌时限（工作分钟）'),
  acceptRed: limit('The same, past which it turns red. 受理红牌时限'),
  handleYellow: limit('To be handled within so many working minutes after that. 办结黄牌时限'),
  handleRed: limit('The same, past which it turns red. 办结红牌时限'),
  verifyYellow: limit('To be verified within so many working minutes after that. 核查黄牌时限'),
  verifyRed: limit('The same, past which it turns red. 核查红牌时限'),
};

/** The yellow limit is what is due, and what a red one comes after. */
const inOrder = (phase: 'accept' | 'handle' | 'verify') => (input: Checked<typeof fields>) => {
  const [yellow, red] = [input[`${phase}Yellow`], input[`${phase}Red`]];
  if (red !== null && yellow === null)
    return problem('REQUIRED', '{field} is needed beside a red limit. 设置红牌时限须同时设置 {field}。', `${phase}Yellow`);
  return yellow !== null && red !== null && red < yellow
    ? problem('INVALID', '{field} is at least {min}. {field} 不得小于 {min}。', `${phase}Red`, { min: yellow })
    : null;
};

/** Deadlines that were set before stay as they are. */
export const setSlaRule = verb(
  'setSlaRule',
  {
    does: 'Says how long incidents may take, in place of what was said before for the same; what is left out is not limited. 设置时限规则',
    answers: slaRulePayload,
    takes: fields,
    rules: [inOrder('accept'), inOrder('handle'), inOrder('verify')],
    async may(work, { organizationId }) {
      const organization = await findSeen(work, Organization, organizationId);
      demand(
        maySetDeadlines(work.viewer, organization.place),
        'Only administrators and street officers set deadlines, in their own subtree. 只有管理员和街道干部可以在其辖区内设置时限。',
      );
      return organization;
    },
  },
  async (work, { organizationId, categoryId, level, urgency, idempotencyKey: _, ...limits }, organization) => {
    demandActive(organization, 'organizationId');
    const jurisdiction = jurisdictionOf(work);
    await demandOwnCategory(work, categoryId, jurisdiction.id);
    const about = {
      organization: organizationId,
      category: categoryId,
      level: level as SlaRule['level'],
      urgency: urgency as SlaRule['urgency'],
    };
    const known = await work.em.findOne(SlaRule, about);
    if (known) {
      Object.assign(known, limits);
      return { id: known.id };
    }
    const made = work.em.create(SlaRule, {
      id: newId(jurisdiction.number),
      jurisdictionId: jurisdiction.id,
      place: organization.place,
      ...about,
      ...limits,
    });
    return { id: made.id };
  },
);
