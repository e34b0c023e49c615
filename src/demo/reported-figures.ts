import type { Comparator } from '../modules/statistics/figure.terms.js';
import type { Dataset } from './dataset.js';
import { reportedYears } from './reported-years.js';
import type * as Row from './rows.js';
import { idMaker, Random } from './seeded.js';

/**
 * What the five communities have published, each with the words of its source. A metric that no rows can tell, because its noun is not built yet
 * or nothing in the world has rows of it, is a key of its own, which is compared with nothing.
 */

interface About {
  /** The organisation by name; the root if left out. */
  readonly at?: string;
  /** Where rows tell of then. */
  readonly asOf?: string;
  readonly period?: readonly [from: string | null, to: string];
}

type Line = readonly [metric: string, comparator: Comparator, value: number, unit: string, quote: string, about?: About];

/** The day of each source; 003 names none. */
const sources: Readonly<Record<string, { readonly name: string; readonly day: string | null }>> = {
  '000': { name: '000 泰兴市济川街道五里墩社区', day: '2019-12-12' },
  '001': { name: '001 城西街道', day: '2024-09-26' },
  '002': { name: '002 汉滨区老城办事处', day: '2017-07-11' },
  '003': { name: '003 崇明区陈家镇', day: null },
  '004': { name: '004 崔寨街道王河社区', day: '2021-12-31' },
};

const at = (asOf: string) => ({ asOf });
/** The year that a source reports on. */
const inYear = (code: string): About => ({ period: [reportedYears[code]!.from, reportedYears[code]!.to] });

