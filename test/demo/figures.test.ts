import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openPool } from '../../src/db/client.js';
import { metadataOf } from '../../src/db/orm.js';
import { loadIncidents, loadPastIncidents, loadResidents, loadTrees } from '../../src/demo/load.js';
import { peopleTables } from '../../src/demo/people.js';
import { type PersonPersona, subjectOf } from '../../src/demo/personas.js';
import { parseId, publicId } from '../../src/kernel/ids.js';
import { addWorkingMinutes, type WorkCalendar, workingMinutesBetween } from '../../src/kernel/working-time.js';
import { workCalendarOf } from '../../src/modules/calendar/work-calendar.js';
import type { IncidentEventKind, IncidentState } from '../../src/modules/incidents/incident.terms.js';
import { type IncidentStep, incidentFlow } from '../../src/modules/incidents/incident.workflow.js';
import { entities } from '../../src/modules/index.js';
import { selectionStates } from '../../src/modules/selections/selection.terms.js';
import { figureLines } from '../../src/server/figures.js';
import { fits, seatOf } from '../access/posts.js';
import { type App, startApp } from '../kit/app.js';
import { freshDatabase, type TestDatabase } from '../kit/database.js';
import { testInDepth } from '../kit/depth.js';
import { countsRule, homeRules } from '../modules/residents/rules.js';

const tables = [
  ...['organization', 'organization_relation', 'person', 'account', 'grid', 'coverage_rule', 'appointment', 'station_site', 'station'],
  ...[
    'incident_category',
    'incident',
    'incident_event',
    'satisfaction',
    'extension_request',
    'incident_participant',
    'whistle',
    'whistle_answer',
    'governance_theme',
    'theme_measure',
    'outage_notice',
    'outage_recipient',
    'notification',
    'estate',
    'building',
    'stairwell',
    'visit_rule',
    ...peopleTables,
  ],
  ...['volunteer_team', 'volunteer', 'team_membership', 'need_item', 'need_claim', 'honour'],
  ...[
    'deliberation_body',
    'deliberation_rules',
    'body_member',
    'session_due',
    'deliberation_session',
    'agenda_item',
    'attendance',
    'proxy',
    'minutes',
  ],
  ...['topic', 'decision', 'ballot', 'ballot_vote', 'disclosure_notice', 'covenant', 'covenant_version', 'covenant_breach'],
] as const;
const codes = ['000', '001', '002', '003', '004'] as const;

let client: pg.Client;
let other: pg.Client;
const clients: pg.Client[] = [];
const databases: TestDatabase[] = [];

beforeAll(async () => {
  for (const database of [await freshDatabase(), await freshDatabase()]) {
    databases.push(database);
    const connected = new pg.Client({ connectionString: database.url });
    await connected.connect();
    clients.push(connected);
  }
  [client, other] = clients as [pg.Client, pg.Client];
  // A server that starts on an empty database is ready when all of it is there.
  // Its clock stands where the demo's histories end: what is suspended in them is not resumed.
  const app = await startApp({ database: databases[0]!, demoNow: new Date('2026-11-21T09:00:00+08:00') });
  const readiness = async () => (await fetch(`${app.url}/readyz`)).json();
  await vi.waitFor(async () => expect(await readiness()).toEqual({ ready: true, loading: [] }), { timeout: 280_000, interval: 50 });
  expect(app.bugs).toEqual([]);
  await app.stop();
}, 300_000);
afterAll(async () => {
  for (const connected of clients) await connected.end();
  for (const database of databases) await database.close();
});

const rows = async <T>(sql: string, ...values: unknown[]) => (await client.query(sql, values)).rows as T[];
const value = async (sql: string, ...values: unknown[]) => Object.values((await rows<Record<string, unknown>>(sql, ...values))[0]!)[0];

/** Fragments over a community's rows; $1 is its root. Current = without an end: the demo states no end in the future. */
const organizations = (kind: string) => `select count(*)::int from organization where jurisdiction_id = $1 and kind = '${kind}'`;
const posts = (position: string, more = 'true') =>
  `select count(*)::int from appointment where jurisdiction_id = $1 and valid_to is null and position = '${position}' and ${more}`;
const holders = (position: string) => posts(position).replace('count(*)', 'count(distinct person_id)');
const both = (position: string, alsoHolds: string, kind = '%') =>
  `select count(distinct a.person_id)::int from appointment a join appointment b on b.person_id = a.person_id
   left join organization o on o.id = a.organization_id
   where a.jurisdiction_id = $1 and a.valid_to is null and b.valid_to is null and a.position = '${position}' and b.position = '${alsoHolds}'
     and coalesce(o.kind, '') like '${kind}'`;
const grids = (more = 'true') => `select count(*)::int from grid where jurisdiction_id = $1 and status = 'ACTIVE' and ${more}`;
const stations = (kind: string, more = 'true') =>
  `select count(*)::int from station where jurisdiction_id = $1 and kind = '${kind}' and ${more}`;
const relations = (kind: string, from = '%', to = '%') =>
  `select count(*)::int from organization_relation r join organization f on f.id = r.from_id join organization t on t.id = r.to_id
   where r.jurisdiction_id = $1 and r.valid_to is null and r.kind = '${kind}' and f.kind like '${from}' and t.kind like '${to}'`;
const chain = (...kinds: string[]) =>
  `select count(*)::int from organization o0 ${kinds
    .slice(1)
    .map((kind, index) => `join organization o${index + 1} on o${index + 1}.parent_id = o${index}.id and o${index + 1}.kind = '${kind}'`)
    .join(' ')} where o0.jurisdiction_id = $1 and o0.kind = '${kinds[0]}'`;
const vacancies = grids(
  `not exists (select from appointment a where a.grid_id = grid.id and a.position = 'GRID_LEADER' and a.valid_to is null)`,
);

const homes = (table: 'estate' | 'building' | 'stairwell', estate = '%') =>
  `select count(distinct ${table}.id)::int from estate join building on building.estate_id = estate.id join stairwell on stairwell.building_id = building.id
   where estate.jurisdiction_id = $1 and estate.name like '${estate}'`;
const households = (more = 'true') => `select count(*)::int from household where jurisdiction_id = $1 and dissolved_on is null and ${more}`;
const care = (category: string, of: 'person_id' | 'household_id' = 'person_id') =>
  `select count(distinct ${of})::int from care_designation where jurisdiction_id = $1 and valid_to is null and category = '${category}'`;
const pairings = (more = 'true') => `select count(*)::int from help_pairing where jurisdiction_id = $1 and ended_on is null and ${more}`;
const visits = (kind: string, more = 'true') =>
  `select count(distinct household_id)::int from visit where jurisdiction_id = $1 and kind = '${kind}' and ${more}`;
/** Visits to households of somebody, or with a member, who needs such care. */
const visitsTo = (kind: string, category: string) =>
  visits(
    kind,
    `exists (select from care_designation c left join household_member m on m.person_id = c.person_id and m.valid_to is null
       where c.category = '${category}' and visit.household_id in (c.household_id, m.household_id))`,
  );

/** Incidents of the year that a source reports on, and what was answered of them. */
const isPast = `reported_at < '2026-01-01'`;
const past = (more = 'true') => `select count(*)::int from incident where jurisdiction_id = $1 and ${isPast} and ${more}`;
const pastAnswers = (of: string) =>
  `select round(${of.replace('is_past', isPast)})::int from satisfaction s join incident i on i.id = s.incident_id where i.jurisdiction_id = $1 and ${isPast}`;

/** The same on a day, former holders included. */
const asOf = (day: string, sql: string) =>
  sql.replaceAll(/(\w\.)?valid_to is null/g, `daterange($1valid_from, $1valid_to) @> date '${day}'`);

const atLeast = (low: number) => [low, Math.floor(low * 1.1)] as const;
const some = [1, Number.MAX_SAFE_INTEGER] as const;

