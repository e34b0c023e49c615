import { cellOf, type Keyring, open as unseal } from '../../src/auth/cipher.js';
import { publicId } from '../../src/kernel/ids.js';
import { maskedPhone, type Viewer } from '../read/naive.js';
import { type Noun, type Row, tables, type World } from '../read/world.js';
import { type Facts, linesFor, may } from './policy.js';

/**
 * Who sees which rows, and what of each field, in the words of access.csv. A new noun is one entry here; a field that has none fails the build.
 * What a field is to somebody: `clear` as the table has it, `masked` as its mask makes it, `hidden` is null, `any` is reckoned and checked elsewhere.
 */
export type Shown = 'clear' | 'masked' | 'hidden' | 'any';

export interface Ask {
  readonly viewer: Viewer;
  readonly world: World;
  readonly today: string;
  readonly keyring: Keyring;
  /** Of incidents: what opens to the viewer (sight.ts, from access.csv as well). */
  readonly sight: ReadonlyMap<string, { readonly reporter: boolean; readonly notes: boolean; readonly details: boolean }>;
}

export interface FieldRule {
  readonly shown: (ask: Ask, row: Row) => Shown;
  /** What is behind it in the table; for a relation, the id of the related row. Left out where it is not one column. */
  readonly column?: string;
  readonly mask?: (clear: string) => string;
  /** A related row; `sees` where it is null for who does not see that row. */
  readonly target?: Noun;
  readonly sees?: boolean;
  /** The id of the related row, where it is not in a column. */
  readonly find?: (ask: Ask, row: Row) => string | null;
  /** The text behind a sealed column, opened. */
  readonly sealed?: true;
}

export interface NounRule {
  readonly sees: (ask: Ask, row: Row) => boolean;
  readonly fields: Readonly<Record<string, FieldRule>>;
  /** The root field that answers one by `id`, and the one that lists them. */
  readonly lookup?: string;
  readonly list?: string;
}

// ---------------------------------------------------------------------------------------------------------------- what a field is

const always =
  (shown: Shown): FieldRule['shown'] =>
  () =>
    shown;
const open = (column?: string): FieldRule => ({ shown: always(column === undefined ? 'any' : 'clear'), column });
const signedIn = (column: string): FieldRule => ({ shown: ({ viewer }, row) => (isInternal(viewer, row) ? 'clear' : 'hidden'), column });
const to = (target: Noun, column: string, sees = false): FieldRule => ({ shown: always('clear'), column, target, sees });
/** A list, or a row that is found by a condition: what is in it is checked, not which. */
const list = (target: Noun): FieldRule => ({ shown: always('any'), target });
const reckoned: FieldRule = { shown: always('any') };

const isInternal = (viewer: Viewer, row: Row): boolean => viewer.jurisdiction === row.jurisdiction_id;

// ---------------------------------------------------------------------------------------------------------------- rows

const factsOf = (row: Row): Facts => ({ jurisdiction: row.jurisdiction_id, place: row.place });

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
const seesPerson = (ask: Ask, person: Row) => may('Person', 'see', ask.viewer, aboutPerson(person)) || isNamed(ask, person);
const seesName = (ask: Ask, person: Row) =>
  may('Person', 'see', ask.viewer, aboutPerson(person), ({ note }) => !note.startsWith('name masked'));
const seesAppointment = (ask: Ask, post: Row) =>
  linesFor('Appointment', 'see').some(({ rows }) =>
    rows.includes('public') ? isOnNotice(post, ask.today) : ask.viewer.jurisdiction === post.jurisdiction_id,
  );
const seesAccount = (ask: Ask, account: Row) =>
  may(
    'Account',
    'see',
    ask.viewer,
    { jurisdiction: account.jurisdiction_id, own: [account.person_id] },
    (line) => !isOfAdministrators(line.note) || isChief(ask),
  );
const isOfAdministrators = (note: string) => note.startsWith('administrators of the whole');
/** An administrator of the whole jurisdiction. */
const isChief = ({ viewer, world }: Ask) =>
  viewer.held.some(({ role, place }) => role === 'ADMIN' && place === world.byId.get(viewer.jurisdiction!)!.place);
