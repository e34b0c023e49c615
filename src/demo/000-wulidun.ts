import { openAccounts, settleResidents } from './accounts.js';
import { Dataset, reported } from './dataset.js';
import { houseKnown, layOutHomes } from './homes.js';
import { leadingCommittee, staffCommunity, staffOffice } from './office.js';
import type * as Row from './rows.js';
import type { Scenario } from './scenario.js';
import { shares, unevenShares } from './seeded.js';

/** 泰兴市济川街道五里墩社区, as reported on 2019-12-12. */
const figures = {
  /** 社区党委—网格党支部—睦邻党小组 */
  branches: 4,
  /** 社区党委—网格党支部—睦邻党小组 */
  groups: 12,
  /** 12个睦邻点, 三站合一 */
  points: 12,
  /** 26名中心户长 */
  centreHouseholds: 26,
  /** 45名党员担任楼巷长 */
  laneChiefs: 45,
  /** 300余名机关在职党员 who have reported for duty in the community (双报到) */
  employedMembers: 306,
  /** 惠及居民3000余户: at least 3,000, at most a tenth more */
  households: 3180,
} as const;

/** One estate or block to a grid: 15个治理网格, hence 15名专职网格长, each paired with the police (网格长和警务人员结对成组). */
const estates = [
  '五里新村',
  '银杏花园',
  '香樟苑',
  '桂花园',
  '文汇家园',
  '曲水苑',
  '羌溪花园',
  '延令家园',
  '鼓楼里',
  '济川新寓',
  '阳光里',
  '红旗里',
  '仙鹤湾',
  '龙河苑',
  '润泰家园',
] as const;

/** 驻区单位、企事业单位 */
const alliedUnits = [
  ['RESIDENT_UNIT', '驻区学校'],
  ['RESIDENT_UNIT', '驻区卫生服务中心'],
  ['RESIDENT_UNIT', '驻区银行网点'],
  ['RESIDENT_UNIT', '驻区供电营业所'],
  ['ENTERPRISE', '辖区超市企业'],
  ['ENTERPRISE', '辖区餐饮企业'],
] as const;

/** 人房关联信息完善率85%以上, 走访3000余户, 结对帮扶对子5个, 在职党员每月走访. */
const scenario: Scenario = {
  verified: 86,
  persons: { KEY_PERSON: 12, WEAK_GROUP: 30, DISABLED: 40, VETERAN: 25 },
  households: { LOW_INCOME: 35 },
  paired: [['WEAK_GROUP', 5, 'MONTHLY']],
  rounds: [
    { kind: 'JOINT_POLICE', by: ['GRID_LEADER', 'COMMUNITY_POLICE'], to: 3050, purpose: '采集居民信息' },
    { kind: 'COMFORT', by: ['COMMUNITY_CADRE'], to: ['WEAK_GROUP'], purpose: '慰问' },
  ],
  duty: {
    position: 'EMPLOYED_PARTY_MEMBER',
    kind: 'ROUTINE',
    cadence: 'MONTHLY',
    weekday: null,
    returnWeekday: null,
    kept: 92,
    followed: 0,
  },
};

