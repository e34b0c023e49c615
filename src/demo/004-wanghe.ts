import { openAccounts, settleResidents } from './accounts.js';
import { Dataset, reported } from './dataset.js';
import { houseKnown, layOutHomes } from './homes.js';
import { leadingCommittee, staffCommunity, staffOffice } from './office.js';
import type * as Row from './rows.js';
import type { Scenario } from './scenario.js';
import { unevenShares } from './seeded.js';

/** 崔寨街道王河社区, cases from 2021. */
const figures = {
  /** 16栋住宅楼, each with its 楼长 */
  buildings: 16,
  /** 500余户: at least 500, at most a tenth more */
  households: 520,
  /** 1100余名: at least 1,100, at most a tenth more */
  residents: 1150,
  /** 6万余㎡ in 16 buildings */
  buildingSqm: 3900,
  /** 1000余㎡ 党群服务中心 */
  centreSqm: 1050,
} as const;

/** Four buildings to a grid. */
const grids = ['王河东苑', '王河西苑', '王河南苑', '王河北苑'] as const;

/** 社会组织 in four areas: 纠纷、养老、心理、文化 */
const socialOrganizations = ['纠纷调解服务中心', '居家养老服务中心', '心理关爱服务中心', '文化艺术服务中心'] as const;

/** 网格志愿者联系帮扶机制; residents came from two villages. */
const scenario: Scenario = {
  verified: 92,
  origins: ['东辛村', '花二两村'],
  persons: { MOBILITY_LIMITED: 6, DISABLED: 9, VETERAN: 8 },
  households: { LOW_INCOME: 7 },
  paired: [
    ['MOBILITY_LIMITED', 3, 'WEEKLY'],
    ['LIVING_ALONE_ELDERLY', 8, 'WEEKLY'],
  ],
  rounds: [
    { kind: 'ROUTINE', by: ['GRID_WORKER'], to: 200, purpose: '入户走访' },
    { kind: 'COMFORT', by: ['GRID_LEADER'], to: ['MOBILITY_LIMITED'], purpose: '打扫、买药' },
  ],
};

export function wanghe(): Dataset {
  const dataset = new Dataset({
    code: '004',
    number: 5,
    name: '崔寨街道',
    kind: 'STREET_OFFICE',
    reportedOn: '2021-12-31',
    address: '山东省济南市',
    areaCode: '0531',
    centre: [117.118, 36.812],
  });
  staffOffice(dataset, '崔寨街道信息总台');
  const workingCommittee = leadingCommittee(dataset, 'STREET_PARTY_WORKING_COMMITTEE', '崔寨街道党工委');
  const committee = dataset.organization(workingCommittee, 'COMMUNITY_PARTY_COMMITTEE', '王河社区党委', reported);
  const community = dataset.organization(dataset.root, 'COMMUNITY', '王河社区', { ...reported, short_name: '王河' });
  dataset.relate(committee, 'LEADS', community, reported);
  staffTheCommunity(dataset, committee, community);
  const area = dataset.organization(dataset.root, 'ADMIN_AREA', '管区', reported);
  dataset.relate(area, 'CONTACTS', community, { ...reported, note: '群防群治联防队成员' });

  const laidOut = layOutGrids(dataset, community);
  const estate = dataset.estate(community, '王河小区', { ...reported, kind: 'RESETTLEMENT' });
  const stairwells = laidOut
    .filter(({ household_count }) => household_count > 0)
    .flatMap((grid) => layOutHomes(dataset, grid, estate, { stairwells: 8, buildingSqm: figures.buildingSqm }));
  dataset.appoint(dataset.person(stairwells[0]), 'STAIRWELL_CHIEF', stairwells[0]!);
  const centres = openCentres(dataset, community);
  openStations(dataset, community, centres, laidOut[0]!);
  bindPolice(dataset, community, laidOut);
  includeVillages(dataset, area, community);
  inviteHelpers(dataset, community);

  settleResidents(dataset);
  openAccounts(dataset, community, laidOut[0]!);
  houseKnown(dataset);
  dataset.scenario = scenario;
  return dataset;
}