const figures: readonly (readonly [code: string, what: string, sql: string, expected: number | readonly [number, number]])[] = [
  ['000', 'root', organizations('STREET_OFFICE'), 1],
  ['000', '五里墩社区', organizations('COMMUNITY'), 1],
  ['000', '街道党工委 → 社区党委', chain('STREET_PARTY_WORKING_COMMITTEE', 'COMMUNITY_PARTY_COMMITTEE'), 1],
  ['000', '网格党支部', chain('COMMUNITY_PARTY_COMMITTEE', 'GRID_PARTY_BRANCH'), 4],
  ['000', '睦邻党小组', chain('COMMUNITY_PARTY_COMMITTEE', 'GRID_PARTY_BRANCH', 'NEIGHBOUR_PARTY_GROUP'), 12],
  ['000', '社区党委领导社区', relations('LEADS', 'COMMUNITY_PARTY_COMMITTEE', 'COMMUNITY'), 1],
  ['000', '睦邻点', stations('NEIGHBOUR_POINT'), 12],
  [
    '000',
    '三站合一',
    `select count(*)::int from station_site s where jurisdiction_id = $1 and 4 = (select count(distinct kind) from station
     where site_id = s.id and kind in ('NEIGHBOUR_POINT', 'PARTY_WORK', 'POLICE_WORK', 'GRID_WORK'))`,
    12,
  ],
  ['000', '物业用房', stations('NEIGHBOUR_POINT', `premises = 'PROPERTY_ROOM'`), some],
  ['000', '车库', stations('NEIGHBOUR_POINT', `premises = 'GARAGE'`), some],
  ['000', '3000余户', `select sum(household_count)::int from grid where jurisdiction_id = $1`, atLeast(3000)],
  ['000', '网格党支部书记', posts('PARTY_SECRETARY'), 4],
  ['000', '书记兼社区在职干部', both('PARTY_SECRETARY', 'COMMUNITY_CADRE', 'GRID_PARTY_BRANCH'), 4],
  ['000', '党小组长', posts('PARTY_GROUP_LEADER'), 12],
  ['000', '党小组长兼楼巷长', both('PARTY_GROUP_LEADER', 'LANE_CHIEF'), some],
  ['000', '党建联盟', organizations('PARTY_ALLIANCE'), 1],
  ['000', '驻区单位', relations('ALLIANCE_MEMBER', 'RESIDENT_UNIT', 'PARTY_ALLIANCE'), some],
  ['000', '企事业单位', relations('ALLIANCE_MEMBER', 'ENTERPRISE', 'PARTY_ALLIANCE'), some],
  ['000', '警务工作室', organizations('POLICE_POST'), 1],
  ['000', '警网结对', posts('COMMUNITY_POLICE', 'grid_id is not null'), 15],
  [
    '000',
    '每个网格有民警',
    `select count(distinct grid_id)::int from appointment where jurisdiction_id = $1 and position = 'COMMUNITY_POLICE'`,
    15,
  ],
  ['000', '治理网格', grids(`level = 1 and kind = 'GENERAL'`), 15],
  ['000', '网格', grids(), 15],
  ['000', '专职网格长', posts('GRID_LEADER', 'full_time'), 15],
  ['000', '网格长是不同的人', holders('GRID_LEADER'), 15],
  ['000', '无空缺', vacancies, 0],
  ['000', '中心户长', posts('CENTRE_HOUSEHOLD_HEAD'), 26],
  ['000', '党员楼巷长', posts('LANE_CHIEF'), 45],
  ['000', '联合组建', grids(`branch_coverage = 'JOINT'`), 15],
  ['000', '多功能活动空间', stations('ACTIVITY_ROOM'), some],
  ['000', '物业公司', organizations('PROPERTY_COMPANY'), some],
  ['000', '物业委员会', organizations('OWNERS_COMMITTEE'), some],
  ['000', '居民代表', posts('RESIDENT_REPRESENTATIVE'), some],
  ['000', '3000余户登记', households(), atLeast(3000)],
  ['000', '中心户', households(`kind = 'CENTRE_HOUSEHOLD'`), 26],
  [
    '000',
    '中心户长是中心户的户主',
    households(
      `kind = 'CENTRE_HOUSEHOLD' and head_id in (select person_id from appointment where position = 'CENTRE_HOUSEHOLD_HEAD' and valid_to is null)`,
    ),
    26,
  ],
  [
    '000',
    '人房关联信息完善率',
    `select round(100.0 * count(*) filter (where verified_at is not null) / count(*))::int from occupancy where jurisdiction_id = $1`,
    86,
  ],
  ['000', '警网共同走访', visits('JOINT_POLICE', 'cardinality(actor_ids) = 2'), atLeast(3000)],
  ['000', '重点人员', care('KEY_PERSON'), some],
  ['000', '慰问弱势群体', visitsTo('COMFORT', 'WEAK_GROUP'), some],
  ['000', '结对帮扶对子', pairings(), 5],
  [
    '000',
    '在职党员每月走访',
    `select count(*)::int from visit_rule where jurisdiction_id = $1 and (position, cadence) = ('EMPLOYED_PARTY_MEMBER', 'MONTHLY')`,
    1,
  ],
  ['000', '300余名在职党员', posts('EMPLOYED_PARTY_MEMBER'), atLeast(300)],
  ['000', '专职网格长 2019', asOf('2019-12-12', posts('GRID_LEADER', 'full_time')), 15],
  ['000', '书记兼社区在职干部 2019', asOf('2019-12-12', both('PARTY_SECRETARY', 'COMMUNITY_CADRE')), 4],
  ['000', '党员楼巷长 2019', asOf('2019-12-12', posts('LANE_CHIEF')), 45],

  ['001', 'root', organizations('STREET_OFFICE'), 1],
  ['001', '社区', organizations('COMMUNITY'), 4],
  ['001', '社区党总支', organizations('COMMUNITY_PARTY_GENERAL_BRANCH'), 4],
  ['001', '小区党支部', chain('COMMUNITY_PARTY_GENERAL_BRANCH', 'ESTATE_PARTY_BRANCH'), 12],
  ['001', '四级', chain('COMMUNITY_PARTY_GENERAL_BRANCH', 'ESTATE_PARTY_BRANCH', 'BUILDING_PARTY_GROUP', 'PARTY_MEMBER_HOUSEHOLD'), some],
  ['001', '12名优秀党员', posts('RESPONSIBLE_PERSON', `'OUTSTANDING_MEMBER' = any (duties)`), 12],
  [
    '001',
    '广安社区的小区',
    `select count(*)::int from estate where jurisdiction_id = $1 and name in ('金域华府小区', '森林公园小区')
     and community_id = (select id from organization where name = '广安社区')`,
    2,
  ],
  ['001', '志愿服务站', stations('VOLUNTEER_STATION'), 4],
  ['001', '党群服务中心四项功能', stations('PARTY_SERVICE_CENTER', 'cardinality(functions) = 4'), 1],
  ['001', '居民议事厅', stations('COUNCIL_HALL'), some],
  ['001', '企业', organizations('ENTERPRISE'), 42],
  ['001', '县文联', organizations('CULTURE_FEDERATION'), 1],
  ['001', '县纪委、县志办', organizations('GOVERNMENT_DEPARTMENT'), 2],
  ['001', '物业公司党支部', organizations('PROPERTY_PARTY_BRANCH'), 1],
  ['001', '社会组织', organizations('SOCIAL_ORGANIZATION'), some],
  ['001', '楼道长', posts('STAIRWELL_CHIEF'), 38],
  ['001', '金域华府小区楼道长', posts('STAIRWELL_CHIEF', `grid_id in (select id from grid where name like '金域华府%')`), 38],
  ['001', '一肩挑', both('STAIRWELL_CHIEF', 'BRANCH_COMMITTEE_MEMBER'), some],
  ['001', '社区工作者', posts('COMMUNITY_WORKER'), some],
  ['001', '网格员', posts('GRID_WORKER'), some],
  ['001', '空缺', vacancies, 1],
  ['001', '未覆盖', grids(`branch_coverage = 'NONE'`), some],
  ['001', '金域华府小区楼道', homes('stairwell', '金域华府%'), 38],
  [
    '001',
    '楼道长配齐',
    `select count(distinct a.stairwell_id)::int from appointment a join stairwell s on s.id = a.stairwell_id
     where a.jurisdiction_id = $1 and a.position = 'STAIRWELL_CHIEF' and a.valid_to is null and a.place = s.place`,
    38,
  ],
  ['001', '慰问35人次', `select sum(cardinality(actor_ids))::int from visit where jurisdiction_id = $1 and kind = 'COMFORT'`, 35],
  ['001', '敲门行动：孤寡老人', visitsTo('DOOR_KNOCKING', 'LIVING_ALONE_ELDERLY'), some],
  ['001', '敲门行动：老年人', visitsTo('DOOR_KNOCKING', 'ELDERLY'), some],
  ['001', '敲门行动：未成年人', visitsTo('DOOR_KNOCKING', 'MINOR'), some],
  ['001', '楼道长 2024', asOf('2024-09-26', posts('STAIRWELL_CHIEF')), 38],
  ['001', '无空缺 2024', asOf('2024-09-26', vacancies), 0],

  ['002', 'root', organizations('STREET_OFFICE'), 1],
  ['002', '一级网格', grids('level = 1'), 62],
  ['002', '二级网格', grids('level = 2'), 405],
  ['002', '一级网格长', posts('GRID_LEADER', 'grid_id in (select id from grid where level = 1)'), 62],
  ['002', '二级网格长', posts('GRID_LEADER', 'grid_id in (select id from grid where level = 2)'), 405],
  ['002', '网格长是不同的人', holders('GRID_LEADER'), 467],
  ['002', '网格党支部', organizations('GRID_PARTY_BRANCH'), 9],
  ['002', '网格党小组', organizations('GRID_PARTY_GROUP'), 45],
  ['002', '三级', chain('OFFICE_PARTY_COMMITTEE', 'COMMUNITY_PARTY_BRANCH', 'GRID_PARTY_GROUP'), 45],
  ['002', '单独组建', `${organizations('GRID_PARTY_BRANCH')} and formation = 'SINGLE'`, some],
  ['002', '联合组建', `${organizations('GRID_PARTY_BRANCH')} and formation = 'JOINT'`, some],
  [
    '002',
    '网格党支部四项职责',
    posts(
      'PARTY_SECRETARY',
      `cardinality(duties) = 4 and organization_id in (select id from organization where kind = 'GRID_PARTY_BRANCH')`,
    ),
    9,
  ],
  ['002', '无党组织的网格', grids(`branch_coverage = 'NONE'`), 0],
  ['002', '非公企业党支部', organizations('JOINT_PARTY_BRANCH'), 13],
  ['002', '非公企业', organizations('ENTERPRISE'), 291],
  ['002', '党建指导员', posts('PARTY_BUILDING_ADVISER'), 65],
  ['002', '党建指导员是不同的人', holders('PARTY_BUILDING_ADVISER'), 65],
  [
    '002',
    '每家企业有指导员',
    `select count(distinct e.id)::int from organization e join organization_relation r on r.to_id = e.id and r.kind = 'GUIDES'
     join appointment a on a.organization_id = r.from_id and a.position = 'PARTY_BUILDING_ADVISER'
     where e.jurisdiction_id = $1 and e.kind = 'ENTERPRISE'`,
    291,
  ],
  ['002', '挂靠的非公企业党支部', relations('ATTACHED_TO', 'JOINT_PARTY_BRANCH', 'COMMUNITY_PARTY_BRANCH'), 13],
  ['002', '领导小组', organizations('LEADING_GROUP'), 1],
  ['002', '指导协调组', chain('LEADING_GROUP', 'COORDINATION_GROUP'), 9],
  ['002', '信息总台', organizations('INFORMATION_CENTER'), 1],
  ['002', '群团组织', relations('GUIDES', '%', 'MASS_ORGANIZATION'), some],
  ['002', '包联部门', relations('CONTACTS', 'GOVERNMENT_DEPARTMENT', 'COMMUNITY'), some],
  ['002', '包抓领导', posts('INSPECTION_LEAD'), some],
  ['002', '双岗位', both('RESPONSIBLE_PERSON', 'COMMUNITY_WORKER', 'RESIDENT_UNIT'), some],
  ['002', '协区片警', posts('COMMUNITY_POLICE'), 62],
  ['002', '便民服务中心', stations('CONVENIENCE_CENTER', 'cardinality(functions) = 4'), some],
  ['002', '小区服务站点', stations('ESTATE_SERVICE_POINT'), some],
  ['002', '四类纳入', `select count(distinct i)::int from grid, unnest(inclusions) i where jurisdiction_id = $1`, 4],
  [
    '002',
    '规模规定',
    `select count(*)::int from coverage_rule where jurisdiction_id = $1
     and (grid_level, min_households, max_households, target_persons, service_circle_minutes) = (2, 15, 25, 80, 15)`,
    9,
  ],
  ['002', '不合规模的小网格', grids('level = 2 and household_count not between 15 and 25'), 2],
  ['002', '80人左右', `select round(avg(resident_count))::int from grid where jurisdiction_id = $1 and level = 2`, [76, 84]],
  [
    '002',
    '一级等于各小网格之和',
    grids(
      `level = 1 and (household_count, resident_count) = (select sum(household_count), sum(resident_count) from grid c where c.parent_id = grid.id)`,
    ),
    62,
  ],
  ['002', '网格长 2017', asOf('2017-07-11', posts('GRID_LEADER')), 467],
  [
    '002',
    '15–25户登记，两个例外',
    `select count(*)::int from (select from grid join household on household.place ^@ grid.place where grid.jurisdiction_id = $1 and level = 2
     group by grid.id having count(*) not between 15 and 25) g`,
    2,
  ],
  ['002', '1100余户连心户', households(`kind = 'CONNECTED'`), atLeast(1100)],
  ['002', '100余名重点优抚对象', care('PREFERENTIAL_TREATMENT'), atLeast(100)],
  ['002', '近200户三无户', care('NO_SUPPORT', 'household_id'), [180, 200]],
  [
    '002',
    '一对一帮扶',
    `select count(*)::int from care_designation c join help_pairing p on p.ended_on is null and (p.household_id = c.household_id or p.person_id = c.person_id)
     where c.jurisdiction_id = $1 and c.category in ('NO_SUPPORT', 'PREFERENTIAL_TREATMENT')
       and exists (select from appointment where person_id = p.leader_id) and exists (select from appointment where person_id = p.responsible_id)`,
    [280, 310],
  ],
  [
    '002',
    '周二走访周五回访',
    `select count(*)::int from visit_rule where jurisdiction_id = $1 and (position, weekday, return_weekday) = ('COMMUNITY_CADRE', 'TUESDAY', 'FRIDAY')`,
    9,
  ],
  [
    '002',
    '周五回访周二',
    `select count(*)::int from visit r join visit v on v.id = r.return_of_id where r.jurisdiction_id = $1
     and extract(isodow from v.at at time zone 'Asia/Shanghai') = 2 and extract(isodow from r.at at time zone 'Asia/Shanghai') = 5`,
    some,
  ],

  ['003', 'root', organizations('TOWN_GOVERNMENT'), 1],
  ['003', '社区', organizations('COMMUNITY'), 8],
  ['003', '党总支', chain('TOWN_PARTY_COMMITTEE', 'COMMUNITY_PARTY_GENERAL_BRANCH'), 8],
  ['003', '网格党支部', chain('COMMUNITY_PARTY_GENERAL_BRANCH', 'GRID_PARTY_BRANCH'), 57],
  ['003', '网格', grids(), 57],
  ['003', '一网格一支部', `${grids(`branch_coverage = 'OWN'`).replace('count(*)', 'count(distinct branch_id)')}`, 57],
  [
    '003',
    '一网格一支部规定',
    `select count(*)::int from coverage_rule where jurisdiction_id = $1 and branch_policy = 'ONE_GRID_ONE_BRANCH' and service_circle_minutes = 15`,
    8,
  ],
  ['003', '支部书记任网格长', both('PARTY_SECRETARY', 'GRID_LEADER'), 57],
  [
    '003',
    '书记任的是本网格的网格长',
    `select count(*)::int from grid g join appointment s on s.organization_id = g.branch_id and s.position = 'PARTY_SECRETARY' and s.valid_to is null
     join appointment l on l.grid_id = g.id and l.position = 'GRID_LEADER' and l.valid_to is null and l.person_id = s.person_id
     where g.jurisdiction_id = $1`,
    57,
  ],
  ['003', '党群服务点', `${stations('PARTY_SERVICE_POINT').replace('count(*)', 'count(distinct host_id)')} and grid_id is not null`, 57],
  ['003', '睦邻点', stations('NEIGHBOUR_POINT'), some],
  ['003', '姐妹微家', stations('SISTER_HOME'), some],
  ['003', '民心亭议事园', stations('COUNCIL_HALL'), some],
  ['003', '业委会', chain('COMMUNITY', 'OWNERS_COMMITTEE'), 24],
  ['003', '党的工作小组', chain('COMMUNITY', 'OWNERS_COMMITTEE', 'OWNERS_COMMITTEE_PARTY_WORK_GROUP'), 24],
  [
    '003',
    '每个业委会有工作小组',
    `select count(distinct parent_id)::int from organization where jurisdiction_id = $1 and kind = 'OWNERS_COMMITTEE_PARTY_WORK_GROUP'`,
    24,
  ],
  ['003', '业委会签约物业', relations('CONTRACTED_BY', 'PROPERTY_COMPANY', 'OWNERS_COMMITTEE'), 24],
  ['003', '居委会', chain('COMMUNITY', 'RESIDENTS_COMMITTEE'), 8],
  ['003', '党建引领业委会建设工作指导委员会', `${organizations('GUIDANCE_COMMITTEE')} and name = '党建引领业委会建设工作指导委员会'`, 1],
  ['003', '联席会', organizations('JOINT_CONFERENCE'), 1],
  ['003', '三驾马车', relations('ALLIANCE_MEMBER', '%', 'JOINT_CONFERENCE'), 3],
  ['003', '共建理事会', organizations('COBUILDING_COUNCIL'), 1],
  ['003', '矛盾调解委员会', organizations('MEDIATION_COMMITTEE'), 1],
  ['003', '老年人协会', organizations('ELDERS_ASSOCIATION'), 1],
  [
    '003',
    '第四社区的乡贤能人观察团',
    `${organizations('OBSERVER_GROUP')} and parent_id = (select id from organization where name = '裕鸿佳苑第四社区')`,
    1,
  ],
  ['003', '乡贤', posts('COUNTRYSIDE_WORTHY'), some],
  ['003', '业委会主任进居委会', both('OWNERS_COMMITTEE_CHAIR', 'RESIDENTS_COMMITTEE_MEMBER'), some],
  ['003', '居委会委员进业委会', both('RESIDENTS_COMMITTEE_MEMBER', 'OWNERS_COMMITTEE_MEMBER'), some],
  ['003', '物业经理进居委会', both('PROPERTY_MANAGER', 'RESIDENTS_COMMITTEE_MEMBER'), some],
  ['003', '居委会委员进物业', both('RESIDENTS_COMMITTEE_MEMBER', 'RESPONSIBLE_PERSON'), some],
  ['003', '一居一警', relations('SERVES', 'POLICE_POST', 'RESIDENTS_COMMITTEE'), 8],
  ['003', '警务室民警', posts('COMMUNITY_POLICE', `organization_id in (select id from organization where kind = 'POLICE_POST')`), 8],
  ['003', '律师进社区', posts('LEGAL_ADVISER', `organization_id in (select id from organization where kind = 'RESIDENTS_COMMITTEE')`), 8],
  ['003', '镇领导挂点', relations('CONTACTS', 'TOWN_PARTY_COMMITTEE', 'COMMUNITY'), 8],
  ['003', '两委联系微网格', relations('CONTACTS', 'RESIDENTS_COMMITTEE', 'GRID_PARTY_BRANCH'), 57],
  ['003', '房管、公安、司法', relations('SUPERVISES', 'GOVERNMENT_DEPARTMENT'), 3],
  [
    '003',
    '一格多员',
    `select count(*)::int from (select from appointment where jurisdiction_id = $1 and valid_to is null and grid_id is not null
     group by grid_id having count(*) > 1) g`,
    57,
  ],
  ['003', '支部书记任网格长 2020', asOf('2020-06-30', both('PARTY_SECRETARY', 'GRID_LEADER')), 57],
  ['003', '居民主要来自农村拆迁', households('origin is not null'), some],
  ['003', '网格的户', `select count(distinct grid_id)::int from dwelling where jurisdiction_id = $1`, 57],

  ['000', '上报各类事件3000余', past(), atLeast(3000)],
  ['000', '全部办结', past(`state = 'CLOSED'`), atLeast(3000)],
  ['000', '网格巡查上报', past(`channel = 'GRID_PATROL' and reporting_organization_id is not null`), some],
  ['000', '满意率', pastAnswers('100 * avg((score >= 4)::int)'), [95, 99]],
  [
    '000',
    '回应率',
    pastAnswers('100 * count(*) / (select sum(closings) from incident i where i.jurisdiction_id = $1 and is_past)'),
    [60, 80],
  ],
  ['002', '1650条信息', past(), 1_650],
  ['002', '民生事项920余件', past(`domain = 'LIVELIHOOD_SERVICE' and state = 'CLOSED'`), atLeast(920)],
  ['002', '图片、短信、电话', past().replace('count(*)', 'count(distinct channel)'), 3],
  ['002', '图片信息电话三种', past(`channel not in ('PHOTO', 'MESSAGE', 'PHONE')`), 0],
  ['002', '舆情、民生、安全、综治、城管', past().replace('count(*)', 'count(distinct domain)'), 5],
  ['002', '无需处置的备案', past(`state = 'FILED'`), some],
  ['002', '不是已办结就是备案', past(`state not in ('CLOSED', 'FILED')`), 0],

  ['004', 'root', organizations('STREET_OFFICE'), 1],
  ['004', '党工委', organizations('STREET_PARTY_WORKING_COMMITTEE'), 1],
  ['004', '社区党委', organizations('COMMUNITY_PARTY_COMMITTEE'), 1],
  ['004', '王河社区', organizations('COMMUNITY'), 1],
  ['004', '网格员', posts('GRID_WORKER'), some],
  ['004', '楼长', posts('BUILDING_CHIEF'), 16],
  ['004', '物业管理人', posts('PROPERTY_MANAGER'), 1],
  ['004', '村“两委”', organizations('VILLAGE_COMMITTEE'), 2],
  ['004', '群众代表', posts('RESIDENT_REPRESENTATIVE'), some],
  ['004', '500余户', `select sum(household_count)::int from grid where jurisdiction_id = $1`, atLeast(500)],
  ['004', '1100余名', `select sum(resident_count)::int from grid where jurisdiction_id = $1`, atLeast(1100)],
  ['004', '16栋住宅楼', homes('building'), 16],
  ['004', '6万余㎡', `select sum(floor_area_sqm)::int from building where jurisdiction_id = $1`, atLeast(60_000)],
  ['004', '500余户登记', households(), atLeast(500)],
  ['004', '1100余名登记', `select count(*)::int from resident where jurisdiction_id = $1 and status = 'ACTIVE'`, atLeast(1100)],
  ['004', '东辛、花二两村', households().replace('count(*)', 'count(distinct origin)'), 2],
  ['004', '行动不便', care('MOBILITY_LIMITED'), some],
  ['004', '结对帮扶', pairings(), some],
  ['004', '入户走访', visits('ROUTINE'), some],
  [
    '004',
    '2021-07 停水',
    `select count(*)::int from incident i where jurisdiction_id = $1 and state = 'CLOSED' and reported_at >= '2021-07-01' and reported_at < '2021-08-01'
       and exists (select from incident_event e where e.incident_id = i.id and e.kind = 'FORWARDED')`,
    1,
  ],
  ['004', '管区', organizations('ADMIN_AREA'), 1],
  ['004', '餐厅监督委员会', organizations('SUPERVISORY_COMMITTEE'), 1],
  ['004', '社会组织', organizations('SOCIAL_ORGANIZATION'), 4],
  ['004', '自来水厂', organizations('PUBLIC_UTILITY'), 1],
  ['004', '物业公司', organizations('PROPERTY_COMPANY'), 1],
  ['004', '社区民警', posts('COMMUNITY_POLICE'), some],
  ['004', '法律顾问', posts('LEGAL_ADVISER'), 1],
  ['004', '综治中心', organizations('COMPREHENSIVE_GOVERNANCE_CENTER'), 1],
  ['004', '网格中心', organizations('GRID_CENTER'), 1],
  ['004', '1000余㎡', `select area_sqm from station where jurisdiction_id = $1 and kind = 'PARTY_SERVICE_CENTER'`, atLeast(1000)],
  ['004', '文明实践站', stations('CIVILIZATION_PRACTICE'), 1],
  ['004', '服务大厅', stations('SERVICE_HALL'), 1],
  ['004', '食堂', stations('SENIOR_CANTEEN'), 1],
  ['004', '婚姻调解室', stations('MARRIAGE_MEDIATION_ROOM'), 1],
  ['004', '民议事厅', stations('COUNCIL_HALL'), 1],
  ['004', '网格服务站', stations('GRID_SERVICE_STATION'), some],
  ['004', '空缺', vacancies, 1],
  ['004', '无空缺 2021', asOf('2021-12-31', vacancies), 0],
];

