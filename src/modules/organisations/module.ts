import { defineModule } from '../../graph/module.js';
import { Appointment } from './appointment.entity.js';
import { appointPerson } from './commands/appoint-person.js';
import { createOrganization } from './commands/create-organization.js';
import { dissolveOrganization } from './commands/dissolve-organization.js';
import { endAppointment } from './commands/end-appointment.js';
import { openStation } from './commands/open-station.js';
import { relateOrganizations } from './commands/relate-organizations.js';
import { revealPersonalData } from './commands/reveal-personal-data.js';
import { Organization, OrganizationRelation } from './organization.entity.js';
import { OrganizationQueries } from './organization.queries.js';
import { organisationReads } from './organization.reads.js';
import { Person } from './person.entity.js';
import { Station, StationSite } from './station.entity.js';

export const organisations = defineModule({
  name: 'organisations',
  entities: [Organization, OrganizationRelation, Person, Appointment, StationSite, Station],
  resolvers: [OrganizationQueries],
  verbs: [createOrganization, dissolveOrganization, relateOrganizations, appointPerson, endAppointment, openStation, revealPersonalData],
  reads: organisationReads,
});
