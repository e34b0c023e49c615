import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { OutageNotice, type OutageRecipient } from '../outage.entity.js';
import { currentStates } from '../outage.terms.js';

/** The notice stays as it is until this transaction ends. Times that changed in between changed the recipient too, which its version tells. */
export async function acknowledge(work: Work, recipient: OutageRecipient, now: Date): Promise<void> {
  const { state } = await work.em.findOneOrFail(OutageNotice, { id: recipient.notice }, { lock: 'share' });
  if (!currentStates.includes(state)) refuse('WRONG_STATE', 'The outage is over, or was called off. 停供已结束或已取消。', 'id');
  Object.assign(recipient, { acknowledgedAt: now, acknowledgedBy: work.viewer.person });
}
