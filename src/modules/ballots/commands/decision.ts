import type { Work } from '../../../work/command.js';
import { Decision } from '../topic.entity.js';

/** The decision on a topic that was adopted, locked until the transaction ends. */
export const decisionOf = (work: Work, topic: string): Promise<Decision> => work.em.findOneOrFail(Decision, { topic }, { lock: 'update' });
