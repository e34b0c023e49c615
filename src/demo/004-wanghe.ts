import { openAccounts, settleResidents } from './accounts.js';
import { Book, reported } from './book.js';
import { houseKnown, layOutHomes } from './homes.js';
import { leadingCommittee, staffCommunity, staffOffice } from './office.js';
import type * as Row from './rows.js';
import { unevenShares } from './seeded.js';
import type { Story } from './story.js';

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
const story: Story = {
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

export function wanghe(): Book {
  const book = new Book({
    code: '004',
    number: 5,
    name: '崔寨街道',
    kind: 'STREET_OFFICE',
    reportedOn: '2021-12-31',
    address: '山东省济南市',
    areaCode: '0531',
    centre: [117.118, 36.812],
  });
  staffOffice(book, '崔寨街道信息总台');
  const workingCommittee = leadingCommittee(book, 'STREET_PARTY_WORKING_COMMITTEE', '崔寨街道党工委');
  const committee = book.organization(workingCommittee, 'COMMUNITY_PARTY_COMMITTEE', '王河社区党委', reported);
  const community = book.organization(book.root, 'COMMUNITY', '王河社区', { ...reported, short_name: '王河' });
  book.relate(committee, 'LEADS', community, reported);
  staffTheCommunity(book, committee, community);
  const area = book.organization(book.root, 'ADMIN_AREA', '管区', reported);
  book.relate(area, 'CONTACTS', community, { ...reported, note: '群防群治联防队成员' });

  const laidOut = layOutGrids(book, community);
  const estate = book.estate(community, '王河小区', { ...reported, kind: 'RESETTLEMENT' });
  const stairwells = laidOut
    .filter(({ household_count }) => household_count > 0)
    .flatMap((grid) => layOutHomes(book, grid, estate, { stairwells: 8, buildingSqm: figures.buildingSqm }));
  book.appoint(book.person(stairwells[0]), 'STAIRWELL_CHIEF', stairwells[0]!);
  const centres = openCentres(book, community);
  openStations(book, community, centres, laidOut[0]!);
  bindPolice(book, community, laidOut);
  includeVillages(book, area, community);
  inviteHelpers(book, community);

  settleResidents(book);
  openAccounts(book, community, laidOut[0]!);
  houseKnown(book);
  book.story = story;
  return book;
}

/** The party committee's secretary is a cadre of the community too. */
function staffTheCommunity(book: Book, committee: Row.OrganizationRow, community: Row.OrganizationRow): void {
  staffCommunity(book, community);
  const secretary = book.person();
  book.predecessor(book.appoint(secretary, 'PARTY_SECRETARY', committee), book.appoint(secretary, 'COMMUNITY_CADRE', community));
  book.appoint(book.person(), 'DEPUTY_SECRETARY', committee);
  book.appoint(book.person(), 'COUNCIL_SECRETARY', community);
}

/** 网格员、楼长、群众代表 on each grid. The shops along the street are a grid of their own, which has lost its leader. */
function layOutGrids(book: Book, community: Row.OrganizationRow): readonly Row.GridRow[] {
  const households = unevenShares(figures.households, grids.length, 9, book.random);
  const residents = unevenShares(figures.residents, grids.length, 20, book.random);
  const homes = grids.map((name, index) => {
    const grid = book.grid(community, `${name}网格`, {
      inclusions: ['ESTATES'],
      household_count: households[index]!,
      resident_count: residents[index]!,
    });
    const leader = book.appoint(book.person(grid), 'GRID_LEADER', grid, {
      full_time: true,
      duties: ['COLLECT_INFORMATION', 'MEDIATE', 'WATCH_SAFETY'],
    });
    if (index === 2) book.predecessor(leader);
    book.appoint(book.person(grid), 'GRID_WORKER', grid, { duties: ['DAILY_PATROL', 'VISIT_HOUSEHOLDS'] });
    for (let building = 0; building < figures.buildings / grids.length; building++) {
      book.appoint(book.person(grid), 'BUILDING_CHIEF', grid, { duties: ['COLLECT_INFORMATION', 'KEEP_CLEAN'] });
    }
    for (let representatives = 0; representatives < 2; representatives++) book.appoint(book.person(grid), 'RESIDENT_REPRESENTATIVE', grid);
    return grid;
  });
  const shops = book.grid(community, '王河沿街商铺网格', { kind: 'SPECIAL', inclusions: ['MAIN_ROADS', 'RESIDENT_UNITS'] });
  book.appoint(book.person(), 'GRID_LEADER', shops, { valid_from: '2020-06-01', valid_to: '2024-10-15' });
  return [...homes, shops];
}

/** 综治中心、网格中心 */
function openCentres(book: Book, community: Row.OrganizationRow): { governance: Row.OrganizationRow; grid: Row.OrganizationRow } {
  const governance = book.organization(community, 'COMPREHENSIVE_GOVERNANCE_CENTER', '王河社区综治中心', reported);
  const grid = book.organization(community, 'GRID_CENTER', '王河社区网格中心', reported);
  for (const centre of [governance, grid]) book.relate(centre, 'SERVES', community, reported);
  book.appoint(book.person(), 'RESPONSIBLE_PERSON', governance);
  book.appoint(book.person(), 'RESPONSIBLE_PERSON', grid);
  return { governance, grid };
}

/** 党群服务中心 and 文明实践站 share one building of more than 1000㎡: 1 service hall, 1 canteen, the mediation room and the council hall. */
function openStations(
  book: Book,
  community: Row.OrganizationRow,
  centres: { governance: Row.OrganizationRow; grid: Row.OrganizationRow },
  grid: Row.GridRow,
): void {
  const site = book.site('王河社区党群服务中心', reported);
  const more = { ...reported, premises: 'PARTY_CENTER' } as const;
  const services = ['医疗', '保险', '计划生育', '退伍军人', '帮办代办'];
  book.station('PARTY_SERVICE_CENTER', '王河社区党群服务中心', community, site, { ...more, area_sqm: figures.centreSqm });
  book.station('CIVILIZATION_PRACTICE', '王河社区新时代文明实践站', community, site, more);
  book.station('SERVICE_HALL', '王河社区服务大厅', community, site, { ...more, functions: services });
  book.station('SENIOR_CANTEEN', '王河社区食堂', community, site, { ...more, functions: ['早餐', '午餐', '晚餐', '送餐'] });
  book.station('COUNCIL_HALL', '民议事厅', community, site, more);
  book.station('MARRIAGE_MEDIATION_ROOM', '婚姻调解室', community, site, { ...more, functions: ['婚姻调解', '回访'] });
  book.station('GRID_WORK', '网格中心工作站', centres.grid, site, more);
  book.station('POLICE_WORK', '综治中心工作站', centres.governance, site, more);
  const booth = book.site(`${grid.name}服务站`);
  book.station('GRID_SERVICE_STATION', `${grid.name}服务站`, community, booth, { grid_id: grid.id, premises: 'OTHER' });
}

/** 社区民警、法律顾问 */
function bindPolice(book: Book, community: Row.OrganizationRow, grids: readonly Row.GridRow[]): void {
  const station = book.organization(book.root, 'POLICE_STATION', '崔寨派出所');
  const post = book.organization(community, 'POLICE_POST', '王河社区警务室');
  book.relate(station, 'LEADS', post);
  book.relate(post, 'SERVES', community);
  const officer = book.person();
  for (const grid of grids) book.appoint(officer, 'COMMUNITY_POLICE', grid, { duties: ['MEDIATE', 'WATCH_SAFETY'] });
  book.appoint(book.person(), 'LEGAL_ADVISER', community, { duties: ['MEDIATE'] });
}

/** 东辛、花二两: the villages the residents came from; their 村“两委” take part in the community's work. */
function includeVillages(book: Book, area: Row.OrganizationRow, community: Row.OrganizationRow): void {
  for (const name of ['东辛村', '花二两村']) {
    const village = book.organization(book.root, 'VILLAGE_COMMITTEE', name, reported);
    book.relate(area, 'GUIDES', village);
    book.relate(village, 'CO_BUILDS', community, reported);
    for (let members = 0; members < 3; members++) book.appoint(book.person(), 'RESIDENTS_COMMITTEE_MEMBER', village);
  }
}

/** 物业、社会组织、餐厅监督委员会、自来水厂 */
function inviteHelpers(book: Book, community: Row.OrganizationRow): void {
  const company = book.organization(community, 'PROPERTY_COMPANY', '王河社区物业公司', reported);
  book.relate(company, 'CONTRACTED_BY', community, reported);
  book.appoint(book.person(), 'PROPERTY_MANAGER', company);
  for (let guards = 0; guards < 4; guards++) book.appoint(book.person(), 'SECURITY_GUARD', company, { duties: ['WATCH_SAFETY'] });
  for (const name of socialOrganizations) book.relate(book.organization(community, 'SOCIAL_ORGANIZATION', name), 'SERVES', community);
  const supervisors = book.organization(community, 'SUPERVISORY_COMMITTEE', '社区餐厅监督委员会', reported);
  book.relate(supervisors, 'SUPERVISES', community, { ...reported, note: '配餐标准、卫生' });
  for (let members = 0; members < 5; members++) book.appoint(book.person(), 'RESIDENT_REPRESENTATIVE', supervisors);
  book.relate(book.organization(book.root, 'PUBLIC_UTILITY', '自来水厂', reported), 'SERVES', community, reported);
}
