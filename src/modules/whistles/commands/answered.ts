import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { notify, whoWaits } from '../../notifications/commands/notify.js';
import { Whistle, type WhistleAnswer } from '../whistle.entity.js';

/** Whoever called is told that a department answers; where they have left, who is there now. The call does not end before this transaction: what ends it looks at its answers afterwards. */
export async function answered(work: Work, { whistle: id }: WhistleAnswer, at: Date): Promise<Whistle> {
  const whistle = await work.em.findOneOrFail(Whistle, { id }, { lock: 'update' });
  if (whistle.state !== 'CALLED') refuse('WRONG_STATE', 'The call is over. 该次吹哨已结束。', 'id');
  await notify(work, { noun: 'Whistle', row: whistle, at }, [
    { kind: 'WHISTLE_ANSWERED', ...(await whoWaits(work, whistle.calledBy, whistle)) },
  ]);
  return whistle;
}
