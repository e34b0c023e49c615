import { defineModule } from '../../graph/module.js';
import { keep } from '../../work/keeps.js';
import { Building, Dwelling, Estate, Stairwell } from './address.entity.js';
import { addressReads } from './address.reads.js';
import { CareDesignation, HelpPairing, Visit, VisitRule } from './care.entity.js';
import { careReads } from './care.reads.js';
import { designateCare } from './commands/designate-care.js';
import { endCare } from './commands/end-care.js';
import { endOccupancy } from './commands/end-occupancy.js';
import { endPairing } from './commands/end-pairing.js';
import { endPairingsOf } from './commands/end-pairings.js';
import { endVisitRule } from './commands/end-visit-rule.js';
import { formHousehold } from './commands/form-household.js';
import { handOverHomes, moveEstates } from './commands/hand-over-homes.js';
import { joinHousehold } from './commands/join-household.js';
import { leaveHousehold } from './commands/leave-household.js';
import { moveHousehold } from './commands/move-household.js';
import { pairHelp } from './commands/pair-help.js';
import { recordDwellingArea } from './commands/record-dwelling-area.js';
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
  after: ['organisations', 'grids'],
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
    recordDwellingArea,
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
  keeps: [
    keep(Dwelling, { on: 'Grid', by: 'grid', whenItEnds: handOverHomes }),
    keep(CareDesignation, { on: 'Person', by: 'person', isPlacedWith: true, whenItEnds: 'end' }),
    keep(CareDesignation, { on: 'Household', by: 'household', isPlacedWith: true, whenItEnds: 'end' }),
    keep(HelpPairing, { on: 'Person', by: 'person', isPlacedWith: true, whenItEnds: endPairingsOf('person') }),
    keep(HelpPairing, { on: 'Household', by: 'household', isPlacedWith: true, whenItEnds: endPairingsOf('household') }),
    keep(Visit, { on: 'Person', by: 'person', isPlacedWith: true }),
    keep(Visit, { on: 'Household', by: 'household', isPlacedWith: true }),
  ],
  movers: [moveEstates],
});
