import { defineModule } from '../../graph/module.js';
import { CoverageRule, Grid } from './grid.entity.js';
import { GridMutations } from './grid.mutations.js';
import { GridQueries } from './grid.queries.js';
import { gridReads } from './grid.reads.js';

export const grids = defineModule({
  name: 'grids',
  entities: [Grid, CoverageRule],
  resolvers: [GridQueries, GridMutations],
  reads: gridReads,
});