export function wulidun(): Dataset {
  const dataset = new Dataset({
    code: '000',
    number: 1,
    name: '泰兴市济川街道',
    kind: 'STREET_OFFICE',
    reportedOn: '2019-12-12',
    address: '江苏省泰州市泰兴市',
    areaCode: '0523',
    centre: [120.052, 32.158],
  });
  staffOffice(dataset, '济川街道信息总台');
  const workingCommittee = leadingCommittee(dataset, 'STREET_PARTY_WORKING_COMMITTEE', '济川街道党工委');
  const committee = dataset.organization(workingCommittee, 'COMMUNITY_PARTY_COMMITTEE', '五里墩社区党委', reported);
  const community = dataset.organization(dataset.root, 'COMMUNITY', '五里墩社区', { ...reported, short_name: '五里墩' });
  dataset.relate(committee, 'LEADS', community, reported);
  dataset.coverageRule(community, { branch_policy: 'JOINT_ALLOWED', ...reported });
  staffCommunity(dataset, community);

  const households = unevenShares(figures.households, estates.length, 18, dataset.random);
  const grids = estates.map((estate, index) =>
    dataset.grid(community, `${estate}网格`, {
      inclusions: ['ESTATES', ...(index % 3 === 0 ? (['BACK_STREETS'] as const) : [])],
      household_count: households[index]!,
      resident_count: Math.round(households[index]! * 2.7),
    }),
  );
  const branches = partyLine(dataset, committee, community, grids);
  const laneChiefs = staffGrids(dataset, grids);
  leadGroups(dataset, branches, grids, laneChiefs);
  const policePost = bindPolice(dataset, community, grids);
  openPoints(dataset, community, policePost, grids);
  joinAlliance(dataset, committee, community);
  const company = dataset.organization(community, 'PROPERTY_COMPANY', '五里墩片区物业公司');
  propertySide(dataset, community, company, grids);
  for (const [index, grid] of grids.entries())
    layOutHomes(
      dataset,
      grid,
      dataset.estate(community, estates[index]!, { kind: index % 3 === 0 ? 'OLD' : 'COMMODITY', property_company_id: company.id }),
    );

  settleResidents(dataset);
  openAccounts(dataset, community, grids[0]!);
  houseKnown(dataset);
  for (let member = 0; member < figures.employedMembers; member++) dataset.appoint(dataset.person(), 'EMPLOYED_PARTY_MEMBER', community);
  dataset.scenario = scenario;
  return dataset;
}

/** The branches share the grids among them; 社区在职干部 are their secretaries, so each holds two posts. */
function partyLine(dataset: Dataset, committee: Row.OrganizationRow, community: Row.OrganizationRow, grids: readonly Row.GridRow[]) {
  let covered = 0;
  return shares(grids.length, figures.branches).map((gridCount, index) => {
    const branch = dataset.organization(committee, 'GRID_PARTY_BRANCH', `五里墩社区第${index + 1}网格党支部`, { formation: 'JOINT' });
    for (const grid of grids.slice(covered, covered + gridCount)) Object.assign(grid, { branch_id: branch.id, branch_coverage: 'JOINT' });
    covered += gridCount;
    const secretary = dataset.person(grids[covered - 1]);
    const posts = [dataset.appoint(secretary, 'PARTY_SECRETARY', branch), dataset.appoint(secretary, 'COMMUNITY_CADRE', community)];
    if (index === 0) dataset.predecessor(...posts);
    return branch;
  });
}

function staffGrids(dataset: Dataset, grids: readonly Row.GridRow[]): readonly Row.AppointmentRow[] {
  const centreHouseholds = shares(figures.centreHouseholds, grids.length);
  const laneChiefs = shares(figures.laneChiefs, grids.length);
  return grids.flatMap((grid, index) => {
    const leader = dataset.appoint(dataset.person(grid), 'GRID_LEADER', grid, {
      full_time: true,
      duties: ['DAILY_PATROL', 'COLLECT_INFORMATION', 'REPORT_INCIDENTS'],
    });
    if (index % 4 === 1) dataset.predecessor(leader);
    dataset.appoint(dataset.person(grid), 'GRID_WORKER', grid, { duties: ['DAILY_PATROL', 'REPORT_INCIDENTS'] });
    dataset.appoint(dataset.person(grid), 'RESIDENT_REPRESENTATIVE', grid);
    for (let head = 0; head < centreHouseholds[index]!; head++) dataset.appoint(dataset.person(grid), 'CENTRE_HOUSEHOLD_HEAD', grid);
    return Array.from({ length: laneChiefs[index]! }, () =>
      dataset.appoint(dataset.person(grid), 'LANE_CHIEF', grid, { duties: ['DAILY_PATROL'] }),
    );
  });
}

/** 在职党员、党员楼巷长担任小组组长: every other leader is a lane chief as well. */
function leadGroups(
  dataset: Dataset,
  branches: readonly Row.OrganizationRow[],
  grids: readonly Row.GridRow[],
  laneChiefs: readonly Row.AppointmentRow[],
): void {
  const personOf = new Map(dataset.persons.map((person) => [person.id, person]));
  for (let index = 0; index < figures.groups; index++) {
    const grid = grids[index]!;
    const branch = branches.find(({ id }) => id === grid.branch_id)!;
    const group = dataset.organization(branch, 'NEIGHBOUR_PARTY_GROUP', `${estates[index]}睦邻党小组`);
    const chief = laneChiefs.find(({ grid_id }) => grid_id === grid.id)!;
    dataset.appoint(index % 2 === 0 ? personOf.get(chief.person_id)! : dataset.person(grid), 'PARTY_GROUP_LEADER', group);
  }
}

