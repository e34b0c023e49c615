/**
 * The scale data set: two streets, 66 communities, 3,960 grids, 100,000 persons, and as many incidents as asked for, each with three events or more.
 * Everything follows from the number of a row, so that every run and every machine measures the same rows.
 *
 * Incidents are written in the order of their time, as life does. Those of the last community of the first street are all older than the rest.
 */

export const ISSUER = 'https://issuer.bench.example';

/** Who asks. Each is a person of the first street (the writer: of the second) with an account whose subject is this name. */
export const viewers = ['street', 'cadre', 'worker', 'three', 'resident', 'oldest', 'writer'] as const;
export type ViewerName = (typeof viewers)[number];

const STREETS = [
  { number: 1000, place: '0a00', code: 'BA', from: 1, communities: 60 },
  { number: 1001, place: '0a01', code: 'BB', from: 61, communities: 6 },
];
const FIRST_LEVEL = 40;
const SECOND_LEVEL = 20;
const GRIDS = 66 * (FIRST_LEVEL + SECOND_LEVEL);
const PERSONS = 100_000;
const OLDEST = 60;
/** Person n lives in grid (n - 1) % GRIDS + 1: each grid has some twenty-five. The first is a cadre in a few, the next three serve the grid, the others report. */
const LEADERS = GRIDS;
const WORKERS = 2 * GRIDS;
const CHIEFS = 3 * GRIDS;
const FIRST_NEIGHBOUR = 4;
const LAST_NEIGHBOUR = Math.floor(PERSONS / GRIDS) - 1;

/** What the viewers hold: position, then the code of an organisation or grid. */
const posts: Readonly<Record<ViewerName, readonly (readonly [position: string, at: string])[]>> = {
  street: [['STREET_OFFICER', 'BA']],
  cadre: [['COMMUNITY_CADRE', 'BA-C10']],
  worker: [['GRID_WORKER', 'BA-C20-G30']],
  three: [
    ['COMMUNITY_CADRE', 'BA-C30'],
    ['GRID_LEADER', 'BA-C31-G05'],
    ['GRID_WORKER', 'BA-C32-G15'],
  ],
  resident: [],
  oldest: [['COMMUNITY_CADRE', 'BA-C60']],
  writer: [['GRID_WORKER', 'BB-C61-G12']],
};

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
const rows = (values: readonly (readonly (string | number)[])[]) =>
  values.map((row) => `(${row.map((value) => (typeof value === 'number' ? value : quote(value))).join(', ')})`).join(', ');

const categories = [
  ['STREET_LIGHT', '路灯损坏', 'URBAN_MANAGEMENT'],
  ['RUBBISH', '垃圾无人清理', 'ENVIRONMENT'],
  ['TAP', '水龙头损坏', 'LIVELIHOOD_SERVICE'],
  ['POLICY_ENQUIRY', '政策咨询', 'PUBLIC_OPINION'],
  ['NEIGHBOUR_DISPUTE', '邻里纠纷', 'PUBLIC_SECURITY'],
  ['FALLING_OBJECTS', '高空抛物', 'PUBLIC_SECURITY'],
  ['CORRIDOR_CLUTTER', '楼道堆物', 'WORK_SAFETY'],
  ['FIRE_LANE', '消防通道堵塞', 'WORK_SAFETY'],
  ['PETS', '文明养宠', 'SPIRITUAL_CIVILIZATION'],
  ['OTHER', '其他', 'LIVELIHOOD_SERVICE'],
];

