import { problem, refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { type Checked, changed, flag, id, listOf, oneOf, text } from '../../../work/input.js';
import { CalendarDayKindEnum } from '../../calendar/calendar.type.js';
import { findActive, jurisdictionOf } from '../../organisations/commands/find.js';
import { time } from '../../organisations/commands/time-of-day.js';
import { WeekdayEnum } from '../../organisations/station.type.js';
import { IncidentDomainEnum, UrgencyEnum } from '../incident.type.js';
import type { RoutingRule } from '../routing.entity.js';
import { RoutingTargetEnum } from '../routing.type.js';

/** What a rule asks for: left out when it is made, it asks for nothing; when it is changed, it stays as it is. */
export const conditions = {
  categoryIds: changed(listOf(id('IncidentCategory', 'Only of one of these categories, or of one below them. 类别'), { max: 50 })),
  domains: changed(listOf(oneOf(IncidentDomainEnum, 'Only of one of these domains. 领域'), { max: 7 })),
  urgencies: changed(listOf(oneOf(UrgencyEnum, 'Only as pressing as one of these. 紧急程度'), { max: 4 })),
  keywords: changed(listOf(text(50, 'Only where title or description has one of these words. 关键词'), { max: 20 })),
  fromTime: changed(time('Only from this time of day on, HH:MM. Give toTime, too. 开始时间')),
  toTime: changed(time('Only before this time, HH:MM, up to 24:00; where it is earlier than fromTime, on the next day. 结束时间')),
  weekdays: changed(
    listOf(oneOf(WeekdayEnum, 'Only on one of these days of the week; a span over midnight counts to the day on which it begins. 星期'), {
      max: 7,
    }),
  ),
  dayKinds: changed(listOf(oneOf(CalendarDayKindEnum, 'Only on a day that is one of these by the work calendar. 日历日类型'), { max: 4 })),
  inWorkingTime: changed(flag('Only while people work by the work calendar, or only while they do not. 是否工作时间')),
};
type Conditions = Checked<typeof conditions>;

export const target = oneOf(RoutingTargetEnum, 'To whom it sends. 分派目标');
export const targetOrganizationId = id('Organization', 'Of the target ORGANIZATION: which of the jurisdiction. 目标组织');

/** Both ends of a span of time, or neither, and no span of no length. */
export const hasBothEnds = ({ fromTime, toTime }: Pick<Conditions, 'fromTime' | 'toTime'>) =>
  (fromTime == null) !== (toTime == null)
    ? problem(
        'REQUIRED',
        'Give fromTime and toTime, or neither. 开始时间和结束时间须同时填写或同时留空。',
        fromTime == null ? 'fromTime' : 'toTime',
      )
    : fromTime === '24:00'
      ? problem('INVALID', 'A span begins before midnight: {field} is up to 23:59. {field} 最晚为 23:59。', 'fromTime')
      : fromTime != null && fromTime === toTime
        ? problem('INVALID', '{field} must differ from {other}. {field} 不能与 {other} 相同。', 'toTime', { other: 'fromTime' })
        : null;

export const MANAGES_NO_ROUTING =
  'Only administrators and street officers manage routing rules, in their own subtree. 只有管理员和街道干部可以在其辖区内管理分派规则。';

/** Positions count up one by one: changes of them in one jurisdiction wait for each other. */
export const lockRules = (work: Work): Promise<unknown> =>
  work.sql('select pg_advisory_xact_lock(hashtextextended(?, 3))', [jurisdictionOf(work).id]);

/** Moves the rules from a position on, up to another, by one up or down. */
export const shiftRules = (work: Work, from: number, to: number | null, by: 1 | -1): Promise<unknown> =>
  work.sql(
    `update routing_rule set position = position + ? where jurisdiction_id = ? and position between ? and coalesce(?::int, position)`,
    [by, jurisdictionOf(work).id, from, to],
  );

/** How many rules of the jurisdiction are in use. */
export async function countRules(work: Work): Promise<number> {
  const [found] = await work.sql<{ count: number }>(
    'select count(*)::int as count from routing_rule where jurisdiction_id = ? and position is not null',
    [jurisdictionOf(work).id],
  );
  return found!.count;
}

/** What is out of use stays so. */
export function demandInUse({ position }: RoutingRule): void {
  if (position === null) refuse('WRONG_STATE', 'The rule is out of use. 该规则已停用。', 'id');
}

/** The categories are of the jurisdiction and in use; the target is one of the jurisdiction's organisations where the rule sends to one. */
export async function demandSound(
  work: Work,
  { categoryIds, target, targetOrganization }: { categoryIds: readonly string[]; target: string; targetOrganization: string | null },
): Promise<void> {
  const jurisdiction = jurisdictionOf(work).id;
  const found = await work.sql('select id from incident_category where jurisdiction_id = ? and id = any(?) and active', [
    jurisdiction,
    [...categoryIds],
  ]);
  if (found.length < categoryIds.length)
    refuse(
      'INVALID',
      'There is no such category in the jurisdiction, or it is out of use. 该辖区没有此类别，或该类别已停用。',
      'categoryIds',
    );
  if (target !== 'ORGANIZATION') {
    if (targetOrganization !== null)
      refuse('INVALID', 'Leave {field} out: the target names no organisation. 该目标无需填写 {field}。', 'targetOrganizationId');
    return;
  }
  if (targetOrganization === null) refuse('REQUIRED', 'Say to which organisation. 请指定目标组织。', 'targetOrganizationId');
  await findActive(work, jurisdiction, targetOrganization, 'targetOrganizationId');
}
