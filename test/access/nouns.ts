import { publicId } from '../../src/kernel/ids.js';
import type { Viewer } from '../read/naive.js';
import type { Noun, Row, World } from '../read/world.js';
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
        mask: (phone) => `${phone.slice(0, 3)}****${phone.slice(-4)}`,
        shown: ({ viewer }, row) => (isInternal(viewer, row) ? 'masked' : 'hidden'),
      },
      idNumber: { column: 'id_number_masked', shown: ({ viewer }, row) => (isInternal(viewer, row) ? 'clear' : 'hidden') },
      appointments: list('Appointment'),
      accounts: list('Account'),
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
      ...{ duties: open('duties'), version: open('version') },
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
      openIncidentCount: reckoned,
    },
  },
  CoverageRule: {
    sees: publicRow,
    fields: {
      ...{
        id: open('id'),
        branchPolicy: open('branch_policy'),
        minHouseholds: open('min_households'),
        maxHouseholds: open('max_households'),
      },
      ...{ targetPersons: open('target_persons'), serviceCircleMinutes: open('service_circle_minutes') },
    },
  },
  IncidentCategory: {
    sees: (ask, row) => may('IncidentCategory', 'see', ask.viewer, { jurisdiction: row.jurisdiction_id }),
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
  if (shown === 'any' || rule.column === undefined) return undefined;
  const raw = row[rule.column] ?? null;
  if (shown === 'hidden' || raw === null) return null;
  if (shown === 'masked') return rule.mask!(raw);
  if (rule.target) {
    const related = ask.world.byId.get(raw);
    return rule.sees && !nouns[rule.target].sees(ask, related!) ? null : publicId(rule.target, raw);
  }
  return raw instanceof Date ? raw.toISOString() : raw;
}
