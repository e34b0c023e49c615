import { defineModule } from '../../graph/module.js';
import { Building, Dwelling, Estate, Stairwell } from './address.entity.js';
import { AddressMutations } from './address.mutations.js';
import { addressReads } from './address.reads.js';
import { CareDesignation, HelpPairing, Visit, VisitRule } from './care.entity.js';
import { CareMutations } from './care.mutations.js';
import { careReads } from './care.reads.js';
import { Household, HouseholdMember, Occupancy, Resident } from './household.entity.js';
import { HouseholdMutations } from './household.mutations.js';
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
  resolvers: [ResidentQueries, AddressMutations, HouseholdMutations, CareMutations],
  reads: [...addressReads, ...householdReads, ...careReads],
});
