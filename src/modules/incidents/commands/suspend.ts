import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { type Checked, instant } from '../../../work/input.js';
import { goOn } from '../deadlines.js';
import type { Incident } from '../incident.entity.js';

export const suspension = { until: instant('When handling goes on by itself, unless it is resumed before. 挂起至') };

/** All suspensions of an incident since it was last opened. */
const MOST_DAYS = 30;

export function suspendUntil(incident: Incident, { until }: Checked<typeof suspension>, now: Date): void {
  if (until <= now) refuse('INVALID', '{field} must lie in the future. {field} 必须晚于当前时间。', 'until');
  const seconds = incident.suspendedSeconds + (until.getTime() - now.getTime()) / 1_000;
  if (seconds > MOST_DAYS * 86_400)
    refuse('LIMIT_EXCEEDED', 'An incident is suspended for {max} days in all at most. 事件累计挂起不得超过 {max} 天。', 'until', {
      max: MOST_DAYS,
    });
  incident.suspendedAt = now;
  incident.suspendedUntil = until;
}

/** The time that it lay still is counted, and does not count against its limits. */
export async function resumeAt(work: Work, incident: Incident, now: Date): Promise<void> {
  await goOn(work, incident, incident.suspendedAt!, now);
  incident.suspendedSeconds += Math.max(0, Math.round((now.getTime() - incident.suspendedAt!.getTime()) / 1_000));
  incident.suspendedAt = null;
  incident.suspendedUntil = null;
}
