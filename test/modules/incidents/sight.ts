import { expect } from 'vitest';
import type { Client } from '../../kit/client.js';
import { bare, daysAgo, type Name, type Row, type Town, uuid } from './town.js';

/**
 * Who sees what of incidents, computed in SQL from the appointments: access.csv, the rows "Incident,see" and "Incident.reporter,see", and from post to role
 * (posts.csv), written once more and independently of the code.
 */

/** A viewer: a name and the jurisdiction they are of. */
export interface Seer {
  readonly name: Name | 'anonymous';
  readonly jurisdiction: string;
}

export interface Sight {
  readonly id: string;
  /** Assigned to them, and reached by a post of theirs. */
  readonly assigned: boolean;
  readonly reporter: boolean;
  readonly notes: boolean;
  readonly details: boolean;
}

const credentials: readonly string[] = ['dashboard', 'partner', 'router'];

/** The roles of B.10, by position. A dispatcher's holds where the information centre stands. */
const ROLES = `
  select case
    when position in ('GRID_WORKER', 'GRID_LEADER') then 'grid'
    when position in ('COMMUNITY_CADRE', 'COMMUNITY_WORKER', 'STREET_OFFICER') or position like 'RESIDENTS_COMMITTEE_%' then 'full'
    when position = 'DISPATCHER' then 'full'
    when position = 'PARTY_SECRETARY' and kind in ('COMMUNITY_PARTY_COMMITTEE', 'COMMUNITY_PARTY_GENERAL_BRANCH', 'COMMUNITY_PARTY_BRANCH') then 'full'
    when position in ('STAIRWELL_CHIEF', 'LANE_CHIEF', 'BUILDING_CHIEF', 'CENTRE_HOUSEHOLD_HEAD', 'PARTY_SECRETARY') then 'without reporter'
    when position = 'COMMUNITY_POLICE' then 'police'
    when position = 'DEPARTMENT_OFFICER' then 'department'
    when position = 'SYSTEM_ADMINISTRATOR' then 'masked'
  end as role,
  case when position = 'DISPATCHER' then left(place, -4) else place end as place
  from post`;

/** Those whose role makes them staff where they hold the post. */
const STAFF = `
  select organization_id, coalesce(organization_id, community_id) as belongs_to,
    case when position = 'DISPATCHER' then left(place, -4) else place end as place, position
  from post where position like 'RESIDENTS_COMMITTEE_%' or position in ('GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE', 'COMMUNITY_WORKER',
    'PARTY_SECRETARY', 'COMMUNITY_POLICE', 'PROPERTY_MANAGER', 'SECURITY_GUARD', 'DEPARTMENT_OFFICER', 'DISPATCHER', 'STREET_OFFICER')`;

const SIGHT = `
  with today as (select (now() at time zone 'Asia/Shanghai')::date as day),
  post as (
    -- Whoever serves a stairwell serves on its grid.
    select a.position, a.organization_id, g.community_id, coalesce(g.place, a.place) as place, o.kind
    from appointment a left join organization o on o.id = a.organization_id left join grid g on g.id = a.grid_id, today
    where a.person_id = $1 and a.valid_from <= day and (a.valid_to is null or a.valid_to > day)
  ),
  role as (select * from (${ROLES}) roles where role is not null),
  staff as (${STAFF}),
  seen as (
    select i.id,
      -- What is restricted is not for those who see it by the place alone.
      exists (select from role where (role = 'full' or (role = 'grid' and i.visibility = 'USUAL')) and starts_with(i.place, place)) as full_role,
      i.visibility = 'USUAL' and exists (select from role where role = 'without reporter' and starts_with(i.place, place)) as chief,
      exists (select from role where role = 'police' and starts_with(i.place, place)) as police_here,
      i.domain in ('PUBLIC_SECURITY', 'WORK_SAFETY') as police_matter,
      -- Who assists takes part as who holds it.
      exists (select from staff where organization_id = any(i.holder_id || coalesce(i.co_handler_ids, '{}')))
        or exists (select from client_organization where client = $4 and organization_id = any(i.holder_id || coalesce(i.co_handler_ids, '{}')) and ended_at is null) as held,
      exists (select from staff where organization_id = any(i.holder_id || coalesce(i.co_handler_ids, '{}')) and position = 'DEPARTMENT_OFFICER') as department,
      i.visibility = 'USUAL' and ($2 or exists (select from role where role = 'masked')) as masked,
      coalesce(i.reporter_id = $1 or (i.recorder_id = $1 and reached) or i.reporting_client = $4, false) as own,
      coalesce(i.assignee_id = $1 and reached, false) as assigned
    from incident i join organization root on root.id = i.jurisdiction_id,
      -- What was assigned to somebody, or taken down by them, is theirs as long as a post of theirs covers it.
      lateral (select exists (select from staff where belongs_to = i.holder_id or starts_with(i.place, place)) as reached) covered
    where root.code = $3
  ),
  opened as (
    select *, full_role or chief or held or assigned or (police_here and police_matter) as in_full from seen
  )
  select id, assigned,
    full_role or department or own or (police_here and in_full) as reporter,
    in_full as notes,
    in_full or own as details
  from opened where in_full or own or masked`;

