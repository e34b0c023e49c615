import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import type { WhistleAnswer } from '../whistle.entity.js';
import { answered } from './answered.js';

/** Nobody turns up before they are called. */
export async function arrive(work: Work, answer: WhistleAnswer, at: Date | null, now: Date): Promise<void> {
  const { calledAt } = await answered(work, answer, now);
  if (at !== null && at < calledAt) refuse('INVALID', '{field} must not be before the call. {field} 不得早于吹哨时间。', 'arrivedAt');
  answer.arrivedAt = at ?? now;
}
