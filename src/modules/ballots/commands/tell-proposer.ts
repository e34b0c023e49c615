import type { Work } from '../../../work/command.js';
import { notify } from '../../notifications/commands/notify.js';
import type { NotificationKind } from '../../notifications/notification.terms.js';
import type { Topic } from '../topic.entity.js';

/** Tells the proposer what became of a topic. */
export const tellProposer = (work: Work, topic: Topic, kind: Extract<NotificationKind, `TOPIC_${string}`>, at: Date): Promise<void> =>
  notify(work, { noun: 'Topic', row: topic, at }, [{ kind, persons: [topic.proposer] }]);
