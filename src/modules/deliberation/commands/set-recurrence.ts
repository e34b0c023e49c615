import { dayOf, isTimeOfDay } from '../../../kernel/clock.js';
import { newId } from '../../../kernel/ids.js';
import { fail, ok, refuse } from '../../../kernel/result.js';
import { typed } from '../../../kernel/text.js';
import type { Work } from '../../../work/command.js';
import { day, demands, formattedText, inputObject, int, oneOf, optional, part, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { WeekdayEnum } from '../../organisations/station.type.js';
import { type DeliberationBody, SessionDue } from '../body.entity.js';
import { bodyPayload, RecurrenceFrequencyEnum } from '../body.type.js';
import { mayKeepBodies } from '../deliberation.policy.js';
import { duesBetween, horizonOf } from '../recurrence.js';
import { bodyFor } from './body-in-hand.js';
import { demandAtWork, lockBody } from './find.js';

const time = formattedText('The time of day. 时间', 'HH:MM.', (value, at) =>
  isTimeOfDay(typed(value)) ? ok(typed(value)) : fail('INVALID', '{field} is a time of day, HH:MM. {field} 应为 HH:MM。', at),
);

const recurrenceInput = inputObject(
  'RecurrenceInput',
  'When sessions are due, in Asia/Shanghai. 会议周期',
  {
    frequency: oneOf(RecurrenceFrequencyEnum, 'How often. 频率'),
    weekday: optional(oneOf(WeekdayEnum, 'The weekday of weekly sessions. 星期')),
    monthDay: optional(int({ min: -1, max: 28 }, 'The day of the month of others; -1 is the last. 每月日期')),
    time,
    startsOn: optional(day('From this day on, which lies ahead; today if left out. 起始日期')),
    endsOn: optional(day('The first day from which no more is due. 截止日期')),
  },
  demands(({ time }) => time !== null, 'REQUIRED', '{field} must not be empty. {field} 不能为空。', 'time'),
  demands(
    ({ frequency, weekday, monthDay }) =>
      frequency === 'WEEKLY' ? weekday !== null && monthDay === null : weekday === null && monthDay !== null && monthDay !== 0,
    'INVALID',
    'Weekly sessions have a weekday, others a day of the month. 每周会议须指定星期，其他周期须指定每月日期。',
    'frequency',
  ),
);

/** What was due stays due, held or not; what is due from now on is written anew. Sessions that are scheduled already keep the due that they are for. */
export const setRecurrence = verb(
  'setRecurrence',
  {
    does: 'States when sessions of a body are due from now on; left out, no more is due. 设定会议周期',
    answers: bodyPayload,
    takes: { ...versionOf('DeliberationBody'), recurrence: optional(part(recurrenceInput, 'When; none if left out. 会议周期')) },
    may: bodyFor(mayKeepBodies),
  },
  async (work, { id, recurrence: given }) => {
    const body = await lockBody(work, id);
    demandAtWork(work, body, 'id');
    await removeDues(work, body);
    if (given === null) {
      Object.assign(body, { recurrence: null, duesUntil: null });
      return { id };
    }
    const now = work.now();
    const today = dayOf(now);
    const startsOn = given.startsOn ?? today;
    if (startsOn < today)
      refuse('INVALID', 'It starts today or later: nothing becomes due in the past. 起始日期不得早于今天。', 'recurrence.startsOn');
    if (given.endsOn !== null && given.endsOn <= startsOn)
      refuse('INVALID', 'It ends after it starts. 截止日期须晚于起始日期。', 'recurrence.endsOn');
    body.recurrence = { ...given, time: given.time!, startsOn };
    body.duesUntil = horizonOf(now);
    const { number } = jurisdictionOf(work);
    const kept = new Set((await work.em.find(SessionDue, { body: id, dueAt: { $gt: now } })).map(({ dueAt }) => dueAt.getTime()));
    for (const dueAt of duesBetween(body.recurrence, now, body.duesUntil))
      if (!kept.has(dueAt.getTime()))
        work.em.create(SessionDue, { id: newId(number), jurisdictionId: body.jurisdictionId, body: id, dueAt, place: body.place });
    return { id };
  },
);

/** Takes what is due from now on off the calendar, unless a session was scheduled for it. */
export const removeDues = (work: Work, { id }: Pick<DeliberationBody, 'id'>): Promise<unknown> =>
  work.sql(
    'delete from session_due where body_id = ? and due_at > ? and not exists (select from deliberation_session where due_id = session_due.id)',
    [id, work.now()],
  );
