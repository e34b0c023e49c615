import { defineModule } from '../../graph/module.js';
import { keep } from '../../work/keeps.js';
import { bindBranch } from './commands/bind-branch.js';
import { createGrid } from './commands/create-grid.js';
import { removeCoverageRule } from './commands/remove-coverage-rule.js';
import { setBoundary } from './commands/set-boundary.js';
import { setCoverageRule } from './commands/set-coverage-rule.js';
import { CoverageRule, Grid } from './grid.entity.js';
import { GridQueries } from './grid.queries.js';
import { gridReads } from './grid.reads.js';

export const grids = defineModule({
  name: 'grids',
  after: ['organisations'],
  entities: [Grid, CoverageRule],
  resolvers: [GridQueries],
  verbs: [createGrid, bindBranch, setBoundary, setCoverageRule, removeCoverageRule],
  reads: gridReads,
  keeps: [
    keep(Grid, {
      on: 'Organization',
      by: 'community',
      whenItEnds: {
        refuse: {
          text: '{count} grids of it are still at work; close them first. 该组织仍有 {count} 个在用网格，请先撤销。',
          while: `status = 'ACTIVE'`,
        },
      },
    }),
    keep(Grid, {
      on: 'Organization',
      by: 'branch',
      whenItEnds: {
        refuse: {
          text: '{count} grids are covered by it; bind them to another branch first. 该组织仍覆盖 {count} 个网格，请先改绑其他党支部。',
          while: `status = 'ACTIVE'`,
        },
      },
    }),
    keep(Grid, { on: 'Grid', by: 'successor', whenItEnds: 'successor' }),
  ],
});