export const mayAdminister = isChief;

const part = (
  name: 'reporter' | 'notes' | 'details',
  rule: Omit<FieldRule, 'shown'>,
  incidentOf: (row: Row) => string = (row) => row.id,
): FieldRule => ({
  ...rule,
  shown: ({ sight }, row) => (sight.get(incidentOf(row))?.[name] ? 'clear' : 'hidden'),
});

/** The lines about incidents hang on domains, holders and reporters: they are reckoned in SQL (test/modules/incidents/sight.ts). */
const isInSight = ({ sight }: Ask, incident: string): boolean =>
  [...linesFor('Incident', 'see'), ...linesFor('Incident.reporter', 'see')].length > 0 && sight.has(incident);

const publicRow = () => true;

// ---------------------------------------------------------------------------------------------------------------- homes

/** The household that the viewer belongs to today: one, or none. */
export const ownHouseholds = ({ viewer, world }: Pick<Ask, 'viewer' | 'world'>): readonly string[] =>
  currentOf(world).households.get(viewer.person ?? '') ?? [];
const ownPeople = (ask: Ask): readonly string[] =>
  ask.viewer.person === null ? [] : [ask.viewer.person, ...ownHouseholds(ask).flatMap((id) => currentOf(ask.world).members.get(id) ?? [])];

interface Current {
  readonly members: ReadonlyMap<string, readonly string[]>;
  readonly households: ReadonlyMap<string, readonly string[]>;
}
const current = new WeakMap<World, Current>();
/** Who belongs to which household today. */
function currentOf(world: World): Current {
  let known = current.get(world);
  if (!known) {
    const [members, households] = [new Map<string, string[]>(), new Map<string, string[]>()];
    const add = (to: Map<string, string[]>, key: string, value: string) => to.set(key, [...(to.get(key) ?? []), value]);
    for (const { household_id, person_id, valid_to } of world.rows.HouseholdMember) {
      if (valid_to !== null) continue;
      add(members, household_id, person_id);
      add(households, person_id, household_id);
    }
    known = { members, households };
    current.set(world, known);
  }
  return known;
}

const seesRegistry = (subject: 'Household' | 'Resident' | 'Dwelling', ask: Ask, row: Row, own: boolean): boolean =>
  may(subject, 'see', ask.viewer, { ...factsOf(row), own: own ? [ask.viewer.person] : [] });
const seesHousehold = (ask: Ask, row: Row) => seesRegistry('Household', ask, row, ownHouseholds(ask).includes(row.id));
const seesResident = (ask: Ask, row: Row) => seesRegistry('Resident', ask, row, ownPeople(ask).includes(row.person_id));
const seesDwelling = (ask: Ask, row: Row) =>
  seesRegistry(
    'Dwelling',
    ask,
    row,
    ownHouseholds(ask).some((id) => ask.world.byId.get(id)!.dwelling_id === row.id),
  );
const seesAddress = (ask: Ask, row: Row) => may('Estate', 'see', ask.viewer, factsOf(row));
/** What is said of somebody, or of a household, is the person's own, or that of whoever belongs to the household. */
const aboutThem = (ask: Ask, row: Row): Facts => ({
  ...factsOf(row),
  own: [row.person_id, ...(ownHouseholds(ask).includes(row.household_id) ? [ask.viewer.person] : [])],
});
const seesCare = (ask: Ask, row: Row) =>
  may('CareDesignation', 'see', ask.viewer, aboutThem(ask, row)) ||
  // In the words of the note: POLICE sees KEY_PERSON in bound grids.
  (linesFor('CareDesignation', 'see').some(({ note }) => note.includes('POLICE sees KEY_PERSON')) &&
    row.category === 'KEY_PERSON' &&
    ask.viewer.held.some(({ role, place }) => role === 'POLICE' && (row.place ?? '').startsWith(place)));
/** Of care, what staff write is for staff: neither for the police, nor for whom it is about. */
const seesCareNote = (ask: Ask, row: Row) => may('CareDesignation', 'see', ask.viewer, factsOf(row));
const seesPairing = (ask: Ask, row: Row) =>
  may('HelpPairing', 'see', ask.viewer, {
    ...aboutThem(ask, row),
    assigned: row.ended_on === null ? [row.leader_id, row.responsible_id, ...row.helper_ids] : [],
  });
