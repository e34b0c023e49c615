import { refuse } from '../../../kernel/result.js';

const DAY_MS = 86_400_000;
/** A notice is issued so many days after the outage began at most, and so many before. */
const DAYS_LATE = 30;
const DAYS_AHEAD = 365;

/** Refuses a beginning that no notice tells of. How long an outage lasts nobody knows. */
export function demandStart(now: Date, startsAt: Date): void {
  const days = (startsAt.getTime() - now.getTime()) / DAY_MS;
  if (days < -DAYS_LATE || days > DAYS_AHEAD)
    refuse(
      'INVALID',
      '{field} lies up to {late} days ago, or up to {ahead} days ahead. {field} 应在过去 {late} 天至未来 {ahead} 天之间。',
      'startsAt',
      { late: DAYS_LATE, ahead: DAYS_AHEAD },
    );
}

/** Refuses an expected end that no outage can have. */
export function demandEnd(now: Date, startsAt: Date, endsAt: Date | null): void {
  if (endsAt !== null && endsAt <= startsAt)
    refuse('INVALID', '{field} must be after the outage begins. {field} 必须晚于停供开始时间。', 'endsAt');
  if (endsAt !== null && endsAt <= now) refuse('INVALID', '{field} must be in the future. {field} 必须晚于当前时间。', 'endsAt');
}

export const PLANNED_ENDS = 'A planned outage has an expected end. 计划停供须填写预计恢复时间。';
