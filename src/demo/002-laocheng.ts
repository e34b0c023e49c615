import type { GridInclusion } from '../modules/grids/grid.terms.js';
import { openAccounts, settleResidents } from './accounts.js';
import { Dataset, reported } from './dataset.js';
import { houseKnown, layOutHomes } from './homes.js';
import { leadingCommittee, staffCommunity, staffOffice } from './office.js';
import type * as Row from './rows.js';
import type { Scenario } from './scenario.js';
import { shares } from './seeded.js';

/** 汉滨区老城办, as reported on 2017-07-11. */
const figures = {
  /** 62名一级网格长: one to each first-level grid */
  firstLevel: 62,
  /** 405名二级网格长: one to each second-level grid */
  secondLevel: 405,
  /** 网格党支部9个 */
  gridBranches: 9,
  /** 网格党小组45个 */
  gridGroups: 45,
  /** 非公企业党支部13个 */
  jointBranches: 13,
  /** 291家非公企业无党员 */
  enterprises: 291,
  /** 65名党建指导员 */
  advisers: 65,
  /** 党建网格化管理工作领导小组 + 9个指导协调组 */
  coordinationGroups: 9,
  /** 15–25户、80人左右 一个小网格 */
  households: [15, 25],
  persons: 80,
  /** 一刻钟便民服务圈 */
  serviceCircleMinutes: 15,
} as const;

/** One to each coordination group and each grid branch; the names are invented. */
const communities = ['东关', '西关', '南门', '北门', '鼓楼', '文庙', '金川', '汉江', '兴安'] as const;

/** Second-level grids that the size rule finds fault with: code, households, residents. */
const offSize: Readonly<Record<string, readonly [households: number, residents: number]>> = {
  '002-G03-02': [31, 118],
  '002-G17-05': [12, 41],
};

/** 主次干道、背街小巷、居民小区、驻办单位: each first-level grid takes in estates and one or two of the others. */
const inclusions: readonly (readonly GridInclusion[])[] = [
  ['MAIN_ROADS', 'ESTATES'],
  ['BACK_STREETS', 'ESTATES'],
  ['ESTATES', 'RESIDENT_UNITS'],
  ['MAIN_ROADS', 'BACK_STREETS', 'ESTATES', 'RESIDENT_UNITS'],
];

const trades = ['餐饮', '商贸', '建材', '家政', '服装', '修理', '物流'] as const;

/** 1100余户连心户、100余名重点优抚、近200户三无: each with 包抓领导 and 责任人. 干部周二走访, 周五回访. */
const scenario: Scenario = {
  verified: 88,
  connected: 1120,
  persons: { PREFERENTIAL_TREATMENT: 108, DISABLED: 90, VETERAN: 60 },
  households: { NO_SUPPORT: 190, LOW_INCOME: 120 },
  paired: [
    ['NO_SUPPORT', 190, 'WEEKLY'],
    ['PREFERENTIAL_TREATMENT', 108, 'MONTHLY'],
    ['CONNECTED', 1120, 'QUARTERLY'],
  ],
  duty: {
    position: 'COMMUNITY_CADRE',
    kind: 'ROUTINE',
    cadence: 'WEEKLY',
    weekday: 'TUESDAY',
    returnWeekday: 'FRIDAY',
    kept: 88,
    followed: 90,
  },
};

export function laocheng(): Dataset {
  const dataset = new Dataset({
    code: '002',
    number: 3,
    name: '汉滨区老城街道办事处',
    kind: 'STREET_OFFICE',
    reportedOn: '2017-07-11',
    address: '陕西省安康市汉滨区',
    areaCode: '0915',
    centre: [109.026, 32.692],
  });
  staffOffice(dataset, '老城办信息总台', reported);
  const committee = leadingCommittee(dataset, 'OFFICE_PARTY_COMMITTEE', '老城办党委');
  const built = communities.map((name) => {
    const community = dataset.organization(dataset.root, 'COMMUNITY', `${name}社区`);
    const branch = dataset.organization(committee, 'COMMUNITY_PARTY_BRANCH', `${name}社区党支部`, { formation: 'SINGLE' });
    dataset.relate(branch, 'LEADS', community);
    dataset.coverageRule(community, {
      branch_policy: 'JOINT_ALLOWED',
      grid_level: 2,
      min_households: figures.households[0],
      max_households: figures.households[1],
      target_persons: figures.persons,
      service_circle_minutes: figures.serviceCircleMinutes,
      ...reported,
    });
    staffCommunity(dataset, community);
    dataset.appoint(dataset.person(), 'INSPECTION_LEAD', community);
    return { community, branch };
  });
  const grids = layOutGrids(
    dataset,
    built.map(({ community }) => community),
  );
  for (const [index, { community, branch }] of built.entries()) {
    const own = grids.filter((grid) => grid.community_id === community.id);
    formGridBranch(dataset, branch, own, index);
    formGroups(dataset, branch, own);
    bindPolice(dataset, own);
    openStations(dataset, community, own[0]!);
    propertySide(dataset, community);
  }
  const all = built.map(({ community }) => community);
  guide(dataset, committee, all);
  adviseEnterprises(dataset, committee, built);
  workWithOthers(dataset, committee, all);

  settleResidents(dataset);
  openAccounts(dataset, all[0]!, grids[0]!);
  houseKnown(dataset);
  dataset.scenario = scenario;
  return dataset;
}

