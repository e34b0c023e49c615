import {
  buildSchema,
  type DocumentNode,
  defaultFieldResolver,
  type ExecutionResult,
  executeSync,
  type GraphQLSchema,
  isObjectType,
} from 'graphql';
import { dayOf } from '../../src/kernel/clock.js';
import { Fault } from '../../src/kernel/errors.js';
import { nouns as identities, nounNames, parseId, publicId } from '../../src/kernel/ids.js';
import { roleAt, seatOf } from '../access/posts.js';
import type { Noun, Row, World } from './world.js';

/**
 * The graph once more, as plainly as can be: tables in memory, arrays filtered, sorted and sliced. Written from domain.md (B.3, B.10), access.csv and
 * the conventions of graph.graphql, not from src/read, the reads or the policies. Two things it leaves open: a cursor is a mark of the row it
 * points to (cursorMark), and what it does not know word for word is ANYTHING.
 */
export const ANYTHING = '\u0001anything';
export const cursorMark = (noun: Noun, order: Order, id: string): string => `\u0001cursor ${noun} ${order.field} ${order.direction} ${id}`;
export const isMark = (value: unknown): value is string => typeof value === 'string' && value.startsWith('\u0001');

export interface Order {
  readonly field: string;
  readonly direction: 'ASC' | 'DESC';
}

export interface Asking {
  readonly viewer: Viewer;
  /** YYYY-MM-DD in Asia/Shanghai. */
  readonly today: string;
  readonly now: Date;
  /** The id of the row that a cursor of an earlier answer points to. */
  readonly rowBehind: (cursor: string) => string;
}

type Args = Record<string, unknown>;
type Resolve = (row: Row, args: Args, ask: Asking) => unknown;
type Test = (row: Row, wanted: never, ask: Asking, filter: Args) => boolean;

// ---------------------------------------------------------------------------------------------------------------- who asks (B.10)

export interface Viewer {
  readonly person: string | null;
  readonly jurisdiction: string | null;
  /** A role and the place at and below which it holds. */
  readonly held: readonly { readonly role: string; readonly place: string }[];
  readonly posts: readonly Row[];
}

/** Posts on public notice: grid leader and worker; stairwell, lane and building chief; community police; secretary; owners' committee. */
const onNotice = [
  ...['GRID_LEADER', 'GRID_WORKER', 'STAIRWELL_CHIEF', 'LANE_CHIEF', 'BUILDING_CHIEF', 'COMMUNITY_POLICE', 'PARTY_SECRETARY'],
  ...['OWNERS_COMMITTEE_CHAIR', 'OWNERS_COMMITTEE_MEMBER'],
];

/** The role that a post gives where it is held, as posts.csv says. */
export const roleOf = (world: World, post: Row): string | null =>
  roleAt(post.position, seatOf(post as never, world.byId.get(post.organization_id) as never));

const withRoles = (world: World, posts: readonly Row[]): Row[] => posts.map((post) => ({ ...post, role: roleOf(world, post) }));

/** The viewer behind 'grid-leader@000', 'dashboard@001' or 'anonymous'. */
export function viewerOf(world: World, name: string, today: string): Viewer {
  const [persona, code] = name.split('@');
  if (!code) return { person: null, jurisdiction: null, held: [], posts: [] };
  const root = world.rows.Organization.find((row) => row.code === code)!;
  // A router without a user's token is nobody.
  if (persona === 'router') return { person: null, jurisdiction: null, held: [], posts: [] };
  const client = { dashboard: 'DASHBOARD', partner: 'PARTNER' }[persona!];
  if (client) return { person: null, jurisdiction: root.id, held: [{ role: client, place: root.place }], posts: [] };
  const person: string = world.accounts.find(({ subject }) => subject === name)!.person_id;
  const posts = withRoles(
    world,
    world.rows.Appointment.filter((row) => row.person_id === person && holdsOn(row, today)),
  );
  const held = posts.flatMap((post) => {
    const { role } = post;
    if (!role) return [];
    // An information centre dispatches for the organisation it stands under.
    const organization = world.byId.get(post.organization_id);
    const isCentre = role === 'DISPATCHER' && organization?.kind === 'INFORMATION_CENTER';
    return [{ role, place: isCentre ? (world.byId.get(organization.parent_id)!.place as string) : (post.place as string) }];
  });
  return { person, jurisdiction: root.id, posts, held: [{ role: 'RESIDENT', place: root.place }, ...held] };
}

const holdsOn = (row: Row, day: string): boolean => row.valid_from <= day && (row.valid_to === null || row.valid_to > day);

/** Whether the viewer has one of the roles at or above the place. */
const has = (viewer: Viewer, place: string | null, ...roles: readonly string[]): boolean =>
  place !== null && viewer.held.some((held) => roles.includes(held.role) && place.startsWith(held.place));

/** The roles of those who work for an organisation (domain B.3, who is who). */
const staffRoles = [
  ...['GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE', 'BRANCH_SECRETARY', 'POLICE', 'PROPERTY_STAFF', 'DEPARTMENT_HANDLER'],
  ...['DISPATCHER', 'STREET_SUPERVISOR'],
];
/** Whether a post of a viewer makes them staff where it is held. */
export const isStaffPost = ({ role }: Row): boolean => staffRoles.includes(role);

/** Whether a post of the viewer makes them staff at the organisation; with roles, one that gives one of them. */
const worksAt = (viewer: Viewer, organization: string, ...roles: readonly string[]): boolean =>
  viewer.posts.some(
    (post) => post.organization_id === organization && isStaffPost(post) && (roles.length === 0 || roles.includes(post.role)),
  );

/** Who sees households, residents and dwellings in their subtree, and who of them care, pairings and visits. */
const carers = ['GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE'];
const registrars = [...carers, 'STAIRWELL_CHIEF', 'POLICE', 'STREET_SUPERVISOR', 'ADMIN'];
/** Who is shown a person's name in full. */
const namers = [...carers, 'STAIRWELL_CHIEF', 'POLICE'];
/** Who is told the id number, and so sees the date of birth. */
const revealers = ['GRID_LEADER', 'COMMUNITY_CADRE', 'POLICE', 'STREET_SUPERVISOR'];

/** Of eleven digits and more the first three and last four characters, else the last two. */
export const maskedPhone = (phone: string): string =>
  phone.replace(/\D/g, '').length >= 11 ? `${phone.slice(0, 3)}****${phone.slice(-4)}` : `****${phone.slice(-2)}`;

/** Who sees all of an incident in their subtree. */
const inFull = ['GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE', 'STREET_SUPERVISOR', 'DISPATCHER'];

// ---------------------------------------------------------------------------------------------------------------- orders

const compareTexts = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const byText = (column: string) => (a: Row, b: Row) => compareTexts(a[column], b[column]);
const byNumber = (key: (row: Row) => number) => (a: Row, b: Row) => key(a) - key(b);
const byInstant = (column: string) => byNumber((row) => row[column].getTime());
const urgencies = ['LOW', 'NORMAL', 'HIGH', 'EMERGENCY'];
const postKey = (row: Row) => `${row.place} ${row.position}`;
const byAddress = byText('address_key');

