import { openAccounts, settleResidents } from './accounts.js';
import { Dataset, reported } from './dataset.js';
import { houseKnown, layOutHomes } from './homes.js';
import { leadingCommittee, staffCommunity, staffOffice } from './office.js';
import type * as Row from './rows.js';
import type { Scenario } from './scenario.js';
import { shares } from './seeded.js';

/** 崇明区陈家镇, undated. */
const figures = {
  /** 57个网格党支部: one to each grid, and its secretary leads the grid (支部书记任网格长) */
  gridBranches: 57,
  /** 24个业委会, each with its 党的工作小组: 24 */
  ownersCommittees: 24,
  /** 15分钟治理微圈 */
  serviceCircleMinutes: 15,
} as const;

/** 8个社区, 8个党总支. One is named in the source: its grid holds the 网格夜谈会. */
const communities = [
  '裕鸿佳苑第一社区',
  '裕鸿佳苑第二社区',
  '裕鸿佳苑第三社区',
  '裕鸿佳苑第四社区',
  '瀛和家园社区',
  '瀛安雅苑社区',
  '瀛秀新城社区',
  '瀛乐花园社区',
] as const;
const named = '裕鸿佳苑第四社区';

/** 管理幅度适当: the source names no bounds, so these are ours. */
const bounds = { min_households: 25, max_households: 65 } as const;

/** 居民主要来自农村拆迁. */
const scenario: Scenario = {
  verified: 90,
  origins: ['农村拆迁'],
  persons: { DISABLED: 60, VETERAN: 40 },
  households: { LOW_INCOME: 40 },
  paired: [['LIVING_ALONE_ELDERLY', 20, 'WEEKLY']],
  rounds: [{ kind: 'ROUTINE', by: ['GRID_WORKER'], to: 900, purpose: '宣传政策' }],
};

export function chenjia(): Dataset {
  const dataset = new Dataset({
    code: '003',
    number: 4,
    name: '崇明区陈家镇',
    kind: 'TOWN_GOVERNMENT',
    // Made up: the source is undated.
    reportedOn: '2020-06-30',
    address: '上海市崇明区',
    areaCode: '021',
    centre: [121.796, 31.512],
  });
  staffOffice(dataset, '陈家镇信息总台');
  const committee = leadingCommittee(dataset, 'TOWN_PARTY_COMMITTEE', '陈家镇党委');
  const gridCounts = shares(figures.gridBranches, communities.length);
  const ownersCounts = shares(figures.ownersCommittees, communities.length);
  const built = communities.map((name, index) => {
    const more = name === named ? reported : {};
    const community = dataset.organization(dataset.root, 'COMMUNITY', name, more);
    const generalBranch = dataset.organization(committee, 'COMMUNITY_PARTY_GENERAL_BRANCH', `${name}党总支`, more);
    dataset.relate(generalBranch, 'LEADS', community);
    dataset.relate(committee, 'CONTACTS', community, { note: '镇领导挂点' });
    dataset.coverageRule(community, {
      branch_policy: 'ONE_GRID_ONE_BRANCH',
      ...bounds,
      service_circle_minutes: figures.serviceCircleMinutes,
    });
    staffCommunity(dataset, community);
    const residentsCommittee = electResidentsCommittee(dataset, community, generalBranch);
    const grids = Array.from({ length: gridCounts[index]! }, (_, grid) =>
      layOutGrid(dataset, community, generalBranch, residentsCommittee, grid),
    );
    const company = contractProperty(dataset, community);
    const owners = Array.from({ length: ownersCounts[index]! }, (_, estate) =>
      electOwners(dataset, community, residentsCommittee, company, grids[estate]!, estate),
    );
    const estates = owners.map((committee, estate) =>
      dataset.estate(community, `${name.replace('社区', '')}${estate + 1}号院`, {
        kind: 'RESETTLEMENT',
        owners_committee_id: committee.id,
        property_company_id: company.id,
      }),
    );
    const stairwells = grids.map((grid, index) => layOutHomes(dataset, grid, estates[index % estates.length]!));
    crossAppoint(dataset, residentsCommittee, owners, company);
    bindPoliceAndLaw(dataset, community, residentsCommittee, grids);
    openHouses(dataset, community, grids[0]!);
    return { community, grids, residentsCommittee, owners, company, stairwells };
  });
  const first = built[0]!;
  superviseFromTown(
    dataset,
    built.map(({ community }) => community),
    first.company,
  );
  holdCouncils(dataset, first.community, [first.residentsCommittee, first.owners[0]!, first.company]);
  observe(dataset, built.find(({ community }) => community.name === named)!.community);
  endContract(dataset, first.owners[1]!, built[1]!.company);
  const firstGrid = first.grids[0]!;
  const stairwell = first.stairwells[0]![0]!;
  dataset.appoint(dataset.person(stairwell), 'STAIRWELL_CHIEF', stairwell);

  settleResidents(dataset);
  openAccounts(dataset, first.community, firstGrid);
  houseKnown(dataset);
  dataset.scenario = scenario;
  return dataset;
}

