import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import type { WhistleAnswer } from '../whistle.entity.js';
import { mayCall } from '../whistle.policy.js';
import { answered } from './answered.js';

/** So many minutes after it turned up a department may still say so itself. */
const MOST_MINUTES = 30;

/** Nobody turns up before they are called. That a department was there long ago is for whoever called to note. */
export async function arrive(work: Work, answer: WhistleAnswer, at: Date | null, now: Date): Promise<void> {
  const { calledAt } = await answered(work, answer, now);
  if (at !== null && at < calledAt) refuse('INVALID', '{field} must not be before the call. {field} 不得早于吹哨时间。', 'arrivedAt');
  if (at !== null && now.getTime() - at.getTime() > MOST_MINUTES * 60_000 && !mayCall(work.viewer, answer.place))
    refuse(
      'INVALID',
      'A department records its arrival within {max} minutes; an earlier one is noted by whoever called. 部门应在到场后 {max} 分钟内报到；更早的到场时间由吹哨方登记。',
      'arrivedAt',
      { max: MOST_MINUTES },
    );
  answer.arrivedAt = at ?? now;
}
