import { defineModule } from '../../graph/module.js';
import { keep } from '../../work/keeps.js';
import { CareDesignation, HelpPairing, Visit, VisitRule } from './care.entity.js';
import { CareQueries } from './care.queries.js';
import { careReads } from './care.reads.js';
import { designateCare } from './commands/designate-care.js';
import { endCare } from './commands/end-care.js';
import { endPairing } from './commands/end-pairing.js';
import { endVisitRule } from './commands/end-visit-rule.js';
import { pairHelp } from './commands/pair-help.js';
import { demandNotHelping, endPairingsOf } from './commands/pairings.js';
import { recordVisit } from './commands/record-visit.js';
import { setVisitRule } from './commands/set-visit-rule.js';

export const care = defineModule({
  name: 'care',
  after: ['organisations', 'grids', 'addresses', 'households'],
  entities: [CareDesignation, HelpPairing, Visit, VisitRule],
  resolvers: [CareQueries],
  verbs: [designateCare, endCare, pairHelp, endPairing, recordVisit, setVisitRule, endVisitRule],
  reads: careReads,
  keeps: [
    keep(CareDesignation, { on: 'Person', by: 'person', isPlacedWith: true, whenItEnds: 'end' }),
    keep(CareDesignation, { on: 'Household', by: 'household', isPlacedWith: true, whenItEnds: 'end' }),
    keep(HelpPairing, { on: 'Person', by: 'person', isPlacedWith: true, whenItEnds: endPairingsOf('person') }),
    keep(HelpPairing, {
      on: 'Household',
      by: 'household',
      isPlacedWith: true,
      whenItEnds: endPairingsOf('household'),
      whenSomebodyJoins: demandNotHelping,
    }),
    keep(Visit, { on: 'Person', by: 'person', isPlacedWith: true }),
    keep(Visit, { on: 'Household', by: 'household', isPlacedWith: true }),
  ],
});
