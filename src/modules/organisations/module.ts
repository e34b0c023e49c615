import { defineModule } from '../../graph/module.js';
import { HistoryEntry } from '../../work/history.js';
import { keep } from '../../work/keeps.js';
import { Appointment } from './appointment.entity.js';
import { appointPerson } from './commands/appoint-person.js';
import { createOrganization } from './commands/create-organization.js';
import { dissolveOrganization } from './commands/dissolve-organization.js';
import { endAppointment } from './commands/end-appointment.js';
import { endRelation } from './commands/end-relation.js';
import { handOverPosts } from './commands/hand-over-posts.js';
import { openStation } from './commands/open-station.js';
import { relateOrganizations } from './commands/relate-organizations.js';
import { revealPersonalData } from './commands/reveal-personal-data.js';
import { setEnterpriseProfile } from './commands/set-enterprise-profile.js';
import { setOpeningHours } from './commands/set-opening-hours.js';
import { EnterpriseProfile } from './enterprise.entity.js';
import { Organization, OrganizationRelation } from './organization.entity.js';
import { OrganizationQueries } from './organization.queries.js';
import { organisationReads } from './organization.reads.js';
import { Person } from './person.entity.js';
import { Station, StationSite } from './station.entity.js';
import { stationFlow } from './station.workflow.js';

export const organisations = defineModule({
  name: 'organisations',
  after: [],
  entities: [Organization, EnterpriseProfile, OrganizationRelation, Person, Appointment, StationSite, Station, HistoryEntry],
  resolvers: [OrganizationQueries],
  verbs: [
    createOrganization,
    dissolveOrganization,
    setEnterpriseProfile,
    relateOrganizations,
    endRelation,
    appointPerson,
    endAppointment,
    openStation,
    ...stationFlow.verbs,
    setOpeningHours,
    revealPersonalData,
  ],
  reads: organisationReads,
  keeps: [
    keep(Organization, {
      on: 'Organization',
      by: 'parent',
      whenItEnds: {
        refuse: {
          text: '{count} organisations below it are still at work; move or dissolve them first. 其下仍有 {count} 个在用组织，请先调整或撤销。',
          while: `status = 'ACTIVE'`,
        },
      },
    }),
    keep(Appointment, { on: 'Organization', by: 'organization', whenItEnds: 'end' }),
    keep(OrganizationRelation, { on: 'Organization', by: 'from', whenItEnds: 'end' }),
    keep(OrganizationRelation, { on: 'Organization', by: 'to', whenItEnds: 'end' }),
    keep(Appointment, { on: 'Grid', by: 'gridId', whenItEnds: handOverPosts }),
    keep(Station, { on: 'Grid', by: 'gridId', whenItEnds: 'successor' }),
  ],
});
