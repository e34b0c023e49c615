import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { firstDay, id, listOf, oneOf, optional, optionalText, text } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { demandActive, jurisdictionOf } from '../../organisations/commands/find.js';
import { Organization } from '../../organisations/organization.entity.js';
import { CalendarDay } from '../calendar.entity.js';
import { mayManageCalendar } from '../calendar.policy.js';
import { isWorked, OFFICE_HOURS } from '../calendar.terms.js';
import { CalendarDayKindEnum, calendarDayPayload } from '../calendar.type.js';
import { sessionsOf } from '../sessions.js';

/** Deadlines that were reckoned before stay as they are. */
export const setCalendarDay = verb(
  'setCalendarDay',
  {
    does: 'Says what a day is at an organisation and below, in place of what was said before. 设置工作日历',
    answers: calendarDayPayload,
    takes: {
      organizationId: id('Organization', 'Where it holds, and below; the root is for the whole jurisdiction. 适用组织'),
      date: firstDay('The day. 日期'),
      kind: oneOf(CalendarDayKindEnum, 'What it is. 类型'),
      sessions: optional(listOf(text(11, 'When one works: 08:30-12:00. 工作时段'), { max: 6 })),
      name: optionalText(50, 'What it is called: 国庆节. 名称'),
    },
    async may(work, { organizationId }) {
      const organization = await findSeen(work, Organization, organizationId);
      demand(
        mayManageCalendar(work.viewer, organization.place),
        'Only administrators and street officers keep the work calendar, in their own subtree. 只有管理员和街道干部可以在其辖区内维护工作日历。',
      );
      return organization;
    },
  },
  async (work, { organizationId, date, kind, sessions, name }, organization) => {
    demandActive(organization, 'organizationId');
    if (!isWorked(kind) && sessions !== null && sessions.length > 0)
      refuse('INVALID', 'Nobody works on a day off. 休息日没有工作时段。', 'sessions');
    if (isWorked(kind) && sessions?.length === 0)
      refuse(
        'REQUIRED',
        'Where people work they have working time; leave {field} out for office hours. 工作日须有工作时段；{field} 留空则为常规办公时间。',
        'sessions',
      );
    const hours = isWorked(kind) ? [...(sessions ?? OFFICE_HOURS)] : [];
    if (sessionsOf(hours) === null)
      refuse(
        'INVALID',
        '{field} are times like 08:30-12:00, in order and without overlap. {field} 应为形如 08:30-12:00 的时段，按先后排列且互不重叠。',
        'sessions',
      );
    const known = await work.em.findOne(CalendarDay, { organization: organizationId, date });
    if (known) {
      Object.assign(known, { kind, sessions: hours, name });
      return { id: known.id };
    }
    const jurisdiction = jurisdictionOf(work);
    const made = work.em.create(CalendarDay, {
      id: newId(jurisdiction.number),
      jurisdictionId: jurisdiction.id,
      organization: organizationId,
      place: organization.place,
      date,
      kind,
      sessions: hours,
      name,
    });
    return { id: made.id };
  },
);
