import { openAccounts, settleResidents } from './accounts.js';
import { Dataset, reported } from './dataset.js';
import { houseKnown, type Layout, layOutHomes } from './homes.js';
import { leadingCommittee, staffCommunity, staffOffice } from './office.js';
import type * as Row from './rows.js';
import type { Scenario } from './scenario.js';
import { shares } from './seeded.js';

/** 清丰县城西街道, as reported on 2024-09-26. */
const figures = {
  /** 社区党总支—小区党支部—楼栋党小组—党员中心户: 4 general branches, one to a community */
  generalBranches: 4,
  /** …, 12 branches */
  branches: 12,
  /** 12名优秀党员充实到治理队伍 */
  outstandingMembers: 12,
  /** 面对面: 42家企业 */
  enterprises: 42,
  /** 金域华府小区38个楼道, each with its 楼道长 */
  stairwells: 38,
  /** 一肩挑: chiefs who are on the branch committee as well (any number but none) */
  chiefsOnBranchCommittee: 5,
} as const;

const named = '金域华府小区';
const namedCommunity = '广安社区';

/** Names are invented but for 广安社区 and its first two estates. A community's first three estates have a branch; 小区党支部全覆盖 is still a target. */
const communities = [
  [namedCommunity, named, '森林公园小区', '丽景园小区', '西环片区'],
  ['文苑社区', '文苑新城小区', '书香苑小区', '学府家园小区', '北街片区'],
  ['康乐社区', '康乐家园小区', '福星苑小区', '安泰小区', '南街片区'],
  ['顺和社区', '顺和花园小区', '明珠小区', '盛世嘉园小区', '西关片区'],
] as const;

/** Its leader has left and nobody has followed. */
const vacant = '西关片区';

const trades = ['餐饮', '商贸', '家政', '服装', '物流', '教培'] as const;

/** The named estate has just its 38 stairwells, and nobody's home is empty. */
const layoutOf = (estate: string): Layout => (estate === named ? { stairwells: figures.stairwells, vacant: 0 } : {});

/** 敲门行动 (孤寡老人、老年人、未成年人); 慰问乡贤、老人、困难群体35人次. */
const scenario: Scenario = {
  verified: 91,
  persons: { MINOR: 14, DISABLED: 18, VETERAN: 15 },
  households: { LOW_INCOME: 16 },
  paired: [['LIVING_ALONE_ELDERLY', 10, 'WEEKLY']],
  rounds: [
    { kind: 'DOOR_KNOCKING', by: ['GRID_WORKER'], to: ['LIVING_ALONE_ELDERLY', 'ELDERLY', 'MINOR'], purpose: '敲门行动' },
    { kind: 'COMFORT', by: ['COMMUNITY_WORKER'], to: 35, purpose: '慰问' },
  ],
};