test('what the communities have published agrees with the rows', async () => {
  const pool = openPool({ connectionString: databases[0]!.url, max: 1 });
  const lines = await figureLines(pool, metadataOf(entities));
  await pool.end();
  const disagreeing = lines.filter(({ agrees, comparable }) => comparable && agrees !== true);
  expect(disagreeing.map(({ source, metric, computed }) => `${source.slice(0, 3)} ${metric} ${computed}`)).toEqual([]);
});

test.each(figures)('%s %s', async (code, _what, sql, expected) => {
  const root = await value('select id from organization where code = $1', code);
  const found = await value(sql, root);
  if (typeof expected === 'number') expect(found).toBe(expected);
  else {
    expect(found).toBeGreaterThanOrEqual(expected[0]);
    expect(found).toBeLessThanOrEqual(expected[1]);
  }
});

/** Each answers the rows that break it. */
const invariants: readonly (readonly [what: string, sql: string])[] = [
  [
    'an organisation stands below its parent',
    `select o.code from organization o join organization p on p.id = o.parent_id
     where left(o.place, -4) <> p.place or o.jurisdiction_id <> p.jurisdiction_id`,
  ],
  [
    'a first-level grid stands below its community, any other below its parent',
    `select g.code from grid g join organization c on c.id = g.community_id left join grid p on p.id = g.parent_id
     where left(g.place, -4) <> coalesce(p.place, c.place) or c.kind <> 'COMMUNITY' or g.level <> coalesce(p.level, 0) + 1`,
  ],
  [
    'no place is used twice',
    `select place from (select place from organization union all select place from grid union all select place from stairwell) p
     group by place having count(*) > 1`,
  ],
  [
    'a parent has counted exactly the places below it',
    `with places as (select place, child_count from organization union all select place, child_count from grid union all select place, 0 from stairwell)
     select p.place from places p where p.child_count <> (select count(*) from places c where left(c.place, -4) = p.place)`,
  ],
  [
    'a code begins with its root’s',
    `select o.code from organization o join organization r on r.id = o.jurisdiction_id where o.id <> r.id and not starts_with(o.code, r.code || '-')
     union all select g.code from grid g join organization r on r.id = g.jurisdiction_id where not starts_with(g.code, r.code || '-')
     union all select g.code from grid g join grid p on p.id = g.parent_id where not starts_with(g.code, p.code || '-')`,
  ],
  [
    'no code is used twice',
    `select code from (select code from organization union all select code from grid) c group by code having count(*) > 1`,
  ],
  [
    'an appointment has the place of its organisation, grid or stairwell',
    `select a.id from appointment a left join organization o on o.id = a.organization_id left join grid g on g.id = a.grid_id
     left join stairwell s on s.id = a.stairwell_id where a.place <> coalesce(s.place, o.place, g.place)`,
  ],
  ['a station has the place of its host', `select s.id from station s join organization h on h.id = s.host_id where s.place <> h.place`],
  ['a person lives at a stairwell', `select id from person where place not in (select place from stairwell)`],
  [
    'a person who lives somewhere is registered there',
    `select id from person where place is not null and id not in (select person_id from resident)`,
  ],
  ['a grid counts who is registered in it', countsRule('true')],
  ...Object.entries(homeRules),
  [
    'a grid has one leader at most',
    `select grid_id from appointment where position = 'GRID_LEADER' and valid_to is null group by grid_id having count(*) > 1`,
  ],
  [
    'nobody holds the same post twice at one time',
    `select a.id from appointment a join appointment b on a.id < b.id and a.person_id = b.person_id and a.position = b.position
     and a.place = b.place and daterange(a.valid_from, a.valid_to) && daterange(b.valid_from, b.valid_to)`,
  ],
  ['no post begins or ends in the future', `select id from appointment where greatest(valid_from, valid_to) > '2025-01-01'`],
  [
    'one grid, one branch where the community says so',
    `select g.code from grid g join coverage_rule r using (community_id) where r.branch_policy = 'ONE_GRID_ONE_BRANCH' and g.branch_coverage <> 'OWN'`,
  ],
  ['no two people share a name in a jurisdiction', `select name from person group by jurisdiction_id, name having count(*) > 1`],
  ['no two people share a telephone', `select phone from person where phone is not null group by phone having count(*) > 1`],
  ['nothing pretends to be recorded', tables.map((table) => `select id from ${table} where provenance = 'RECORDED'`).join(' union all ')],
  [
    'an incident has the place of its grid',
    `select i.serial_number from incident i join grid g on g.id = i.grid_id where i.place <> g.place`,
  ],
  [
    'who holds an incident is the grid’s community or a child of it',
    `select i.serial_number from incident i join grid g on g.id = i.grid_id join organization h on h.id = i.holder_id
     where h.id <> g.community_id and (h.parent_id <> g.community_id or i.previous_holder_id is distinct from g.community_id)`,
  ],
  [
    'a verifier has handled nothing since the last opening',
    `select i.serial_number from incident i join incident_event v on v.incident_id = i.id and v.kind = 'VERIFIED'
     where v.actor_id = any (i.handler_ids) and not exists (select from incident_event r where r.incident_id = i.id and r.kind = 'REOPENED' and r.at > v.at)`,
  ],
  [
    'handlers are the assignee, and who started or resolved since the last opening',
    `select i.serial_number from incident i where not i.handler_ids @> (array_remove(array[i.assignee_id], null) || array(
       select e.actor_id from incident_event e where e.incident_id = i.id and e.kind in ('STARTED', 'RESOLVED') and e.at >
         coalesce((select max(at) from incident_event r where r.incident_id = i.id and r.kind = 'REOPENED'), '-infinity')))`,
  ],
  [
    'who accepts, dispatches or verifies has a post at the community',
    `select e.id from incident_event e join incident i on i.id = e.incident_id join grid g on g.id = i.grid_id
     where e.kind in ('ACCEPTED', 'REJECTED', 'DISPATCHED', 'VERIFIED') and not exists (select from appointment a where a.person_id = e.actor_id
       and a.organization_id = g.community_id and daterange(a.valid_from, a.valid_to) @> (e.at at time zone 'Asia/Shanghai')::date)`,
  ],
  [
    'who reports lives in the jurisdiction, or works for the organisation that reports',
    `select i.serial_number from incident i join person p on p.id = i.reporter_id where i.reporting_organization_id is null and p.place is null`,
  ],
  [
    'serial numbers of a day count up with time',
    `select a.serial_number from incident a join incident b on a.serial_number < b.serial_number
     and left(a.serial_number, 12) = left(b.serial_number, 12) and a.reported_at > b.reported_at`,
  ],
  [
    'a serial number carries its jurisdiction and day',
    `select i.serial_number from incident i join organization r on r.id = i.jurisdiction_id
     where left(serial_number, 13) <> r.code || '-' || to_char(reported_at at time zone 'Asia/Shanghai', 'YYYYMMDD') || '-'`,
  ],
  [
    'the demo’s serial numbers are taken',
    `select i.serial_number from incident i left join serial_block b on b.jurisdiction_id = i.jurisdiction_id
       and b.day = (i.reported_at at time zone 'Asia/Shanghai')::date where right(serial_number, 6)::int >= coalesce(b.next, 0)`,
  ],
  ['a tracking code avoids what is mistaken', `select tracking_code from incident where tracking_code !~ '^[0-9A-HJKMNP-TV-Z]{10}$'`],
  [
    'an answer is of a closing, within fourteen days, and its own event tells it',
    `select s.id from satisfaction s join incident i on i.id = s.incident_id where s.closing not between 1 and i.closings or s.asked_by_id = any (i.handler_ids)
       or not exists (select from incident_event c join incident_event r using (incident_id) where incident_id = i.id and c.kind = 'CLOSED' and r.kind = 'RATED'
         and r.at = s.at and r.at - c.at between '0' and '14 days')`,
  ],
  [
    'what is not solved was opened again',
    `select s.id from satisfaction s where not s.solved and not exists (select from incident_event r
     where r.incident_id = s.incident_id and r.kind = 'REOPENED' and r.at >= s.at)`,
  ],
  [
    'everything happened before the demo’s day',
    `select id from incident_event where at not between '2026-08-31 16:00Z' and '2026-11-19 16:00Z'
       and incident_id not in (select id from incident where reported_at < '2026-01-01')`,
  ],
  [
    'what a source reports on happened in its year',
    `select e.id from incident_event e join incident i on i.id = e.incident_id join organization r on r.id = i.jurisdiction_id
     where i.reported_at < '2026-01-01' and not case r.code when '000' then e.at >= '2018-12-31 16:00Z' and e.at < '2019-12-11 16:00Z'
       when '002' then e.at >= '2016-07-10 16:00Z' and e.at < '2017-07-10 16:00Z'
       when '004' then e.at >= '2021-06-30 16:00Z' and e.at < '2021-07-31 16:00Z' else false end`,
  ],
  [
    'of the past nothing is due',
    `select id from incident where reported_at < '2026-01-01' and num_nonnulls(due_at, red_at, alarm_at, remind_at) > 0`,
  ],
  [
    'nobody was visited after the demo’s day, or before',
    `select id from visit where at not between '2026-08-31 16:00Z' and '2026-11-19 16:00Z'`,
  ],
  [
    'no body has done anything after the demo’s day',
    `select at from (select updated_at from topic union all select at from topic_evaluation union all select at from attendance union all select notice_sent_at from deliberation_session
       union all select closed_at from deliberation_session union all select published_at from minutes union all select at from history) deed (at) where at > '2026-11-21 01:00Z'`,
  ],
  ['a birthday is one', `select id from resident where birth_date not between '1925-01-01' and '2026-08-31'`],
  [
    'who assists is a copy of the participants who are not done',
    `select serial_number from incident i where array(select unnest(co_handler_ids) order by 1)
     is distinct from array(select organization_id from incident_participant p where p.incident_id = i.id and p.ended_at is null order by 1)`,
  ],
  [
    'what waits for its parts counts those that are open, and each state of assistance occurs',
    `select serial_number from incident i where open_parts <> (select count(*) from incident part
       where part.parent_id = i.id and part.required and part.state not in ('CLOSED', 'REJECTED', 'CANCELLED', 'DUPLICATE', 'FILED'))
     union all select 'parts of ' || code from organization o where parent_id is null and not exists (select from incident where jurisdiction_id = o.id and open_parts > 0)
     union all select 'assistance in ' || code from organization o where parent_id is null
       and (select count(distinct state) from incident_participant where jurisdiction_id = o.id) < 5`,
  ],
  [
    'who is called is a copy of the answers, whose states occur all in each jurisdiction',
    `select title from whistle w where array(select unnest(called_ids) order by 1)
       is distinct from array(select organization_id from whistle_answer a where a.whistle_id = w.id order by 1)
     union all select code from organization o where parent_id is null
       and ((select count(distinct state) from whistle_answer where jurisdiction_id = o.id) < 6 or (select count(distinct state) from whistle where jurisdiction_id = o.id) < 3)`,
  ],
  [
    'governance themes are of repeats that there are, and recur as often as it was counted; each state occurs in the demo, and several in each jurisdiction',
    `select t.title from governance_theme t,
       lateral (select array_agg(reported_at) as at from incident i where i.category_id = t.category_id and i.place ^@ t.place) i,
       lateral (select t.opened_to::timestamp at time zone 'Asia/Shanghai' as closing) c
     where t.baseline < 2
       or t.baseline <> (select count(*) from unnest(i.at) at where at >= t.opened_from::timestamp at time zone 'Asia/Shanghai' and at < closing)
       or t.recurring <> (select count(*) from unnest(i.at) at where at >= t.observed_from and at < t.observed_until)
       or t.recurring_of <> (select count(*) from unnest(i.at) at where at >= closing - (t.observed_until - t.observed_from) and at < closing)
       or t.state <> (select to_state from history h where h.subject_id = t.id order by at desc, id desc limit 1)
     union all select 'states' where (select count(distinct state) from governance_theme) < 6
     union all select code from organization o where parent_id is null and (select count(distinct state) from governance_theme where jurisdiction_id = o.id) < 4`,
  ],
  [
    'who lies in the area of an outage was told of it, and nobody else; each state occurs in each jurisdiction',
    `select n.area from outage_notice n cross join lateral (select o.place from organization o where o.id = n.organization_id
         union all select g.place from grid g where g.id = any (n.grid_ids)) area
       group by n.id, n.jurisdiction_id, n.area having array(select g.id from grid g where g.status = 'ACTIVE' and g.place ^@ any (array_agg(area.place)) order by 1)
         is distinct from array(select grid_id from outage_recipient where notice_id = n.id and grid_id is not null order by 1)
     union all select area from outage_notice n where not exists (select from outage_recipient r join organization o on o.id = r.organization_id
         where r.notice_id = n.id and o.kind = 'COMMUNITY')
     union all select code from organization o where parent_id is null
       and ((select count(distinct state) from outage_notice where jurisdiction_id = o.id) < 4 or (select count(distinct state) from outage_recipient where jurisdiction_id = o.id) < 2)`,
  ],
  [
    'who acknowledges an outage has a post there then',
    `select r.id from outage_recipient r where acknowledged_at is not null and not exists (select from appointment a where a.person_id = r.acknowledged_by_id
       and (a.organization_id = r.organization_id or a.grid_id = r.grid_id) and a.valid_from <= r.acknowledged_at::date)`,
  ],
  ['nothing occurs after it is reported', `select serial_number from incident where occurred_at > reported_at`],
];