/** The party committee's secretary is a cadre of the community too. */
function staffTheCommunity(dataset: Dataset, committee: Row.OrganizationRow, community: Row.OrganizationRow): void {
  staffCommunity(dataset, community);
  const secretary = dataset.person();
  dataset.predecessor(dataset.appoint(secretary, 'PARTY_SECRETARY', committee), dataset.appoint(secretary, 'COMMUNITY_CADRE', community));
  dataset.appoint(dataset.person(), 'DEPUTY_SECRETARY', committee);
  dataset.appoint(dataset.person(), 'COUNCIL_SECRETARY', community);
}

/** 网格员、楼长、群众代表 on each grid. The shops along the street are a grid of their own, which has lost its leader. */
function layOutGrids(dataset: Dataset, community: Row.OrganizationRow): readonly Row.GridRow[] {
  const households = unevenShares(figures.households, grids.length, 9, dataset.random);
  const residents = unevenShares(figures.residents, grids.length, 20, dataset.random);
  const homes = grids.map((name, index) => {
    const grid = dataset.grid(community, `${name}网格`, {
      inclusions: ['ESTATES'],
      household_count: households[index]!,
      resident_count: residents[index]!,
    });
    const leader = dataset.appoint(dataset.person(grid), 'GRID_LEADER', grid, {
      full_time: true,
      duties: ['COLLECT_INFORMATION', 'MEDIATE', 'WATCH_SAFETY'],
    });
    if (index === 2) dataset.predecessor(leader);
    dataset.appoint(dataset.person(grid), 'GRID_WORKER', grid, { duties: ['DAILY_PATROL', 'VISIT_HOUSEHOLDS'] });
    for (let building = 0; building < figures.buildings / grids.length; building++) {
      dataset.appoint(dataset.person(grid), 'BUILDING_CHIEF', grid, { duties: ['COLLECT_INFORMATION', 'KEEP_CLEAN'] });
    }
    for (let representatives = 0; representatives < 2; representatives++)
      dataset.appoint(dataset.person(grid), 'RESIDENT_REPRESENTATIVE', grid);
    return grid;
  });
  const shops = dataset.grid(community, '王河沿街商铺网格', { kind: 'SPECIAL', inclusions: ['MAIN_ROADS', 'RESIDENT_UNITS'] });
  dataset.appoint(dataset.person(), 'GRID_LEADER', shops, { valid_from: '2020-06-01', valid_to: '2024-10-15' });
  return [...homes, shops];
}

/** 综治中心、网格中心 */
function openCentres(dataset: Dataset, community: Row.OrganizationRow): { governance: Row.OrganizationRow; grid: Row.OrganizationRow } {
  const governance = dataset.organization(community, 'COMPREHENSIVE_GOVERNANCE_CENTER', '王河社区综治中心', reported);
  const grid = dataset.organization(community, 'GRID_CENTER', '王河社区网格中心', reported);
  for (const centre of [governance, grid]) dataset.relate(centre, 'SERVES', community, reported);
  dataset.appoint(dataset.person(), 'RESPONSIBLE_PERSON', governance);
  dataset.appoint(dataset.person(), 'RESPONSIBLE_PERSON', grid);
  return { governance, grid };
}

