import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { sharingDays } from '../../../kernel/span.js';
import { findSeen } from '../../../work/find.js';
import { day, demands, firstDay, id, oneOf, optional } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { PositionEnum } from '../../organisations/appointment.type.js';
import { daysOf } from '../../organisations/commands/days.js';
import { jurisdictionOf, lockTree } from '../../organisations/commands/find.js';
import { Organization } from '../../organisations/organization.entity.js';
import { WeekdayEnum } from '../../organisations/station.type.js';
import { VisitRule } from '../care.entity.js';
import { maySetVisitRules, NOT_RULE_SETTER } from '../care.policy.js';
import { CadenceEnum, VisitKindEnum, visitRulePayload } from '../care.type.js';

/** One rule at a time for a post and a kind of visit. */
export const setVisitRule = verb(
  'setVisitRule',
  {
    does: 'States how often the holders of a post visit. 设定走访规则',
    answers: visitRulePayload,
    takes: {
      communityId: id('Organization', 'The community. 社区'),
      position: oneOf(PositionEnum, 'Whose holders visit. 职务'),
      kind: oneOf(VisitKindEnum, 'What kind of visit. 走访类型'),
      cadence: oneOf(CadenceEnum, 'How often. 频次'),
      weekday: optional(oneOf(WeekdayEnum, 'Of a weekly rule: the day. 走访日')),
      returnWeekday: optional(oneOf(WeekdayEnum, 'The day by whose end a return visit follows. 回访日')),
      from: optional(firstDay('The first day; today if left out. 起始日期')),
      to: optional(day('The first day on which it no longer holds. 截止日期')),
    },
    rules: [
      demands(
        ({ weekday, cadence }) => weekday === null || cadence === 'WEEKLY',
        'INVALID',
        'Only a weekly rule has a weekday. 只有每周的规则才能指定走访日。',
        'weekday',
      ),
      demands(
        ({ weekday, returnWeekday }) => returnWeekday === null || weekday !== null,
        'REQUIRED',
        'A return visit follows a visit on a certain weekday; name it. 设定回访日须先指定走访日。',
        'weekday',
      ),
    ],
    async may(work, { communityId }) {
      const community = await findSeen(work, Organization, communityId);
      demand(maySetVisitRules(work.viewer, community.place), NOT_RULE_SETTER);
      return community;
    },
  },
  async (work, input, community) => {
    const jurisdiction = jurisdictionOf(work);
    // A community that is being moved comes to rest first: the rule copies its place.
    await lockTree(work, jurisdiction.id);
    await work.em.refresh(community);
    if (community.kind !== 'COMMUNITY' || community.status !== 'ACTIVE')
      refuse('INVALID', 'Visit rules belong to an active community. 走访规则须隶属于正常运行的社区。', 'communityId');
    const { position, kind, cadence, weekday, returnWeekday } = input;
    const { validFrom, validTo } = daysOf(work, input, 'from', 'to');
    const same = await work.em.find(VisitRule, { community: community.id, position, kind, ...sharingDays(validFrom, validTo) });
    if (same.some((other) => other.validTo !== other.validFrom))
      refuse(
        'INVALID',
        'There is already a rule for this post and kind of visit in that time; end it first. 该时段内已有针对此职务和走访类型的规则，请先停用。',
        'kind',
      );

    const rule = work.em.create(VisitRule, {
      id: newId(jurisdiction.number),
      jurisdictionId: jurisdiction.id,
      community: community.id,
      position,
      kind,
      cadence,
      weekday,
      returnWeekday,
      validFrom,
      validTo,
      place: community.place,
    });
    return { id: rule.id };
  },
);
