import { defineModule } from '../../graph/module.js';
import { keep } from '../../work/keeps.js';
import { decideSelectionObjection } from './commands/decide-selection-objection.js';
import { nominateForStairwell } from './commands/nominate-for-stairwell.js';
import { objectToSelection } from './commands/object-to-selection.js';
import { rejectWith } from './commands/reject-with.js';
import { Selection, SelectionObjection } from './selection.entity.js';
import { selectionReads } from './selection.reads.js';
import { selectionFlow } from './selection.workflow.js';
import { SelectionQueries } from './selections.queries.js';

export const selections = defineModule({
  name: 'selections',
  after: ['organisations', 'notifications', 'calendar', 'grids', 'addresses', 'households'],
  entities: [Selection, SelectionObjection],
  resolvers: [SelectionQueries],
  verbs: [nominateForStairwell, ...selectionFlow.verbs, objectToSelection, decideSelectionObjection],
  reads: selectionReads,
  keeps: [keep(Selection, { on: 'Person', by: 'candidate', whenItEnds: rejectWith })],
});
