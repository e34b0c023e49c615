import type { GridInclusion } from '../modules/grids/grid.terms.js';
import { openAccounts, settleResidents } from './accounts.js';
import { Book, reported } from './book.js';
import { houseKnown, layOutHomes } from './homes.js';
import { leadingCommittee, staffCommunity, staffOffice } from './office.js';
import type * as Row from './rows.js';
import { shares } from './seeded.js';
import type { Story } from './story.js';

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
const story: Story = {
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

export function laocheng(): Book {
  const book = new Book({
    code: '002',
    number: 3,
    name: '汉滨区老城街道办事处',
    kind: 'STREET_OFFICE',
    reportedOn: '2017-07-11',
    address: '陕西省安康市汉滨区',
    areaCode: '0915',
    centre: [109.026, 32.692],
  });
  staffOffice(book, '老城办信息总台', reported);
  const committee = leadingCommittee(book, 'OFFICE_PARTY_COMMITTEE', '老城办党委');
  const built = communities.map((name) => {
    const community = book.organization(book.root, 'COMMUNITY', `${name}社区`);
    const branch = book.organization(committee, 'COMMUNITY_PARTY_BRANCH', `${name}社区党支部`, { formation: 'SINGLE' });
    book.relate(branch, 'LEADS', community);
    book.coverageRule(community, {
      branch_policy: 'JOINT_ALLOWED',
      grid_level: 2,
      min_households: figures.households[0],
      max_households: figures.households[1],
      target_persons: figures.persons,
      service_circle_minutes: figures.serviceCircleMinutes,
      ...reported,
    });
    staffCommunity(book, community);
    book.appoint(book.person(), 'INSPECTION_LEAD', community);
    return { community, branch };
  });
  const grids = layOutGrids(
    book,
    built.map(({ community }) => community),
  );
  for (const [index, { community, branch }] of built.entries()) {
    const own = grids.filter((grid) => grid.community_id === community.id);
    formGridBranch(book, branch, own, index);
    formGroups(book, branch, own);
    bindPolice(book, own);
    openStations(book, community, own[0]!);
    propertySide(book, community);
  }
  const all = built.map(({ community }) => community);
  guide(book, committee, all);
  adviseEnterprises(book, committee, built);
  workWithOthers(book, committee, all);

  settleResidents(book);
  openAccounts(book, all[0]!, grids[0]!);
  houseKnown(book);
  book.story = story;
  return book;
}

/** Numbers run through the whole office, as the report counts: 002-G01 to 002-G62, below them 002-G01-01. Answers the first level. */
function layOutGrids(book: Book, communities: readonly Row.OrganizationRow[]): Row.GridRow[] {
  const sizes = shares(figures.secondLevel, figures.firstLevel);
  const grids = shares(figures.firstLevel, communities.length).flatMap((gridCount, index) =>
    Array.from({ length: gridCount }, (_, grid) =>
      book.grid(communities[index]!, `${communities[index]!.name}第${grid + 1}网格`, {
        inclusions: [...inclusions[(index + grid) % inclusions.length]!],
      }),
    ),
  );
  for (const [index, grid] of grids.entries()) {
    const leader = book.appoint(book.person(grid), 'GRID_LEADER', grid, { duties: ['COLLECT_INFORMATION', 'REPORT_INCIDENTS'] });
    if (index % 9 === 4) book.predecessor(leader);
    book.appoint(book.person(grid), 'GRID_WORKER', grid, { duties: ['DAILY_PATROL', 'REPORT_INCIDENTS'] });
    for (let part = 1; part <= sizes[index]!; part++) divide(book, grid, part);
    const parts = book.grids.filter(({ parent_id }) => parent_id === grid.id);
    const community = communities.find(({ id }) => id === grid.community_id)!;
    const estate = book.estate(community, grid.name.replace('网格', '片区'), { kind: 'OLD' });
    for (const part of parts) layOutHomes(book, part, estate, { stairwells: 2 });
    grid.household_count = parts.reduce((sum, { household_count }) => sum + household_count, 0);
    grid.resident_count = parts.reduce((sum, { resident_count }) => sum + resident_count, 0);
  }
  const first = grids[0]!;
  book.appoint(book.person(first), 'LANE_CHIEF', first);
  return grids;
}

function divide(book: Book, grid: Row.GridRow, part: number): void {
  const subGrid = book.subGrid(grid, `${grid.name}第${part}小网格`, { inclusions: ['ESTATES'] });
  const [households, residents] = offSize[subGrid.code] ?? [book.random.between(18, 22), book.random.between(74, 86)];
  Object.assign(subGrid, { household_count: households, resident_count: residents });
  book.appoint(book.person(subGrid), 'GRID_LEADER', subGrid, { duties: ['VISIT_HOUSEHOLDS', 'REPORT_INCIDENTS'] });
}

/**
 * 单独或联合组建, and 每个网格都有党组织: in every other community a grid branch covers one grid alone and the community's branch the others; elsewhere the
 * grid branch covers all grids. Small grids are covered with the grid above. The branch has 四项职责.
 */
function formGridBranch(book: Book, communityBranch: Row.OrganizationRow, grids: readonly Row.GridRow[], index: number): void {
  const alone = index % 2 === 1;
  const name = communityBranch.name.replace('社区党支部', alone ? '网格党支部' : '联合网格党支部');
  const branch = book.organization(communityBranch, 'GRID_PARTY_BRANCH', name, { formation: alone ? 'SINGLE' : 'JOINT' });
  book.appoint(book.person(), 'PARTY_SECRETARY', branch, {
    duties: ['DEMONSTRATE', 'ORGANISE', 'CARE_FOR_MEMBERS', 'CONTACT_MASSES'],
  });
  for (const [n, grid] of grids.entries()) {
    const isOwn = alone && n === 0;
    const cover = { branch_id: alone && !isOwn ? communityBranch.id : branch.id, branch_coverage: 'JOINT' } as const;
    Object.assign(grid, cover, isOwn ? { branch_coverage: 'OWN' } : {});
    for (const part of book.grids) if (part.parent_id === grid.id) Object.assign(part, cover);
  }
}

/** 办事处党委—社区党支部—网格党小组 */
function formGroups(book: Book, communityBranch: Row.OrganizationRow, grids: readonly Row.GridRow[]): void {
  for (let index = 0; index < figures.gridGroups / figures.gridBranches; index++) {
    const grid = grids[index]!;
    const formation = index % 2 === 0 ? 'SINGLE' : 'JOINT';
    const group = book.organization(communityBranch, 'GRID_PARTY_GROUP', `${grid.name}党小组`, { formation });
    book.appoint(book.person(grid), 'PARTY_GROUP_LEADER', group);
  }
}

/** 协区片警: one to a community, bound to its first-level grids. */
function bindPolice(book: Book, grids: readonly Row.GridRow[]): void {
  const officer = book.person();
  for (const grid of grids) book.appoint(officer, 'COMMUNITY_POLICE', grid);
}

/** 便民服务中心、小区服务站点: 一站式 */
function openStations(book: Book, community: Row.OrganizationRow, grid: Row.GridRow): void {
  const functions = ['培训就业指导', '警务', '劳动保障', '救助'];
  book.station('CONVENIENCE_CENTER', `${community.name}便民服务中心`, community, book.site(`${community.name}便民服务中心`), {
    functions,
    premises: 'PARTY_CENTER',
  });
  book.station('ESTATE_SERVICE_POINT', `${grid.name}小区服务站点`, community, book.site(`${grid.name}小区入口`), {
    grid_id: grid.id,
    premises: 'PROPERTY_ROOM',
    functions: functions.slice(0, 2),
  });
}

function propertySide(book: Book, community: Row.OrganizationRow): void {
  const company = book.organization(community, 'PROPERTY_COMPANY', `${community.name}物业公司`);
  book.relate(company, 'CONTRACTED_BY', community);
  book.appoint(book.person(), 'PROPERTY_MANAGER', company);
}

/** The leading group, below it one coordination group to a community, which it guides. */
function guide(book: Book, committee: Row.OrganizationRow, communities: readonly Row.OrganizationRow[]): void {
  const leadingGroup = book.organization(book.root, 'LEADING_GROUP', '党建网格化管理工作领导小组', reported);
  book.relate(committee, 'LEADS', leadingGroup, reported);
  book.appoint(book.person(), 'RESPONSIBLE_PERSON', leadingGroup);
  for (let index = 0; index < figures.coordinationGroups; index++) {
    const group = book.organization(leadingGroup, 'COORDINATION_GROUP', `第${index + 1}指导协调组`);
    book.relate(group, 'GUIDES', communities[index]!);
    book.appoint(book.person(), 'RESPONSIBLE_PERSON', group);
  }
}

/**
 * 65 advisers for 291 firms without members: they serve at the communities' branches, each of which guides the firms of its community. The 13 joint branches
 * are of firms that have members, but too few for a branch of their own; the source does not count these firms. Each is attached to a community's branch.
 */
function adviseEnterprises(
  book: Book,
  committee: Row.OrganizationRow,
  built: readonly { readonly community: Row.OrganizationRow; readonly branch: Row.OrganizationRow }[],
): void {
  for (const [index, advisers] of shares(figures.advisers, built.length).entries())
    for (let adviser = 0; adviser < advisers; adviser++) book.appoint(book.person(), 'PARTY_BUILDING_ADVISER', built[index]!.branch);
  for (let index = 0; index < figures.jointBranches; index++) {
    const joint = book.organization(committee, 'JOINT_PARTY_BRANCH', `非公企业第${index + 1}联合党支部`, { formation: 'JOINT' });
    book.relate(joint, 'ATTACHED_TO', built[index % built.length]!.branch);
  }
  for (let index = 0; index < figures.enterprises; index++) {
    const { community, branch } = built[index % built.length]!;
    const name = `${community.name}${trades[index % trades.length]}企业${Math.floor(index / built.length) + 1}`;
    book.relate(branch, 'GUIDES', book.organization(community, 'ENTERPRISE', name));
  }
}

/** 群团组织 are guided by the party, 包联部门 keep contact with communities, staff of 驻办单位 serve in 双岗位. */
function workWithOthers(book: Book, committee: Row.OrganizationRow, communities: readonly Row.OrganizationRow[]): void {
  for (const name of ['老城办工会', '老城办共青团', '老城办妇联']) {
    book.relate(committee, 'GUIDES', book.organization(book.root, 'MASS_ORGANIZATION', name));
  }
  for (const [index, name] of ['包联部门（民政）', '包联部门（人社）', '包联部门（司法）'].entries()) {
    const department = book.organization(book.root, 'GOVERNMENT_DEPARTMENT', name);
    book.appoint(book.person(), 'DEPARTMENT_OFFICER', department);
    for (const community of communities.slice(index * 3, index * 3 + 3)) book.relate(department, 'CONTACTS', community);
  }
  for (const community of communities) {
    const unit = book.organization(community, 'RESIDENT_UNIT', `${community.name}驻办单位`);
    book.relate(unit, 'CO_BUILDS', community);
    const member = book.person();
    book.appoint(member, 'RESPONSIBLE_PERSON', unit);
    book.appoint(member, 'COMMUNITY_WORKER', community, { full_time: false });
  }
}
