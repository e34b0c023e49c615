import { refuse } from '../../../kernel/result.js';
import { remember } from '../../../work/history.js';
import { changed, instant, lines, optional, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { mayChangeTimes } from '../outage.policy.js';
import { outagePayload } from '../outage.type.js';
import { outageFlow } from '../outage.workflow.js';
import { tellOutageAgain } from './tell-outage.js';
import { demandEnd, demandStart, PLANNED_ENDS } from './times.js';

export const changeOutageTimes = verb(
  'changeOutageTimes',
  {
    does: 'Postpones, extends or shortens an outage: everybody is told again, and acknowledges the new times. 变更停供时间',
    answers: outagePayload,
    takes: {
      ...versionOf('OutageNotice'),
      startsAt: optional(instant('When it begins, while that lies ahead; as it is if left out. 停供开始时间')),
      endsAt: changed(instant('When it is expected to end; null where nobody knows. 预计恢复时间')),
      reason: lines(1_000, 'Why, for the history. 理由'),
    },
    may: (work, { id, version }) => outageFlow.admit(work, mayChangeTimes, { id, version, isLocked: true }),
  },
  async (work, { startsAt, endsAt, reason }, { row: notice, now }) => {
    const times = { startsAt: startsAt ?? notice.startsAt, endsAt: endsAt === undefined ? (notice.endsAt ?? null) : endsAt };
    const begins = times.startsAt.getTime() !== notice.startsAt.getTime();
    if (!begins && times.endsAt?.getTime() === notice.endsAt?.getTime())
      refuse('INVALID', 'Give a time that is another than before. 请填写与原来不同的时间。', 'endsAt');
    if (begins && notice.state !== 'ANNOUNCED') refuse('WRONG_STATE', 'The outage has begun. 停供已经开始。', 'startsAt');
    if (begins && times.startsAt <= now) refuse('INVALID', '{field} must be in the future. {field} 必须晚于当前时间。', 'startsAt');
    if (notice.planned && times.endsAt === null) refuse('REQUIRED', PLANNED_ENDS, 'endsAt');
    if (begins) demandStart(now, times.startsAt);
    demandEnd(now, times.startsAt, times.endsAt);
    Object.assign(notice, { ...times, updatedAt: now });
    remember(work, 'OutageNotice', notice, { verb: 'changeOutageTimes', from: notice.state, note: reason });
    await tellOutageAgain(work, notice, 'changeOutageTimes', now);
    return { id: notice.id };
  },
);
