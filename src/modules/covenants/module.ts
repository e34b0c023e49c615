import { defineModule } from '../../graph/module.js';
import { keep } from '../../work/keeps.js';
import { breachFlow } from './breach.workflow.js';
import { draftCovenant } from './commands/draft-covenant.js';
import { endWithTheir } from './commands/end-with.js';
import { nameCovenantSupervisors } from './commands/name-covenant-supervisors.js';
import { reportCovenantBreach } from './commands/report-covenant-breach.js';
import { reviseCovenant } from './commands/revise-covenant.js';
import { signCovenant } from './commands/sign-covenant.js';
import { submitCovenant } from './commands/submit-covenant.js';
import { withdrawCovenantSignature } from './commands/withdraw-covenant-signature.js';
import { Covenant, CovenantBreach, CovenantSignature, CovenantVersion } from './covenant.entity.js';
import { covenantReads } from './covenant.reads.js';
import { covenantFlow } from './covenant.workflow.js';
import { CovenantQueries } from './covenants.queries.js';

export const covenants = defineModule({
  name: 'covenants',
  after: ['organisations', 'notifications', 'calendar', 'grids', 'incidents', 'addresses', 'households', 'deliberation', 'ballots'],
  entities: [Covenant, CovenantVersion, CovenantSignature, CovenantBreach],
  resolvers: [CovenantQueries],
  verbs: [
    draftCovenant,
    reviseCovenant,
    submitCovenant,
    nameCovenantSupervisors,
    ...covenantFlow.verbs,
    signCovenant,
    withdrawCovenantSignature,
    reportCovenantBreach,
    ...breachFlow.verbs,
  ],
  reads: covenantReads,
  keeps: [
    keep(Covenant, { on: 'Organization', by: 'organization', whenItEnds: endWithTheir('organization') }),
    keep(Covenant, { on: 'Grid', by: 'grid', whenItEnds: endWithTheir('grid') }),
    keep(CovenantSignature, { on: 'Household', by: 'household', isPlacedWith: true }),
  ],
});
