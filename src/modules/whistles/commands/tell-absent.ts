import type { Done, Work } from '../../../work/command.js';
import { notify, whoWaits } from '../../notifications/commands/notify.js';
import { Whistle, WhistleAnswer } from '../whistle.entity.js';
import { awaited } from './end-call.js';

/** What the clock does when the time that was asked for has passed: departments that are still awaited are told, and whoever called them; once. */
export async function tellAbsent(work: Work, { id }: { readonly id: string }): Promise<Done> {
  const whistle = await work.em.findOneOrFail(Whistle, { id });
  whistle.alarmAt = null;
  const absent = await work.em.find(WhistleAnswer, { whistle: id, state: { $in: [...awaited] } });
  if (absent.length > 0)
    await notify(work, { noun: 'Whistle', row: whistle, at: work.now() }, [
      ...absent.map(({ organization }) => ({ kind: 'WHISTLE_OVERDUE', organization }) as const),
      { kind: 'WHISTLE_OVERDUE', ...(await whoWaits(work, whistle.calledBy, whistle)) },
    ]);
  return { id };
}