/** 社区民警 in every grid, each paired with its leader; an officer has three grids. */
function bindPolice(dataset: Dataset, community: Row.OrganizationRow, grids: readonly Row.GridRow[]): Row.OrganizationRow {
  const station = dataset.organization(dataset.root, 'POLICE_STATION', '济川街道派出所');
  const post = dataset.organization(community, 'POLICE_POST', '五里墩社区警务工作室', reported);
  dataset.relate(station, 'LEADS', post);
  dataset.relate(post, 'SERVES', community, reported);
  for (let first = 0; first < grids.length; first += 3) {
    const officer = dataset.person();
    for (const grid of grids.slice(first, first + 3))
      dataset.appoint(officer, 'COMMUNITY_POLICE', grid, { duties: ['PAIR_WITH_LEADER', 'VISIT_HOUSEHOLDS'] });
  }
  return post;
}

/** 三站合一: at each neighbour point the party, the police and the grid have their station, in 物业用房 or 车库. */
function openPoints(
  dataset: Dataset,
  community: Row.OrganizationRow,
  policePost: Row.OrganizationRow,
  grids: readonly Row.GridRow[],
): void {
  for (let index = 0; index < figures.points; index++) {
    const estate = estates[index]!;
    const inGarage = index % 3 === 2;
    const site = dataset.site(`五里墩社区${estate}${inGarage ? '车库' : '物业用房'}`);
    const more = { grid_id: grids[index]!.id, premises: inGarage ? 'GARAGE' : 'PROPERTY_ROOM' } as const;
    dataset.station('NEIGHBOUR_POINT', `${estate}睦邻点`, community, site, more);
    dataset.station('PARTY_WORK', `${estate}党建工作站`, community, site, more);
    dataset.station('POLICE_WORK', `${estate}警务工作站`, policePost, site, more);
    dataset.station('GRID_WORK', `${estate}网格治理工作站`, community, site, more);
  }
  const centre = dataset.site('五里墩社区党群服务中心');
  const more = { premises: 'PARTY_CENTER', area_sqm: 460 } as const;
  dataset.station('PARTY_SERVICE_CENTER', '五里墩社区党群服务中心', community, centre, { ...more, area_sqm: 900 });
  dataset.station('ACTIVITY_ROOM', '多功能活动空间', community, centre, {
    ...more,
    ...reported,
    functions: ['睦邻议事', '四点半学校', '邻里节'],
  });
}

/** 党建联盟 */
function joinAlliance(dataset: Dataset, committee: Row.OrganizationRow, community: Row.OrganizationRow): void {
  const alliance = dataset.organization(community, 'PARTY_ALLIANCE', '五里墩社区党建联盟', reported);
  dataset.relate(committee, 'LEADS', alliance, reported);
  for (const [kind, name] of alliedUnits) {
    const unit = dataset.organization(community, kind, name);
    dataset.relate(unit, 'ALLIANCE_MEMBER', alliance);
    dataset.relate(unit, 'CO_BUILDS', community);
  }
}

/** 物业公司、物业委员会 */
function propertySide(dataset: Dataset, community: Row.OrganizationRow, company: Row.OrganizationRow, grids: readonly Row.GridRow[]): void {
  const owners = dataset.organization(community, 'OWNERS_COMMITTEE', '五里墩社区物业委员会', reported);
  dataset.relate(company, 'CONTRACTED_BY', owners);
  dataset.appoint(dataset.person(grids[0]), 'OWNERS_COMMITTEE_CHAIR', owners);
  for (const grid of grids.slice(1, 5)) dataset.appoint(dataset.person(grid), 'OWNERS_COMMITTEE_MEMBER', owners);
  dataset.appoint(dataset.person(), 'PROPERTY_MANAGER', company, { valid_from: dataset.threeYearsBefore });
  for (let guards = 0; guards < 2; guards++) dataset.appoint(dataset.person(), 'SECURITY_GUARD', company);
}