/** Helpers live in a schema of their own; Mulin's tables stay as its migrations make them. */
export const helpers = `
create schema bench;
create function bench.pick(n bigint, salt int, below int) returns int language sql immutable parallel safe
  as $$ select (abs(hashint8extended(n, salt) % below))::int $$;
create function bench.segment(n int) returns text language sql immutable parallel safe as $$ select lpad(n::text, 4, '0') $$;
create function bench.as_uuid(hex text, street int) returns uuid language sql immutable parallel safe
  as $$ select overlay(overlay(overlay(hex placing '7' from 13 for 1) placing '8' from 17 for 1) placing lpad(to_hex(street), 4, '0') from 29)::uuid $$;
create function bench.uid(noun text, n bigint, street int) returns uuid language sql immutable parallel safe as $$ select bench.as_uuid(md5(noun || n), street) $$;
create function bench.uid_at(at timestamptz, n bigint, street int) returns uuid language sql immutable parallel safe
  as $$ select bench.as_uuid(overlay(md5('incident' || n) placing lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') from 1), street) $$;
create function bench.name(n bigint) returns text language sql immutable parallel safe
  as $$ select substr('王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗', 1 + bench.pick(n, 1, 20), 1) || substr('建国秀英桂兰玉梅志强海燕春梅晓明', 1 + bench.pick(n, 2, 16), 1) || substr('华平军丽敏静涛超娟杰', 1 + bench.pick(n, 3, 10), 1) $$;
create table bench.street (number int primary key, place text, code text, first_community int, communities int);
create table bench.grid (n int primary key, id uuid, place text collate "C", street int, street_id uuid, community int, community_id uuid, code text, leader uuid);
`;

export const house = `
insert into bench.street values ${rows(STREETS.map(({ number, place, code, from, communities }) => [number, place, code, from, communities]))};

insert into organization (id, jurisdiction_id, provenance, code, name, kind, place, child_count, number)
select bench.uid('street', number, number), bench.uid('street', number, number), 'SYNTHETIC', code, '测试街道' || code, 'STREET_OFFICE', place, communities, number
from bench.street;
insert into organization (id, jurisdiction_id, provenance, code, name, short_name, kind, parent_id, place, child_count)
select bench.uid('community', c, number), bench.uid('street', number, number), 'SYNTHETIC', code || '-C' || c, '测试第' || c || '社区', c || '社区', 'COMMUNITY',
  bench.uid('street', number, number), place || bench.segment(c), ${FIRST_LEVEL} + 3
from bench.street, generate_series(first_community, first_community + communities - 1) c;
insert into organization (id, jurisdiction_id, provenance, code, name, kind, parent_id, place)
select bench.uid('part' || k, c, number), bench.uid('street', number, number), 'SYNTHETIC', code || '-C' || c || '-O' || k,
  c || (array['物业公司', '第一支部', '第二支部'])[k], (array['PROPERTY_COMPANY', 'PARTY_BRANCH', 'PARTY_BRANCH'])[k],
  bench.uid('community', c, number), place || bench.segment(c) || bench.segment(${FIRST_LEVEL} + k)
from bench.street, generate_series(first_community, first_community + communities - 1) c, generate_series(1, 3) k;

insert into bench.grid
select (c - 1) * ${FIRST_LEVEL + SECOND_LEVEL} + j, bench.uid('grid', (c - 1) * ${FIRST_LEVEL + SECOND_LEVEL} + j, number),
  place || bench.segment(c) || case when j <= ${FIRST_LEVEL} then bench.segment(j) else bench.segment((j - ${FIRST_LEVEL + 1}) / 2 + 1) || bench.segment((j - ${FIRST_LEVEL + 1}) % 2 + 1) end,
  number, bench.uid('street', number, number), c, bench.uid('community', c, number),
  code || '-C' || c || '-G' || case when j <= ${FIRST_LEVEL} then lpad(j::text, 2, '0') else lpad(((j - ${FIRST_LEVEL + 1}) / 2 + 1)::text, 2, '0') || '-' || (j - ${FIRST_LEVEL + 1}) % 2 + 1 end
from bench.street, generate_series(first_community, first_community + communities - 1) c, generate_series(1, ${FIRST_LEVEL + SECOND_LEVEL}) j;
-- One grid in thirty has no leader.
update bench.grid set leader = bench.uid('person', ${LEADERS} + n, street) where n % 30 <> 0;

insert into grid (id, jurisdiction_id, provenance, code, name, level, kind, parent_id, community_id, place, child_count, household_count, resident_count)
select g.id, g.street_id, 'SYNTHETIC', g.code, '第' || g.n || '网格', length(g.place) / 4 - 2, 'GENERAL', above.id, g.community_id, g.place,
  case when length(g.place) = 12 and (g.n - 1) % ${FIRST_LEVEL + SECOND_LEVEL} < ${SECOND_LEVEL / 2} then 2 else 0 end, 40 + bench.pick(g.n, 5, 300), 100 + bench.pick(g.n, 6, 800)
from bench.grid g left join bench.grid above on length(g.place) = 16 and above.place = left(g.place, 12)
order by length(g.place), g.n;

insert into person (id, jurisdiction_id, provenance, name, phone, place)
select bench.uid('person', i, g.street), g.street_id, 'SYNTHETIC', bench.name(i), '13' || lpad(bench.pick(i, 4, 1000000000)::text, 9, '0'), g.place
from generate_series(1, ${PERSONS}) i join bench.grid g on g.n = (i - 1) % ${GRIDS} + 1;

insert into incident_category (id, jurisdiction_id, provenance, code, name, domain)
select bench.uid('category', k, number), bench.uid('street', number, number), 'SYNTHETIC', c.code, c.name, c.domain
from bench.street, (values ${rows(categories.map((category, k) => [k, ...category]))}) c (k, code, name, domain);
`;