/** 居委会: a director and four members. */
function electResidentsCommittee(
  dataset: Dataset,
  community: Row.OrganizationRow,
  generalBranch: Row.OrganizationRow,
): Row.OrganizationRow {
  const committee = dataset.organization(community, 'RESIDENTS_COMMITTEE', `${community.name}居委会`);
  dataset.relate(generalBranch, 'LEADS', committee);
  dataset.appoint(dataset.person(), 'RESIDENTS_COMMITTEE_DIRECTOR', committee, { full_time: true });
  for (let members = 0; members < 4; members++) dataset.appoint(dataset.person(), 'RESIDENTS_COMMITTEE_MEMBER', committee);
  return committee;
}

/**
 * A grid, its own branch with a party group, and the branch's secretary as the grid's leader since the same day.
 * Numbers run within the community, whose code they carry: 003-C1-G01. 一格多员: who else works on it.
 */
function layOutGrid(
  dataset: Dataset,
  community: Row.OrganizationRow,
  generalBranch: Row.OrganizationRow,
  residentsCommittee: Row.OrganizationRow,
  index: number,
): Row.GridRow {
  const name = `${community.name}第${index + 1}网格`;
  const branch = dataset.organization(generalBranch, 'GRID_PARTY_BRANCH', `${name}党支部`, { formation: 'SINGLE' });
  dataset.relate(residentsCommittee, 'CONTACTS', branch, { note: '两委联系微网格' });
  const households = dataset.random.between(30, 60);
  const more = {
    branch_id: branch.id,
    branch_coverage: 'OWN',
    inclusions: ['ESTATES'],
    household_count: households,
    resident_count: Math.round(households * 2.6),
  } satisfies Partial<Row.GridRow>;
  const grid = dataset.grid(community, name, more, community.code);
  dataset.station('PARTY_SERVICE_POINT', `${name}党群服务点`, branch, dataset.site(`${name}党群服务点`), {
    grid_id: grid.id,
    premises: 'PROPERTY_ROOM',
  });

  const secretary = dataset.person(grid);
  const since = { valid_from: dataset.dayBeforeReport() };
  const secretaryship = dataset.appoint(secretary, 'PARTY_SECRETARY', branch, since);
  const leadership = dataset.appoint(secretary, 'GRID_LEADER', grid, {
    ...since,
    duties: ['LEAD_TEAMS', 'COLLECT_INFORMATION', 'MEDIATE'],
  });
  if (index === 2) dataset.predecessor(secretaryship, leadership);
  dataset.appoint(dataset.person(grid), 'GRID_WORKER', grid, { duties: ['DAILY_PATROL', 'REPORT_INCIDENTS', 'PUBLICISE_POLICY'] });
  const group = dataset.organization(branch, 'GRID_PARTY_GROUP', `${name}党小组`, { formation: 'SINGLE' });
  for (const [position, at] of [
    ['PARTY_GROUP_LEADER', group],
    ['RESIDENT_GROUP_HEAD', grid],
    ['BUILDING_GROUP_HEAD', grid],
  ] as const) {
    dataset.appoint(dataset.person(grid), position, at, { duties: ['VISIT_HOUSEHOLDS', 'MEDIATE'] });
  }
  return grid;
}

