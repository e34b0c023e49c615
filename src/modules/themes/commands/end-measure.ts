import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { GovernanceTheme, ThemeMeasure } from '../theme.entity.js';
import { involvedIn } from './assign.js';
import { nextDue } from './due.js';

/**
 * A measure is done, or withdrawn: nobody is told that it is overdue any more. The theme is locked first, so that what is due next is reckoned from all its measures as
 * they are.
 */
export async function endMeasure(work: Work, measure: ThemeMeasure, doneAt: Date | null, now: Date): Promise<void> {
  const theme = await work.em.findOneOrFail(GovernanceTheme, { id: measure.theme }, { lock: 'update' });
  if (theme.state !== 'MEASURES') refuse('WRONG_STATE', 'The measures of the theme are not under way. 该治理主题不在措施落实阶段。', 'id');
  const measures = await work.em.find(ThemeMeasure, { theme: theme.id });
  const others = measures.filter(({ id }) => id !== measure.id);
  const involved = involvedIn(theme.lead, doneAt === null ? others : measures);
  Object.assign(theme, { dueAt: nextDue(others), involved, updatedAt: now });
  Object.assign(measure, { doneAt, alarmAt: null });
}
