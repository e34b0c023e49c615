import { verb } from '../../../work/verb.js';
import { mayRateCall } from '../whistle.policy.js';
import { rating } from './rating.js';

export const rateWhistle = verb(
  'rateWhistle',
  {
    does: 'Rates whether the call was called for and well led, for a department that was called; once, when it is concluded. 评价吹哨',
    ...rating(mayRateCall),
  },
  async (_work, { score, comment }, { row: answer, now }) => {
    Object.assign(answer, { callScore: score, callComment: comment, updatedAt: now });
    return { id: answer.id };
  },
);
