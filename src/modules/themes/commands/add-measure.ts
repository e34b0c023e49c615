import { dayOf } from '../../../kernel/clock.js';
import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { remember } from '../../../work/history.js';
import { notify } from '../../notifications/commands/notify.js';
import { findActive } from '../../organisations/commands/find.js';
import { type GovernanceTheme, ThemeMeasure } from '../theme.entity.js';
import { MOST_MEASURES } from '../theme.terms.js';
import { nextDue, overdueFrom } from './due.js';

/** The theme is locked: nobody begins to observe it meanwhile. */
export async function addMeasure(
  work: Work,
  theme: GovernanceTheme,
  { text, organizationId, dueOn }: { readonly text: string; readonly organizationId: string; readonly dueOn: string },
  now: Date,
): Promise<void> {
  if (dueOn < dayOf(now)) refuse('INVALID', '{field} must not be in the past. {field} 不得早于今天。', 'dueOn');
  const organization = await findActive(work, theme.jurisdictionId, organizationId, 'organizationId');
  const measures = await work.em.find(ThemeMeasure, { theme: theme.id });
  if (measures.length >= MOST_MEASURES)
    refuse('LIMIT_EXCEEDED', 'A theme has {max} measures at most. 一个治理主题最多 {max} 项措施。', 'id', { max: MOST_MEASURES });
  const { jurisdictionId, place } = theme;
  const measure = work.em.create(ThemeMeasure, {
    ...{ id: newId(jurisdictionNumberOf(theme.id)), jurisdictionId, createdAt: now, updatedAt: now, theme: theme.id, text },
    ...{ organization: organization.id, dueOn, doneAt: null, alarmAt: overdueFrom(dueOn), state: 'PLANNED' as const, place },
  });
  remember(work, 'ThemeMeasure', measure, { verb: 'addMeasure', from: null });
  theme.dueAt = nextDue([...measures, measure]);
  theme.involved = [...new Set([...theme.involved, organization.id])];
  await notify(work, { noun: 'GovernanceTheme', row: theme, at: now }, [{ kind: 'DISPATCHED', organization: organization.id }]);
}
