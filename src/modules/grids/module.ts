import { defineModule } from '../../graph/module.js';
import { bindBranch } from './commands/bind-branch.js';
import { createGrid } from './commands/create-grid.js';
import { setBoundary } from './commands/set-boundary.js';
import { CoverageRule, Grid } from './grid.entity.js';
import { GridQueries } from './grid.queries.js';
import { gridReads } from './grid.reads.js';

export const grids = defineModule({
  name: 'grids',
  entities: [Grid, CoverageRule],
  resolvers: [GridQueries],
  verbs: [createGrid, bindBranch, setBoundary],
  reads: gridReads,
});