/** What the viewer sees, by bare id. Who has to act on an incident (assignee, holder's staff) sees it, without reporter. */
export async function sightOf(town: Town, { name, jurisdiction }: Seer): Promise<Map<string, Sight>> {
  if (name === 'anonymous' || name === 'router') return new Map();
  const person = credentials.includes(name) ? null : await personOf(town, { name, jurisdiction });
  const rows = await town.query<Sight & Record<string, unknown>>(SIGHT, [
    ...[person, name === 'dashboard', jurisdiction],
    name === 'partner' ? name : null,
  ]);
  return new Map(rows.map((row) => [row.id, row]));
}

export async function personOf(town: Town, { name, jurisdiction }: Seer): Promise<string | null> {
  const [row] = await town.query<{ person_id: string }>('select person_id from account where subject = $1', [`${name}@${jurisdiction}`]);
  return row?.person_id ?? null;
}

/** Incidents of all sorts beside the demo's: every grid, holder, assignee, reporter and domain that makes a difference, turned against each other. */
export async function writeVariety(town: Town): Promise<readonly Row[]> {
  const grids = ['000-G01', '000-G01-01', '000-G02', '000-C9-G01', '000-G05'];
  const holders = ['community', '000-PM1', '000-PM9', '000-D1', 'community', '000-OW01'];
  const assignees: readonly (Name | null)[] = [
    null,
    'property-staff',
    'chief',
    'next-leader',
    'grid-leader',
    'second-cadre',
    'leader-elsewhere',
    // Who has left, who is staff of nobody, and police where the matter is none of theirs.
    'former-leader',
    'worthy',
    'police',
  ];
  const reporters: readonly (Name | null)[] = ['resident', null, 'neighbour', 'grid-worker', 'chief', 'property-staff', 'police', 'admin'];
  const domains = ['LIVELIHOOD_SERVICE', 'PUBLIC_SECURITY', 'ENVIRONMENT', 'WORK_SAFETY'];
  const states = [
    'REPORTED',
    'ACCEPTED',
    'CANCELLED',
    'DISPATCHED',
    'IN_PROGRESS',
    'RESOLVED',
    'CLOSED',
    'REOPENED',
    'DUPLICATE',
    'FORWARDED',
  ];
  const urgencies = ['LOW', 'NORMAL', 'HIGH', 'EMERGENCY'];
  const channels = ['PHONE', 'WECHAT', 'GRID_PATROL'];
  const of = <T>(items: readonly T[], n: number): T => items[n % items.length]!;
  const rows = Array.from({ length: 120 }, (_, n): Row => {
    const [grid, holder, reporter] = [of(grids, n), of(holders, n), of(reporters, Math.floor(n / 3))];
    const recorder = n % 2 ? of<Name>(['police', 'grid-worker', 'former-leader'], Math.floor(n / 2)) : null;
    return {
      id: uuid(),
      state: of(states, n),
      title: `第${n}号井盖`,
      description: `说明甲${n}`,
      address: `地址乙${n}`,
      location: { type: 'Point', coordinates: [120.5, 32 + n / 1000] },
      domain: of(domains, Math.floor(n / 2)),
      visibility: of(['USUAL', 'USUAL', 'RESTRICTED', 'USUAL'], Math.floor(n / 5)),
      urgency: of(urgencies, n),
      channel: of(channels, n),
      category_id: town.category(of(['TAP', 'PETS', 'FIRE_LANE'], Math.floor(n / 5))),
      grid_id: town.seat(grid),
      place: town.placeOf(grid),
      holder_id: town.seat(holder === 'community' ? (grid === '000-C9-G01' ? '000-C9' : '000-C1') : holder),
      assignee_id: of(assignees, Math.floor(n / 2)) && town.person(of(assignees, Math.floor(n / 2))!),
      reporter_id: reporter && town.person(reporter),
      recorder_id: reporter === 'neighbour' && recorder ? town.person(recorder) : null,
      reporting_client: reporter === null && n % 4 === 1 ? 'partner' : null,
      reported_at: daysAgo(30 - Math.floor(n / 4) / 10),
      updated_at: daysAgo(20 - ((n * 37) % 120) / 10),
    };
  });
  await town.write(rows);
  // Two steps that the reporter took, and one between them by a cadre; each with a note.
  const events = rows.flatMap(({ id, reporter_id }, n) => {
    const step = (kind: string, to: string, actor: string | null, minutes: number) => ({
      id: uuid(),
      jurisdiction_id: town.seat('000'),
      incident_id: id,
      kind,
      from_state: kind === 'REPORTED' ? null : 'REPORTED',
      to_state: to,
      actor_id: actor,
      note: `备注丙${n}`,
      at: new Date(Date.parse(rows[n]!.reported_at!) + minutes * 60_000).toISOString(),
    });
    return [
      step('REPORTED', 'REPORTED', reporter_id ?? null, 0),
      step('ACCEPTED', 'ACCEPTED', town.person('second-cadre'), 5),
      step('CANCELLED', 'CANCELLED', reporter_id ?? null, 9),
    ];
  });
  await town.query(
    `insert into incident_event (id, jurisdiction_id, incident_id, kind, from_state, to_state, actor_id, note, at)
     select id, jurisdiction_id, incident_id, kind, from_state, to_state, actor_id, note, at from json_populate_recordset(null::incident_event, $1::json)`,
    [JSON.stringify(events)],
  );
  return rows;
}