const lines: Readonly<Record<string, readonly Line[]>> = {
  '000': [
    ['organization.count:GRID_PARTY_BRANCH', 'EQUAL', 4, '个', '4个网格党支部'],
    ['organization.count:NEIGHBOUR_PARTY_GROUP', 'EQUAL', 12, '个', '12个睦邻党小组'],
    ['station.count:NEIGHBOUR_POINT', 'EQUAL', 12, '个', '12个睦邻点遍及辖区内的大部分小区'],
    ['household.count', 'AT_LEAST', 3_000, '户', '惠及居民3000余户'],
    ['grid.count:1', 'EQUAL', 15, '个', '15个治理网格'],
    ['appointment.count:GRID_LEADER', 'EQUAL', 15, '名', '15名专职网格长', at('2019-12-12')],
    ['grid.staffingRate', 'EQUAL', 1, 'RATIO', '15名专职网格长', at('2019-12-12')],
    ['appointment.count:CENTRE_HOUSEHOLD_HEAD', 'EQUAL', 26, '名', '26名中心户长'],
    ['household.count:CENTRE_HOUSEHOLD', 'EQUAL', 26, '户', '26名中心户长'],
    ['appointment.count:LANE_CHIEF', 'EQUAL', 45, '名', '45名党员担任楼巷长', at('2019-12-12')],
    ['appointment.count:EMPLOYED_PARTY_MEMBER', 'AT_LEAST', 300, '名', '300余名机关在职党员'],
    ['team.count:EMPLOYED_PARTY_MEMBER', 'EQUAL', 8, '支', '8支在职党员志愿服务队'],
    ['visit.households:JOINT_POLICE', 'AT_LEAST', 3_000, '户', '网格长和警务人员共同走访3000余户'],
    ['resident.personDwellingCompleteness', 'AT_LEAST', 0.85, 'RATIO', '人房关联信息完善率85%以上'],
    ['pairing.count', 'EQUAL', 5, '个', '结对帮扶对子5个'],
    ['session.held:JOINT', 'AT_LEAST', 20, '次', '物业公司、物业委员会、居民代表会议20多次'],
    ['incident.count', 'AT_LEAST', 3_000, '件', '上报各类事件3000余', inYear('000')],
    ['incident.completionRate', 'EQUAL', 1, 'RATIO', '办结率100%', inYear('000')],
    ['incident.satisfactionRate', 'AT_LEAST', 0.95, 'RATIO', '群众满意率95%以上', inYear('000')],
    ['caseGroup.count', 'EQUAL', 8, '个', '重点包案小组8个'],
    ['mediation.agreed', 'EQUAL', 15, '起', '化解群众矛盾15起'],
    ['patrol.count:JOINT_DEFENCE', 'AT_LEAST', 50, '次', '军警民大联防50多次'],
    ['campaign.copies:扫黑除恶', 'AT_LEAST', 3_000, '份', '扫黑除恶宣传单3000余份'],
    ['campaign.copies:安全防范手册', 'AT_LEAST', 1_000, '份', '安全防范手册1000余份'],
    ['covenant.count', 'EQUAL', 3, '项', '五里情怀、五里礼数、五里公约'],
  ],
  '001': [
    ['organization.count:COMMUNITY', 'EQUAL', 4, '个', '4个社区'],
    ['organization.count:COMMUNITY_PARTY_GENERAL_BRANCH', 'EQUAL', 4, '个', '4个社区党总支'],
    ['organization.count:ESTATE_PARTY_BRANCH', 'EQUAL', 12, '个', '12个小区党支部'],
    ['station.count:VOLUNTEER_STATION', 'EQUAL', 4, '个', '四个志愿服务站'],
    ['team.count', 'EQUAL', 18, '支', '18支特色志愿服务队'],
    ['team.size:MATCHMAKING', 'EQUAL', 18, '名', '社区红娘18名志愿者'],
    ['team.size:ONE_TO_ONE', 'EQUAL', 88, '名', '志愿者由88名', at('2024-01-01')],
    ['team.size:ONE_TO_ONE', 'EQUAL', 108, '名', '增加到108名', at('2024-09-26')],
    ['volunteer.experts', 'EQUAL', 20, '名', '吸纳能人20名'],
    ['enterprise.count', 'EQUAL', 42, '家', '面对面走访企业42家'],
    ['activity.count:CULTURE', 'EQUAL', 23, '场', '文化娱乐23场（截至8月底）', { period: [null, '2024-09-01'] }],
    ['activity.count:CLINIC', 'EQUAL', 19, '次', '义诊19次（截至8月底）', { period: [null, '2024-09-01'] }],
    ['activity.count:FAMILY_EDUCATION', 'EQUAL', 47, '场', '家庭教育47场（截至8月底）', { period: [null, '2024-09-01'] }],
    ['activity.count:THEME', 'EQUAL', 18, '次', '主题活动18次'],
    ['visit.personTimes:COMFORT', 'EQUAL', 35, '人次', '慰问乡贤、老人、困难群体35人次'],
    ['stairwell.count:金域华府小区', 'EQUAL', 38, '个', '金域华府小区38个楼道', { at: '广安社区' }],
    ['appointment.count:STAIRWELL_CHIEF', 'EQUAL', 38, '名', '38个楼道配齐楼道长', { at: '广安社区', asOf: '2024-09-26' }],
    ['stairwell.chiefCoverage:金域华府小区', 'EQUAL', 1, 'RATIO', '38个楼道全部配齐楼道长', { at: '广安社区', asOf: '2024-09-26' }],
    ['need.done:URGENT', 'EQUAL', 8, '件', '解决急难愁盼8件'],
    ['partyMember.transferred', 'EQUAL', 294, '名', '转入党员294人'],
    ['partyMember.surveyed', 'EQUAL', 347, '名', '摸排党员347人'],
    ['partyMember.dualRegistered', 'EQUAL', 138, '名', '其中双报到138人'],
    ['partyMember.outstanding', 'EQUAL', 12, '名', '12名优秀党员充实治理队伍'],
    ['matchmaking.participants', 'AT_LEAST', 120, '名', '120余名单身青年'],
    ['matchmaking.pairs', 'AT_LEAST', 50, '对', '牵手50余对'],
    ['job.postings', 'EQUAL', 35, '条', '发布用工信息35条'],
    ['job.placements', 'EQUAL', 26, '名', '8个小区26名居民就业'],
    ['hazard.inspections', 'EQUAL', 49, '次', '联合安全生产排查49次'],
    ['hazard.inspections:GAS', 'EQUAL', 17, '次', '天然气安全排查17次'],
    ['securityCase.count', 'EQUAL', 13, '件', '治安案件13件'],
    ['mediation.agreed:议事厅', 'EQUAL', 12, '起', '调解邻里纠纷12起'],
    ['mediation.agreed:志愿者', 'AT_LEAST', 30, '件', '化解邻里、物业矛盾30余件'],
    ['petition.defused', 'EQUAL', 2, '起', '两起信访矛盾化解'],
    ['need.completionRate', 'EQUAL', 0.9925, 'RATIO', '办结率99.25%'],
  ],
  '002': [
    ['grid.count:1', 'EQUAL', 62, '个', '62个一级网格'],
    ['grid.count:2', 'EQUAL', 405, '个', '405个二级网格'],
    ['grid.led:1', 'EQUAL', 62, '名', '62名一级网格长', at('2017-07-11')],
    ['grid.led:2', 'EQUAL', 405, '名', '405名二级网格长', at('2017-07-11')],
    ['grid.averageResidents:2', 'ABOUT', 80, '人', '80人左右一个小网格'],
    ['grid.uncovered', 'EQUAL', 0, '个', '确保每个网格都有党组织'],
    ['organization.count:GRID_PARTY_BRANCH', 'EQUAL', 9, '个', '网格党支部9个'],
    ['organization.count:GRID_PARTY_GROUP', 'EQUAL', 45, '个', '网格党小组45个'],
    ['organization.count:JOINT_PARTY_BRANCH', 'EQUAL', 13, '个', '非公企业党支部13个'],
    ['enterprise.count:WITHOUT_MEMBERS', 'EQUAL', 291, '家', '291家非公企业无党员'],
    ['appointment.count:PARTY_BUILDING_ADVISER', 'EQUAL', 65, '名', '65名党建指导员'],
    ['organization.count:LEADING_GROUP', 'EQUAL', 1, '个', '党建网格化管理工作领导小组'],
    ['organization.count:COORDINATION_GROUP', 'EQUAL', 9, '个', '9个指导协调组'],
    ['household.count:CONNECTED', 'AT_LEAST', 1_100, '户', '1100余户连心户'],
    ['care.persons:PREFERENTIAL_TREATMENT', 'AT_LEAST', 100, '名', '100余名重点优抚对象'],
    ['care.households:NO_SUPPORT', 'NEARLY', 200, '户', '近200户三无户'],
    ['rule.serviceCircleMinutes', 'EQUAL', 15, '分钟', '一刻钟便民服务圈'],
    ['team.count', 'EQUAL', 12, '个', '12个党员服务队'],
    ['activity.count', 'AT_LEAST', 60, '次', '开展活动60余次'],
    ['activity.beneficiaryPersonTimes', 'AT_LEAST', 4_000, '人次', '服务4000余人次'],
    ['need.done', 'EQUAL', 118, '件', '解决困难问题118件'],
    ['need.aspects', 'EQUAL', 12, '方面', '十二方面领岗'],
    ['incident.count:LIVELIHOOD_SERVICE', 'AT_LEAST', 920, '件', '民生事项920余件', inYear('002')],
    ['investment.cny', 'AT_LEAST', 200_000, '元', '投入20余万元'],
    ['device.handsets', 'EQUAL', 138, '部', '138部手机服务器'],
    ['evacuation.persons', 'NEARLY', 5_000, '名', '近5000名防汛撤离人员'],
    // A message is an incident as it came in.
    ['incident.count', 'EQUAL', 1_650, '条', '1650条信息', inYear('002')],
    ['workPlan.count', 'EQUAL', 152, '项', '152项计划'],
  ],
  '003': [
    ['organization.count:COMMUNITY', 'EQUAL', 8, '个', '8个社区'],
    ['organization.count:COMMUNITY_PARTY_GENERAL_BRANCH', 'EQUAL', 8, '个', '8个党总支'],
    ['organization.count:GRID_PARTY_BRANCH', 'EQUAL', 57, '个', '57个网格党支部'],
    ['grid.branchCoverageStrict', 'EQUAL', 1, 'RATIO', '一网格一支部'],
    ['grid.staffingRate', 'EQUAL', 1, 'RATIO', '支部书记任网格长'],
    ['station.count:PARTY_SERVICE_POINT', 'EQUAL', 57, '个', '在网格党支部内设立党群服务点'],
    ['organization.count:OWNERS_COMMITTEE', 'EQUAL', 24, '个', '24个业委会'],
    ['organization.count:OWNERS_COMMITTEE_PARTY_WORK_GROUP', 'EQUAL', 24, '个', '24个党的工作小组'],
    ['owners.partyWorkGroupCoverage', 'EQUAL', 1, 'RATIO', '业委会党的工作小组全覆盖'],
    ['rule.serviceCircleMinutes', 'EQUAL', 15, '分钟', '15分钟治理微圈'],
  ],
  '004': [
    ['building.count', 'EQUAL', 16, '栋', '16栋住宅楼'],
    ['building.floorArea', 'AT_LEAST', 60_000, '㎡', '建筑面积6万余㎡'],
    ['organization.count:VILLAGE_COMMITTEE', 'EQUAL', 2, '个', '东辛、花二两村'],
    ['household.origins', 'EQUAL', 2, '个', '东辛、花二两村'],
    ['household.count', 'AT_LEAST', 500, '户', '500余户'],
    ['resident.count', 'AT_LEAST', 1_100, '名', '1100余名居民'],
    ['station.area:PARTY_SERVICE_CENTER', 'AT_LEAST', 1_000, '㎡', '1000余㎡党群服务中心'],
    ['station.count:SERVICE_HALL', 'EQUAL', 1, '个', '1个服务大厅'],
    ['station.count:SENIOR_CANTEEN', 'EQUAL', 1, '个', '1个老年食堂'],
    ['team.count', 'EQUAL', 2, '支', '巾帼文体宣传队、妇女志愿服务队'],
    ['facility.rooms', 'EQUAL', 6, '个', '6个功能室'],
    ['facility.culture', 'EQUAL', 3, '个', '四点半课堂、图书室、书画厅'],
    ['serviceItem.count', 'EQUAL', 33, '项', '33个为民服务项目'],
    ['serviceItem.count:公共服务', 'EQUAL', 10, '项', '十大公共服务事项'],
    ['campaign.count', 'AT_LEAST', 10, '次', '宣传十余次'],
  ],
};

/** The figures that a community has published. */
export function reportedFiguresOf(dataset: Dataset): readonly Row.ReportedFigureRow[] {
  const { code, number } = dataset.jurisdiction;
  const { name, day } = sources[code]!;
  const written = Date.parse('2026-11-20T00:00:00.000Z');
  const makeId = idMaker(number, new Random(`mulin/${code}/reported figures`));
  return lines[code]!.map(([metric, comparator, value, unit, quote, more = {}]) => {
    const organization = more.at ? dataset.organizations.find(({ name }) => name === more.at)! : dataset.root;
    const at = new Date(written).toISOString();
    return {
      ...{ id: makeId(written), jurisdiction_id: dataset.root.id, provenance: 'REPORTED', created_at: at, updated_at: at, version: 1 },
      ...{ organization_id: organization.id, place: organization.place, metric, value, unit, comparator, quote },
      ...{ period_from: more.period?.[0] ?? null, period_to: more.period?.[1] ?? null, as_of: more.asOf ?? null },
      source: day ? `${name}，${day}` : name,
    };
  });
}
