import { defineModule } from '../../graph/module.js';
import { Appointment } from './appointment.entity.js';
import { Organization, OrganizationRelation } from './organization.entity.js';
import { OrganizationMutations } from './organization.mutations.js';
import { OrganizationQueries } from './organization.queries.js';
import { organisationReads } from './organization.reads.js';
import { Person } from './person.entity.js';
import { PersonMutations } from './person.mutations.js';
import { Station, StationSite } from './station.entity.js';

export const organisations = defineModule({
  name: 'organisations',
  entities: [Organization, OrganizationRelation, Person, Appointment, StationSite, Station],
  resolvers: [OrganizationQueries, OrganizationMutations, PersonMutations],
  reads: organisationReads,
});