/** Numbers run through the whole office, as the report counts: 002-G01 to 002-G62, below them 002-G01-01. Answers the first level. */
function layOutGrids(dataset: Dataset, communities: readonly Row.OrganizationRow[]): Row.GridRow[] {
  const sizes = shares(figures.secondLevel, figures.firstLevel);
  const grids = shares(figures.firstLevel, communities.length).flatMap((gridCount, index) =>
    Array.from({ length: gridCount }, (_, grid) =>
      dataset.grid(communities[index]!, `${communities[index]!.name}第${grid + 1}网格`, {
        inclusions: [...inclusions[(index + grid) % inclusions.length]!],
      }),
    ),
  );
  for (const [index, grid] of grids.entries()) {
    const leader = dataset.appoint(dataset.person(grid), 'GRID_LEADER', grid, { duties: ['COLLECT_INFORMATION', 'REPORT_INCIDENTS'] });
    if (index % 9 === 4) dataset.predecessor(leader);
    dataset.appoint(dataset.person(grid), 'GRID_WORKER', grid, { duties: ['DAILY_PATROL', 'REPORT_INCIDENTS'] });
    for (let part = 1; part <= sizes[index]!; part++) divide(dataset, grid, part);
    const parts = dataset.grids.filter(({ parent_id }) => parent_id === grid.id);
    const community = communities.find(({ id }) => id === grid.community_id)!;
    const estate = dataset.estate(community, grid.name.replace('网格', '片区'), { kind: 'OLD' });
    for (const part of parts) layOutHomes(dataset, part, estate, { stairwells: 2 });
    grid.household_count = parts.reduce((sum, { household_count }) => sum + household_count, 0);
    grid.resident_count = parts.reduce((sum, { resident_count }) => sum + resident_count, 0);
  }
  const first = grids[0]!;
  dataset.appoint(dataset.person(first), 'LANE_CHIEF', first);
  return grids;
}

function divide(dataset: Dataset, grid: Row.GridRow, part: number): void {
  const subGrid = dataset.subGrid(grid, `${grid.name}第${part}小网格`, { inclusions: ['ESTATES'] });
  const [households, residents] = offSize[subGrid.code] ?? [dataset.random.between(18, 22), dataset.random.between(74, 86)];
  Object.assign(subGrid, { household_count: households, resident_count: residents });
  dataset.appoint(dataset.person(subGrid), 'GRID_LEADER', subGrid, { duties: ['VISIT_HOUSEHOLDS', 'REPORT_INCIDENTS'] });
}

/**
 * 单独或联合组建, and 每个网格都有党组织: in every other community a grid branch covers one grid alone and the community's branch the others; elsewhere the
 * grid branch covers all grids. Small grids are covered with the grid above. The branch has 四项职责.
 */
function formGridBranch(dataset: Dataset, communityBranch: Row.OrganizationRow, grids: readonly Row.GridRow[], index: number): void {
  const alone = index % 2 === 1;
  const name = communityBranch.name.replace('社区党支部', alone ? '网格党支部' : '联合网格党支部');
  const branch = dataset.organization(communityBranch, 'GRID_PARTY_BRANCH', name, { formation: alone ? 'SINGLE' : 'JOINT' });
  dataset.appoint(dataset.person(), 'PARTY_SECRETARY', branch, {
    duties: ['DEMONSTRATE', 'ORGANISE', 'CARE_FOR_MEMBERS', 'CONTACT_MASSES'],
  });
  for (const [n, grid] of grids.entries()) {
    const isOwn = alone && n === 0;
    const cover = { branch_id: alone && !isOwn ? communityBranch.id : branch.id, branch_coverage: 'JOINT' } as const;
    Object.assign(grid, cover, isOwn ? { branch_coverage: 'OWN' } : {});
    for (const part of dataset.grids) if (part.parent_id === grid.id) Object.assign(part, cover);
  }
}

/** 办事处党委—社区党支部—网格党小组 */
function formGroups(dataset: Dataset, communityBranch: Row.OrganizationRow, grids: readonly Row.GridRow[]): void {
  for (let index = 0; index < figures.gridGroups / figures.gridBranches; index++) {
    const grid = grids[index]!;
    const formation = index % 2 === 0 ? 'SINGLE' : 'JOINT';
    const group = dataset.organization(communityBranch, 'GRID_PARTY_GROUP', `${grid.name}党小组`, { formation });
    dataset.appoint(dataset.person(grid), 'PARTY_GROUP_LEADER', group);
  }
}

