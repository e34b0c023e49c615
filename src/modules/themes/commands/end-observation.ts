import type { Work } from '../../../work/command.js';
import { policyFactsOf } from '../../../work/policy-facts.js';
import { recurrenceAtEnd } from '../recurrence.js';
import type { GovernanceTheme } from '../theme.entity.js';

/** An observation is over, or broken off: the theme keeps what it has shown. */
export async function endObservation(work: Work, theme: GovernanceTheme, now: Date): Promise<void> {
  if (theme.observedUntil! > now) theme.observedUntil = now;
  // The numbers are counted from the row as the database has it.
  await work.em.flush();
  Object.assign(theme, await policyFactsOf(work, 'GovernanceTheme', recurrenceAtEnd, theme.id), { dueAt: null });
}
