import type { Work } from '../../../work/command.js';
import type { Ending } from '../../../work/keeps.js';
import { Selection } from '../selection.entity.js';
import { selectionFlow } from '../selection.workflow.js';
import { isRunning } from './running.js';

const left = selectionFlow.byItself('reject', 'The candidate no longer lives there. 候选人已不在辖区居住。');

/** Whoever moves away or dies stands no more. */
export async function rejectWith(work: Work, { id }: Ending): Promise<void> {
  for (const selection of await work.em.find(Selection, { candidate: id, ...isRunning }, { lock: 'update' })) await left(work, selection);
}
