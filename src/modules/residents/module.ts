import { defineModule } from '../../graph/module.js';
import { Building, Dwelling, Estate, Stairwell } from './address.entity.js';
import { addressReads } from './address.reads.js';
import { CareDesignation, HelpPairing, Visit, VisitRule } from './care.entity.js';
import { careReads } from './care.reads.js';
import { designateCare } from './commands/designate-care.js';
import { endCare } from './commands/end-care.js';
import { endOccupancy } from './commands/end-occupancy.js';
import { endPairing } from './commands/end-pairing.js';
import { endVisitRule } from './commands/end-visit-rule.js';
import { formHousehold } from './commands/form-household.js';
import { joinHousehold } from './commands/join-household.js';
import { leaveHousehold } from './commands/leave-household.js';
import { moveHousehold } from './commands/move-household.js';
import { pairHelp } from './commands/pair-help.js';
import { recordOccupancy } from './commands/record-occupancy.js';
import { recordVisit } from './commands/record-visit.js';
import { registerBuilding } from './commands/register-building.js';
import { registerDwelling } from './commands/register-dwelling.js';
import { registerEstate } from './commands/register-estate.js';
import { registerResident } from './commands/register-resident.js';
import { registerStairwell } from './commands/register-stairwell.js';
import { setVisitRule } from './commands/set-visit-rule.js';
import { updateResident } from './commands/update-resident.js';
import { verifyOccupancy } from './commands/verify-occupancy.js';
import { Household, HouseholdMember, Occupancy, Resident } from './household.entity.js';
import { householdReads } from './household.reads.js';
import { ResidentQueries } from './resident.queries.js';

export const residents = defineModule({
  name: 'residents',
  entities: [
    Estate,
    Building,
    Stairwell,
    Dwelling,
    Household,
    HouseholdMember,
    Resident,
    Occupancy,
    CareDesignation,
    HelpPairing,
    Visit,
    VisitRule,
  ],
  resolvers: [ResidentQueries],
  verbs: [
    registerEstate,
    registerBuilding,
    registerStairwell,
    registerDwelling,
    registerResident,
    updateResident,
    formHousehold,
    joinHousehold,
    leaveHousehold,
    moveHousehold,
    recordOccupancy,
    verifyOccupancy,
    endOccupancy,
    designateCare,
    endCare,
    pairHelp,
    endPairing,
    recordVisit,
    setVisitRule,
    endVisitRule,
  ],
  reads: [...addressReads, ...householdReads, ...careReads],
});