const ofDemo: readonly Name[] = [
  'resident',
  'grid-leader',
  'grid-worker',
  'community-cadre',
  'street-supervisor',
  'dispatcher',
  'police',
  'property-staff',
  'chief',
  'auditor',
  'admin',
  'dashboard',
  'partner',
  'router',
];
export const ofTown: readonly (Name | 'anonymous')[] = [
  ...ofDemo,
  'neighbour',
  'anonymous',
  'second-cadre',
  'cadre-elsewhere',
  'leader-elsewhere',
  'next-leader',
  'next-worker',
  'leader-below',
  'former-leader',
  'future-leader',
  'second-dispatcher',
  'guard',
  'other-manager',
  'department',
  'branch-secretary',
  'owner',
  'worthy',
];

/** Everybody of the town, and of two other jurisdictions: one with two levels of grids, one with eight communities and people who hold two posts. */
export const seers: readonly (readonly [who: string, seer: Seer])[] = [
  ...ofTown.map((name) => ({ name, jurisdiction: '000' })),
  ...['002', '003'].flatMap((jurisdiction) =>
    (['grid-leader', 'grid-worker', 'community-cadre', 'police', 'property-staff', 'chief', 'dispatcher', 'dashboard'] as const).map(
      (name) => ({ name, jurisdiction }),
    ),
  ),
].map((seer) => [`${seer.name} of ${seer.jurisdiction}`, seer]);

export const sorted = (ids: Iterable<string>): string[] => [...ids].sort();
export const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));

export interface Asked {
  readonly filter?: object | null;
  /** Puts the list where it is asked for: below an organisation, a grid. */
  readonly around?: (list: string) => string;
}

/** The bare ids of all pages of incidents, sorted. Their count must be the same on each page, and theirs. */
export async function listed(client: Client, { filter = null, around = (list) => list }: Asked = {}): Promise<string[]> {
  const ids: string[] = [];
  const counts = new Set<number>();
  let after: string | null = null;
  do {
    const list = 'incidents(first: 100, after: $after, filter: $filter) { totalCount nodes { id } pageInfo { hasNextPage endCursor } }';
    // biome-ignore lint/suspicious/noExplicitAny: the list, however deep the query put it.
    const data: any = await client.data(`query ($after: String, $filter: IncidentFilter) { ${around(list)} }`, { after, filter });
    const page = data.incidents ?? data.organization?.incidents ?? data.grid?.incidents;
    ids.push(...page.nodes.map(({ id }: { id: string }) => bare(id)));
    counts.add(page.totalCount);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after);
  expect([...counts], 'totalCount').toEqual([ids.length]);
  return sorted(ids);
}