function contractProperty(dataset: Dataset, community: Row.OrganizationRow): Row.OrganizationRow {
  const company = dataset.organization(community, 'PROPERTY_COMPANY', `${community.name}物业公司`);
  for (let managers = 0; managers < 2; managers++) dataset.appoint(dataset.person(), 'PROPERTY_MANAGER', company);
  for (let guards = 0; guards < 2; guards++) dataset.appoint(dataset.person(), 'SECURITY_GUARD', company);
  return company;
}

/** An owners' committee with a chair and two members; one of these leads the party work group below it. */
function electOwners(
  dataset: Dataset,
  community: Row.OrganizationRow,
  residentsCommittee: Row.OrganizationRow,
  company: Row.OrganizationRow,
  grid: Row.GridRow,
  estate: number,
): Row.OrganizationRow {
  const committee = dataset.organization(community, 'OWNERS_COMMITTEE', `${community.name}第${estate + 1}业委会`);
  const workGroup = dataset.organization(committee, 'OWNERS_COMMITTEE_PARTY_WORK_GROUP', `${committee.name}党的工作小组`);
  dataset.relate(workGroup, 'GUIDES', committee);
  dataset.relate(residentsCommittee, 'GUIDES', committee);
  dataset.relate(company, 'CONTRACTED_BY', committee);
  dataset.appoint(dataset.person(grid), 'OWNERS_COMMITTEE_CHAIR', committee);
  const member = dataset.person(grid);
  dataset.appoint(member, 'OWNERS_COMMITTEE_MEMBER', committee);
  dataset.appoint(member, 'PARTY_GROUP_LEADER', workGroup);
  dataset.appoint(dataset.person(grid), 'OWNERS_COMMITTEE_MEMBER', committee);
  return committee;
}

/** 双向进入、交叉任职: owners sit on the residents' committee and the other way round, and so do the company and the residents' committee. */
function crossAppoint(
  dataset: Dataset,
  residentsCommittee: Row.OrganizationRow,
  [firstOwners, secondOwners]: readonly Row.OrganizationRow[],
  company: Row.OrganizationRow,
): void {
  const holder = (position: Row.AppointmentRow['position'], at: Row.OrganizationRow, nth = 0) => {
    const posts = dataset.appointments.filter((post) => post.position === position && post.organization_id === at.id);
    return dataset.persons.find(({ id }) => id === posts[nth]!.person_id)!;
  };
  dataset.appoint(holder('OWNERS_COMMITTEE_CHAIR', firstOwners!), 'RESIDENTS_COMMITTEE_MEMBER', residentsCommittee);
  dataset.appoint(holder('PROPERTY_MANAGER', company, 1), 'RESIDENTS_COMMITTEE_MEMBER', residentsCommittee);
  dataset.appoint(holder('RESIDENTS_COMMITTEE_MEMBER', residentsCommittee, 0), 'OWNERS_COMMITTEE_MEMBER', secondOwners!);
  dataset.appoint(holder('RESIDENTS_COMMITTEE_MEMBER', residentsCommittee, 1), 'RESPONSIBLE_PERSON', company);
}

