import { publicId } from '../../../src/kernel/ids.js';
import {
  type Ask,
  type FieldRule,
  factsOf,
  histories,
  isInternal,
  list,
  type NounRules,
  open,
  publicRow,
  reckoned,
  signedIn,
  to,
} from '../../access/noun-rules.js';
import { type Facts, linesFor, may } from '../../access/policy.js';
import { appointersOf } from '../../access/posts.js';
import { bySubtree, code, here, ofOrganization, old, type VerbRules } from '../../access/verb-rules.js';
import { maskedPhone } from '../../read/viewer.js';
import type { Row, World } from '../../read/world.js';

const onNotice = [
  ...['GRID_LEADER', 'GRID_WORKER', 'STAIRWELL_CHIEF', 'LANE_CHIEF', 'BUILDING_CHIEF', 'COMMUNITY_POLICE', 'PARTY_SECRETARY'],
  ...['OWNERS_COMMITTEE_CHAIR', 'OWNERS_COMMITTEE_MEMBER'],
];
const isOnNotice = (post: Row, today: string) =>
  onNotice.includes(post.position) && post.valid_from <= today && (post.valid_to === null || post.valid_to > today);
const named = new WeakMap<World, ReadonlySet<string>>();
/** The notice board names its people (access.csv, Appointment see *). */
function isNamed({ world, today }: Ask, person: Row): boolean {
  const known =
    named.get(world) ?? new Set(world.rows.Appointment.filter((post) => isOnNotice(post, today)).map((post) => post.person_id as string));
  named.set(world, known);
  return known.has(person.id);
}

const aboutPerson = (person: Row): Facts => ({ ...factsOf(person), own: [person.id] });
export const seesPerson = (ask: Ask, person: Row) => may('Person', 'see', ask.viewer, aboutPerson(person)) || isNamed(ask, person);
const seesName = (ask: Ask, person: Row) =>
  may('Person', 'see', ask.viewer, aboutPerson(person), ({ note }) => !note.startsWith('name masked'));
const seesAppointment = (ask: Ask, post: Row) =>
  linesFor('Appointment', 'see').some(({ rows }) =>
    rows.includes('public') ? isOnNotice(post, ask.today) : ask.viewer.jurisdiction === post.jurisdiction_id,
  );

histories.Station = {
  sees: (ask, row) => may('Station', 'see', ask.viewer, factsOf(row)),
  seesWho: (ask, row) => may('Station.history', 'see', ask.viewer, factsOf(row)),
};
const subjectOf = ({ world }: Ask, entry: Row): Row => world.byId.get(entry.subject_id)!;
const seesWho: FieldRule['shown'] = (ask, entry) =>
  histories[entry.subject_noun]!.seesWho(ask, subjectOf(ask, entry)) ? 'clear' : 'hidden';

export const tables = {
  Organization: 'organization',
  EnterpriseProfile: 'enterprise_profile',
  OrganizationRelation: 'organization_relation',
  Person: 'person',
  Appointment: 'appointment',
  Station: 'station',
  StationSite: 'station_site',
  HistoryEntry: 'history',
} as const;

