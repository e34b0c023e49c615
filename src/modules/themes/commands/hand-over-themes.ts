import type { Work } from '../../../work/command.js';
import type { Ending } from '../../../work/keeps.js';
import { GovernanceTheme, ThemeMeasure } from '../theme.entity.js';
import { openThemeStates } from '../theme.terms.js';

/** Open themes of a grid that ends go on for the one that takes over. What was reported in the old grid still counts. */
export async function handOverThemes(work: Work, { id, successor }: Ending): Promise<void> {
  const { id: grid, place } = successor!;
  const themes = await work.em.find(GovernanceTheme, { grid: id, state: { $in: openThemeStates } }, { lock: 'update' });
  for (const theme of themes) Object.assign(theme, { grid, grids: [...theme.grids, grid], place });
  const measures = await work.em.find(ThemeMeasure, { theme: themes.map(({ id }) => id) });
  for (const measure of measures) measure.place = place;
}