/** A post for each row of a query; all of it is SQL. */
interface Appointing {
  readonly series: string;
  readonly person: string;
  readonly position: string;
  readonly from: string;
  readonly n?: string;
  readonly street?: string;
  readonly streetId?: string;
  readonly organization?: string;
  readonly grid?: string;
  readonly place?: string;
}

function appoint({ series, person, position, from, ...rest }: Appointing): string {
  const { n, street, streetId, organization, grid, place } = {
    ...{ n: 'n', street: 'street', streetId: 'street_id', organization: 'null::uuid', grid: 'null::uuid', place: 'place' },
    ...rest,
  };
  return `insert into appointment (id, jurisdiction_id, provenance, person_id, position, organization_id, grid_id, place, full_time, valid_from)
select bench.uid('post ${series}', ${n}, ${street}), ${streetId}, 'SYNTHETIC', ${person}, ${position}, ${organization}, ${grid}, ${place}, true, '2020-01-01' from ${from};
`;
}

const staff = [
  appoint({ series: 'leader', person: 'leader', position: "'GRID_LEADER'", grid: 'id', from: 'bench.grid where leader is not null' }),
  appoint({
    series: 'worker',
    person: `bench.uid('person', ${WORKERS} + n, street)`,
    position: "'GRID_WORKER'",
    grid: 'id',
    from: 'bench.grid',
  }),
  appoint({
    series: 'chief',
    person: `bench.uid('person', ${CHIEFS} + n, street)`,
    position: "'STAIRWELL_CHIEF'",
    grid: 'id',
    from: 'bench.grid',
  }),
  appoint({
    series: 'cadre',
    n: `(c - 1) * ${FIRST_LEVEL + SECOND_LEVEL} + k`,
    street: 's.number',
    streetId: 'o.jurisdiction_id',
    person: `bench.uid('person', (c - 1) * ${FIRST_LEVEL + SECOND_LEVEL} + k, s.number)`,
    position: `(array['PARTY_SECRETARY', 'RESIDENTS_COMMITTEE_DIRECTOR', 'COMMUNITY_CADRE', 'COMMUNITY_CADRE'])[k]`,
    organization: 'o.id',
    place: 'o.place',
    from: `bench.street s, generate_series(first_community, first_community + communities - 1) c, generate_series(1, 4) k, organization o
where o.id = bench.uid('community', c, s.number)`,
  }),
];