const orders: Readonly<Partial<Record<Noun, Readonly<Record<string, (a: Row, b: Row) => number>>>>> = {
  Organization: { CODE: byText('code'), NAME: byText('name') },
  Grid: { CODE: byText('code'), NAME: byText('name'), LEVEL: byNumber((row) => row.level) },
  Station: { NAME: byText('name') },
  Appointment: { POSITION: (a, b) => compareTexts(postKey(a), postKey(b)) },
  Incident: {
    REPORTED_AT: byInstant('reported_at'),
    UPDATED_AT: byInstant('updated_at'),
    URGENCY: byNumber((row) => urgencies.indexOf(row.urgency)),
  },
  IncidentEvent: { AT: byInstant('at') },
  Estate: { NAME: byText('name_key') },
  Building: { NUMBER: (a, b) => compareTexts(a.number.padStart(20, ' '), b.number.padStart(20, ' ')) },
  Dwelling: { ADDRESS: byAddress },
  // Who was never visited comes first.
  Household: { ADDRESS: byAddress, LAST_VISIT_AT: byNumber((row) => row.last_visit_at?.getTime() ?? 0) },
  Resident: { ADDRESS: byAddress },
  HelpPairing: { STARTED_ON: byText('started_on') },
  Visit: { AT: byInstant('at') },
  AuditEntry: { AT: byInstant('at') },
};
export const defaultOrders: Readonly<Partial<Record<Noun, Order>>> = {
  Organization: { field: 'CODE', direction: 'ASC' },
  Grid: { field: 'CODE', direction: 'ASC' },
  Station: { field: 'NAME', direction: 'ASC' },
  Appointment: { field: 'POSITION', direction: 'ASC' },
  Incident: { field: 'REPORTED_AT', direction: 'DESC' },
  IncidentEvent: { field: 'AT', direction: 'ASC' },
  Estate: { field: 'NAME', direction: 'ASC' },
  Building: { field: 'NUMBER', direction: 'ASC' },
  Dwelling: { field: 'ADDRESS', direction: 'ASC' },
  Household: { field: 'ADDRESS', direction: 'ASC' },
  Resident: { field: 'ADDRESS', direction: 'ASC' },
  HelpPairing: { field: 'STARTED_ON', direction: 'ASC' },
  Visit: { field: 'AT', direction: 'DESC' },
  AuditEntry: { field: 'AT', direction: 'DESC' },
};

const byId = (a: Row, b: Row) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

function comparison(noun: Noun, order: Order): (a: Row, b: Row) => number {
  const key = orders[noun]![order.field]!;
  const sign = order.direction === 'ASC' ? 1 : -1;
  return (a, b) => sign * (key(a, b) || byId(a, b));
}

const sorted = (rows: readonly Row[], ...columns: readonly string[]): Row[] =>
  rows.toSorted((a, b) => columns.reduce((found, column) => found || byText(column)(a, b), 0) || byId(a, b));

// ---------------------------------------------------------------------------------------------------------------- lists

