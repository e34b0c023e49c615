import { defineModule } from '../../graph/module.js';
import { closeGrid } from './commands/close-grid.js';
import { mergeGrids } from './commands/merge-grids.js';
import { moveGrid } from './commands/move-grid.js';
import { moveOrganization } from './commands/move-organization.js';
import { splitGrid } from './commands/split-grid.js';

export const repartition = defineModule({
  name: 'repartition',
  after: ['organisations', 'grids', 'households'],
  entities: [],
  resolvers: [],
  verbs: [mergeGrids, splitGrid, moveGrid, closeGrid, moveOrganization],
  reads: [],
});