test.each(invariants)('%s', async (_what, sql) => {
  expect(await rows(sql)).toEqual([]);
});

test('ids carry their jurisdiction’s number and are of the shape that the graph takes', async () => {
  for (const table of tables) {
    const found = await rows<{ id: string; number: number }>(
      `select t.id, r.number from ${table} t join organization r on r.id = t.jurisdiction_id where right(t.id::text, 4) <> lpad(to_hex(r.number), 4, '0')`,
    );
    expect(found, table).toEqual([]);
    const [{ id } = { id: '' }] = await rows<{ id: string }>(`select id from ${table} order by id limit 1`);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(parseId(publicId('Person', id))?.uuid).toBe(id);
  }
});

const pastCounts: Readonly<Record<string, number>> = { '000': 3_048, '002': 1_650 };

describe.each(codes)('incidents of %s', (code) => {
  const verbOfEvent = new Map<IncidentEventKind, IncidentStep>(
    Object.entries(incidentFlow.moves).map(([verb, { event }]) => [event, verb as IncidentStep]),
  );

  test('every history is legal and ends in the incident’s state', async () => {
    const incidents = await rows<{
      state: IncidentState;
      version: number;
      history: { kind: IncidentEventKind; from_state: IncidentState | null; to_state: IncidentState }[];
    }>(
      `select i.state, i.version, (select json_agg(e order by e.at, e.id) from incident_event e where e.incident_id = i.id) history
       from incident i where serial_number like $1`,
      `${code}-%`,
    );
    // Two of them are parts of another one.
    // One of 004 is told of by itself.
    expect(incidents).toHaveLength(54 + (pastCounts[code] ?? 0) + Number(code === '004'));
    const isLegal = ({ state, version, history }: (typeof incidents)[number]): boolean => {
      const [first, ...steps] = history;
      if (first!.kind !== 'REPORTED' || first!.from_state !== null || first!.to_state !== 'REPORTED' || history.length !== version)
        return false;
      let current: IncidentState = 'REPORTED';
      for (const { kind, from_state, to_state } of steps) {
        const verb = verbOfEvent.get(kind);
        const { from, to }: { from: readonly IncidentState[]; to: IncidentState } = verb
          ? incidentFlow.moves[verb]
          : { from: [current], to: current };
        if (from_state !== current || !from.includes(current) || to_state !== to) return false;
        current = to_state;
      }
      return state === current;
    };
    expect(incidents.filter((incident) => !isLegal(incident))).toEqual([]);
  });

  test('every state occurs that a verb leads to', async () => {
    const found = await rows<{ state: IncidentState }>('select distinct state from incident where serial_number like $1', `${code}-%`);
    const reachable = new Set<IncidentState>(['REPORTED', ...Object.values(incidentFlow.moves).map(({ to }) => to)]);
    expect(new Set(found.map(({ state }) => state))).toEqual(reachable);
  });
});