const seesVisit = (ask: Ask, row: Row) => may('Visit', 'see', ask.viewer, factsOf(row));
/** Grid staff know the rules of the community that their grid belongs to. */
const seesVisitRule = (ask: Ask, row: Row) =>
  may('VisitRule', 'see', ask.viewer, factsOf(row), ({ note }) => note === '') ||
  may(
    'VisitRule',
    'see',
    {
      ...ask.viewer,
      held: ask.viewer.posts.flatMap(({ position, grid_id }) => {
        const grid = ask.world.byId.get(grid_id);
        return grid ? [{ role: position, place: ask.world.byId.get(grid.community_id)!.place as string }] : [];
      }),
    },
    factsOf(row),
    ({ note }) => note !== '',
  );
/** A row that shows nothing unless the rows it speaks of are seen themselves. */
const related = (target: Noun, find: (ask: Ask, row: Row) => string | null): FieldRule => ({
  shown: always('clear'),
  target,
  find,
  sees: true,
});
const residents = new WeakMap<World, ReadonlyMap<string, string>>();
const residentOf = (world: World, person: string | null): string | null => {
  const known = residents.get(world) ?? new Map(world.rows.Resident.map(({ id, person_id }) => [person_id as string, id as string]));
  residents.set(world, known);
  return (person && known.get(person)) ?? null;
};
const resident = related('Resident', ({ world }, row) => residentOf(world, row.person_id));
const household = to('Household', 'household_id', true);