/** A person with an account and the viewer's posts; a leader's post is taken over from who had it. */
function settle(viewer: ViewerName, i: number): string {
  const street = viewer === 'writer' ? 1001 : 1000;
  const person = `bench.uid('viewer', ${i}, ${street})`;
  const root = `bench.uid('street', ${street}, ${street})`;
  const home = quote(street === 1000 ? 'BA-C1-G40' : 'BB-C61-G40');
  const takeOver = (code: string) =>
    `delete from appointment where position = 'GRID_LEADER' and grid_id = (select id from grid where code = ${quote(code)});
update bench.grid set leader = ${person} where code = ${quote(code)};
`;
  const hold = (position: string, code: string, k: number) =>
    appoint({
      series: viewer,
      n: String(k),
      street: String(street),
      streetId: root,
      person,
      position: quote(position),
      from: `${code.includes('-G') ? 'grid' : 'organization'} where code = ${quote(code)}`,
      [code.includes('-G') ? 'grid' : 'organization']: 'id',
    });
  return `insert into person (id, jurisdiction_id, provenance, name, phone, place) select ${person}, ${root}, 'SYNTHETIC', bench.name(${i}), '13800000000', place from grid where code = ${home};
insert into account (id, jurisdiction_id, issuer, subject, person_id) values (bench.uid('account', ${i}, ${street}), ${root}, ${quote(ISSUER)}, ${quote(viewer)}, ${person});
${posts[viewer].map(([position, code], k) => (position === 'GRID_LEADER' ? takeOver(code) : '') + hold(position, code, k)).join('')}`;
}

export const appointments = [...staff, ...viewers.map(settle)].join('');

/**
 * Eighty of the incidents belong to the worker's grid or were reported by the resident, spread over all the time, however many there are in all:
 * every viewer has more than a page at every size.
 */
export const incidents = (count: number): string => `
create temp table made on commit drop as
select *, bench.uid_at(reported_at, n, street) as id from (
select i as n, g.n as grid_n, g.id as grid_id, g.place, g.street, g.street_id, g.community, g.community_id, g.leader, at, state, seed,
  case when seed = 1 then bench.uid('viewer', ${viewers.indexOf('resident')}, 1000)
    else bench.uid('person', g.n + ${GRIDS} * (${FIRST_NEIGHBOUR} + bench.pick(i, 11, ${LAST_NEIGHBOUR - FIRST_NEIGHBOUR + 1})), g.street) end as reporter,
  case when g.community = ${OLDEST} then date_trunc('day', now()) - interval '3 years 90 days' + make_interval(secs => 90 * 86400 * (i::float8 / ${count}))
    else at end as reported_at,
  (array['STREET_LIGHT','RUBBISH','TAP','POLICY_ENQUIRY','NEIGHBOUR_DISPUTE','FALLING_OBJECTS','CORRIDOR_CLUTTER','FIRE_LANE','PETS','OTHER'])[1 + bench.pick(i, 12, 10)] as category
from (
  select i, seed, at, case
      when i < ${count} * 0.9 or recent < 3 then (array['CLOSED','CLOSED','CLOSED','CLOSED','CLOSED','CLOSED','CLOSED','REJECTED','CANCELLED','FILED'])[1 + recent]
      else (array['REPORTED','ACCEPTED','DISPATCHED','DISPATCHED','IN_PROGRESS','RESOLVED','RETURNED'])[recent - 2]
    end as state,
    -- What the resident reported lies in the resident's own street.
    case seed when 0 then (select b.n from bench.grid b where b.code = 'BA-C20-G30') else 1 + bench.pick(i, 14, case seed when 1 then ${60 * (FIRST_LEVEL + SECOND_LEVEL)} else ${GRIDS} end) end as grid_n
  from (select i, case when i % ${Math.floor(count / 80)} = 0 then i / ${Math.floor(count / 80)} % 2 end as seed, bench.pick(i, 13, 10) as recent,
      date_trunc('milliseconds', date_trunc('day', now()) - interval '3 years' + make_interval(secs => 3 * 365 * 86400 * ((i - bench.pick(i, 15, 1000) / 1000.0) / ${count}))) as at
    from generate_series(1, ${count}) i) numbered
) placed join bench.grid g on g.n = placed.grid_n) made;
analyze made;

insert into incident (id, jurisdiction_id, provenance, created_at, updated_at, serial_number, title, description, category_id, domain, channel, urgency, state, grid_id,
  place, address, location, reporter_id, reporting_organization_id, holder_id, assignee_id, handler_ids, tracking_code, occurred_at, reported_at, accepted_at, resolved_at, verified_at, closed_at)
select made.id, street_id, 'SYNTHETIC', reported_at, reported_at + interval '3 days', 'B' || n, c.name || ' ' || n, '居民反映' || c.name || '，请尽快处理。编号' || n,
  c.id, c.domain::incident_domain, (array['WECHAT', 'PHONE', 'GRID_PATROL', 'PHOTO', 'QR_SCAN']::incident_channel[])[1 + bench.pick(n, 16, 5)],
  (array['LOW', 'NORMAL', 'NORMAL', 'NORMAL', 'HIGH', 'EMERGENCY']::urgency[])[1 + bench.pick(n, 17, 6)], state::incident_state, grid_id, place, '测试路' || n % 300 || '号',
  jsonb_build_object('type', 'Point', 'coordinates', jsonb_build_array(117.2 + n % 1000 / 10000.0, 31.8 + n % 777 / 10000.0)),
  reporter, case when n % 5 = 0 then community_id end,
  -- One in fifty went up to the street.
  case when n % 50 = 7 then street_id else community_id end,
  case when state not in ('REPORTED', 'REJECTED') then leader end, case when state not in ('REPORTED', 'REJECTED') and leader is not null then array[leader] else '{}' end,
  'T' || n, reported_at - interval '1 hour', reported_at,
  case when state not in ('REPORTED', 'REJECTED', 'CANCELLED', 'FILED') then reported_at + interval '1 hour' end,
  case when state in ('RESOLVED', 'CLOSED') then reported_at + interval '1 day' end,
  case when state = 'CLOSED' then reported_at + interval '2 days' end,
  case when state = 'CLOSED' then reported_at + interval '3 days' end
from made join incident_category c on c.jurisdiction_id = street_id and c.code = made.category
order by n;

insert into incident_event (id, jurisdiction_id, provenance, incident_id, kind, from_state, to_state, actor_id, organization_id, note, at)
select bench.uid('event' || k, n, street), street_id, 'SYNTHETIC', made.id, (array['REPORTED', 'ACCEPTED', 'DISPATCHED', 'CLOSED'])[k],
  (array[null, 'REPORTED', 'ACCEPTED', 'VERIFIED'])[k], (array['REPORTED', 'ACCEPTED', 'DISPATCHED', 'CLOSED'])[k],
  case k when 1 then reporter when 2 then bench.uid('person', ${WORKERS} + grid_n, street) else coalesce(leader, reporter) end, community_id,
  case when k = 3 then '请处理' end, reported_at + make_interval(hours => k - 1)
from made, generate_series(1, 4) k
-- The fourth step is there for one in ten.
where k < 4 or n % 10 = 0
order by n, k;
`;