/** A step of the past, with what was known of its incident. */
interface PastStep {
  readonly serial_number: string;
  readonly urgency: string;
  readonly kind: IncidentEventKind;
  readonly from_state: IncidentState | null;
  readonly at: Date;
  readonly by_clock: boolean;
  readonly channel: string | null;
}
type Limits = Readonly<Record<`${'accept' | 'handle' | 'verify'}_${'yellow' | 'red'}`, number>>;

describe.each(Object.keys(pastCounts))('the reported year of %s', (code) => {
  let calendar: WorkCalendar;
  let rules: ReadonlyMap<string, Limits>;
  beforeAll(async () => {
    const days = await rows<Parameters<typeof workCalendarOf>[0][number]>(
      `select date::text, kind, sessions from calendar_day where jurisdiction_id = (select id from organization where code = $1)`,
      code,
    );
    calendar = workCalendarOf(days);
    const limits = await rows<Limits & { urgency: string }>(
      'select * from sla_rule where jurisdiction_id = (select id from organization where code = $1)',
      code,
    );
    rules = new Map(limits.map((rule) => [rule.urgency, rule]));
  });
  const isWorkedAt = (at: Date) => workingMinutesBetween(calendar, new Date(at.getTime() - 60_000), new Date(at.getTime() + 60_000)) > 0;

  test('staff work while the calendar says so, but for emergencies', async () => {
    const steps = await rows<PastStep>(
      `select i.serial_number, i.urgency, e.kind, e.at, e.actor_id is null as by_clock, s.channel from incident_event e join incident i on i.id = e.incident_id
       left join satisfaction s on s.incident_id = i.id and s.at = e.at
       where i.serial_number like $1 and ${isPast} and e.organization_id is not null`,
      `${code}-%`,
    );
    expect(steps.length).toBeGreaterThan(pastCounts[code]!);
    const astray = steps.filter(({ urgency, at }) => urgency !== 'EMERGENCY' && !isWorkedAt(at));
    expect(astray).toEqual([]);
    expect(isWorkedAt(new Date(`${code === '000' ? 2019 : 2016}-10-02T10:00:00+08:00`))).toBe(false);
  });

  test('limits are what the rules and the calendar make of when their phase began', async () => {
    const incidents = await rows<Record<string, Date | null> & { serial_number: string; urgency: string; supervision: string }>(
      `select i.*, (select min(at) from incident_event e where e.incident_id = i.id and e.kind = 'REOPENED') as reopened_at
       from incident i where serial_number like $1 and ${isPast}`,
      `${code}-%`,
    );
    let late = 0;
    const astray: string[] = [];
    for (const incident of incidents) {
      const rule = rules.get(incident.urgency)!;
      const began = {
        accept: incident.reported_at!,
        handle: incident.reopened_at ?? incident.accepted_at,
        verify: incident.resolved_at,
      } as const;
      for (const phase of ['accept', 'handle', 'verify'] as const)
        for (const [limit, minutes] of [
          ['by', rule[`${phase}_yellow`]],
          ['red_at', rule[`${phase}_red`]],
        ] as const) {
          const from = began[phase];
          const expected = from && addWorkingMinutes(calendar, from, minutes);
          if (incident[`${phase}_${limit}`]?.getTime() !== expected?.getTime()) astray.push(`${incident.serial_number} ${phase}_${limit}`);
        }
      const isLate = incident.resolved_at !== null && incident.resolved_at! > incident.handle_by!;
      if (isLate && incident.reopened_at === null) {
        late++;
        if (incident.supervision === 'NONE') astray.push(`${incident.serial_number} supervision`);
      }
    }
    expect(astray).toEqual([]);
    expect(late / incidents.length).toBeLessThan(0.05);
    if (code === '000') expect(late).toBeGreaterThan(0);
  });

  test('handling took as long as the calendar counts', async () => {
    const incidents = await rows<{ handling_minutes: number; accepted_at: Date; resolved_at: Date }>(
      `select handling_minutes, accepted_at, resolved_at from incident where serial_number like $1 and ${isPast} and resolved_at is not null`,
      `${code}-%`,
    );
    const astray = incidents.filter(
      ({ handling_minutes, accepted_at, resolved_at }) =>
        handling_minutes !== Math.round(workingMinutesBetween(calendar, accepted_at, resolved_at)),
    );
    expect(astray).toEqual([]);
  });
});

