import { type Problem, problem, Refused } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { type Incident, IncidentCategory } from '../incident.entity.js';
import type { Attaching } from './attach.js';

/** Where the category asks for it, nothing is resolved without words and a picture of what was done. */
export async function demandResult(
  work: Work,
  { category }: Incident,
  { note, attachmentIds }: Attaching & { readonly note?: string | null },
): Promise<void> {
  const { needsResult } = await work.em.findOneOrFail(IncidentCategory, { id: category });
  if (!needsResult) return;
  const problems: Problem[] = [];
  if (!note) problems.push(problem('REQUIRED', 'This category needs words on what was done. 该类别须填写处置结果说明。', 'note'));
  if (!attachmentIds?.length)
    problems.push(
      problem(
        'REQUIRED',
        'This category needs a picture of the result: upload one, and name it here. 该类别须附处置结果图片，请先上传。',
        'attachmentIds',
      ),
    );
  if (problems.length > 0) throw new Refused(problems as [Problem, ...Problem[]]);
}