/** 党群服务中心 and 文明实践站 share one building of more than 1000㎡: 1 service hall, 1 canteen, the mediation room and the council hall. */
function openStations(
  dataset: Dataset,
  community: Row.OrganizationRow,
  centres: { governance: Row.OrganizationRow; grid: Row.OrganizationRow },
  grid: Row.GridRow,
): void {
  const site = dataset.site('王河社区党群服务中心', reported);
  const more = { ...reported, premises: 'PARTY_CENTER' } as const;
  const services = ['医疗', '保险', '计划生育', '退伍军人', '帮办代办'];
  dataset.station('PARTY_SERVICE_CENTER', '王河社区党群服务中心', community, site, { ...more, area_sqm: figures.centreSqm });
  dataset.station('CIVILIZATION_PRACTICE', '王河社区新时代文明实践站', community, site, more);
  dataset.station('SERVICE_HALL', '王河社区服务大厅', community, site, { ...more, functions: services });
  dataset.station('SENIOR_CANTEEN', '王河社区食堂', community, site, { ...more, functions: ['早餐', '午餐', '晚餐', '送餐'] });
  dataset.station('COUNCIL_HALL', '民议事厅', community, site, more);
  dataset.station('MARRIAGE_MEDIATION_ROOM', '婚姻调解室', community, site, { ...more, functions: ['婚姻调解', '回访'] });
  dataset.station('GRID_WORK', '网格中心工作站', centres.grid, site, more);
  dataset.station('POLICE_WORK', '综治中心工作站', centres.governance, site, more);
  const booth = dataset.site(`${grid.name}服务站`);
  dataset.station('GRID_SERVICE_STATION', `${grid.name}服务站`, community, booth, { grid_id: grid.id, premises: 'OTHER' });
}

/** 社区民警、法律顾问 */
function bindPolice(dataset: Dataset, community: Row.OrganizationRow, grids: readonly Row.GridRow[]): void {
  const station = dataset.organization(dataset.root, 'POLICE_STATION', '崔寨派出所');
  const post = dataset.organization(community, 'POLICE_POST', '王河社区警务室');
  dataset.relate(station, 'LEADS', post);
  dataset.relate(post, 'SERVES', community);
  const officer = dataset.person();
  for (const grid of grids) dataset.appoint(officer, 'COMMUNITY_POLICE', grid, { duties: ['MEDIATE', 'WATCH_SAFETY'] });
  dataset.appoint(dataset.person(), 'LEGAL_ADVISER', community, { duties: ['MEDIATE'] });
}

/** 东辛、花二两: the villages the residents came from; their 村“两委” take part in the community's work. */
function includeVillages(dataset: Dataset, area: Row.OrganizationRow, community: Row.OrganizationRow): void {
  for (const name of ['东辛村', '花二两村']) {
    const village = dataset.organization(dataset.root, 'VILLAGE_COMMITTEE', name, reported);
    dataset.relate(area, 'GUIDES', village);
    dataset.relate(village, 'CO_BUILDS', community, reported);
    for (let members = 0; members < 3; members++) dataset.appoint(dataset.person(), 'RESIDENTS_COMMITTEE_MEMBER', village);
  }
}

/** 物业、社会组织、餐厅监督委员会、自来水厂 */
function inviteHelpers(dataset: Dataset, community: Row.OrganizationRow): void {
  const company = dataset.organization(community, 'PROPERTY_COMPANY', '王河社区物业公司', reported);
  dataset.relate(company, 'CONTRACTED_BY', community, reported);
  dataset.appoint(dataset.person(), 'PROPERTY_MANAGER', company);
  for (let guards = 0; guards < 4; guards++) dataset.appoint(dataset.person(), 'SECURITY_GUARD', company, { duties: ['WATCH_SAFETY'] });
  for (const name of socialOrganizations) dataset.relate(dataset.organization(community, 'SOCIAL_ORGANIZATION', name), 'SERVES', community);
  const supervisors = dataset.organization(community, 'SUPERVISORY_COMMITTEE', '社区餐厅监督委员会', reported);
  dataset.relate(supervisors, 'SUPERVISES', community, { ...reported, note: '配餐标准、卫生' });
  for (let members = 0; members < 5; members++) dataset.appoint(dataset.person(), 'RESIDENT_REPRESENTATIVE', supervisors);
  dataset.relate(dataset.organization(dataset.root, 'PUBLIC_UTILITY', '自来水厂', reported), 'SERVES', community, reported);
}