const seats: Readonly<Record<PersonPersona, string | null>> = {
  resident: null,
  'grid-leader': 'GRID_LEADER',
  'grid-worker': 'GRID_WORKER',
  'community-cadre': 'COMMUNITY_CADRE',
  'street-supervisor': 'STREET_OFFICER',
  dispatcher: 'DISPATCHER',
  police: 'COMMUNITY_POLICE',
  'property-staff': 'PROPERTY_MANAGER',
  chief: 'LANE_CHIEF|STAIRWELL_CHIEF',
  auditor: 'AUDITOR',
  admin: 'SYSTEM_ADMINISTRATOR',
};

describe.each(codes)('personas of %s', (code) => {
  test.each(Object.entries(seats))('%s', async (persona, position) => {
    const posts = await rows<{ position: string; at: string }>(
      `select a.position, coalesce(o.code, g.code) at from account c join appointment a on a.person_id = c.person_id and a.valid_to is null
       left join organization o on o.id = a.organization_id left join grid g on g.id = a.grid_id where issuer = 'mulin-demo' and subject = $1`,
      subjectOf(persona as PersonPersona, code),
    );
    if (position === null) expect(posts).toEqual([]);
    else expect(posts.map((post) => post.position)).toContainEqual(expect.stringMatching(`^(${position})$`));
  });

  test('the resident lives in the first grid, or the first below it, with a household', async () => {
    const first = await value(`select g.place from grid g where g.code like $1 order by g.code limit 1`, `${code}-%`);
    const [home] = await rows<{ place: string }>(
      `select h.place from account a join person p on p.id = a.person_id join household_member m on m.person_id = p.id and m.valid_to is null
       join household h on h.id = m.household_id where subject = $1 and h.place = p.place`,
      subjectOf('resident', code),
    );
    expect(home!.place.startsWith(first as string)).toBe(true);
  });
});