/** What PostGraphile needs to ask for a scope: functions that PostgreSQL inlines, so that they use the same indexes as the other two. */
export const scopes = `
create schema scopes;
create function scopes.incidents_of_street(scope text) returns setof incident language sql stable parallel safe as $$ select * from incident where left(place, 4) = scope $$;
create function scopes.incidents_of_community(scope text) returns setof incident language sql stable parallel safe as $$ select * from incident where left(place, 8) = scope $$;
create function scopes.incidents_of_grid(scope text) returns setof incident language sql stable parallel safe as $$ select * from incident where left(place, 12) = scope $$;
-- Each way in has its own order and limit, so that they are merged; no page asks for more.
create function scopes.incidents_of_three(community text, grid_a text, grid_b text) returns setof incident language sql stable parallel safe as $$
  (select * from incident where left(place, 8) = community order by reported_at desc, id desc limit 101)
  union all (select * from incident where left(place, 12) = grid_a order by reported_at desc, id desc limit 101)
  union all (select * from incident where left(place, 12) = grid_b order by reported_at desc, id desc limit 101) $$;
create function public.grid_open_incident_count(grid grid) returns bigint language sql stable parallel safe as $$
  select case length(grid.place)
    when 12 then (select count(*) from incident where left(place, 12) = grid.place and state not in ('CLOSED', 'REJECTED', 'CANCELLED', 'DUPLICATE', 'FILED'))
    else (select count(*) from incident where left(place, 16) = grid.place and state not in ('CLOSED', 'REJECTED', 'CANCELLED', 'DUPLICATE', 'FILED')) end $$;
`;