export function chengxi(): Dataset {
  const dataset = new Dataset({
    code: '001',
    number: 2,
    name: '清丰县城西街道',
    kind: 'STREET_OFFICE',
    reportedOn: '2024-09-26',
    address: '河南省濮阳市清丰县',
    areaCode: '0393',
    centre: [115.093, 35.902],
  });
  staffOffice(dataset, '城西街道信息总台');
  const workingCommittee = leadingCommittee(dataset, 'STREET_PARTY_WORKING_COMMITTEE', '城西街道党工委');
  const policeStation = dataset.organization(dataset.root, 'POLICE_STATION', '城西派出所');
  dataset.relate(policeStation, 'SERVES', dataset.root);
  dataset.station('PARTY_SERVICE_CENTER', '城西街道党群服务中心', dataset.root, dataset.site('城西街道党群服务中心'), {
    ...reported,
    premises: 'PARTY_CENTER',
    functions: ['党务政务', '党群文化', '党员教育', '党员服务'],
  });
  const enterprises = shares(figures.enterprises, figures.generalBranches);
  const built = communities.map(([name, ...estates], index) => {
    const generalBranch = dataset.organization(workingCommittee, 'COMMUNITY_PARTY_GENERAL_BRANCH', `${name}党总支`);
    const community = dataset.organization(dataset.root, 'COMMUNITY', name, name === namedCommunity ? reported : {});
    dataset.relate(generalBranch, 'LEADS', community);
    staffTheCommunity(dataset, community, generalBranch);
    const branches = Array.from({ length: figures.branches / figures.generalBranches }, (_, estate) =>
      partyLine(dataset, generalBranch, estates[estate]!),
    );
    const grids = layOutGrids(dataset, community, estates, branches);
    const stairwells = grids.map((grid, estate) =>
      layOutHomes(dataset, grid, dataset.estate(community, estates[estate]!), layoutOf(estates[estate]!)),
    );
    bindPolice(dataset, grids);
    openStations(dataset, community);
    propertySide(dataset, community, generalBranch, index);
    for (let enterprise = 0; enterprise < enterprises[index]!; enterprise++) {
      dataset.organization(community, 'ENTERPRISE', `${name}${trades[enterprise % trades.length]}企业${enterprise + 1}`);
    }
    return { community, grids, branches, stairwells };
  });
  const first = built[0]!;
  chooseStairwellChiefs(dataset, first.stairwells[0]!, first.branches[0]!);
  inviteCoHosts(dataset, first.community);

  settleResidents(dataset);
  openAccounts(dataset, first.community, first.grids[0]!);
  houseKnown(dataset);
  const perCommunity = figures.outstandingMembers / built.length;
  for (const { community } of built)
    for (let member = 0; member < perCommunity; member++)
      dataset.appoint(dataset.person(), 'RESPONSIBLE_PERSON', community, { duties: ['OUTSTANDING_MEMBER'] });
  dataset.scenario = scenario;
  return dataset;
}

/** 社区工作者; the general branch's secretary is a cadre of the community too. */
function staffTheCommunity(dataset: Dataset, community: Row.OrganizationRow, generalBranch: Row.OrganizationRow): void {
  staffCommunity(dataset, community);
  for (let workers = 0; workers < 2; workers++) dataset.appoint(dataset.person(), 'COMMUNITY_WORKER', community);
  const secretary = dataset.person();
  dataset.predecessor(
    dataset.appoint(secretary, 'PARTY_SECRETARY', generalBranch),
    dataset.appoint(secretary, 'COMMUNITY_CADRE', community),
  );
}

/** Below each estate's branch its building groups, below these the 党员中心户. */
function partyLine(dataset: Dataset, generalBranch: Row.OrganizationRow, estate: string): Row.OrganizationRow {
  const branch = dataset.organization(generalBranch, 'ESTATE_PARTY_BRANCH', `${estate}党支部`, { formation: 'SINGLE' });
  dataset.appoint(dataset.person(), 'PARTY_SECRETARY', branch);
  for (let building = 1; building <= 3; building++) {
    const group = dataset.organization(branch, 'BUILDING_PARTY_GROUP', `${estate}${building}号楼党小组`);
    dataset.appoint(dataset.person(), 'PARTY_GROUP_LEADER', group);
    for (let door = 1; door <= 2; door++) {
      dataset.organization(group, 'PARTY_MEMBER_HOUSEHOLD', `${estate}${building}号楼${door}单元党员中心户`);
    }
  }
  return branch;
}

/** One grid to an estate. Numbers run within the community, whose code they carry: 001-C1-G01. */
function layOutGrids(
  dataset: Dataset,
  community: Row.OrganizationRow,
  estates: readonly string[],
  branches: readonly Row.OrganizationRow[],
): Row.GridRow[] {
  return estates.map((estate, index) => {
    const branch = branches[index];
    const households = estate === named ? figures.stairwells * 12 : dataset.random.between(40, 90);
    const grid = dataset.grid(
      community,
      `${estate}网格`,
      {
        branch_id: branch?.id ?? null,
        branch_coverage: branch ? 'OWN' : 'NONE',
        inclusions: branch ? ['ESTATES'] : ['BACK_STREETS', 'ESTATES'],
        household_count: households,
        resident_count: Math.round(households * 2.9),
      },
      community.code,
    );
    const leader = dataset.appoint(dataset.person(grid), 'GRID_LEADER', grid, {
      duties: ['COLLECT_INFORMATION', 'REPORT_INCIDENTS'],
      ...(estate === vacant ? { valid_from: '2021-03-01', valid_to: '2024-11-01' } : {}),
    });
    if (index === 1) dataset.predecessor(leader);
    dataset.appoint(dataset.person(grid), 'GRID_WORKER', grid, { duties: ['DAILY_PATROL', 'REPORT_INCIDENTS'] });
    return grid;
  });
}