/** 一居一警、律师进社区: a police post with one officer, bound to the community's grids, and one lawyer to a residents' committee. */
function bindPoliceAndLaw(
  dataset: Dataset,
  community: Row.OrganizationRow,
  residentsCommittee: Row.OrganizationRow,
  grids: readonly Row.GridRow[],
): void {
  const policePost = dataset.organization(community, 'POLICE_POST', `${community.name}警务室`);
  dataset.relate(policePost, 'SERVES', residentsCommittee);
  const officer = dataset.person();
  for (const at of [policePost, ...grids]) dataset.appoint(officer, 'COMMUNITY_POLICE', at);
  dataset.appoint(dataset.person(), 'LEGAL_ADVISER', residentsCommittee, { duties: ['MEDIATE'] });
}

/** 睦邻点、姐妹微家、民心亭议事园 */
function openHouses(dataset: Dataset, community: Row.OrganizationRow, grid: Row.GridRow): void {
  const more = { grid_id: grid.id, premises: 'OTHER' } as const;
  const site = dataset.site(`${community.name}睦邻点`);
  dataset.station('NEIGHBOUR_POINT', `${community.name}睦邻点`, community, site, more);
  dataset.station('SISTER_HOME', `${community.name}姐妹微家`, community, site, more);
  dataset.station('COUNCIL_HALL', `${community.name}民心亭议事园`, community, dataset.site(`${community.name}民心亭`), more);
}

/** 党建引领业委会建设工作指导委员会 guides the communities; 房管、公安、司法 supervise and publish what they find. */
function superviseFromTown(dataset: Dataset, communities: readonly Row.OrganizationRow[], company: Row.OrganizationRow): void {
  const guidance = dataset.organization(dataset.root, 'GUIDANCE_COMMITTEE', '党建引领业委会建设工作指导委员会', reported);
  for (const community of communities) dataset.relate(guidance, 'GUIDES', community);
  for (const [name, supervised] of [
    ['房管部门', company],
    ['公安部门', communities[0]!],
    ['司法部门', communities[0]!],
  ] as const) {
    const department = dataset.organization(dataset.root, 'GOVERNMENT_DEPARTMENT', name, reported);
    dataset.relate(department, 'SUPERVISES', supervised);
    dataset.appoint(dataset.person(), 'DEPARTMENT_OFFICER', department);
  }
}

/** 三驾马车 meet in one conference; 双报到单位 and associations stand beside it. */
function holdCouncils(dataset: Dataset, community: Row.OrganizationRow, troika: readonly Row.OrganizationRow[]): void {
  const conference = dataset.organization(community, 'JOINT_CONFERENCE', '居委会、业委会、物业三方联席会', reported);
  for (const party of troika) dataset.relate(party, 'ALLIANCE_MEMBER', conference);
  const council = dataset.organization(community, 'COBUILDING_COUNCIL', '社区共建理事会', reported);
  for (const name of ['双报到单位（学校）', '双报到单位（医院）', '双报到单位（园区）']) {
    const unit = dataset.organization(community, 'RESIDENT_UNIT', name);
    dataset.relate(unit, 'ALLIANCE_MEMBER', council);
    dataset.relate(unit, 'CO_BUILDS', community);
  }
  dataset.organization(community, 'MEDIATION_COMMITTEE', '矛盾调解委员会', reported);
  dataset.organization(community, 'ELDERS_ASSOCIATION', '老年人协会', reported);
}

/** 裕鸿佳苑第四社区乡贤能人观察团 */
function observe(dataset: Dataset, community: Row.OrganizationRow): void {
  const observers = dataset.organization(community, 'OBSERVER_GROUP', '乡贤能人观察团', reported);
  dataset.relate(observers, 'SUPERVISES', community, reported);
  for (let worthies = 0; worthies < 5; worthies++) dataset.appoint(dataset.person(), 'COUNTRYSIDE_WORTHY', observers);
}

/** A committee that has changed its property company: what was true before can be asked for by date. */
function endContract(dataset: Dataset, owners: Row.OrganizationRow, company: Row.OrganizationRow): void {
  dataset.relate(company, 'CONTRACTED_BY', owners, { valid_from: '2014-01-01', valid_to: '2017-01-01' });
}
