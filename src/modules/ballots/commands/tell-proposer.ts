import type { Work } from '../../../work/command.js';
import { notify } from '../../notifications/commands/notify.js';
import type { Topic } from '../topic.entity.js';

/** Tells the proposer what was decided of a topic. */
export const tellProposer = (work: Work, topic: Topic, at: Date): Promise<void> =>
  notify(work, { noun: 'Topic', row: topic, at }, [{ kind: 'TOPIC_DECIDED', persons: [topic.proposer] }]);
