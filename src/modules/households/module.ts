import { defineModule } from '../../graph/module.js';
import { keep } from '../../work/keeps.js';
import { Dwelling } from '../addresses/address.entity.js';
import { endOccupancy } from './commands/end-occupancy.js';
import { formHousehold } from './commands/form-household.js';
import { handOverHomes, moveEstates } from './commands/hand-over-homes.js';
import { joinHousehold } from './commands/join-household.js';
import { leaveHousehold } from './commands/leave-household.js';
import { moveHousehold } from './commands/move-household.js';
import { recordOccupancy } from './commands/record-occupancy.js';
import { registerResident } from './commands/register-resident.js';
import { updateResident } from './commands/update-resident.js';
import { verifyOccupancy } from './commands/verify-occupancy.js';
import { Household, HouseholdMember, Occupancy, Resident } from './household.entity.js';
import { HouseholdQueries } from './household.queries.js';
import { householdReads } from './household.reads.js';

export const households = defineModule({
  name: 'households',
  after: ['organisations', 'grids', 'addresses'],
  entities: [Household, HouseholdMember, Resident, Occupancy],
  resolvers: [HouseholdQueries],
  verbs: [
    registerResident,
    updateResident,
    formHousehold,
    joinHousehold,
    leaveHousehold,
    moveHousehold,
    recordOccupancy,
    verifyOccupancy,
    endOccupancy,
  ],
  reads: householdReads,
  keeps: [keep(Dwelling, { on: 'Grid', by: 'grid', whenItEnds: handOverHomes })],
  movers: [moveEstates],
});