export const nouns: Readonly<Record<Noun, NounRule>> = {
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
      ...{ grids: list('Grid'), coverageRule: list('CoverageRule'), incidents: list('Incident') },
      ...{ estates: list('Estate'), visitRules: list('VisitRule') },
    },
  },
  OrganizationRelation: {
    sees: publicRow,
    fields: {
      ...{ id: open('id'), from: to('Organization', 'from_id'), to: to('Organization', 'to_id'), kind: open('kind') },
      ...{ validFrom: open('valid_from'), validTo: open('valid_to'), note: open('note') },
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
      accounts: list('Account'),
      resident: related('Resident', ({ world }, row) => residentOf(world, row.id)),
    },
  },
  Account: {
    sees: seesAccount,
    fields: {
      ...{ id: open('id'), issuer: open('issuer'), subject: open('subject'), person: to('Person', 'person_id') },
      ...{ linkedAt: open('created_at'), unlinkedAt: open('unlinked_at') },
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
      ...{ duties: open('duties'), version: open('version'), stairwell: to('Stairwell', 'stairwell_id', true) },
      // Reckoned in test/read/naive.ts.
      seatLabel: reckoned,
    },
  },
  Station: {
    sees: (ask, row) => may('Station', 'see', ask.viewer, factsOf(row)),
    fields: {
      ...{ id: open('id'), name: open('name'), kind: open('kind'), host: to('Organization', 'host_id'), grid: to('Grid', 'grid_id') },
      ...{ site: to('StationSite', 'site_id'), premises: open('premises'), areaSqm: open('area_sqm'), functions: open('functions') },
      openedOn: open('opened_on'),
    },
  },
  StationSite: { sees: publicRow, fields: { id: open('id'), address: open('address'), stations: list('Station') } },
  Grid: {
    sees: (ask, row) => may('Grid', 'see', ask.viewer, factsOf(row)),
    lookup: 'grid',
    list: 'grids',
    fields: {
      ...{ id: open('id'), code: open('code'), name: open('name'), level: open('level'), kind: open('kind'), status: open('status') },
      ...{ provenance: open('provenance'), inclusions: open('inclusions'), version: open('version'), boundary: reckoned },
      successor: to('Grid', 'successor_id'),
      ...{
        branchCoverage: open('branch_coverage'),
        branch: to('Organization', 'branch_id'),
        community: to('Organization', 'community_id'),
      },
      ...{ parent: to('Grid', 'parent_id'), ancestors: list('Grid'), children: list('Grid'), descendants: list('Grid') },
      ...{ leader: list('Person'), staff: list('Appointment'), sizeStatus: reckoned, incidents: list('Incident') },
      ...{ householdCount: signedIn('household_count'), residentCount: signedIn('resident_count') },
      ...{ openIncidentCount: reckoned, households: list('Household'), dwellings: list('Dwelling') },
      incidentCategories: list('IncidentCategory'),
    },
  },
  CoverageRule: {
    sees: publicRow,
    fields: {
      ...{
        id: open('id'),
        branchPolicy: open('branch_policy'),
        gridLevel: open('grid_level'),
        minHouseholds: open('min_households'),
        maxHouseholds: open('max_households'),
      },
      ...{ targetPersons: open('target_persons'), serviceCircleMinutes: open('service_circle_minutes') },
    },
  },
  IncidentCategory: {
    sees: (ask, row) =>
      may(
        'IncidentCategory',
        'see',
        ask.viewer,
        { jurisdiction: row.jurisdiction_id },
        (line) => row.active || !line.rows.includes('public'),
      ),
    fields: { id: open('id'), code: open('code'), name: open('name'), domain: open('domain'), active: open('active') },
  },
  Incident: {
    sees: (ask, row) => isInSight(ask, row.id),
    lookup: 'incident',
    list: 'incidents',
    fields: {
      ...{ id: open('id'), serialNumber: open('serial_number'), title: open('title'), domain: open('domain'), channel: open('channel') },
      ...{ urgency: open('urgency'), state: open('state'), supervision: open('supervision') },
      ...{ version: open('version'), provenance: open('provenance') },
      description: part('details', { column: 'description' }),
      address: part('details', { column: 'address' }),
      location: part('details', { column: 'location' }),
      reporter: part('reporter', { column: 'reporter_id', target: 'Person' }),
      ...{ category: to('IncidentCategory', 'category_id'), grid: to('Grid', 'grid_id'), holder: to('Organization', 'holder_id') },
      assignee: to('Person', 'assignee_id'),
      ...{
        occurredAt: open('occurred_at'),
        reportedAt: open('reported_at'),
        updatedAt: open('updated_at'),
        acceptedAt: open('accepted_at'),
      },
      ...{ resolvedAt: open('resolved_at'), verifiedAt: open('verified_at'), closedAt: open('closed_at') },
      events: list('IncidentEvent'),
      trackingCode: {
        column: 'tracking_code',
        shown: ({ viewer }, row) => (viewer.person !== null && row.reporter_id === viewer.person ? 'clear' : 'hidden'),
      },
      viewerActions: reckoned,
    },
  },
  IncidentEvent: {
    sees: (ask, row) => isInSight(ask, row.incident_id),
    fields: {
      ...{
        id: open('id'),
        incident: to('Incident', 'incident_id', true),
        kind: open('kind'),
        from: open('from_state'),
        to: open('to_state'),
      },
      ...{ organization: to('Organization', 'organization_id'), at: open('at') },
      note: part('notes', { column: 'note' }, (row) => row.incident_id),
      actor: {
        column: 'actor_id',
        target: 'Person',
        // The reporter's step would name the reporter.
        shown: ({ sight, world }, row) =>
          sight.get(row.incident_id)?.reporter || world.byId.get(row.incident_id)!.reporter_id !== row.actor_id ? 'clear' : 'hidden',
      },
    },
  },
  Estate: {
    sees: seesAddress,
    fields: {
      ...{
        id: open('id'),
        name: open('name'),
        kind: open('kind'),
        provenance: open('provenance'),
        community: to('Organization', 'community_id'),
      },
      ...{ ownersCommittee: to('Organization', 'owners_committee_id'), propertyCompany: to('Organization', 'property_company_id') },
      buildings: list('Building'),
    },
  },
  Building: {
    sees: (ask, row) => seesAddress(ask, ask.world.byId.get(row.estate_id)!),
    fields: {
      ...{ id: open('id'), estate: to('Estate', 'estate_id'), number: open('number'), floors: open('floors') },
      ...{ floorAreaSqm: open('floor_area_sqm'), location: open('location'), stairwells: list('Stairwell'), dwellings: list('Dwelling') },
    },
  },
  Stairwell: {
    sees: seesAddress,
    fields: {
      ...{ id: open('id'), building: to('Building', 'building_id'), number: open('number'), grid: to('Grid', 'grid_id') },
      ...{ chief: list('Person'), dwellings: list('Dwelling') },
    },
  },
  Dwelling: {
    sees: seesDwelling,
    lookup: 'dwelling',
    list: 'dwellings',
    fields: {
      ...{
        id: open('id'),
        building: to('Building', 'building_id'),
        stairwell: to('Stairwell', 'stairwell_id'),
        grid: to('Grid', 'grid_id'),
      },
      ...{ floor: open('floor'), room: open('room'), address: open('address'), use: open('use'), status: open('status') },
      ...{ provenance: open('provenance'), households: list('Household'), occupancies: list('Occupancy'), version: open('version') },
    },
  },
  Household: {
    sees: seesHousehold,
    lookup: 'household',
    list: 'households',
    fields: {
      ...{ id: open('id'), dwelling: to('Dwelling', 'dwelling_id'), head: to('Person', 'head_id'), kind: open('kind'), main: open('main') },
      grid: related('Grid', ({ world }, row) => world.byId.get(row.dwelling_id)!.grid_id),
      ...{ origin: open('origin'), formedOn: open('formed_on'), dissolvedOn: open('dissolved_on'), lastVisitAt: open('last_visit_at') },
      ...{ members: list('HouseholdMember'), careDesignations: list('CareDesignation'), helpPairings: list('HelpPairing') },
      ...{ visits: list('Visit'), provenance: open('provenance'), version: open('version') },
    },
  },
  HouseholdMember: {
    sees: (ask, row) => seesHousehold(ask, ask.world.byId.get(row.household_id)!),
    fields: {
      ...{ id: open('id'), household, person: to('Person', 'person_id'), resident, relation: open('relation') },
      ...{ from: open('valid_from'), to: open('valid_to') },
    },
  },
  Resident: {
    sees: seesResident,
    lookup: 'resident',
    list: 'residents',
    fields: {
      ...{ id: open('id'), person: to('Person', 'person_id'), residentType: open('resident_type'), status: open('status') },
      ...{ gender: open('gender'), employment: open('employment'), occupation: open('occupation'), tags: open('tags') },
      // It is most of the id number.
      birthDate: {
        column: 'birth_date',
        shown: (ask, row) =>
          row.person_id === ask.viewer.person || may('Person', 'revealPersonalData', ask.viewer, factsOf(row)) ? 'clear' : 'hidden',
      },
      household: related('Household', ({ world }, row) => currentOf(world).households.get(row.person_id)?.[0] ?? null),
      ...{ occupancies: list('Occupancy'), careDesignations: list('CareDesignation'), helpPairing: list('HelpPairing') },
      ...{ visits: list('Visit'), provenance: open('provenance'), version: open('version') },
    },
  },
  Occupancy: {
    sees: seesResident,
    fields: {
      ...{ id: open('id'), person: to('Person', 'person_id'), dwelling: to('Dwelling', 'dwelling_id', true), kind: open('kind') },
      ...{ main: open('main'), peopleHouseStatus: open('people_house_status'), source: open('source') },
      ...{ verifiedAt: open('verified_at'), verifiedBy: to('Person', 'verified_by_id') },
      ...{ from: open('valid_from'), to: open('valid_to'), version: open('version') },
    },
  },
  CareDesignation: {
    sees: seesCare,
    fields: {
      ...{ id: open('id'), resident, household, category: open('category'), sensitivity: reckoned, level: open('level') },
      ...{ source: open('source'), approvedBy: to('Person', 'approved_by_id'), from: open('valid_from'), to: open('valid_to') },
      note: { column: 'note_sealed', sealed: true, shown: (ask, row) => (seesCareNote(ask, row) ? 'clear' : 'hidden') },
      ...{ provenance: open('provenance'), version: open('version') },
    },
  },
  HelpPairing: {
    sees: seesPairing,
    lookup: 'helpPairing',
    list: 'helpPairings',
    fields: {
      ...{ id: open('id'), resident, household, leader: to('Person', 'leader_id'), responsible: to('Person', 'responsible_id') },
      ...{ helpers: list('Person'), organization: to('Organization', 'organization_id'), cadence: open('cadence') },
      plan: { column: 'plan_sealed', sealed: true, shown: always('clear') },
      ...{ startedOn: open('started_on'), endedOn: open('ended_on'), endReason: open('end_reason') },
      ...{ lastVisitAt: reckoned, nextVisitDueOn: reckoned, overdue: reckoned, provenance: open('provenance'), version: open('version') },
    },
  },
  Visit: {
    sees: seesVisit,
    fields: {
      ...{ id: open('id'), kind: open('kind'), household, resident, actors: list('Person'), at: open('at'), purpose: open('purpose') },
      findings: { column: 'findings_sealed', sealed: true, shown: always('clear') },
      needs: { column: 'needs_sealed', sealed: true, shown: always('clear') },
      ...{ returnOf: to('Visit', 'return_of_id', true), returnVisits: list('Visit'), nextDueOn: open('next_due_on') },
      ...{ informationUpdated: open('information_updated'), location: open('location'), provenance: open('provenance') },
    },
  },
  VisitRule: {
    sees: seesVisitRule,
    fields: {
      ...{ id: open('id'), community: to('Organization', 'community_id'), position: open('position'), kind: open('kind') },
      ...{ cadence: open('cadence'), weekday: open('weekday'), returnWeekday: open('return_weekday') },
      ...{ from: open('valid_from'), to: open('valid_to'), version: open('version'), compliance: reckoned, returnCompliance: reckoned },
    },
  },
  AuditEntry: {
    sees: (ask, row) => may('Audit', 'see', ask.viewer, { jurisdiction: row.jurisdiction_id }),
    list: 'auditEntries',
    fields: {
      ...{ id: open('id'), at: open('at'), actor: to('Person', 'actor_id'), client: open('client'), action: open('action') },
      ...{ subjectId: reckoned, purpose: open('purpose'), fields: open('fields'), seq: reckoned, hash: reckoned },
    },
  },
};

