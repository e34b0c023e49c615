import type { Work } from '../../../work/command.js';
import { remember } from '../../../work/history.js';
import { type GovernanceTheme, ThemeMeasure } from '../theme.entity.js';
import { endObservation } from './end-observation.js';

/** Nobody has to do anything about a theme that is given up. The theme is locked. */
export async function giveUp(work: Work, theme: GovernanceTheme, now: Date): Promise<void> {
  if (theme.state === 'OBSERVING') await endObservation(work, theme, now);
  const planned = await work.em.find(ThemeMeasure, { theme: theme.id, state: 'PLANNED' }, { lock: 'update', orderBy: { id: 'asc' } });
  for (const measure of planned) {
    Object.assign(measure, { state: 'WITHDRAWN', alarmAt: null, updatedAt: now });
    remember(work, 'ThemeMeasure', measure, { verb: 'dropTheme', from: 'PLANNED' });
  }
  Object.assign(theme, { dueAt: null, endedAt: now });
}