test('every post is held where posts.csv lets it be', async () => {
  const held = await rows<{
    code: string;
    position: string;
    kind: string;
    parent_id: string | null;
    grid_id: string;
    stairwell_id: string;
  }>(
    `select root.code, position, o.kind, o.parent_id, grid_id, stairwell_id from appointment a join organization root on root.id = a.jurisdiction_id
     left join organization o on o.id = a.organization_id`,
  );
  expect(held.length).toBeGreaterThan(1_000);
  const astray = held.filter((post) => !fits(post.position, seatOf(post, post)));
  expect(astray.map(({ code, position, kind }) => `${code} ${position} ${kind}`)).toEqual([]);
});

/** Of each table, how many rows there are and what they say; of those that `where` picks. */
/** What residents signed, and whom they recommended. */
const byResidents = ['covenant_signature', 'selection', 'selection_objection'];
/** What is the same in each database: a secret ballot has other secrets in each. */
const always: Readonly<Record<string, string>> = { history: `subject_noun <> 'Selection'`, ballot: 'not secret' };
async function fingerprint(of: pg.Client, where = 'true'): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const table of [...tables, 'history', 'serial_block', 'topic_support', 'topic_evaluation', 'ballot_elector', ...byResidents]) {
    const picked = [...peopleTables, ...byResidents].some((one) => one === table) ? where : (always[table] ?? 'true');
    const { rows } = await of.query(
      `select count(*) || ' ' || md5(string_agg(t::text, chr(10) order by t::text)) as hash from ${table} t where ${picked}`,
    );
    hashes[table] = rows[0].hash;
  }
  return hashes;
}

testInDepth('loading twice changes nothing and says nothing', async () => {
  const before = await fingerprint(client);
  const said: string[] = [];
  await loadTrees(client, (line) => said.push(line));
  await loadIncidents(client, (line) => said.push(line));
  await loadResidents(client, (line) => said.push(line));
  await loadPastIncidents(client, (line) => said.push(line));
  expect(said).toEqual([]);
  expect(await fingerprint(client)).toEqual(before);
});

testInDepth('another database gets the very same rows, also when the load was interrupted', async () => {
  const interrupt = (load: typeof loadTrees, at: string) =>
    expect(
      load(other, (line) => {
        if (line.includes(at)) throw new Error('interrupted');
      }),
    ).rejects.toThrow('interrupted');
  const count = async (sql: string) => (await other.query<{ count: number }>(sql)).rows[0]!.count;
  const loadSome: typeof loadTrees = (client, report) => loadResidents(client, report, 300);
  await interrupt(loadTrees, '002');
  await loadTrees(other, () => {});
  await interrupt(loadIncidents, '001');
  await loadIncidents(other, () => {});
  const left = await count(`select count(*)::int from incident where ${isPast}`);
  await interrupt(loadPastIncidents, '2000 of');
  // Nothing of a year that was not loaded to its end is there.
  expect(await count(`select count(*)::int from incident where ${isPast}`)).toBe(left);
  await loadPastIncidents(other, () => {});
  await interrupt(loadSome, '003');
  await loadSome(other, () => {});
  // Of people it has those of the first grids.
  const { rows } = await other.query<{ id: string }>(peopleTables.map((table) => `select id from ${table}`).join(' union all '));
  expect(rows.length).toBeGreaterThan(5_000);
  for (const connected of [client, other]) {
    await connected.query('create temporary table shared (id uuid primary key)');
    await connected.query('insert into shared select unnest($1::uuid[]) on conflict do nothing', [rows.map(({ id }) => id)]);
  }
  const isShared = 'id in (select id from shared)';
  expect(await fingerprint(other, isShared)).toEqual(await fingerprint(client, isShared));
});