/** A page of a connection, resolved: what its fields answer. */
interface Page {
  readonly noun: Noun;
  readonly order: Order;
  readonly all: readonly Row[];
  readonly shown: readonly Row[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

export class Naive {
  readonly world: World;
  readonly #schema: GraphQLSchema;
  readonly #roots: Readonly<Record<string, Resolve>>;
  readonly #fields: Readonly<Record<string, Readonly<Record<string, Resolve>>>>;
  readonly #filters: Readonly<Record<string, Readonly<Record<string, Test>>>>;

  /** `api` is the SDL that clients see. */
  constructor(api: string, world: World) {
    this.world = world;
    this.#roots = this.#makeRoots();
    this.#fields = this.#makeFields();
    this.#filters = this.#makeFilters();
    this.#schema = buildSchema(api);
    for (const type of Object.values(this.#schema.getTypeMap())) {
      if (!isObjectType(type) || type.name.startsWith('__')) continue;
      for (const field of Object.values(type.getFields())) {
        const resolve = this.#resolverOf(type.name, field.name);
        field.resolve = resolve ? (row, args, ask) => resolve(row as Row, args, ask) : defaultFieldResolver;
      }
    }
    const node = this.#schema.getType('Node') as unknown as { resolveType: (row: Row) => string };
    node.resolveType = world.nounOf;
  }

  answer(document: DocumentNode, variableValues: Record<string, unknown>, ask: Asking, operationName?: string): ExecutionResult {
    return executeSync({ schema: this.#schema, document, variableValues, contextValue: ask, rootValue: {}, operationName });
  }

  /** The fields of a type that it cannot answer. */
  unknownFieldsOf(type: string): string[] {
    const fields = Object.values((this.#schema.getType(type) as { getFields(): Record<string, { name: string }> }).getFields());
    return fields.filter(({ name }) => !this.#resolverOf(type, name)).map(({ name }) => name);
  }

  #resolverOf(type: string, field: string): Resolve | null {
    if (type === 'Query') return this.#roots[field] ?? null;
    if (['ViewerAction', 'Rate', 'RateDefinition'].includes(type)) return (row) => row[field];
    if (type === 'PageInfo') return pageInfo[field] ?? null;
    if (type.endsWith('Edge')) return edge[field] ?? null;
    if (type.endsWith('Connection')) return connectionFields[field] ?? null;
    const special = this.#fields[type]?.[field];
    if (special) return special;
    const [sample] = this.world.rows[type as Noun] ?? [];
    const column = field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    if (!sample || !(column in sample)) return null;
    return (row) => (row[column] instanceof Date ? row[column].toISOString() : row[column]);
  }

  #of(id: string | null): Row | null {
    return id === null ? null : (this.world.byId.get(id) ?? null);
  }

  readonly #indexes = new Map<string, Map<string, Row[]>>();

  /** The rows that have this value in this column. */
  #where(noun: Noun, column: string, value: string): readonly Row[] {
    const key = `${noun}.${column}`;
    let index = this.#indexes.get(key);
    if (!index) {
      index = Map.groupBy(this.world.rows[noun], (row) => row[column]);
      this.#indexes.set(key, index);
    }
    return index.get(value) ?? [];
  }

  /** The rows of a connection: filtered, in order, and the page that first/last/after/before cut out of them. */
  #page(noun: Noun, rows: readonly Row[], args: Args, ask: Asking): Page {
    const order = (args.orderBy as Order | null | undefined) ?? defaultOrders[noun]!;
    const compare = comparison(noun, order);
    const filter = args.filter as Args | null | undefined;
    const all = rows.filter((row) => this.#matches(noun, row, filter, ask)).sort(compare);
    const at = (cursor: unknown) => (typeof cursor === 'string' ? this.world.byId.get(ask.rowBehind(cursor))! : null);
    const [after, before] = [at(args.after), at(args.before)];
    const between = all.filter((row) => (!after || compare(row, after) > 0) && (!before || compare(row, before) < 0));
    if (typeof args.last === 'number') {
      const shown = between.slice(-args.last);
      const hasNextPage = before !== null && all.some((row) => compare(row, before) >= 0);
      return { noun, order, all, shown, hasNextPage, hasPreviousPage: between.length > shown.length };
    }
    const shown = between.slice(0, (args.first as number | null | undefined) ?? 20);
    const hasPreviousPage = after !== null && all.some((row) => compare(row, after) <= 0);
    return { noun, order, all, shown, hasNextPage: between.length > shown.length, hasPreviousPage };
  }

  /** "Filters combine with and/or/not; within takes an organisation or grid id and means its whole subtree." All that is given must hold. */
  #matches(noun: Noun, row: Row, filter: Args | null | undefined, ask: Asking): boolean {
    return Object.entries(filter ?? {}).every(([name, wanted]) => {
      if (wanted === null || wanted === undefined) return true;
      if (name === 'and') return (wanted as Args[]).every((inner) => this.#matches(noun, row, inner, ask));
      if (name === 'or') return (wanted as Args[]).some((inner) => this.#matches(noun, row, inner, ask));
      if (name === 'not') return !this.#matches(noun, row, wanted as Args, ask);
      if (name === 'within') {
        const named = this.#of(bare(wanted, 'Organization', 'Grid', 'Stairwell'));
        // A grid that was merged, split or closed means the one that took over.
        const place = this.#of(named?.successor_id ?? null)?.place ?? named?.place;
        return place !== undefined && row.place?.startsWith(place) === true;
      }
      return this.#filters[noun]![name]!(row, wanted as never, ask, filter!);
    });
  }

  // -------------------------------------------------------------------------------------------------------------- who sees what (access.csv)

  #isOwnJurisdiction = (row: Row, { viewer }: Asking): boolean => row.jurisdiction_id === viewer.jurisdiction;

  /** How the viewer comes to see an incident, and what each way opens beside the reporter. */
  #waysTo(incident: Row, { viewer }: Asking): { notes: boolean; details: boolean }[] {
    const { place, domain, holder_id: holder } = incident;
    const ways: { notes: boolean; details: boolean }[] = [];
    const isMe = (person: string | null) => viewer.person !== null && person === viewer.person;
    if (isMe(incident.reporter_id) || (isMe(incident.recorder_id) && this.#reaches(viewer, incident)))
      ways.push({ notes: false, details: true });
    if (has(viewer, place, ...inFull, 'BRANCH_SECRETARY')) ways.push({ notes: true, details: true });
    // What happens lies in a grid: a chief of a stairwell sees those of its grid.
    const isChief = (post: Row) => roleOf(this.world, post) === 'STAIRWELL_CHIEF';
    if (viewer.posts.some((post) => isChief(post) && place.startsWith((this.#of(post.grid_id) ?? post).place)))
      ways.push({ notes: true, details: true });
    if (has(viewer, place, 'POLICE') && ['PUBLIC_SECURITY', 'WORK_SAFETY'].includes(domain)) ways.push({ notes: true, details: true });
    // Whoever has to act on it: the holder's staff, and the assignee.
    if (worksAt(viewer, holder) || (isMe(incident.assignee_id) && this.#reaches(viewer, incident)))
      ways.push({ notes: true, details: true });
    if (has(viewer, place, 'ADMIN', 'DASHBOARD')) ways.push({ notes: false, details: false });
    return ways;
  }

  /** What was assigned to somebody, or taken down by them, is theirs as long as a post of theirs covers it: its place, or its holder. */
  #reaches(viewer: Pick<Viewer, 'posts'>, incident: Row): boolean {
    return viewer.posts.filter(isStaffPost).some((post) => {
      const organization = this.#of(post.organization_id);
      const belongsTo = post.organization_id ?? this.#of(post.grid_id)?.community_id;
      const scope: string = organization?.kind === 'INFORMATION_CENTER' ? this.#of(organization.parent_id)!.place : post.place;
      return belongsTo === incident.holder_id || incident.place.startsWith(scope);
    });
  }

  /** Incident.reporter has a line of its own: who sees the incident, and has one of these roles there; and whom it is about. */
  #seesReporter(incident: Row, ask: Asking): boolean {
    const { viewer } = ask;
    const isMe = (person: string | null) => viewer.person !== null && person === viewer.person;
    if (this.#waysTo(incident, ask).length === 0) return false;
    if (isMe(incident.reporter_id) || (isMe(incident.recorder_id) && this.#reaches(viewer, incident))) return true;
    if (has(viewer, incident.place, ...inFull)) return true;
    if (has(viewer, incident.place, 'POLICE') && ['PUBLIC_SECURITY', 'WORK_SAFETY'].includes(incident.domain)) return true;
    return worksAt(viewer, incident.holder_id, 'DEPARTMENT_HANDLER');
  }

  #sees(row: Row, ask: Asking): boolean {
    const { viewer } = ask;
    switch (this.world.nounOf(row)) {
      case 'Appointment':
        return this.#isOwnJurisdiction(row, ask) || this.#isOnNotice(row, ask);
      case 'Person':
        return (
          row.id === viewer.person ||
          has(viewer, row.place, ...namers) ||
          has(viewer, row.place, 'BRANCH_SECRETARY', 'STREET_SUPERVISOR', 'DISPATCHER', 'ADMIN') ||
          this.#holdsPublicPost(row, ask)
        );
      case 'Account':
        return (
          row.person_id === viewer.person ||
          (this.#isOwnJurisdiction(row, ask) && has(viewer, this.#of(row.jurisdiction_id)!.place, 'ADMIN'))
        );
      case 'AuditEntry':
        return this.#isOwnJurisdiction(row, ask) && viewer.held.some(({ role }) => role === 'AUDITOR');
      case 'IncidentCategory':
        return row.active || this.#isOwnJurisdiction(row, ask);
      case 'Estate':
      case 'Building':
      case 'Stairwell':
        return this.#isOwnJurisdiction(row, ask);
      case 'Dwelling':
        return has(viewer, row.place, ...registrars) || this.#ownHouseholds(ask).some((id) => this.#of(id)!.dwelling_id === row.id);
      case 'Household':
        return has(viewer, row.place, ...registrars) || this.#ownHouseholds(ask).includes(row.id);
      case 'HouseholdMember':
        return this.#sees(this.#of(row.household_id)!, ask);
      case 'Resident':
      case 'Occupancy':
        return has(viewer, row.place, ...registrars) || this.#ownPeople(ask).includes(row.person_id);
      case 'CareDesignation':
        return (
          has(viewer, row.place, ...carers) ||
          (has(viewer, row.place, 'POLICE') && row.category === 'KEY_PERSON') ||
          this.#isAboutViewer(row, ask)
        );
      case 'HelpPairing':
        return has(viewer, row.place, ...carers) || this.#isAboutViewer(row, ask) || (row.ended_on === null && this.#helps(row, ask));
      case 'Visit':
        return has(viewer, row.place, ...carers);
      case 'VisitRule':
        return (
          has(viewer, row.place, 'COMMUNITY_CADRE', 'STREET_SUPERVISOR', 'ADMIN') ||
          viewer.posts.some(
            (post) =>
              ['GRID_WORKER', 'GRID_LEADER'].includes(roleOf(this.world, post) ?? '') &&
              this.#of(post.grid_id)?.community_id === row.community_id,
          )
        );
      case 'Incident':
        return this.#waysTo(row, ask).length > 0;
      case 'IncidentEvent':
        return this.#sees(this.#of(row.incident_id)!, ask);
      default:
        return true;
    }
  }

  /** The household that the viewer belongs to: one, or none. */
  #ownHouseholds = ({ viewer }: Asking): string[] => (viewer.person === null ? [] : this.#householdsOf(viewer.person));
  #ownPeople = (ask: Asking): string[] =>
    ask.viewer.person === null ? [] : [ask.viewer.person, ...this.#ownHouseholds(ask).flatMap((id) => this.#membersOf(id))];
  #isAboutViewer = (row: Row, ask: Asking): boolean =>
    (row.person_id !== null && row.person_id === ask.viewer.person) || this.#ownHouseholds(ask).includes(row.household_id);
  #helps = (pairing: Row, { viewer }: Asking): boolean =>
    viewer.person !== null && [pairing.leader_id, pairing.responsible_id, ...pairing.helper_ids].includes(viewer.person);

  #householdsOf = (person: string): string[] =>
    this.#where('HouseholdMember', 'person_id', person).flatMap((member) => (member.valid_to === null ? [member.household_id] : []));
  #membersOf = (household: string): string[] =>
    this.#where('HouseholdMember', 'household_id', household).flatMap((member) => (member.valid_to === null ? [member.person_id] : []));

  #isOnNotice = (appointment: Row, { today }: Asking): boolean => onNotice.includes(appointment.position) && holdsOn(appointment, today);
  #holdsPublicPost = (person: Row, ask: Asking): boolean =>
    this.world.rows.Appointment.some((row) => row.person_id === person.id && this.#isOnNotice(row, ask));

  #visible = (noun: Noun, ask: Asking): readonly Row[] => this.world.rows[noun].filter((row) => this.#sees(row, ask));
  #ifSeen = (row: Row | null, ask: Asking): Row | null => (row && this.#sees(row, ask) ? row : null);

  // -------------------------------------------------------------------------------------------------------------- filters

  #makeFilters() {
    const among = (column: string) => (row: Row, wanted: readonly unknown[]) => wanted.includes(row[column]);
    const contains =
      (code: string, ...names: readonly string[]) =>
      (row: Row, text: string) =>
        [...text.normalize('NFKC').toLowerCase().split(/\s+/)].every((word) =>
          [...names.map((name) => row[name]), row[code], row[code].replaceAll('-', '')].some((value) =>
            value?.normalize('NFKC').toLowerCase().includes(word),
          ),
        );
    const inTime =
      (column: string) =>
      (row: Row, { from, to }: { from?: string | null; to?: string | null }) =>
        (!from || row[column] >= new Date(from)) && (!to || row[column] < new Date(to));
    return {
      Organization: { kinds: among('kind'), codes: among('code'), text: contains('code', 'name', 'short_name') },
      Grid: {
        levels: among('level'),
        kinds: among('kind'),
        branchCoverage: among('branch_coverage'),
        hasLeader: (row: Row, wanted: boolean, ask: Asking) => (this.#leaderOf(row, ask) !== null) === wanted,
        text: contains('code', 'name'),
      },
      Station: { kinds: among('kind') },
      Appointment: {
        positions: among('position'),
        fullTime: (row: Row, wanted: boolean) => row.full_time === wanted,
        asOf: (row: Row, day: string) => holdsOn(row, day),
        alsoHolds: (row: Row, wanted: readonly string[], ask: Asking, filter: Args) =>
          this.world.rows.Appointment.some(
            (other) =>
              other.person_id === row.person_id &&
              other.id !== row.id &&
              wanted.includes(other.position) &&
              holdsOn(other, (filter.asOf as string | null | undefined) ?? ask.today) &&
              this.#sees(other, ask),
          ),
      },
      AuditEntry: {
        actorId: (row: Row, wanted: string) => row.actor_id === bare(wanted, 'Person'),
        clients: among('client'),
        actions: among('action'),
        subjectId: (row: Row, wanted: string) => row.subject_id === bare(wanted, ...nounNames),
        at: inTime('at'),
      },
      Incident: {
        states: among('state'),
        domains: among('domain'),
        urgencies: among('urgency'),
        channels: among('channel'),
        supervisions: among('supervision'),
        categories: (row: Row, wanted: readonly string[]) => wanted.map((id) => bare(id, 'IncidentCategory')).includes(row.category_id),
        ids: (row: Row, wanted: readonly string[]) => wanted.map((id) => bare(id, 'Incident')).includes(row.id),
        open: (row: Row, wanted: boolean) => isOpen(row) === wanted,
        assignedToViewer: (row: Row, wanted: boolean, { viewer }: Asking) =>
          (viewer.person !== null && row.assignee_id === viewer.person && this.#reaches(viewer, row)) === wanted,
        reportedByViewer: (row: Row, wanted: boolean, { viewer }: Asking) =>
          (viewer.person !== null && row.reporter_id === viewer.person) === wanted,
        assigneeId: (row: Row, wanted: string) => row.assignee_id === bare(wanted, 'Person'),
        holderId: (row: Row, wanted: string) => row.holder_id === bare(wanted, 'Organization'),
        reportedAt: inTime('reported_at'),
        updatedAt: inTime('updated_at'),
        text: contains('serial_number', 'title'),
      },
      Dwelling: {
        uses: among('use'),
        statuses: among('status'),
        text: (row: Row, text: string, ask: Asking) => isBlank(text) || this.#isFoundByAddress(row, text, ask),
      },
      Household: {
        ids: (row: Row, wanted: readonly string[]) => wanted.map((id) => bare(id, 'Household')).includes(row.id),
        kinds: among('kind'),
        careCategories: (row: Row, wanted: readonly string[], ask: Asking) =>
          this.#careOf(row, ask).some(({ category }) => wanted.includes(category)),
        helped: (row: Row, wanted: boolean, ask: Asking) => this.#pairingsOf(row, ask).length > 0 === wanted,
        lastVisitAt: (row: Row, wanted: { from?: string | null; to?: string | null }) =>
          row.last_visit_at !== null ? inTime('last_visit_at')(row, wanted) : !wanted.from && !wanted.to,
        dissolved: (row: Row, wanted: boolean) => (row.dissolved_on !== null) === wanted,
        text: (row: Row, text: string, ask: Asking) =>
          isBlank(text) ||
          this.#isFoundByAddress(this.#of(row.dwelling_id)!, text, ask) ||
          this.#membersOf(row.id).some((person) =>
            this.#where('Resident', 'person_id', person).some((resident) => this.#isFoundByName(resident, text, ask)),
          ),
      },
      Resident: {
        ids: (row: Row, wanted: readonly string[]) => wanted.map((id) => bare(id, 'Resident')).includes(row.id),
        residentTypes: among('resident_type'),
        careCategories: (row: Row, wanted: readonly string[], ask: Asking) =>
          this.#careOf(row, ask).some(({ category }) => wanted.includes(category)),
        helped: (row: Row, wanted: boolean, ask: Asking) => this.#pairingsOf(row, ask).length > 0 === wanted,
        verified: (row: Row, wanted: boolean) =>
          this.#where('Occupancy', 'person_id', row.person_id).some(
            (one) => one.main && one.valid_to === null && one.verified_at !== null,
          ) === wanted,
        sharesIdNumber: (row: Row, wanted: boolean, ask: Asking) => this.#sharesIdNumber(this.#of(row.person_id)!, ask) === wanted,
        text: (row: Row, text: string, ask: Asking) => isBlank(text) || this.#isFoundByName(row, text, ask),
      },
      HelpPairing: {
        overdue: (row: Row, wanted: boolean, ask: Asking) => this.#isOverdue(row, ask) === wanted,
        ended: (row: Row, wanted: boolean) => (row.ended_on !== null) === wanted,
        assignedToViewer: (row: Row, wanted: boolean, ask: Asking) => this.#helps(row, ask) === wanted,
        leaderId: (row: Row, wanted: string) => row.leader_id === bare(wanted, 'Person'),
        responsibleId: (row: Row, wanted: string) => row.responsible_id === bare(wanted, 'Person'),
      },
    };
  }

  // -------------------------------------------------------------------------------------------------------------- residents

  /** Whoever looks after all of a jurisdiction also knows those of whom no home is known. */
  #sharesIdNumber(person: Row, { viewer }: Asking): boolean {
    const roles = [...namers, 'BRANCH_SECRETARY', 'STREET_SUPERVISOR', 'DISPATCHER', 'ADMIN'];
    const places = viewer.held.filter(({ role }) => roles.includes(role)).map(({ place }) => place);
    const root: string | undefined = viewer.jurisdiction === null ? undefined : this.#of(viewer.jurisdiction)!.place;
    return this.world.rows.Person.some(
      (other) =>
        other.id !== person.id &&
        other.jurisdiction_id === person.jurisdiction_id &&
        person.id_number_index !== null &&
        other.id_number_index?.equals(person.id_number_index) &&
        places.some((place) => place === root || other.place?.startsWith(place)),
    );
  }

  /** Whoever is masked is not found by name. */
  #isFoundByName = (resident: Row, text: string, { viewer }: Asking): boolean =>
    (has(viewer, resident.place, ...namers) || resident.person_id === viewer.person) && begins(text, resident.words);
  /** Addresses are found in the communities that the viewer's posts have to do with, and at home; what is seen of them is another matter. */
  #isFoundByAddress = (dwelling: Row, text: string, ask: Asking): boolean =>
    (ask.viewer.held.some(({ role, place }) => registrars.includes(role) && dwelling.place.startsWith(place.slice(0, 8))) ||
      this.#ownHouseholds(ask).some((household) => this.#of(household)?.dwelling_id === dwelling.id)) &&
    begins(text, dwelling.words);

  /** What is said today of a resident; of a household, what is said of it or of a member. */
  #careOf(row: Row, ask: Asking): Row[] {
    const all =
      this.world.nounOf(row) === 'Resident'
        ? this.#where('CareDesignation', 'person_id', row.person_id)
        : this.#about('CareDesignation', [row.id], this.#membersOf(row.id));
    return all.filter((care) => holdsOn(care, ask.today) && this.#sees(care, ask));
  }

  /** Pairings under way: of a household, those of its members as well; of a resident, that of their household as well. */
  #pairingsOf(row: Row, ask: Asking): Row[] {
    const all =
      this.world.nounOf(row) === 'Resident'
        ? this.#about('HelpPairing', this.#householdsOf(row.person_id), [row.person_id])
        : this.#about('HelpPairing', [row.id], this.#membersOf(row.id));
    return all.filter((pairing) => pairing.ended_on === null && this.#sees(pairing, ask));
  }

  #about(noun: Noun, households: readonly string[], people: readonly string[]): Row[] {
    return [
      ...people.flatMap((person) => this.#where(noun, 'person_id', person)),
      ...households.flatMap((household) => this.#where(noun, 'household_id', household)),
    ];
  }

  #lastVisitOf(pairing: Row): Date | null {
    const households = pairing.household_id === null ? this.#householdsOf(pairing.person_id) : [pairing.household_id];
    const visits = this.#about('Visit', households, pairing.person_id === null ? [] : [pairing.person_id]);
    return visits.reduce<Date | null>((latest, { at }) => (latest === null || at > latest ? at : latest), null);
  }

  /** A cadence after the last visit or, where that is later, after the beginning. */
  #nextVisitOf(pairing: Row): string | null {
    if (pairing.ended_on !== null) return null;
    const last = this.#lastVisitOf(pairing);
    const from = [pairing.started_on, ...(last ? [dayOf(last)] : [])].sort().at(-1)!;
    return { DAILY: plusDays(from, 1), WEEKLY: plusDays(from, 7), MONTHLY: plusMonths(from, 1), QUARTERLY: plusMonths(from, 3) }[
      pairing.cadence as 'DAILY'
    ];
  }

  #isOverdue(pairing: Row, { today }: Asking): boolean {
    const due = this.#nextVisitOf(pairing);
    return due !== null && due < today;
  }

  /** Who had to visit, from day to day: those who held the post all along, in each span that lies in the period, in the rule's time, and before today. */
  #dutiesOf(rule: Row, period: { from: string; to: string }, { today }: Asking): { person: string; from: string; to: string }[] {
    const spans: { from: string; to: string }[] = [];
    for (let day = period.from; day < period.to; day = plusDays(day, 1)) {
      const [month, date] = [Number(day.slice(5, 7)), Number(day.slice(8))];
      const weekday = weekdays[new Date(day).getUTCDay()];
      if (rule.cadence === 'DAILY') spans.push({ from: day, to: plusDays(day, 1) });
      if (rule.cadence === 'WEEKLY' && rule.weekday === weekday) spans.push({ from: day, to: plusDays(day, 1) });
      if (rule.cadence === 'WEEKLY' && rule.weekday === null && weekday === 'MONDAY') spans.push({ from: day, to: plusDays(day, 7) });
      if (rule.cadence === 'MONTHLY' && date === 1) spans.push({ from: day, to: plusMonths(day, 1) });
      if (rule.cadence === 'QUARTERLY' && date === 1 && month % 3 === 1) spans.push({ from: day, to: plusMonths(day, 3) });
    }
    const isOver = ({ from, to }: { from: string; to: string }) =>
      to <= period.to && to <= today && from >= rule.valid_from && (rule.valid_to === null || to <= rule.valid_to);
    return spans.filter(isOver).flatMap((span) => {
      const posts = this.world.rows.Appointment.filter(
        (post) =>
          post.position === rule.position &&
          post.place.startsWith(rule.place) &&
          post.valid_from <= span.from &&
          (post.valid_to === null || post.valid_to >= span.to),
      );
      return [...new Set(posts.map(({ person_id }) => person_id as string))].map((person) => ({ person, ...span }));
    });
  }

  #visitsFor(rule: Row, duty: { person: string; from: string; to: string }): Row[] {
    return this.world.rows.Visit.filter(
      (visit) =>
        visit.kind === rule.kind &&
        visit.place?.startsWith(rule.place) &&
        visit.actor_ids.includes(duty.person) &&
        dayOf(visit.at) >= duty.from &&
        dayOf(visit.at) < duty.to,
    );
  }

  #complianceOf: Resolve = (rule, { period }, ask) => {
    const duties = this.#dutiesOf(rule, period as never, ask);
    const done = duties.filter((duty) => this.#visitsFor(rule, duty).length > 0);
    return rate('visit.complianceRate', done.length, duties.length);
  };

  #returnComplianceOf: Resolve = (rule, { period }, ask) => {
    if (rule.return_weekday === null) return null;
    const { to } = period as { to: string };
    const visits = new Map<Row, boolean>();
    for (const duty of this.#dutiesOf(rule, period as never, ask)) {
      let last = plusDays(duty.from, 1);
      while (weekdays[new Date(last).getUTCDay()] !== rule.return_weekday) last = plusDays(last, 1);
      if (plusDays(last, 1) > to || plusDays(last, 1) > ask.today) continue;
      for (const visit of this.#visitsFor(rule, duty))
        visits.set(
          visit,
          this.#where('Visit', 'return_of_id', visit.id).some(({ at }) => dayOf(at) <= last),
        );
    }
    return rate('visit.returnVisitRate', [...visits.values()].filter(Boolean).length, visits.size);
  };

  // -------------------------------------------------------------------------------------------------------------- fields

  #leaderOf(grid: Row, { today }: Asking): Row | null {
    const post = this.world.rows.Appointment.find(
      (row) => row.grid_id === grid.id && row.position === 'GRID_LEADER' && holdsOn(row, today),
    );
    return post ? this.#of(post.person_id) : null;
  }

  #makeFields() {
    const { rows } = this.world;
    const id = (noun: Noun) => (row: Row) => publicId(noun, row.id);
    const to =
      (column: string): Resolve =>
      (row) =>
        this.#of(row[column]);
    const internal =
      (column: string): Resolve =>
      (row, _args, ask) =>
        this.#isOwnJurisdiction(row, ask) ? row[column] : null;
    const above =
      (noun: Noun): Resolve =>
      (row) =>
        sorted(
          rows[noun].filter((other) => other.place !== row.place && row.place.startsWith(other.place)),
          'place',
        ).slice(0, 20);
    const posts = (column: string, most: number, ...order: readonly string[]): Resolve => {
      return (row, args, ask) => {
        const day = (args.asOf as string | null | undefined) ?? ask.today;
        const all = rows.Appointment.filter((post) => post[column] === row.id && holdsOn(post, day) && this.#sees(post, ask));
        return sorted(all, ...order).slice(0, most);
      };
    };
    const below = (noun: Noun, row: Row) => rows[noun].filter((other) => other.place.startsWith(row.place));
    const incidents: Resolve = (row, args, ask) =>
      this.#page(
        'Incident',
        below('Incident', row).filter((incident) => this.#sees(incident, ask)),
        args,
        ask,
      );
    const seen =
      (column: string): Resolve =>
      (row, _args, ask) =>
        this.#ifSeen(this.#of(row[column]), ask);
    const resident: Resolve = (row, _args, ask) =>
      this.#ifSeen((row.person_id && this.#where('Resident', 'person_id', row.person_id)[0]) ?? null, ask);
    const people =
      (column: string): Resolve =>
      (row) =>
        [...new Set<string>(row[column])].sort().map((person) => this.#of(person));
    const pageOf =
      (noun: Noun, rowsOf: (row: Row) => readonly Row[]): Resolve =>
      (row, args, ask) =>
        this.#page(
          noun,
          rowsOf(row).filter((other) => this.#sees(other, ask)),
          args,
          ask,
        );
    const dwellings = (column: string) => pageOf('Dwelling', (row) => this.#where('Dwelling', column, row.id));
    const firstDay = (row: Row) => row.valid_from;
    const endDay = (row: Row) => row.valid_to;
    /** Nothing is sealed in this world. */
    const sealed = () => null;
    const care: Resolve = (row, _args, ask) =>
      sorted(this.#careOf(row, ask), 'category').slice(0, this.world.nounOf(row) === 'Resident' ? 20 : 50);
    const opens = (incident: Row, part: 'notes' | 'details', ask: Asking) => this.#waysTo(incident, ask).some((way) => way[part]);
    const detail =
      (column: string): Resolve =>
      (row, _args, ask) =>
        opens(row, 'details', ask) ? row[column] : null;

    return {
      Organization: {
        id: id('Organization'),
        parent: to('parent_id'),
        contactPhone: internal('contact_phone'),
        ancestors: above('Organization'),
        children: (row: Row, args: Args, ask: Asking) =>
          this.#page(
            'Organization',
            rows.Organization.filter(({ parent_id }) => parent_id === row.id),
            args,
            ask,
          ),
        descendants: (row: Row, args: Args, ask: Asking) => {
          const deepest = row.place.length / 4 + ((args.depth as number | null | undefined) ?? 100);
          const all = below('Organization', row).filter((other) => other !== row && other.place.length / 4 <= deepest);
          return this.#page('Organization', all, args, ask);
        },
        relations: (row: Row, args: Args, ask: Asking) => {
          const all = rows.OrganizationRelation.filter(
            (relation) =>
              [relation.from_id, relation.to_id].includes(row.id) &&
              holdsOn(relation, (args.asOf as string | null | undefined) ?? ask.today) &&
              (args.kind === undefined || args.kind === null || relation.kind === args.kind),
          );
          return sorted(all, 'kind').slice(0, 200);
        },
        appointments: (row: Row, args: Args, ask: Asking) => {
          const day = (args.asOf as string | null | undefined) ?? ask.today;
          const all = rows.Appointment.filter((post) => post.organization_id === row.id && holdsOn(post, day) && this.#sees(post, ask));
          return this.#page('Appointment', all, args, ask);
        },
        stations: (row: Row, args: Args, ask: Asking) => this.#page('Station', below('Station', row), args, ask),
        grids: (row: Row, args: Args, ask: Asking) => this.#page('Grid', below('Grid', row), args, ask),
        coverageRule: (row: Row) => rows.CoverageRule.find(({ community_id }) => community_id === row.id) ?? null,
        incidents,
        estates: pageOf('Estate', (row) => this.#where('Estate', 'community_id', row.id)),
        visitRules: (row: Row, _args: Args, ask: Asking) =>
          sorted(
            this.#where('VisitRule', 'community_id', row.id).filter((rule) => holdsOn(rule, ask.today) && this.#sees(rule, ask)),
            'position',
            'kind',
          ),
      },
      OrganizationRelation: { id: id('OrganizationRelation'), from: to('from_id'), to: to('to_id') },
      Person: {
        id: id('Person'),
        name: (row: Row, _args: Args, { viewer }: Asking) =>
          row.id === viewer.person || has(viewer, row.place, ...namers) ? row.name : `${[...row.name][0]}*`,
        publicName: (row: Row, _args: Args, ask: Asking) => (this.#holdsPublicPost(row, ask) ? row.name : null),
        phone: (row: Row, _args: Args, ask: Asking) =>
          this.#isOwnJurisdiction(row, ask) && row.phone !== null ? maskedPhone(row.phone) : null,
        idNumber: (row: Row, _args: Args, ask: Asking) => (this.#isOwnJurisdiction(row, ask) ? row.id_number_masked : null),
        appointments: posts('person_id', 50, 'valid_from'),
        accounts: (row: Row, _args: Args, ask: Asking) =>
          sorted(
            rows.Account.filter((account) => account.person_id === row.id && account.unlinked_at === null && this.#sees(account, ask)),
            'created_at',
          ).slice(0, 20),
        resident: (row: Row, _args: Args, ask: Asking) => this.#ifSeen(this.#where('Resident', 'person_id', row.id)[0] ?? null, ask),
      },
      AuditEntry: {
        id: id('AuditEntry'),
        actor: to('actor_id'),
        subjectId: (row: Row) => row.subject_id && publicId(row.subject_noun, row.subject_id),
        seq: (row: Row) => (row.seq === null ? null : Number(row.seq)),
        hash: (row: Row) => row.hash?.toString('hex') ?? null,
      },
      Account: {
        id: id('Account'),
        person: to('person_id'),
        linkedAt: (row: Row) => row.created_at.toISOString(),
      },
      Appointment: {
        id: id('Appointment'),
        person: to('person_id'),
        organization: to('organization_id'),
        grid: to('grid_id'),
        stairwell: (row: Row, _args: Args, ask: Asking) => this.#ifSeen(this.#of(row.stairwell_id), ask),
        seatLabel: (row: Row) => {
          const [organization, grid, stairwell] = [row.organization_id, row.grid_id, row.stairwell_id].map((id) => this.#of(id));
          if (organization) return organization.name;
          const door = stairwell ? ` ${this.#of(stairwell.building_id)!.number}${stairwell.number}` : '';
          return `${grid!.code} ${grid!.name}${door}`;
        },
        from: firstDay,
        to: endDay,
      },
      Station: { id: id('Station'), host: to('host_id'), grid: to('grid_id'), site: to('site_id') },
      StationSite: {
        id: id('StationSite'),
        stations: (row: Row) =>
          sorted(
            rows.Station.filter(({ site_id }) => site_id === row.id),
            'kind',
          ).slice(0, 50),
      },
      CoverageRule: { id: id('CoverageRule') },
      Grid: {
        id: id('Grid'),
        parent: to('parent_id'),
        community: to('community_id'),
        branch: to('branch_id'),
        successor: to('successor_id'),
        ancestors: above('Grid'),
        children: (row: Row, args: Args, ask: Asking) =>
          this.#page(
            'Grid',
            rows.Grid.filter(({ parent_id }) => parent_id === row.id),
            args,
            ask,
          ),
        descendants: (row: Row, args: Args, ask: Asking) =>
          this.#page(
            'Grid',
            below('Grid', row).filter((other) => other !== row),
            args,
            ask,
          ),
        leader: (row: Row, _args: Args, ask: Asking) => this.#leaderOf(row, ask),
        staff: posts('grid_id', 200, 'position', 'valid_from'),
        householdCount: internal('household_count'),
        residentCount: internal('resident_count'),
        sizeStatus: (row: Row) => {
          const ruleOf = (id: unknown) => rows.CoverageRule.find(({ community_id }) => community_id === id);
          const rule = ruleOf(row.community_id) ?? ruleOf(row.jurisdiction_id);
          if (!rule || (rule.grid_level !== null && rule.grid_level !== row.level)) return 'NO_RULE';
          if (rule.min_households === null && rule.max_households === null) return 'NO_RULE';
          if (rule.min_households !== null && row.household_count < rule.min_households) return 'BELOW';
          return rule.max_households !== null && row.household_count > rule.max_households ? 'ABOVE' : 'WITHIN';
        },
        openIncidentCount: (row: Row, _args: Args, ask: Asking) =>
          below('Incident', row).filter((incident) => isOpen(incident) && this.#sees(incident, ask)).length,
        incidents,
        incidentCategories: (row: Row) => {
          const isOffered = (category: Row) => category.active && category.jurisdiction_id === row.jurisdiction_id;
          return sorted(rows.IncidentCategory.filter(isOffered), 'code').slice(0, 500);
        },
        dwellings: pageOf('Dwelling', (row) => below('Dwelling', row)),
        households: (row: Row, args: Args, ask: Asking) => this.#householdsOfToday(below('Household', row), args, ask),
      },
      IncidentCategory: { id: id('IncidentCategory') },
      Incident: {
        id: id('Incident'),
        category: to('category_id'),
        grid: to('grid_id'),
        holder: to('holder_id'),
        description: detail('description'),
        address: detail('address'),
        location: detail('location'),
        reporter: (row: Row, _args: Args, ask: Asking) => (this.#seesReporter(row, ask) ? this.#of(row.reporter_id) : null),
        // By a tracking code: the course of things, and nobody's name or words.
        assignee: (row: Row, _args: Args, ask: Asking) => (this.#sees(row, ask) ? this.#of(row.assignee_id) : null),
        trackingCode: (row: Row, _args: Args, { viewer }: Asking) =>
          viewer.person !== null && row.reporter_id === viewer.person ? row.tracking_code : null,
        events: (row: Row, args: Args, ask: Asking) =>
          this.#page(
            'IncidentEvent',
            rows.IncidentEvent.filter(({ incident_id }) => incident_id === row.id),
            args,
            ask,
          ),
        viewerActions: (row: Row, _args: Args, ask: Asking) => this.#actionsOn(row, ask),
      },
      IncidentEvent: {
        id: id('IncidentEvent'),
        incident: (row: Row, _args: Args, ask: Asking) => this.#ifSeen(this.#of(row.incident_id), ask),
        from: (row: Row) => row.from_state,
        to: (row: Row) => row.to_state,
        organization: to('organization_id'),
        note: (row: Row, _args: Args, ask: Asking) => (opens(this.#of(row.incident_id)!, 'notes', ask) ? row.note : null),
        // What the reporter did would name the reporter.
        actor: (row: Row, _args: Args, ask: Asking) => {
          const incident = this.#of(row.incident_id)!;
          const isReporter = row.actor_id !== null && row.actor_id === incident.reporter_id;
          const isHidden = isReporter && !this.#seesReporter(incident, ask);
          return isHidden || !this.#sees(incident, ask) ? null : this.#of(row.actor_id);
        },
      },
      Estate: {
        id: id('Estate'),
        community: to('community_id'),
        ownersCommittee: to('owners_committee_id'),
        propertyCompany: to('property_company_id'),
        buildings: pageOf('Building', (row) => this.#where('Building', 'estate_id', row.id)),
      },
      Building: {
        id: id('Building'),
        estate: to('estate_id'),
        stairwells: (row: Row) =>
          this.#where('Stairwell', 'building_id', row.id).toSorted(
            (a, b) => a.number.length - b.number.length || byText('number')(a, b) || byId(a, b),
          ),
        dwellings: dwellings('building_id'),
      },
      Stairwell: {
        id: id('Stairwell'),
        building: to('building_id'),
        grid: to('grid_id'),
        chief: (row: Row, _args: Args, { today }: Asking) => {
          const post = rows.Appointment.find(
            (one) => one.stairwell_id === row.id && one.position === 'STAIRWELL_CHIEF' && holdsOn(one, today),
          );
          return post ? this.#of(post.person_id) : null;
        },
        dwellings: dwellings('stairwell_id'),
      },
      Dwelling: {
        id: id('Dwelling'),
        building: to('building_id'),
        stairwell: to('stairwell_id'),
        grid: to('grid_id'),
        households: (row: Row, _args: Args, ask: Asking) =>
          this.#where('Household', 'dwelling_id', row.id)
            .filter((household) => household.dissolved_on === null && this.#sees(household, ask))
            .sort((a, b) => Number(b.main) - Number(a.main) || byId(a, b)),
        occupancies: (row: Row, _args: Args, ask: Asking) =>
          sorted(
            this.#where('Occupancy', 'dwelling_id', row.id).filter((one) => one.valid_to === null && this.#sees(one, ask)),
            'valid_from',
          ),
      },
      Household: {
        id: id('Household'),
        grid: (row: Row) => this.#of(this.#of(row.dwelling_id)!.grid_id),
        dwelling: to('dwelling_id'),
        head: to('head_id'),
        members: (row: Row) =>
          this.#where('HouseholdMember', 'household_id', row.id)
            .filter(({ valid_to }) => valid_to === null)
            .sort((a, b) => Number(a.relation !== 'HEAD') - Number(b.relation !== 'HEAD') || byText('valid_from')(a, b) || byId(a, b)),
        careDesignations: care,
        helpPairings: (row: Row, _args: Args, ask: Asking) => sorted(this.#pairingsOf(row, ask), 'started_on'),
        visits: pageOf('Visit', (row) => this.#where('Visit', 'household_id', row.id)),
      },
      HouseholdMember: {
        id: id('HouseholdMember'),
        household: seen('household_id'),
        person: to('person_id'),
        resident,
        from: firstDay,
        to: endDay,
      },
      Resident: {
        id: id('Resident'),
        person: to('person_id'),
        birthDate: (row: Row, _args: Args, { viewer }: Asking) =>
          row.person_id === viewer.person || has(viewer, row.place, ...revealers) ? row.birth_date : null,
        household: (row: Row, _args: Args, ask: Asking) => this.#ifSeen(this.#of(this.#householdsOf(row.person_id)[0] ?? null), ask),
        occupancies: (row: Row, _args: Args, ask: Asking) =>
          this.#where('Occupancy', 'person_id', row.person_id)
            .filter((one) => one.valid_to === null && this.#sees(one, ask))
            .sort((a, b) => Number(b.main) - Number(a.main) || byText('valid_from')(a, b) || byId(a, b)),
        careDesignations: care,
        // The help that was given to them comes before that for their household.
        helpPairing: (row: Row, _args: Args, ask: Asking) => {
          const isUnderWay = (pairing: Row) => pairing.ended_on === null;
          const all = this.#about('HelpPairing', this.#householdsOf(row.person_id), [row.person_id]).filter(isUnderWay);
          return this.#ifSeen(all[0] ?? null, ask);
        },
        visits: pageOf('Visit', (row) => [...new Set(this.#about('Visit', this.#householdsOf(row.person_id), [row.person_id]))]),
      },
      Occupancy: {
        id: id('Occupancy'),
        person: to('person_id'),
        dwelling: seen('dwelling_id'),
        verifiedBy: to('verified_by_id'),
        from: firstDay,
        to: endDay,
      },
      CareDesignation: {
        id: id('CareDesignation'),
        resident,
        household: seen('household_id'),
        sensitivity: (row: Row) => (['ELDERLY', 'MINOR', 'VETERAN', 'FLOOD_EVACUEE', 'SINGLE_YOUTH'].includes(row.category) ? 'P2' : 'P3'),
        approvedBy: to('approved_by_id'),
        note: sealed,
        from: firstDay,
        to: endDay,
      },
      HelpPairing: {
        id: id('HelpPairing'),
        resident,
        household: seen('household_id'),
        leader: to('leader_id'),
        responsible: to('responsible_id'),
        helpers: people('helper_ids'),
        organization: to('organization_id'),
        plan: sealed,
        lastVisitAt: (row: Row) => this.#lastVisitOf(row)?.toISOString() ?? null,
        nextVisitDueOn: (row: Row) => this.#nextVisitOf(row),
        overdue: (row: Row, _args: Args, ask: Asking) => this.#isOverdue(row, ask),
      },
      Visit: {
        id: id('Visit'),
        resident,
        household: seen('household_id'),
        actors: people('actor_ids'),
        findings: sealed,
        needs: sealed,
        returnOf: seen('return_of_id'),
        returnVisits: (row: Row, _args: Args, ask: Asking) =>
          this.#where('Visit', 'return_of_id', row.id)
            .filter((visit) => this.#sees(visit, ask))
            .sort((a, b) => byInstant('at')(a, b) || byId(a, b)),
      },
      VisitRule: {
        id: id('VisitRule'),
        community: to('community_id'),
        from: firstDay,
        to: endDay,
        compliance: this.#complianceOf,
        returnCompliance: this.#returnComplianceOf,
      },
    } satisfies Record<Noun, Record<string, Resolve>>;
  }

  #makeRoots(): Readonly<Record<string, Resolve>> {
    const { rows } = this.world;
    const theOne = (noun: Noun, other: string, column: string): Resolve => {
      return (_root, args, ask) => {
        const [wanted, name] = [args.id ?? null, args[other] ?? null] as (string | null)[];
        if ((wanted === null) === (name === null)) throw new Fault('BAD_USER_INPUT', 'one of them');
        const row = wanted !== null ? this.#of(bare(wanted!, noun)) : rows[noun].find((row) => row[column] === name);
        return this.#ifSeen(row ?? null, ask);
      };
    };
    const node = (wanted: unknown, ask: Asking) => {
      const parsed = parseId(String(wanted));
      if (!parsed) throw new Fault('BAD_USER_INPUT', 'no id');
      const row = this.#of(parsed.uuid);
      return row && this.world.nounOf(row) === parsed.noun ? this.#ifSeen(row, ask) : null;
    };
    const byIdOf =
      (noun: Noun): Resolve =>
      (_root, args, ask) =>
        this.#ifSeen(this.#of(bare(args.id, noun)), ask);
    return {
      node: (_root, args, ask) => node(args.id, ask),
      nodes: (_root, args, ask) => (args.ids as string[]).map((wanted) => node(wanted, ask)),
      organization: theOne('Organization', 'code', 'code'),
      organizations: (_root, args, ask) => this.#page('Organization', rows.Organization, args, ask),
      // A grid that was merged, split or closed answers as the one that took over.
      grid: (root, args, ask) => {
        const named = theOne('Grid', 'code', 'code')(root, args, ask) as Row | null;
        return named && (this.#of(named.successor_id) ?? named);
      },
      grids: (_root, args, ask) => this.#page('Grid', rows.Grid, args, ask),
      appointments: (_root, args, ask) => {
        const all = this.#visible('Appointment', ask).filter((post) => isAsked(args, 'asOf') || holdsOn(post, ask.today));
        return this.#page('Appointment', all, args, ask);
      },
      incident: theOne('Incident', 'serialNumber', 'serial_number'),
      incidents: (_root, args, ask) => this.#page('Incident', this.#visible('Incident', ask), args, ask),
      incidentByTrackingCode: (_root, args) => rows.Incident.find(({ tracking_code }) => tracking_code === args.code) ?? null,
      auditEntries: (_root, args, ask) => this.#page('AuditEntry', this.#visible('AuditEntry', ask), args, ask),
      incidentCategories: (_root, _args, ask) => {
        const isListed = (row: Row) => ask.viewer.jurisdiction === null || this.#isOwnJurisdiction(row, ask);
        return sorted(this.#visible('IncidentCategory', ask).filter(isListed), 'code').slice(0, 500);
      },
      dwelling: byIdOf('Dwelling'),
      dwellings: (_root, args, ask) => this.#page('Dwelling', this.#visible('Dwelling', ask), args, ask),
      household: byIdOf('Household'),
      households: (_root, args, ask) => this.#householdsOfToday(rows.Household, args, ask),
      resident: byIdOf('Resident'),
      residents: (_root, args, ask) => this.#page('Resident', this.#visible('Resident', ask), args, ask),
      helpPairing: byIdOf('HelpPairing'),
      helpPairings: (_root, args, ask) => {
        const all = this.#visible('HelpPairing', ask).filter((pairing) => isAsked(args, 'ended') || pairing.ended_on === null);
        return this.#page('HelpPairing', all, args, ask);
      },
    };
  }

  #householdsOfToday(all: readonly Row[], args: Args, ask: Asking): Page {
    const some = all.filter((household) => this.#sees(household, ask) && (isAsked(args, 'dissolved') || household.dissolved_on === null));
    return this.#page('Household', some, args, ask);
  }

  // -------------------------------------------------------------------------------------------------------------- what may be done (B.3)

  readonly #current = new Map<string, readonly Row[]>();
  #currentPosts(today: string): readonly Row[] {
    const known =
      this.#current.get(today) ??
      withRoles(
        this.world,
        this.world.rows.Appointment.filter((post) => holdsOn(post, today)),
      );
    this.#current.set(today, known);
    return known;
  }

  #actionsOn(incident: Row, ask: Asking): { verb: string; allowed: boolean; reason: string | null }[] {
    const { viewer, today, now } = ask;
    const { state, place, holder_id: holder, assignee_id: assignee, reporter_id: reporter, handler_ids: handlers } = incident;
    const me = viewer.person;
    const isStaff = worksAt(viewer, holder);
    const isAssignee = me !== null && assignee === me && this.#reaches(viewer, incident);
    const current = this.#currentPosts(today);
    const isLeft = assignee !== null && !this.#reaches({ posts: current.filter(({ person_id }) => person_id === assignee) }, incident);
    const isReporter = me !== null && reporter === me;
    const mayReopen = () => {
      if (has(viewer, place, 'GRID_LEADER', 'COMMUNITY_CADRE', 'STREET_SUPERVISOR')) return true;
      const closedAt: Date | null = incident.closed_at;
      return isReporter && (closedAt === null || now.getTime() - closedAt.getTime() <= 14 * 86_400_000);
    };
    // The reporting staff's organisation, else the grid's leader, else a community cadre; never a handler.
    const mayVerify = () => {
      if (me !== null && handlers.includes(me)) return false;
      const organization: string | null = incident.reporting_organization_id;
      const members = current
        .filter(
          (post) =>
            organization !== null &&
            isStaffPost(post) &&
            (post.organization_id === organization ||
              (['GRID_LEADER', 'GRID_WORKER'].includes(post.position) && this.#of(post.grid_id)?.community_id === organization)),
        )
        .map(({ person_id }) => person_id);
      if (members.some((member) => !handlers.includes(member))) return members.includes(me);
      const leader = this.#leaderOf(this.#of(incident.grid_id)!, ask)?.id;
      if (leader && !handlers.includes(leader)) return me === leader;
      return has(viewer, place, 'COMMUNITY_CADRE');
    };
    const table: readonly [verb: string, from: readonly string[], may: boolean][] = [
      ['accept', ['REPORTED'], isStaff],
      ['reject', ['REPORTED'], isStaff],
      ['cancel', ['REPORTED', 'ACCEPTED'], isStaff || (isReporter && state === 'REPORTED')],
      ['dispatch', ['ACCEPTED', 'RETURNED', 'REOPENED'], isStaff],
      ['start', ['DISPATCHED', 'REOPENED'], isAssignee || isStaff],
      ['return', ['DISPATCHED', 'IN_PROGRESS'], isAssignee || ((assignee === null || isLeft) && isStaff)],
      ['resolve', ['IN_PROGRESS'], isAssignee || isStaff],
      ['verify', ['RESOLVED'], mayVerify()],
      ['close', ['VERIFIED'], isStaff],
      ['reopen', ['CLOSED'], mayReopen()],
    ];
    return table.map(([verb, from, may]) => {
      const allowed = may && from.includes(state);
      return { verb: `${verb}Incident`, allowed, reason: allowed ? null : ANYTHING };
    });
  }
}

/** Whether the filter says so itself. */
const isAsked = (args: Args, name: string): boolean => ((args.filter as Args | null | undefined)?.[name] ?? null) !== null;

/** Searched is what is left of each part of a text without signs and capitals; each has to stand where a word begins. */
const searched = (text: string): string[] =>
  text
    .split(/[\s\p{P}]+/u)
    .map((part) =>
      part
        .normalize('NFKC')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}]/gu, ''),
    )
    .filter((part) => part !== '');
const isBlank = (text: string): boolean => searched(text).length === 0;
const begins = (text: string, words: string): boolean => searched(text).every((part) => words.includes(` ${part}`) || sounds(part, words));

/** The readings of each character, where a word may begin: the last word, as kernel/search writes it. */
function sounds(part: string, words: string): boolean {
  const units = words
    .split(' ')
    .filter((word) => word.startsWith('|'))
    .flatMap((word) => word.slice(1).split('|'))
    .map((unit) => ({ begins: unit.startsWith(','), readings: unit.split(/[,.]/).filter(Boolean) }));
  const whole = (left: string, i: number): boolean =>
    (units[i]?.readings ?? []).some(
      (reading) => reading.startsWith(left) || (left.startsWith(reading) && whole(left.slice(reading.length), i + 1)),
    );
  const initials = (i: number): boolean =>
    [...part].every((letter, n) => units[i + n]?.begins && units[i + n]!.readings.some((reading) => reading.startsWith(letter)));
  return units.some((unit, i) => unit.begins && (whole(part, i) || initials(i)));
}

const weekdays = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];

/** Days are YYYY-MM-DD. */
function plusDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The same date of a later month, or its last day where the month has no such date. */
function plusMonths(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0));
  return new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), Math.min(date, last.getUTCDate()))).toISOString().slice(0, 10);
}

const rate = (key: string, numerator: number, denominator: number): Record<string, unknown> => ({
  numerator,
  denominator,
  value: denominator === 0 ? null : numerator / denominator,
  definition: { key, formula: ANYTHING, version: 1 },
  basis: 'FLOW',
  asOf: ANYTHING,
});

const isOpen = (incident: Row): boolean => !['CLOSED', 'REJECTED', 'CANCELLED', 'DUPLICATE', 'FILED'].includes(incident.state);

/** The bare UUID of an id of one of these nouns. */
function bare(id: unknown, ...nouns: readonly Noun[]): string {
  const parsed = parseId(String(id));
  if (!parsed || !nouns.includes(parsed.noun)) throw new Fault('BAD_USER_INPUT', `takes ${nouns.map((noun) => identities[noun].prefix)}`);
  return parsed.uuid;
}

const connectionFields: Readonly<Record<string, Resolve>> = {
  nodes: (page) => (page as unknown as Page).shown,
  edges: (page) => (page as unknown as Page).shown.map((node) => ({ page, node })),
  pageInfo: (page) => page,
  totalCount: (page) => (page as unknown as Page).all.length,
  streamCursor: () => ANYTHING,
};

const markOf = ({ noun, order }: Page, row: Row | undefined): string | null => (row ? cursorMark(noun, order, row.id) : null);

const edge: Readonly<Record<string, Resolve>> = {
  node: ({ node }) => node,
  cursor: ({ page, node }) => markOf(page, node),
};

const pageInfo: Readonly<Record<string, Resolve>> = {
  hasNextPage: (page) => page.hasNextPage,
  hasPreviousPage: (page) => page.hasPreviousPage,
  startCursor: (page) => markOf(page as unknown as Page, page.shown[0]),
  endCursor: (page) => markOf(page as unknown as Page, page.shown.at(-1)),
};
