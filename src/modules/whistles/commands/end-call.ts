import type { Work } from '../../../work/command.js';
import { remember } from '../../../work/history.js';
import { notify } from '../../notifications/commands/notify.js';
import { type Whistle, WhistleAnswer } from '../whistle.entity.js';
import type { WhistleAnswerState } from '../whistle.terms.js';

export const awaited: readonly WhistleAnswerState[] = ['CALLED', 'PROMISED'];

/** A call is over: nobody is waited for any more, and the departments are told. The call is locked. */
export async function endCall(work: Work, whistle: Whistle, verb: 'concludeWhistle' | 'cancelWhistle', now: Date): Promise<void> {
  // Whoever still had time did not stay away.
  const becomes = verb === 'concludeWhistle' && whistle.arriveBy <= now ? 'ABSENT' : 'RELEASED';
  Object.assign(whistle, { endedAt: now, alarmAt: null });
  const answers = await work.em.find(WhistleAnswer, { whistle: whistle.id }, { lock: 'update', orderBy: { id: 'asc' } });
  for (const answer of answers.filter(({ state }) => awaited.includes(state))) {
    const from = answer.state;
    Object.assign(answer, { state: becomes, updatedAt: now });
    remember(work, 'WhistleAnswer', answer, { verb, from });
  }
  await notify(
    work,
    { noun: 'Whistle', row: whistle, at: now },
    answers.map(({ organization }) => ({ kind: 'WHISTLE_ENDED', organization })),
  );
}
