import { defineModule } from '../../graph/module.js';
import { keep } from '../../work/keeps.js';
import { handOverThemes } from './commands/hand-over-themes.js';
import { openTheme } from './commands/open-theme.js';
import { GovernanceTheme, ThemeMeasure } from './theme.entity.js';
import { overdueMeasures } from './theme.jobs.js';
import { themeReads } from './theme.reads.js';
import { openThemeStates } from './theme.terms.js';
import { themeFlow, themeMeasureFlow } from './theme.workflow.js';
import { ThemeQueries } from './themes.queries.js';

const isOpen = `state in (${openThemeStates.map((state) => `'${state}'`).join(', ')})`;

export const themes = defineModule({
  name: 'themes',
  after: ['organisations', 'notifications', 'grids', 'incidents'],
  entities: [GovernanceTheme, ThemeMeasure],
  resolvers: [ThemeQueries],
  verbs: [openTheme, ...themeFlow.verbs, ...themeMeasureFlow.verbs],
  reads: themeReads,
  keeps: [
    // They go on for the grid that takes over.
    keep(GovernanceTheme, { on: 'Grid', by: 'grid', whenItEnds: handOverThemes }),
    keep(GovernanceTheme, {
      on: 'Organization',
      by: 'organization',
      whenItEnds: {
        refuse: {
          text: '{count} governance themes are open there; close or drop them first. 该组织仍有 {count} 个治理主题未结，请先销题或终止。',
          while: isOpen,
        },
      },
    }),
    keep(GovernanceTheme, {
      on: 'Organization',
      by: 'lead',
      whenItEnds: {
        refuse: {
          text: 'It leads {count} open governance themes; name another lead first. 该组织仍牵头 {count} 个治理主题，请先调整牵头组织。',
          while: isOpen,
        },
      },
    }),
    keep(ThemeMeasure, {
      on: 'Organization',
      by: 'organization',
      whenItEnds: {
        refuse: {
          text: 'It has {count} measures of governance themes to carry out; complete or withdraw them first. 该组织仍有 {count} 项治理措施待落实，请先完成或撤销。',
          while: `state = 'PLANNED'`,
        },
      },
    }),
  ],
  jobs: [overdueMeasures],
});
