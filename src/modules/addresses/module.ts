import { defineModule } from '../../graph/module.js';
import { Building, Dwelling, Estate, Stairwell } from './address.entity.js';
import { AddressQueries } from './address.queries.js';
import { addressReads } from './address.reads.js';
import { recordDwellingArea } from './commands/record-dwelling-area.js';
import { registerBuilding } from './commands/register-building.js';
import { registerDwelling } from './commands/register-dwelling.js';
import { registerEstate } from './commands/register-estate.js';
import { registerStairwell } from './commands/register-stairwell.js';

export const addresses = defineModule({
  name: 'addresses',
  after: ['organisations', 'grids'],
  entities: [Estate, Building, Stairwell, Dwelling],
  resolvers: [AddressQueries],
  verbs: [registerEstate, registerBuilding, registerStairwell, registerDwelling, recordDwellingArea],
  reads: addressReads,
});