function bindPolice(dataset: Dataset, grids: readonly Row.GridRow[]): void {
  const officer = dataset.person();
  for (const grid of grids) dataset.appoint(officer, 'COMMUNITY_POLICE', grid);
}

/** 四个志愿服务站: one to a community, beside its 居民议事厅. */
function openStations(dataset: Dataset, community: Row.OrganizationRow): void {
  const site = dataset.site(`${community.name}办公楼`);
  dataset.station('VOLUNTEER_STATION', `${community.name}志愿服务站`, community, site, { premises: 'PARTY_CENTER' });
  dataset.station('COUNCIL_HALL', `${community.name}居民议事厅`, community, site, { premises: 'PARTY_CENTER', area_sqm: 60 });
}

/** 五方联动: community, estate, 红色物业, 社会组织 and residents. 物业公司党支部 belongs to its company and is attached to the community's line. */
function propertySide(dataset: Dataset, community: Row.OrganizationRow, generalBranch: Row.OrganizationRow, index: number): void {
  const company = dataset.organization(community, 'PROPERTY_COMPANY', `${community.name}红色物业公司`);
  dataset.relate(company, 'CONTRACTED_BY', community);
  dataset.appoint(dataset.person(), 'PROPERTY_MANAGER', company);
  dataset.appoint(dataset.person(), 'SECURITY_GUARD', company);
  const social = dataset.organization(community, 'SOCIAL_ORGANIZATION', `${community.name}社会工作服务站`);
  dataset.relate(social, 'SERVES', community);
  if (index > 0) return;
  const branch = dataset.organization(company, 'PROPERTY_PARTY_BRANCH', '物业公司党支部', { ...reported, formation: 'SINGLE' });
  dataset.relate(branch, 'ATTACHED_TO', generalBranch, reported);
  dataset.relate(branch, 'CO_BUILDS', community, reported);
}

/** 金域华府小区38个楼道配齐; some of the chiefs are 一肩挑. */
function chooseStairwellChiefs(dataset: Dataset, stairwells: readonly Row.StairwellRow[], branch: Row.OrganizationRow): void {
  for (const [index, stairwell] of stairwells.entries()) {
    const chief = dataset.person(stairwell);
    const post = dataset.appoint(chief, 'STAIRWELL_CHIEF', stairwell, {
      duties: ['COLLECT_INFORMATION', 'MEDIATE', 'WATCH_SAFETY', 'KEEP_CLEAN'],
    });
    if (index < figures.chiefsOnBranchCommittee) dataset.appoint(chief, 'BRANCH_COMMITTEE_MEMBER', branch);
    if (index === 7) dataset.predecessor(post);
  }
}

/** 县文联、县纪委、县志办 hold activities with the street. */
function inviteCoHosts(dataset: Dataset, community: Row.OrganizationRow): void {
  for (const [kind, name] of [
    ['CULTURE_FEDERATION', '县文联'],
    ['GOVERNMENT_DEPARTMENT', '县纪委'],
    ['GOVERNMENT_DEPARTMENT', '县志办'],
  ] as const) {
    const host = dataset.organization(dataset.root, kind, name, reported);
    dataset.relate(host, 'CO_BUILDS', community, reported);
    if (kind === 'GOVERNMENT_DEPARTMENT') dataset.appoint(dataset.person(), 'DEPARTMENT_OFFICER', host);
  }
}