export const nouns: NounRules = {
  Organization: {
    sees: (ask, row) => may('Organization', 'see', ask.viewer, factsOf(row)),
    lookup: 'organization',
    list: 'organizations',
    fields: {
      id: open('id'),
      ...{ code: open('code'), name: open('name'), shortName: open('short_name'), kind: open('kind'), status: open('status') },
      ...{ formation: open('formation'), provenance: open('provenance'), address: open('address'), introduction: open('introduction') },
      ...{ establishedOn: open('established_on'), dissolvedOn: open('dissolved_on'), version: open('version') },
      contactPhone: signedIn('contact_phone'),
      parent: to('Organization', 'parent_id'),
      ...{ ancestors: list('Organization'), children: list('Organization'), descendants: list('Organization') },
      ...{ relations: list('OrganizationRelation'), appointments: list('Appointment'), stations: list('Station') },
      enterprise: list('EnterpriseProfile'),
    },
  },
  EnterpriseProfile: {
    sees: (ask, row) => may('EnterpriseProfile', 'see', ask.viewer, { jurisdiction: row.jurisdiction_id }),
    fields: {
      ...{ id: open('id'), organization: to('Organization', 'organization_id'), scale: open('scale'), employees: open('employees') },
      ...{ partyMembers: open('party_members'), version: open('version') },
    },
  },
  OrganizationRelation: {
    sees: publicRow,
    fields: {
      ...{ id: open('id'), from: to('Organization', 'from_id'), to: to('Organization', 'to_id'), kind: open('kind') },
      ...{ validFrom: open('valid_from'), validTo: open('valid_to'), note: open('note') },
      version: open('version'),
    },
  },
  Person: {
    sees: seesPerson,
    fields: {
      id: open('id'),
      name: { column: 'name', mask: (name) => `${[...name][0]}*`, shown: (ask, row) => (seesName(ask, row) ? 'clear' : 'masked') },
      publicName: { column: 'name', shown: (ask, row) => (isNamed(ask, row) ? 'clear' : 'hidden') },
      phone: {
        column: 'phone',
        mask: maskedPhone,
        shown: ({ viewer }, row) => (isInternal(viewer, row) ? 'masked' : 'hidden'),
      },
      idNumber: { column: 'id_number_masked', shown: ({ viewer }, row) => (isInternal(viewer, row) ? 'clear' : 'hidden') },
      appointments: list('Appointment'),
    },
  },
  Appointment: {
    sees: seesAppointment,
    list: 'appointments',
    fields: {
      ...{
        id: open('id'),
        person: to('Person', 'person_id'),
        position: open('position'),
        organization: to('Organization', 'organization_id'),
      },
      ...{ grid: to('Grid', 'grid_id'), fullTime: open('full_time'), from: open('valid_from'), to: open('valid_to') },
      ...{ duties: open('duties'), version: open('version') },
      // Reckoned in naive.ts.
      seatLabel: reckoned,
    },
  },
  Station: {
    sees: (ask, row) => may('Station', 'see', ask.viewer, factsOf(row)),
    fields: {
      ...{ id: open('id'), name: open('name'), kind: open('kind'), host: to('Organization', 'host_id'), grid: to('Grid', 'grid_id') },
      ...{ site: to('StationSite', 'site_id'), premises: open('premises'), areaSqm: open('area_sqm'), functions: open('functions') },
      ...{ openedOn: open('opened_on'), state: open('state'), version: open('version') },
      // Checked by test/modules/organisations/verbs.test.ts.
      ...{ openingHours: reckoned, viewerActions: reckoned, history: list('HistoryEntry') },
    },
  },
  HistoryEntry: {
    sees: (ask, row) => histories[row.subject_noun]!.sees(ask, subjectOf(ask, row)),
    fields: {
      ...{ id: open('id'), verb: open('verb'), from: open('from_state'), to: open('to_state'), at: open('at') },
      organization: to('Organization', 'organization_id'),
      actor: { column: 'actor_id', target: 'Person', shown: seesWho },
      note: { column: 'note', shown: seesWho },
    },
  },
  StationSite: { sees: publicRow, fields: { id: open('id'), address: open('address'), stations: list('Station') } },
};

export const verbs: VerbRules = {
  createOrganization: ofOrganization('createOrganization', ({ id, row }) => ({ parentId: id, kind: 'SOCIAL_ORGANIZATION', ...code(row) })),
  dissolveOrganization: ofOrganization('dissolveOrganization', ({ id }) => ({ id, ...old })),
  // More members than people: whoever may is refused.
  setEnterpriseProfile: {
    noun: 'Organization',
    input: ({ id }) => ({ organizationId: id, scale: 'SMALL', employees: 1, partyMembers: 2 }),
    may: bySubtree('EnterpriseProfile', 'setEnterpriseProfile'),
  },
  relateOrganizations: ofOrganization('relateOrganizations', ({ id }) => ({ fromId: id, toId: id, kind: 'SERVES' })),
  openStation: ofOrganization('openStation', ({ id }) => ({ hostId: id, name: ' ', kind: 'SERVICE_HALL', address: ' ' })),
  endRelation: {
    noun: 'OrganizationRelation',
    input: ({ id }) => ({ id, ...old }),
    may: (ask, row) => may('OrganizationRelation', 'endRelation', ask.viewer, here(ask.world.byId.get(row.from_id)!)),
  },
  closeStation: { noun: 'Station', input: ({ id }) => ({ id, ...old, reason: '理由' }), may: bySubtree('Station', 'closeStation') },
  reopenStation: { noun: 'Station', input: ({ id }) => ({ id, ...old }), may: bySubtree('Station', 'reopenStation') },
  setOpeningHours: { noun: 'Station', input: ({ id }) => ({ id, ...old, openingHours: [] }), may: bySubtree('Station', 'setOpeningHours') },
  appointPerson: {
    noun: 'Organization',
    input: ({ id }, { world, viewer }) => ({
      organizationId: id,
      position: 'LEGAL_ADVISER',
      personId: publicId(
        'Person',
        (
          world.rows.Person.find(({ id, jurisdiction_id }) => jurisdiction_id === viewer.jurisdiction && id !== viewer.person) ??
          world.rows.Person[0]!
        ).id,
      ),
      ...{ from: '2026-01-02', to: '2026-01-01' },
    }),
    // Cadres appoint those who serve their neighbours: another post is filled from above.
    may: (ask, row) => may('Appointment', 'appointPerson', ask.viewer, here(row), ({ note }) => !note.startsWith('only')),
  },
  endAppointment: {
    noun: 'Appointment',
    input: ({ id }) => ({ id, ...old }),
    // Of one's own posts none is ended; who ends a post is who appoints to it.
    may: (ask, row) =>
      row.person_id !== ask.viewer.person &&
      linesFor('Appointment', 'endAppointment').length > 0 &&
      ask.viewer.held.some(({ role, place }) => appointersOf(row.position).includes(role) && (row.place as string).startsWith(place)),
  },
  revealPersonalData: {
    noun: 'Person',
    input: ({ id }) => ({ id, fields: ['NAME'], purpose: ' ' }),
    may: bySubtree('Person', 'revealPersonalData'),
  },
};