/** 协区片警: one to a community, bound to its first-level grids. */
function bindPolice(dataset: Dataset, grids: readonly Row.GridRow[]): void {
  const officer = dataset.person();
  for (const grid of grids) dataset.appoint(officer, 'COMMUNITY_POLICE', grid);
}

/** 便民服务中心、小区服务站点: 一站式 */
function openStations(dataset: Dataset, community: Row.OrganizationRow, grid: Row.GridRow): void {
  const functions = ['培训就业指导', '警务', '劳动保障', '救助'];
  dataset.station('CONVENIENCE_CENTER', `${community.name}便民服务中心`, community, dataset.site(`${community.name}便民服务中心`), {
    functions,
    premises: 'PARTY_CENTER',
  });
  dataset.station('ESTATE_SERVICE_POINT', `${grid.name}小区服务站点`, community, dataset.site(`${grid.name}小区入口`), {
    grid_id: grid.id,
    premises: 'PROPERTY_ROOM',
    functions: functions.slice(0, 2),
  });
}

function propertySide(dataset: Dataset, community: Row.OrganizationRow): void {
  const company = dataset.organization(community, 'PROPERTY_COMPANY', `${community.name}物业公司`);
  dataset.relate(company, 'CONTRACTED_BY', community);
  dataset.appoint(dataset.person(), 'PROPERTY_MANAGER', company, { valid_from: dataset.threeYearsBefore });
}

/** The leading group, below it one coordination group to a community, which it guides. */
function guide(dataset: Dataset, committee: Row.OrganizationRow, communities: readonly Row.OrganizationRow[]): void {
  const leadingGroup = dataset.organization(dataset.root, 'LEADING_GROUP', '党建网格化管理工作领导小组', reported);
  dataset.relate(committee, 'LEADS', leadingGroup, reported);
  dataset.appoint(dataset.person(), 'RESPONSIBLE_PERSON', leadingGroup);
  for (let index = 0; index < figures.coordinationGroups; index++) {
    const group = dataset.organization(leadingGroup, 'COORDINATION_GROUP', `第${index + 1}指导协调组`);
    dataset.relate(group, 'GUIDES', communities[index]!);
    dataset.appoint(dataset.person(), 'RESPONSIBLE_PERSON', group);
  }
}

/**
 * 65 advisers for 291 firms without members: they serve at the communities' branches, each of which guides the firms of its community. The 13 joint branches
 * are of firms that have members, but too few for a branch of their own; the source does not count these firms. Each is attached to a community's branch.
 */
function adviseEnterprises(
  dataset: Dataset,
  committee: Row.OrganizationRow,
  built: readonly { readonly community: Row.OrganizationRow; readonly branch: Row.OrganizationRow }[],
): void {
  for (const [index, advisers] of shares(figures.advisers, built.length).entries())
    for (let adviser = 0; adviser < advisers; adviser++) dataset.appoint(dataset.person(), 'PARTY_BUILDING_ADVISER', built[index]!.branch);
  for (let index = 0; index < figures.jointBranches; index++) {
    const joint = dataset.organization(committee, 'JOINT_PARTY_BRANCH', `非公企业第${index + 1}联合党支部`, { formation: 'JOINT' });
    dataset.relate(joint, 'ATTACHED_TO', built[index % built.length]!.branch);
  }
  for (let index = 0; index < figures.enterprises; index++) {
    const { community, branch } = built[index % built.length]!;
    const name = `${community.name}${trades[index % trades.length]}企业${Math.floor(index / built.length) + 1}`;
    dataset.relate(branch, 'GUIDES', dataset.organization(community, 'ENTERPRISE', name));
  }
}

/** 群团组织 are guided by the party, 包联部门 keep contact with communities, staff of 驻办单位 serve in 双岗位. */
function workWithOthers(dataset: Dataset, committee: Row.OrganizationRow, communities: readonly Row.OrganizationRow[]): void {
  for (const name of ['老城办工会', '老城办共青团', '老城办妇联']) {
    dataset.relate(committee, 'GUIDES', dataset.organization(dataset.root, 'MASS_ORGANIZATION', name));
  }
  for (const [index, name] of ['包联部门（民政）', '包联部门（人社）', '包联部门（司法）'].entries()) {
    const department = dataset.organization(dataset.root, 'GOVERNMENT_DEPARTMENT', name);
    dataset.appoint(dataset.person(), 'DEPARTMENT_OFFICER', department);
    for (const community of communities.slice(index * 3, index * 3 + 3)) dataset.relate(department, 'CONTACTS', community);
  }
  for (const community of communities) {
    const unit = dataset.organization(community, 'RESIDENT_UNIT', `${community.name}驻办单位`);
    dataset.relate(unit, 'CO_BUILDS', community);
    const member = dataset.person();
    dataset.appoint(member, 'RESPONSIBLE_PERSON', unit);
    dataset.appoint(member, 'COMMUNITY_WORKER', community, { full_time: false });
  }
}
