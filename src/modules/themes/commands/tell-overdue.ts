import type { Done, Work } from '../../../work/command.js';
import { notify, whoWaits } from '../../notifications/commands/notify.js';
import { GovernanceTheme, ThemeMeasure } from '../theme.entity.js';

/** What the clock does when the due day of a measure has passed: whoever is responsible for the theme is told, once; where they have left, who leads it. */
export async function tellOverdue(work: Work, { id }: { readonly id: string }): Promise<Done> {
  const measure = await work.em.findOneOrFail(ThemeMeasure, { id });
  measure.alarmAt = null;
  const theme = await work.em.findOneOrFail(GovernanceTheme, { id: measure.theme });
  await notify(work, { noun: 'GovernanceTheme', row: theme, at: work.now() }, [
    { kind: 'OVERDUE', ...(await whoWaits(work, theme.responsible, { place: theme.place, organization: theme.lead })) },
  ]);
  return { id };
}