/**
 * Types without an id of their own, and where the fields that they add are looked at: what leads to a noun is checked as that noun. `structure` holds
 * nothing of anybody's.
 */
export const others: Readonly<Record<string, string>> = {
  PageInfo: 'structure',
  UserError: 'structure',
  UserErrorParam: 'structure',
  Rate: 'test/read/fuzz.test.ts',
  RateDefinition: 'structure',
  ViewerAction: 'test/modules/incidents/matrix.ts',
  Viewer: 'test/access/reads.test.ts, who asks',
  ViewerRole: 'test/access/reads.test.ts, who asks',
  IncidentStreamItem: 'test/access/stream.test.ts',
  IncidentTally: 'test/access/stream.test.ts',
  IncidentStateCount: 'test/access/stream.test.ts',
  ViewerNotification: 'test/access/stream.test.ts',
  PersonalData: 'test/modules/organisations/reveal.test.ts',
  AuditBreak: 'test/modules/audit/audit.test.ts',
  AuditVerification: 'test/modules/audit/audit.test.ts',
};

/** What a field is expected to hold for somebody; undefined where that is reckoned and checked elsewhere. */
export function expectedOf(rule: FieldRule, ask: Ask, row: Row): unknown {
  const shown = rule.shown(ask, row);
  if (shown === 'any' || (rule.column === undefined && !rule.find)) return undefined;
  const raw = rule.find ? rule.find(ask, row) : (row[rule.column!] ?? null);
  if (shown === 'hidden' || raw === null) return null;
  if (shown === 'masked') return rule.mask!(raw);
  if (rule.sealed)
    return unseal(
      ask.keyring,
      cellOf({ id: row.id, jurisdictionId: row.jurisdiction_id }, tables[ask.world.nounOf(row)], rule.column!),
      raw,
    );
  if (rule.target) {
    const related = ask.world.byId.get(raw);
    return rule.sees && !nouns[rule.target].sees(ask, related!) ? null : publicId(rule.target, raw);
  }
  return raw instanceof Date ? raw.toISOString() : raw;
}
