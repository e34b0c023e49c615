import { verb } from '../../../work/verb.js';
import { mayRateAttendance } from '../whistle.policy.js';
import { rating } from './rating.js';

export const rateAttendance = verb(
  'rateAttendance',
  {
    does: 'Rates how a department turned up and worked, for whoever called it; once, when the call is concluded. 评价部门',
    ...rating(mayRateAttendance),
  },
  async (_work, { score, comment }, { row: answer, now }) => {
    Object.assign(answer, { attendanceScore: score, attendanceComment: comment, updatedAt: now });
    return { id: answer.id };
  },
);
