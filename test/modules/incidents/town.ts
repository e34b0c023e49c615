import { DEMO_ISSUER, type Persona } from '../../../src/demo/personas.js';
import { newId, publicId } from '../../../src/kernel/ids.js';
import { type App, startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { demoDatabase, type TestDatabase } from '../../kit/database.js';

/** The jurisdiction that the tests play in: 泰兴市济川街道, with one community, its fifteen grids and its property company. */
export const NUMBER = 1;

/** What the tests add to the jurisdiction: a second community, a second company, and seats that the demo leaves out. */
const added = {
  organizations: {
    '000-C9': ['000', 'COMMUNITY', 'ACTIVE'],
    '000-PM9': ['000-C1', 'PROPERTY_COMPANY', 'ACTIVE'],
    '000-PM8': ['000-C1', 'PROPERTY_COMPANY', 'DISSOLVED'],
    '000-PB9': ['000-PM1', 'PROPERTY_PARTY_BRANCH', 'ACTIVE'],
    '000-D1': ['000', 'GOVERNMENT_DEPARTMENT', 'ACTIVE'],
  },
  grids: {
    '000-C9-G01': ['000-C9', '000-C9', 1, 'ACTIVE'],
    '000-C9-G02': ['000-C9', '000-C9', 1, 'ACTIVE'],
    '000-G90': ['000-C1', '000-C1', 1, 'ACTIVE'],
    '000-G91': ['000-C1', '000-C1', 1, 'MERGED'],
    '000-G92': ['000-C1', '000-C1', 1, 'MERGED'],
    '000-G01-01': ['000-G01', '000-C1', 2, 'ACTIVE'],
  },
} as const;

/** Squares on the map, half a side around a centre in WGS84: a grid, one inside of it, a very small one, and one of another jurisdiction. */
const squares: Readonly<Record<string, readonly [longitude: number, latitude: number, half: number]>> = {
  '000-G01': [121.1, 33.1, 0.05],
  '000-G01-01': [121.11, 33.11, 0.005],
  '000-G02': [121.3, 33.3, 0.001],
  '001-C1-G01': [122, 34, 0.05],
};

/** People who get an account beside the personas: the post they are hired for, and where. */
const hired = {
  'former-leader': ['GRID_LEADER', '000-G01', '2018-01-01', '2019-12-07'],
  'future-leader': ['GRID_LEADER', '000-G90', '2099-01-01', null],
  'leader-below': ['GRID_LEADER', '000-G01-01', '2020-01-01', null],
  'cadre-elsewhere': ['COMMUNITY_CADRE', '000-C9', '2020-01-01', null],
  'leader-elsewhere': ['GRID_LEADER', '000-C9-G01', '2020-01-01', null],
  'other-manager': ['PROPERTY_MANAGER', '000-PM9', '2020-01-01', null],
  department: ['DEPARTMENT_OFFICER', '000-D1', '2020-01-01', null],
  'branch-secretary': ['PARTY_SECRETARY', '000-B01', '2020-01-01', null],
  'second-dispatcher': ['DISPATCHER', '000-IC', '2020-01-01', null],
  'leaving-leader': ['GRID_LEADER', '000-C9-G02', '2020-01-01', null],
  worthy: ['COUNTRYSIDE_WORTHY', '000-C1', '2020-01-01', null],
} as const;

/** People of the demo who get an account: of those in the seat the first who is no persona and holds no other post. */
const known = {
  'second-cadre': ['COMMUNITY_CADRE', '000-C1'],
  'next-leader': ['GRID_LEADER', '000-G02'],
  'next-worker': ['GRID_WORKER', '000-G02'],
  guard: ['SECURITY_GUARD', '000-PM1'],
  owner: ['OWNERS_COMMITTEE_MEMBER', '000-OW01'],
} as const;

export type Name = Persona | keyof typeof hired | keyof typeof known | 'neighbour';

/** A row of `incident`, as far as a test has something to say about it. Ids are bare UUIDs. */
export interface Row {
  id: string;
  state: string;
  title?: string;
  description?: string | null;
  address?: string | null;
  location?: object | null;
  domain?: string;
  visibility?: string;
  channel?: string;
  urgency?: string;
  category_id?: string;
  grid_id?: string;
  place?: string;
  holder_id?: string;
  previous_holder_id?: string | null;
  assignee_id?: string | null;
  reporter_id?: string | null;
  recorder_id?: string | null;
  reporting_client?: string | null;
  reporting_organization_id?: string | null;
  handler_ids?: readonly string[];
  duplicate_of_id?: string | null;
  forwarded_to_id?: string | null;
  forward_due_at?: string | null;
  suspended_at?: string | null;
  suspended_until?: string | null;
  suspended_seconds?: number;
  rework_count?: number;
  version?: number;
  reported_at?: string;
  updated_at?: string;
  accepted_at?: string | null;
  resolved_at?: string | null;
  verified_at?: string | null;
  closed_at?: string | null;
  closings?: number;
  handle_by?: string | null;
  due_at?: string | null;
  alarm_at?: string | null;
  remind_at?: string | null;
}

export interface Town {
  readonly app: App;
  readonly database: TestDatabase;
  readonly query: TestDatabase['query'];
  /** The bare UUID of an organisation or grid, by its code. */
  readonly seat: (code: string) => string;
  readonly placeOf: (code: string) => string;
  /** The bare UUID of a person. */
  readonly person: (name: Name) => string;
  /** The bare UUID of a category, by its code. */
  readonly category: (code: string, jurisdiction?: string) => string;
  readonly as: (name: Name | 'anonymous', jurisdiction?: string) => Promise<Client>;
  /** Writes incidents behind the application's back; what a row does not say is that of a report on the first grid. */
  readonly write: (rows: readonly Row[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

export const uuid = (): string => newId(NUMBER);
export const inc = (id: string): string => publicId('Incident', id);
export const per = (id: string): string => publicId('Person', id);
export const org = (id: string): string => publicId('Organization', id);
export const cat = (id: string): string => publicId('IncidentCategory', id);
export const grd = (id: string): string => publicId('Grid', id);
/** The bare UUID behind a public id. */
export const bare = (id: string): string => id.slice(4).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

export const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();

/** Five communities, a few more seats in the first of them, and the server as shipped. */
export async function openTown(settings: Omit<Parameters<typeof startApp>[0] & {}, 'database'> = {}): Promise<Town> {
  const database = await demoDatabase();
  const { query } = database;
  const seats = new Map<string, { id: string; place: string; noun: 'organization' | 'grid' }>();
  const learn = async () => {
    const rows = await query<{ code: string; id: string; place: string; noun: 'organization' | 'grid' }>(
      `select code, id, place, 'organization' as noun from organization union all select code, id, place, 'grid' from grid`,
    );
    for (const { code, ...row } of rows) seats.set(code, row);
  };
  await learn();
  const at = (code: string) => {
    const found = seats.get(code);
    if (!found) throw new Error(`There is no ${code}.`);
    return found;
  };
  const root = at('000').id;
  let segment = 0;
  const nextPlace = (parent: string) => `${at(parent).place}0z${String(segment++).padStart(2, '0')}`;

  for (const [code, [parent, kind, status]] of Object.entries(added.organizations)) {
    await query(
      'insert into organization (id, jurisdiction_id, code, name, kind, status, parent_id, place) values ($1, $2, $3, $3, $4, $5, $6, $7)',
      [uuid(), root, code, kind, status, at(parent).id, nextPlace(parent)],
    );
    await learn();
  }
  for (const [code, [above, community, level, status]] of Object.entries(added.grids)) {
    await query(
      `insert into grid (id, jurisdiction_id, code, name, level, kind, status, parent_id, community_id, place) values ($1, $2, $3, $3, $4, 'GENERAL', $5, $6, $7, $8)`,
      [uuid(), root, code, level, status, at(above).noun === 'grid' ? at(above).id : null, at(community).id, nextPlace(above)],
    );
    await learn();
  }
  for (const [code, [x, y, half]] of Object.entries(squares)) {
    const corners = [
      [x - half, y - half],
      [x + half, y - half],
      [x + half, y + half],
      [x - half, y + half],
      [x - half, y - half],
    ];
    await query('update grid set boundary = $1 where id = $2', [{ type: 'Polygon', coordinates: [corners] }, at(code).id]);
  }
  await query('update grid set successor_id = $1 where id = $2', [at('000-G02').id, at('000-G92').id]);

  const people = new Map<string, string>();
  const openAccount = (name: string, person: string) =>
    query('insert into account (id, jurisdiction_id, issuer, subject, person_id) values ($1, $2, $3, $4, $5)', [
      uuid(),
      root,
      DEMO_ISSUER,
      `${name}@000`,
      person,
    ]);
  const accounts = await query<{ subject: string; person_id: string }>(
    'select subject, person_id from account where jurisdiction_id = $1',
    [root],
  );
  for (const { subject, person_id } of accounts) people.set(subject.split('@')[0]!, person_id);
  for (const [name, [position, code, from, to]] of Object.entries(hired)) {
    const [person, { id, place, noun }] = [uuid(), at(code)];
    await query('insert into person (id, jurisdiction_id, name) values ($1, $2, $3)', [person, root, `测试${name}`]);
    await query(
      `insert into appointment (id, jurisdiction_id, person_id, position, ${noun}_id, place, full_time, valid_from, valid_to) values ($1, $2, $3, $4, $5, $6, true, $7, $8)`,
      [uuid(), root, person, position, id, place, from, to],
    );
    await openAccount(name, person);
    people.set(name, person);
  }
  for (const [name, [position, code]] of Object.entries(known)) {
    const [found] = await query<{ person_id: string }>(
      `select person_id from appointment post where position = $1 and $2 in (organization_id, grid_id) and valid_to is null and person_id <> all($3)
         and not exists (select from appointment other where other.person_id = post.person_id and other.id <> post.id and other.valid_to is null)
       order by person_id limit 1`,
      [position, at(code).id, [...people.values()]],
    );
    if (!found) throw new Error(`${code} has no ${position}.`);
    await openAccount(name, found.person_id);
    people.set(name, found.person_id);
  }
  const [neighbour] = await query<{ id: string }>(
    'select id from person where place ^@ $1 and id <> all($2) and not exists (select from appointment where person_id = person.id) order by id limit 1',
    [at('000-G01').place, [...people.values()]],
  );
  await openAccount('neighbour', neighbour!.id);
  people.set('neighbour', neighbour!.id);

  const categories = await query<{ id: string; code: string; jurisdiction_id: string }>(
    'select id, code, jurisdiction_id from incident_category',
  );
  const category: Town['category'] = (code, jurisdiction = '000') =>
    categories.find((row) => row.code === code && row.jurisdiction_id === at(jurisdiction).id)!.id;
  const app = await startApp({ ...settings, database });
  const clients = new Map<string, Promise<Client>>();
  const person = (name: Name) => people.get(name)!;

  return {
    app,
    database,
    query,
    seat: (code) => at(code).id,
    placeOf: (code) => at(code).place,
    person,
    category,
    as: (name, jurisdiction = '000') => {
      if (name === 'anonymous') return Promise.resolve(app.anonymous);
      const key = `${name}@${jurisdiction}`;
      const client = clients.get(key) ?? app.as(name as Persona, jurisdiction);
      clients.set(key, client);
      return client;
    },
    write: async (rows) => {
      const complete = rows.map((row) => ({
        jurisdiction_id: root,
        provenance: 'SYNTHETIC',
        created_at: daysAgo(9),
        updated_at: daysAgo(2),
        version: 1,
        serial_number: `T-${row.id}`,
        tracking_code: `T${row.id.replaceAll('-', '')}`,
        title: '路灯不亮',
        description: null,
        category_id: category('OTHER'),
        domain: 'LIVELIHOOD_SERVICE',
        channel: 'WECHAT',
        urgency: 'NORMAL',
        supervision: 'NONE',
        grid_id: at('000-G01').id,
        place: at('000-G01').place,
        address: null,
        location: null,
        reporter_id: person('resident'),
        recorder_id: null,
        reporting_client: null,
        reporting_organization_id: null,
        holder_id: at('000-C1').id,
        previous_holder_id: null,
        assignee_id: person('grid-leader'),
        handler_ids: [person('grid-leader')],
        occurred_at: null,
        reported_at: daysAgo(9),
        accepted_at: null,
        resolved_at: null,
        verified_at: null,
        closed_at: null,
        ...row,
      }));
      const columns = Object.keys(complete[0]!).join(', ');
      await query(`insert into incident (${columns}) select ${columns} from json_populate_recordset(null::incident, $1::json)`, [
        JSON.stringify(complete),
      ]);
    },
    close: async () => {
      await app.stop();
      await database.close();
    },
  };
}

export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

export const reasoned = ['reject', 'cancel', 'return', 'reopen', 'rework', 'suspend'];
/** Verbs with an input of their own. */
const taking = ['dispatch', 'merge', 'escalate', 'forward', 'suspend'];
export const inputTypeOf = (verb: string): string =>
  taking.includes(verb)
    ? `${verb[0]!.toUpperCase()}${verb.slice(1)}IncidentInput`
    : reasoned.includes(verb)
      ? 'ReasonedIncidentTransitionInput'
      : 'IncidentTransitionInput';
export const daysAhead = (days: number): string => daysAgo(-days);

/** Asks for a verb and says what became of it: DONE, the code of the top-level error, or the code of the user error. */
export async function attempt(client: Client, verb: string, id: string, input: Record<string, unknown> = {}): Promise<string> {
  return (await move(client, verb, id, input)).outcome;
}

export interface Moved {
  readonly outcome: string;
  readonly incident: { readonly id: string; readonly state: string; readonly version: number } | null;
  readonly path: readonly string[] | null;
}

/** A verb on an incident (bare UUID). Reasons are given where they are asked for, unless the input says otherwise. */
export async function move(client: Client, verb: string, id: string, input: Record<string, unknown> = {}): Promise<Moved> {
  const isReasoned = reasoned.includes(verb);
  const { data, errors } = await client.ask(
    `mutation ($input: ${inputTypeOf(verb)}!) { moved: ${verb}Incident(input: $input) { incident { id state version } userErrors { code path } } }`,
    { input: { id: inc(id), ...(isReasoned ? { reason: '情况说明' } : {}), ...input } },
  );
  if (errors) return { outcome: errors.map(({ extensions }) => extensions?.code).join(), incident: null, path: null };
  const { incident, userErrors } = data.moved;
  return {
    outcome: userErrors.map(({ code }: { code: string }) => code).join() || 'DONE',
    incident,
    path: userErrors[0]?.path ?? null,
  };
}

export interface Reported {
  readonly outcome: string;
  /** What the caller was shown; null where they do not see it. */
  readonly incident: { readonly id: string; readonly serialNumber: string; readonly state: string; readonly version: number } | null;
  readonly trackingCode: string | null;
  readonly path: readonly string[] | null;
}

/** Reports a problem: on the first grid, of the category OTHER, by WeChat, unless the input says otherwise. */
export async function report(town: Town, client: Client, input: Record<string, unknown> = {}): Promise<Reported> {
  const { data, errors } = await client.ask(
    `mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id serialNumber state version } trackingCode userErrors { code path } } }`,
    {
      input: { title: '路灯坏了', categoryId: cat(town.category('OTHER')), gridId: grd(town.seat('000-G01')), channel: 'WECHAT', ...input },
    },
  );
  if (errors) return { outcome: errors.map(({ extensions }) => extensions?.code).join(), incident: null, trackingCode: null, path: null };
  const { incident, trackingCode, userErrors } = data.reportIncident;
  return {
    outcome: userErrors.map(({ code }: { code: string }) => code).join() || 'DONE',
    incident,
    trackingCode,
    path: userErrors[0]?.path ?? null,
  };
}

export interface Step {
  readonly id: string;
  readonly incident_id: string;
  readonly kind: string;
  readonly from_state: string | null;
  readonly to_state: string;
  readonly actor_id: string | null;
  readonly organization_id: string | null;
  readonly note: string | null;
  readonly at: Date;
}

/** The history of incidents, oldest first. */
export const historyOf = (town: Town, ids: readonly string[]): Promise<Step[]> =>
  town.query<Step & Record<string, unknown>>('select * from incident_event where incident_id = any($1) order by incident_id, at, id', [
    ids,
  ]);

export interface Sent {
  readonly incidentId: string;
  readonly eventId: string;
  readonly version: number;
  readonly before: Record<string, unknown> | null;
  readonly after: Record<string, unknown>;
}

/** What the audit says of incidents. */
export const auditOf = (town: Town, ids: readonly string[]): Promise<{ subject_id: string; actor: string; action: string }[]> =>
  town.query('select subject_id, actor, action from audit where subject_id = any($1) order by at, id', [ids]);

/** What went out about incidents, in the order in which it goes out: the log, then what the sequencer has still to move there. */
export const sentAbout = async (town: Town, ids: readonly string[]): Promise<Sent[]> =>
  (
    await town.query<{ payload: Sent }>(
      `select payload from (select 1 as part, pos, payload from event_log where topic = 'incident' union all select 2, id, payload from outbox where topic = 'incident') sent
       where (payload ->> 'incidentId')::uuid = any($1) order by part, pos`,
      [ids],
    )
  ).map(({ payload }) => payload);
