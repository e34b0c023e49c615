import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { isAdult } from '../../households/commands/adult.js';
import type { Selection } from '../selection.entity.js';

/** Once a person, by adults. */
export async function recommend(work: Work, selection: Selection, now: Date): Promise<void> {
  const person = work.viewer.person!;
  if (!(await isAdult(work, person))) refuse('INVALID', 'Adults recommend a candidate. 须为成年居民方可推选。', 'id');
  const [added] = await work.sql(
    'insert into selection_recommendation (selection_id, jurisdiction_id, person_id, at) values (?, ?, ?, ?) on conflict do nothing returning 1',
    [selection.id, selection.jurisdictionId, person, now],
  );
  if (!added) refuse('WRONG_STATE', 'You recommend them already. 您已推选该候选人。', 'id');
  selection.recommendationCount += 1;
}