/** What the sources say of volunteers, asked of the graph as whom it concerns asks it: persona, field, and what it answers. */
const teamsOf = (filter: string) => `volunteerTeams(first: 1, filter: { ${filter} }) { totalCount }`;
const needsOf = (filter: string) => `needs(first: 1, filter: { ${filter} }) { totalCount }`;
const honoursOf = (kind: string) => `honours(first: 1, filter: { kinds: [${kind}], states: [AWARDED] }) { totalCount }`;
const total = { totalCount: 1 };
const teamOf = (kind: string, fields: string) => `volunteerTeams(first: 2, filter: { kinds: [${kind}] }) { nodes { ${fields} } }`;
interface Selected {
  readonly state: string;
  readonly stairwell: { readonly building: { readonly estate: { readonly name: string } }; readonly chief: { readonly id: string } | null };
  readonly candidate: { readonly id: string };
  readonly publicUntil: string | null;
  readonly appointment: { readonly position: string; readonly from: string } | null;
  readonly history: { readonly nodes: readonly { readonly verb: string }[] };
}
const SELECTED = `nodes { state candidate { id } stairwell { chief { id } building { estate { name } } } publicUntil appointment { position from } history(first: 20) { nodes { verb } } }`;
const sixSteps = [
  'nominateForStairwell',
  'recommendCandidate',
  'recommendForCommunity',
  'reviewSelection',
  'approveSelection',
  'publiciseSelection',
];
const asked: readonly (readonly [
  code: string,
  persona: PersonPersona,
  what: string,
  field: string,
  answer: object | ((data: never) => unknown),
])[] = [
  ['000', 'resident', '8支在职党员志愿服务队', teamsOf('kinds: [EMPLOYED_PARTY_MEMBER]'), { totalCount: 8 }],
  ['000', 'resident', '服务队', teamsOf(''), { totalCount: 8 }],
  ['000', 'community-cadre', '察民情访民意', needsOf(''), { totalCount: 6 }],
  [
    '001',
    'resident',
    '四个志愿服务站',
    'organization(code: "001") { stations(first: 1, filter: { kinds: [VOLUNTEER_STATION] }) { totalCount } }',
    { stations: { totalCount: 4 } },
  ],
  ['001', 'resident', '18支特色志愿服务队', teamsOf(''), { totalCount: 18 }],
  [
    '001',
    'resident',
    '七支有名称',
    teamsOf('kinds: [MATCHMAKING, ONE_TO_ONE, WOMEN_EMPLOYMENT, FIVE_HEARTS_PIONEER, HEART_TO_HEART, ECO_MOTHERS, FAMILY_EDUCATION]'),
    { totalCount: 7 },
  ],
  ['001', 'resident', '社区红娘18名', teamOf('MATCHMAKING', 'name size'), { nodes: [{ name: '社区红娘', size: 18 }] }],
  [
    '001',
    'resident',
    '星光“一助一” 88 → 108',
    teamOf('ONE_TO_ONE', 'before: size(asOf: "2024-01-01") size growth(from: "2024-01-01", to: "2024-09-26") { from to value }'),
    { nodes: [{ before: 88, size: 108, growth: { from: 88, to: 108, value: 20 / 88 } }] },
  ],
  ['001', 'admin', '能人20', 'volunteers(first: 1, filter: { expert: true }) { totalCount }', { totalCount: 20 }],
  [
    '001',
    'resident',
    '金域华府小区38个楼道，六步程序',
    `selections(first: 50, filter: { states: [APPOINTED] }) { ${SELECTED} }`,
    ({ nodes }: { nodes: readonly Selected[] }) => {
      expect(nodes).toHaveLength(38);
      for (const { stairwell, candidate, appointment, publicUntil, history } of nodes) {
        expect(stairwell).toEqual({ chief: candidate, building: { estate: { name: '金域华府小区' } } });
        expect(appointment!.position).toBe('STAIRWELL_CHIEF');
        expect(publicUntil! < appointment!.from).toBe(true);
        const steps = history.nodes.map(({ verb }) => verb).filter((verb, n, all) => verb !== all[n - 1]);
        expect(steps).toEqual([...sixSteps, 'appointCandidate']);
      }
    },
  ],
  [
    '001',
    'community-cadre',
    '楼道长选任 in every state',
    `selections(first: 100) { ${SELECTED} }`,
    ({ nodes }: { nodes: readonly Selected[] }) =>
      expect(new Set(nodes.map(({ state }) => state))).toEqual(new Set(Object.keys(selectionStates))),
  ],
  ['001', 'community-cadre', '急难愁盼8件', needsOf('kinds: [URGENT], states: [DONE], confirmed: true'), { totalCount: 8 }],
  ['001', 'community-cadre', '微实事', needsOf('kinds: [MICRO_PRACTICAL]'), { totalCount: 2 }],
  ['002', 'resident', '12个党员服务队', teamsOf(''), { totalCount: 12 }],
  [
    '002',
    'resident',
    '医疗卫生、家政、就业、空巢、留守',
    teamsOf('kinds: [MEDICAL, HOUSEKEEPING, EMPLOYMENT, EMPTY_NEST, LEFT_BEHIND]'),
    { totalCount: 5 },
  ],
  ['002', 'community-cadre', '118件困难问题', needsOf('kinds: [NEED, URGENT], states: [DONE], confirmed: true'), { totalCount: 118 }],
  [
    '002',
    'community-cadre',
    '十二方面领岗',
    'needs(first: 100, filter: { kinds: [SERVICE_POST] }) { nodes { aspect wanted claimed } }',
    ({ nodes }: { nodes: { aspect: string; wanted: number; claimed: number }[] }) => {
      expect(new Set(nodes.map(({ aspect }) => aspect)).size).toBe(12);
      expect(nodes).toHaveLength(12);
      for (const { wanted, claimed } of nodes) expect(claimed > 0 && claimed <= wanted).toBe(true);
    },
  ],
  ['002', 'resident', '表彰', honoursOf('ADVANCED_UNIT'), total],
  [
    '003',
    'resident',
    '管理、工作、志愿三支团队',
    'organization(code: "003") { grids(first: 100) { nodes { volunteerTeams { nodes { kind size leaderName } } } } }',
    ({
      grids: { nodes },
    }: {
      grids: { nodes: { volunteerTeams: { nodes: { kind: string; size: number; leaderName: string | null }[] } }[] };
    }) => {
      expect(nodes).toHaveLength(57);
      for (const { volunteerTeams } of nodes) {
        expect(volunteerTeams.nodes.map(({ kind }) => kind).sort()).toEqual(['GRID_MANAGEMENT', 'GRID_VOLUNTEER', 'GRID_WORK']);
        for (const { size, leaderName } of volunteerTeams.nodes) expect(size > 0 && leaderName !== null).toBe(true);
      }
    },
  ],
  [
    '003',
    'resident',
    '支部书记任网格长，带管理团队',
    teamOf('GRID_MANAGEMENT', 'leader { publicName }'),
    ({ nodes }: { nodes: { leader: { publicName: string | null } }[] }) => {
      for (const { leader } of nodes) expect(leader.publicName).not.toBeNull();
    },
  ],
  [
    '003',
    'community-cadre',
    '双报到单位供需对接',
    'needs(first: 5, filter: { states: [IN_PROGRESS] }) { nodes { claims { nodes { organization { kind } } } } }',
    ({ nodes }: { nodes: { claims: { nodes: object[] } }[] }) => {
      expect(nodes.length).toBeGreaterThan(0);
      for (const { claims } of nodes) expect(claims.nodes).toEqual([{ organization: { kind: 'RESIDENT_UNIT' } }]);
    },
  ],
  ...(['FIVE_STAR_CIVILISED_HOUSEHOLD', 'MEIDE_YINGZHOU_GOOD_PERSON', 'MOST_BEAUTIFUL_CHONGMING', 'FIVE_GOOD_COMMUNITY'] as const).map(
    (kind) => ['003', 'resident', kind, honoursOf(kind), total] as const,
  ),
  [
    '004',
    'resident',
    '巾帼文体宣传队、妇女志愿服务队',
    'volunteerTeams { nodes { name } }',
    { nodes: [{ name: '妇女志愿服务队' }, { name: '巾帼文体宣传队' }] },
  ],
  ['004', 'resident', '先进个人', honoursOf('ADVANCED_INDIVIDUAL'), total],
  ['004', 'resident', '先进事迹', honoursOf('ADVANCED_DEED'), total],
];

describe('of volunteers, needs and honours the graph says what the sources say', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp({ database: databases[0]! });
  });
  afterAll(async () => {
    expect(app.bugs).toEqual([]);
    await app.stop();
  });
  test.each(asked)('%s, %s: %s', async (code, persona, _what, field, answer) => {
    const data = await (await app.as(persona, code)).data(`{ answer: ${field} }`);
    if (typeof answer === 'function') answer(data.answer as never);
    else expect(data.answer).toEqual(answer);
  });
});
