import type { Work } from '../../../work/command.js';
import { remember } from '../../../work/history.js';
import type { Ending } from '../../../work/keeps.js';
import { Topic } from '../topic.entity.js';
import { tellProposer } from './tell-proposer.js';

/** What a body has not decided when it ends is decided by nobody: its proposers are told. Votes that are open go on to their close. */
export async function declineWaiting(work: Work, { id }: Ending): Promise<void> {
  const now = work.now();
  const waiting = await work.em.find(Topic, { body: id, state: ['PROPOSED', 'ADMITTED', 'DELIBERATING'] }, { lock: 'update' });
  for (const topic of waiting) {
    const { state: from } = topic;
    Object.assign(topic, { state: 'DECLINED', updatedAt: now });
    remember(work, 'Topic', topic, { verb: 'endBody', from, note: 'The body is no more. 议事组织已终止。' });
    await tellProposer(work, topic, 'TOPIC_DECLINED', now);
  }
}
