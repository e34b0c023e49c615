import type { TopicCategory, TopicScale, TopicStage } from '../modules/ballots/ballots.terms.js';
import { type Body, type BodySaid, Council, type Councils, type Member } from './council.js';
import { agreeOn, breach } from './covenants.js';
import type { Dataset } from './dataset.js';
import type * as Row from './rows.js';

/** What the bodies of the five communities have deliberated for a year. */

const REPORTED = 'REPORTED';

const communitiesOf = ({ organizations }: Dataset) => organizations.filter(({ kind }) => kind === 'COMMUNITY');
const kindOf = ({ organizations }: Dataset, kind: Row.OrganizationRow['kind'], name = '') =>
  organizations.find((organization) => organization.kind === kind && organization.name.includes(name))!;
const gridsOf = ({ grids }: Dataset, { id }: Row.OrganizationRow) => grids.filter((grid) => grid.community_id === id && grid.level === 1);
const monthly = (monthDay: number, time = '19:00'): BodySaid['recurrence'] => ({ frequency: 'MONTHLY', weekday: null, monthDay, time });
const quarterly = (startsOn: string, time = '09:30'): BodySaid['recurrence'] => ({
  ...{ frequency: 'QUARTERLY', weekday: null, monthDay: Number(startsOn.slice(8)), time, startsOn },
});
/** The session of a month, YYYY-MM. */
const sessionOf = ({ sessions }: Body, month: string): Row.SessionRow =>
  sessions.find(({ scheduled_at }) => scheduled_at.startsWith(month))!;

/** Two forums; four scales; 物业公司、物业委员会、居民代表会议20多次; 新能源物业问题. */
function wulidun(council: Council): void {
  const { dataset } = council;
  const [community] = communitiesOf(dataset) as [Row.OrganizationRow];
  const grids = gridsOf(dataset, community);
  const cadres = council.holders(community, 'COMMUNITY_CADRE');
  const representatives = grids.flatMap((grid) => council.holders(grid, 'RESIDENT_REPRESENTATIVE'));
  const members: readonly Member[] = [
    ...council.members('COMMUNITY_WORKER', 'COMMUNITY', ...cadres.slice(0, 2)),
    ...council.members('RESIDENT_REPRESENTATIVE', 'RESIDENTS', ...representatives.slice(0, 8)),
  ];
  const forum = council.body({
    ...{ name: '睦邻论坛', kind: 'NEIGHBOUR_FORUM', at: community, members, roster: representatives.slice(0, 4), provenance: REPORTED },
    recurrence: monthly(10),
  });
  council.keep(forum, 'COUNCIL', ['本月邻里事务']);
  const talks = council.body({
    ...{ name: '睦邻议事', kind: 'NEIGHBOUR_FORUM', at: community, members, provenance: REPORTED, recurrence: monthly(20) },
  });
  council.keep(talks, 'COUNCIL', ['本月小区事务']);
  const plans: readonly (readonly [string, TopicCategory, TopicScale, TopicStage])[] = [
    ['小区垃圾分类投放点撤并', 'WASTE_SORTING', 'ESTATE_MATTER', 'ARCHIVED'],
    ['中心花园文明养宠公约', 'PET_KEEPING', 'NEIGHBOUR_MATTER', 'REPORTED_DONE'],
    ['高龄老人家庭照料互助', 'FILIAL_PIETY', 'FAMILY_DIFFICULTY', 'ARCHIVED'],
    ['单元门口增设扶手', 'INFRASTRUCTURE', 'PRACTICAL_MATTER', 'IMPLEMENTING'],
  ];
  for (const [title, category, scale, stage] of plans)
    council.topic(forum, sessionOf(forum, '2026-09'), { title, category, scale, stage, provenance: REPORTED });
  // A ballot of each sort beside the named ones that are closed: secret and closed, named and open.
  council.topic(forum, sessionOf(forum, '2026-10'), {
    ...{ title: '推选邻里调解员', category: 'NEIGHBOUR_DISPUTE', stage: 'DECIDED', ballot: 'SECRET' },
  });
  council.topic(forum, sessionOf(forum, '2026-11'), {
    ...{ title: '楼道照明改造方案', category: 'INFRASTRUCTURE', stage: 'VOTING', ballot: 'NAMED' },
  });
  council.topic(talks, council.invite(talks, 'COUNCIL'), {
    ...{ title: '非机动车停放点选址', category: 'PARKING', scale: 'ESTATE_MATTER', stage: 'DELIBERATING', governance: ['AUTONOMY'] },
  });
  const drying = council.topic(talks, null, {
    ...{ title: '楼道晾晒衣物', category: 'DRYING', scale: 'NEIGHBOUR_MATTER', stage: 'PROPOSED', governance: ['AUTONOMY', 'MORALITY'] },
  });
  agree(council, community, forum, talks, drying);
  const company = kindOf(dataset, 'PROPERTY_COMPANY');
  const owners = kindOf(dataset, 'OWNERS_COMMITTEE');
  const joint = council.body({
    ...{ name: '物业公司、物业委员会、居民代表联席会议', kind: 'JOINT_CONFERENCE', at: community, provenance: REPORTED },
    members: [
      ...council.members('COMMUNITY_WORKER', 'COMMUNITY', cadres[0]!),
      ...council.members('DELEGATE', 'PROPERTY_COMPANY', ...council.holders(company, 'PROPERTY_MANAGER')),
      ...council.members('OWNER', 'OWNERS_COMMITTEE', ...council.holders(owners, 'OWNERS_COMMITTEE_CHAIR')),
      ...council.members('OWNER', 'OWNERS_COMMITTEE', ...council.holders(owners, 'OWNERS_COMMITTEE_MEMBER').slice(0, 2)),
      ...council.members('RESIDENT_REPRESENTATIVE', 'RESIDENTS', ...representatives.slice(8, 12)),
    ],
  });
  // Twenty-one, as matters asked for them: no day is fixed.
  for (let n = 0; n < 21; n++) {
    const at = Date.parse('2025-11-28T01:30:00.000Z') + n * 17 * 86_400_000;
    council.hold(joint, 'JOINT', new Date(at).toISOString(), ['物业服务与小区管理']);
  }
  council.topic(joint, sessionOf(joint, '2026-09'), {
    ...{ title: '新能源小区物业问题', category: 'PROPERTY_MANAGEMENT', scale: 'ESTATE_MATTER', stage: 'ARCHIVED' },
    ...{ by: 'ORGANIZATION', ballot: 'NAMED', provenance: REPORTED },
  });
}

/** 五里情怀、五里礼数、五里公约. */
function agree(council: Council, community: Row.OrganizationRow, forum: Body, talks: Body, drying: Row.TopicRow): void {
  const said = {
    at: community,
    provenance: REPORTED,
    drafters: talks.members.slice(0, 3).map(({ person }) => person),
    supervisors: talks.members.slice(2, 5).map(({ person }) => person),
  } as const;
  agreeOn(council, {
    ...{ ...said, kind: 'CITIZEN_CONVENTION', title: '五里情怀' },
    versions: [['爱国爱家，守望相助；爱护一草一木，关心一老一小。', forum, sessionOf(forum, '2026-03')]],
  });
  agreeOn(council, {
    ...{ ...said, kind: 'ETIQUETTE', title: '五里礼数' },
    versions: [
      ['见面问好，上下楼让老人孩子先行；晚十点后不喧哗。', forum, sessionOf(forum, '2026-03')],
      ['见面问好，上下楼让老人孩子先行；午间和晚十点后不喧哗。', talks, sessionOf(talks, '2026-11')],
    ],
  });
  const convention = agreeOn(council, {
    ...{ ...said, kind: 'RESIDENT_CONVENTION', title: '五里公约' },
    versions: [
      ['垃圾分类投放，楼道不堆物，文明养宠。', forum, sessionOf(forum, '2025-12')],
      ['垃圾分类投放，楼道不堆物、不晾晒，文明养宠，不高空抛物。', forum, sessionOf(forum, '2026-06')],
      ['垃圾分类投放，楼道不堆物、不晾晒、不充电，文明养宠，不高空抛物。', forum, null],
    ],
  });
  const incident = council.incidents.find(
    ({ place, state, reporter_id }) => place.startsWith(community.place) && state === 'IN_PROGRESS' && reporter_id !== null,
  )!;
  breach(council, convention, drying, incident);
}

/** 居民议事厅 with 社区工作者、退休干部、优秀党员 and 五方; 急难愁盼8件. */
function chengxi(council: Council): void {
  const { dataset } = council;
  const community = kindOf(dataset, 'COMMUNITY', '广安');
  const below = (kind: Row.OrganizationRow['kind']) =>
    dataset.organizations.find((one) => one.parent_id === community.id && one.kind === kind)!;
  const [grid] = gridsOf(dataset, community) as [Row.GridRow];
  const outstanding = council.holders(community, 'RESPONSIBLE_PERSON');
  const neighbours = council.neighbours(grid, 4);
  const members: readonly Member[] = [
    ...council.members('COMMUNITY_WORKER', 'COMMUNITY', ...council.holders(community, 'COMMUNITY_WORKER').slice(0, 2)),
    ...council.members('RETIRED_CADRE', 'RESIDENTS', neighbours[0]!),
    ...council.members('OUTSTANDING_PARTY_MEMBER', 'PARTY_ORGANIZATION', ...outstanding.slice(0, 2)),
    ...council.members('STAIRWELL_CHIEF', 'ESTATE', ...chiefsOf(dataset, grid).slice(0, 2)),
    ...council.members('DELEGATE', 'PROPERTY_COMPANY', ...council.holders(below('PROPERTY_COMPANY'), 'PROPERTY_MANAGER')),
    ...council.members('DELEGATE', 'SOCIAL_ORGANIZATION', neighbours[1]!),
    ...council.members('RESIDENT_REPRESENTATIVE', 'RESIDENTS', ...neighbours.slice(2)),
  ];
  const hall = council.body({
    ...{ name: '居民议事厅', kind: 'RESIDENT_COUNCIL', at: community, members, recurrence: monthly(10), provenance: REPORTED },
    rules: ['收集民意、网格员对接、社区参与、居民协商，四步议事。'],
  });
  council.keep(hall, 'COUNCIL', ['收集民意', '居民协商']);
  council.standIn(hall.sessions[3]!);
  const problems = ['下水道改造', '充电桩安装', '物业服务提升', '小区路灯改造', '电梯维修', '停车位划线', '休闲座椅安装', '外墙渗水维修'];
  const month = (n: number) => sessionOf(hall, n < 4 ? '2026-08' : '2026-09');
  for (const [n, title] of problems.entries())
    council.topic(hall, month(n), {
      ...{ title, category: title === '物业服务提升' ? 'PROPERTY_SERVICE' : 'INFRASTRUCTURE', stage: 'ARCHIVED' },
      ...(n === 2 ? { ballot: 'NAMED' } : {}),
      ...{ by: n % 2 ? 'CHIEF' : 'RESIDENT', provenance: REPORTED },
    });
  const next = council.invite(hall, 'COUNCIL');
  council.topic(hall, next, { title: '小区快递柜选址', category: 'OTHER', stage: 'DELIBERATING', governance: ['RULE_OF_LAW'] });
  council.topic(hall, null, { title: '宠物便箱设置', category: 'PET_KEEPING', stage: 'ADMITTED' });
  agreeOn(council, {
    at: community,
    kind: 'RESIDENT_CONVENTION',
    title: '广安社区居民公约',
    versions: [['邻里和睦，楼道整洁。', null, null]],
  });
  agreeOn(council, {
    ...{ at: grid, kind: 'GRID_COVENANT', title: '楼道长联络约定', versions: [['每周巡楼一次。', null, null]] },
    last: ['withdrawCovenant', '2026-03-02'],
  });
  council.topic(hall, null, { title: '老人食堂选址', category: 'OTHER', stage: 'PROPOSED', by: 'CHIEF' });
}

const chiefsOf = ({ appointments }: Dataset, { id }: Row.GridRow): readonly string[] =>
  appointments
    .filter(({ grid_id, position, valid_to }) => grid_id === id && position === 'STAIRWELL_CHIEF' && valid_to === null)
    .map(({ person_id }) => person_id);

/** 领导小组每季度会议, 网格党支部每周例会; 邻里纠纷、信访调解、家政就业. */
function laocheng(council: Council): void {
  const { dataset } = council;
  const group = kindOf(dataset, 'LEADING_GROUP');
  const leading = council.body({
    ...{ name: '党建网格化管理工作领导小组会议', kind: 'LEADING_GROUP', at: group, isPublic: false, provenance: REPORTED },
    members: [
      ...council.members('MEMBER', 'PARTY_ORGANIZATION', ...council.holders(group, 'RESPONSIBLE_PERSON')),
      ...dataset.organizations
        .filter(({ kind }) => kind === 'COORDINATION_GROUP')
        .flatMap((one) => council.members('MEMBER', 'PARTY_ORGANIZATION', ...council.holders(one, 'RESPONSIBLE_PERSON'))),
    ],
    recurrence: quarterly('2026-01-15'),
  });
  council.keep(leading, 'REGULAR', ['综合研判', '检查指导']);
  for (const [n, branch] of dataset.organizations.filter(({ kind }) => kind === 'GRID_PARTY_BRANCH').entries()) {
    const community = communitiesOf(dataset)[n]!;
    const meetings = council.body({
      ...{ name: `${branch.name}例会`, kind: 'BRANCH_MEETING', at: branch, isPublic: false },
      members: [
        ...council.members('MEMBER', 'PARTY_ORGANIZATION', ...council.holders(branch, 'PARTY_SECRETARY')),
        ...council.members('MEMBER', 'COMMUNITY', ...council.holders(community, 'COMMUNITY_CADRE')),
      ],
      recurrence: { frequency: 'WEEKLY', weekday: 'MONDAY', monthDay: null, time: '08:30' },
    });
    // Nobody met in the week of the Spring Festival.
    council.keep(meetings, 'REGULAR', [], ['2026-02-16']);
  }
  const [community] = communitiesOf(dataset) as [Row.OrganizationRow];
  const grids = gridsOf(dataset, community);
  const hall = council.body({
    ...{ name: `${community.name}居民议事会`, kind: 'RESIDENT_COUNCIL', at: community },
    members: [
      ...council.members('COMMUNITY_WORKER', 'COMMUNITY', ...council.holders(community, 'COMMUNITY_CADRE').slice(0, 1)),
      ...council.members(
        'RESIDENT_REPRESENTATIVE',
        'RESIDENTS',
        ...grids.flatMap((grid) => council.holders(grid, 'GRID_LEADER')).slice(0, 5),
      ),
    ],
  });
  const session = council.hold(hall, 'COUNCIL', '2026-09-18T01:30:00.000Z', []);
  for (const [title, category, stage] of [
    ['楼上楼下噪声约定', 'NEIGHBOUR_DISPUTE', 'ARCHIVED'],
    ['拆迁信访调解', 'PETITION_MEDIATION', 'EVALUATED'],
    ['家政就业对接', 'HOUSEKEEPING_EMPLOYMENT', 'IMPLEMENTING'],
  ] as const)
    council.topic(hall, session, { title, category, stage, provenance: REPORTED });
  agreeOn(council, {
    ...{ at: community, kind: 'RESIDENT_CONVENTION', title: '拆迁安置期间邻里约定', versions: [['搬迁车辆错时出入。', hall, session]] },
    last: ['endCovenant', '2026-11-02'],
  });
}

const fourth = '裕鸿佳苑第四社区';

/** 议事组织全覆盖; 网格夜谈会; 三方联席会; 轮值主席制; 听证会、协调会、评议会. */
function chenjia(council: Council): void {
  const { dataset } = council;
  const communities = communitiesOf(dataset);
  const [first] = communities as [Row.OrganizationRow];
  const ofGrid = (grid: Row.GridRow): readonly Member[] => [
    ...council.members('COMMUNITY_WORKER', 'PARTY_ORGANIZATION', ...council.holders(grid, 'GRID_LEADER')),
    ...council.members('COMMUNITY_WORKER', 'COMMUNITY', ...council.holders(grid, 'GRID_WORKER')),
    ...council.members('RESIDENT_REPRESENTATIVE', 'RESIDENTS', ...council.holders(grid, 'RESIDENT_GROUP_HEAD')),
    ...council.members('RESIDENT_REPRESENTATIVE', 'RESIDENTS', ...council.holders(grid, 'BUILDING_GROUP_HEAD')),
  ];
  for (const grid of dataset.grids.filter(({ level }) => level === 1)) {
    const body = council.body({
      ...{
        name: `${grid.name}议事会`,
        kind: 'RESIDENT_COUNCIL',
        at: grid,
        members: ofGrid(grid),
        recurrence: quarterly('2025-12-20', '19:00'),
      },
    });
    council.keep(body, 'COUNCIL', ['网格事务']);
    if (grid.community_id === first.id && grid.id === gridsOf(dataset, first)[0]!.id)
      // 网格契约: who lives there drafts it, and watches over it.
      agreeOn(council, {
        ...{ at: grid, kind: 'GRID_COVENANT', title: `${grid.name}网格契约`, provenance: REPORTED },
        versions: [['文明养宠、垃圾分类、不毁绿、不高空抛物、楼道不堆物、不乱晾晒。', body, sessionOf(body, '2026-03')]],
        ...{ drafters: council.neighbours(grid, 3), supervisors: council.neighbours(grid, 5).slice(3) },
      });
  }
  const grids = gridsOf(dataset, first);
  const residents = council.neighbours(grids[0]!, 6);
  const love = council.body({
    ...{ name: '爱心议事会', kind: 'LOVE_COUNCIL', at: first, recurrence: monthly(8), provenance: REPORTED },
    members: [...ofGrid(grids[0]!), ...council.members('COUNTRYSIDE_WORTHY', 'RESIDENTS', ...residents.slice(4))],
    rules: ['一事一议，当场表决。', '议题提前三天公布，先协商、后表决，结果公示五个工作日；由居民评议落实情况。'],
  });
  council.keep(love, 'COUNCIL', ['定期议']);
  const garden = council.body({
    ...{
      name: '民心亭议事园',
      kind: 'PAVILION_GARDEN',
      at: first,
      members: ofGrid(grids[1]!),
      recurrence: monthly(22),
      provenance: REPORTED,
    },
  });
  council.keep(garden, 'COUNCIL', ['定期议']);
  council.hold(garden, 'TEMPORARY', '2026-07-03T11:00:00.000Z', ['台风过后清理树枝']);
  const categories: readonly (readonly [string, TopicCategory, TopicStage])[] = [
    ['文明养宠约定', 'PET_KEEPING', 'ARCHIVED'],
    ['垃圾分类定时定点', 'WASTE_SORTING', 'EVALUATED'],
    ['毁绿种菜整治', 'GREEN_DAMAGE', 'IMPLEMENTING'],
    ['高空抛物防范', 'THROWN_OBJECTS', 'DECIDED'],
    ['楼道堆物清理', 'CORRIDOR_CLUTTER', 'REPORTED_DONE'],
    ['公共晾晒区设置', 'DRYING', 'ARCHIVED'],
  ];
  for (const [title, category, stage] of categories)
    council.topic(love, sessionOf(love, '2026-09'), {
      title,
      category,
      stage,
      ...(category === 'PET_KEEPING' ? { ballot: 'NAMED' } : {}),
      provenance: REPORTED,
    });
  agreeOn(council, {
    ...{ at: first, kind: 'CHARTER', title: `${first.name}居民自治章程`, provenance: REPORTED },
    versions: [['居民议事、民主决策、公开监督。', love, sessionOf(love, '2026-05')]],
  });
  council.topic(love, council.invite(love, 'COUNCIL'), { title: '美丽庭院评选办法', category: 'COURTYARD', stage: 'DELIBERATING' });
  council.topic(love, null, { title: '小区停车管理', category: 'PARKING', stage: 'PROPOSED' });
  const night = communities.find(({ name }) => name === fourth)!;
  const talk = council.body({
    ...{ name: '网格夜谈会', kind: 'RESIDENT_COUNCIL', at: night, recurrence: monthly(15), provenance: REPORTED },
    members: gridsOf(dataset, night).slice(0, 2).flatMap(ofGrid),
  });
  // Two days before the Spring Festival nobody came together.
  council.keep(talk, 'NIGHT_TALK', ['听民声、解民忧'], ['2026-02-15']);
  meetWithParties(council, first);
  conferUnits(council, first);
  hearAndCoordinate(council, first, ofGrid(grids[2]!));
  disclose(council, first);
}

/** 监督检查结果公开: 房管、公安、司法 supervise; the general branch of the community publishes what they found. */
function disclose(council: Council, community: Row.OrganizationRow): void {
  const { dataset, rows } = council;
  const below = (kind: Row.OrganizationRow['kind']) =>
    dataset.organizations.find((one) => one.parent_id === community.id && one.kind === kind)!;
  const publisher = kindOf(dataset, 'COMMUNITY_PARTY_GENERAL_BRANCH');
  for (const [n, [department, supervised, title, content]] of (
    [
      ['房管部门', below('PROPERTY_COMPANY'), '物业服务检查结果', '保洁、绿化达标；两处消防设施已限期整改。'],
      ['公安部门', below('OWNERS_COMMITTEE'), '业委会印章管理检查结果', '印章使用登记完整。'],
      ['司法部门', below('OWNERS_COMMITTEE'), '业委会选举程序检查结果', '候选人公示、表决程序合规。'],
    ] as const
  ).entries())
    rows.disclosure_notice.push({
      ...council.base(),
      ...{ provenance: REPORTED, title, content, department_id: kindOf(dataset, 'GOVERNMENT_DEPARTMENT', department).id },
      ...{ supervised_id: supervised.id, publisher_id: publisher.id, inspected_on: `2026-0${7 + n}-15`, state: 'PUBLISHED' },
      ...{ published_at: `2026-0${7 + n}-22T02:00:00.000Z`, place: publisher.place },
    });
}

/** 联席会议每月1次: 居委会、业委会、物业, chaired by the branch of the estate. */
function meetWithParties(council: Council, community: Row.OrganizationRow): void {
  const { dataset } = council;
  const conference = kindOf(dataset, 'JOINT_CONFERENCE');
  const below = (kind: Row.OrganizationRow['kind']) =>
    dataset.organizations.find((one) => one.parent_id === community.id && one.kind === kind)!;
  const [grid] = gridsOf(dataset, community) as [Row.GridRow];
  const body = council.body({
    ...{ name: '三方联席会', kind: 'JOINT_CONFERENCE', at: conference, recurrence: monthly(5, '14:00'), provenance: REPORTED },
    members: [
      ...council.members(
        'DELEGATE',
        'RESIDENTS_COMMITTEE',
        council.holders(below('RESIDENTS_COMMITTEE'), 'RESIDENTS_COMMITTEE_DIRECTOR')[0]!,
      ),
      ...council.members('DELEGATE', 'OWNERS_COMMITTEE', council.holders(below('OWNERS_COMMITTEE'), 'OWNERS_COMMITTEE_CHAIR')[0]!),
      ...council.members('DELEGATE', 'PROPERTY_COMPANY', council.holders(below('PROPERTY_COMPANY'), 'PROPERTY_MANAGER')[0]!),
    ],
    roster: council.holders({ id: grid.branch_id! }, 'PARTY_SECRETARY').slice(0, 1),
  });
  council.keep(body, 'JOINT', ['物业服务、维修资金、居民诉求']);
}

/** 社区党建联席会轮值主席制: the branches of the grids take turns; 每月例会. 每季度警情通报 to the residents' representatives. */
function conferUnits(council: Council, community: Row.OrganizationRow): void {
  const grids = gridsOf(council.dataset, community);
  const secretaries = grids.slice(0, 5).flatMap(({ branch_id }) => council.holders({ id: branch_id! }, 'PARTY_SECRETARY'));
  const conference = council.body({
    ...{ name: '社区党建联席会', kind: 'COMMUNITY_PARTY_CONFERENCE', at: community, roster: secretaries, provenance: REPORTED },
    ...{ members: council.members('DELEGATE', 'PARTY_ORGANIZATION', ...secretaries), recurrence: monthly(25, '09:00') },
  });
  council.keep(conference, 'REGULAR', ['党建共建事项']);
  const officer = council.holders(grids[0]!, 'COMMUNITY_POLICE');
  const briefing = council.body({
    ...{
      name: '社区警情通报会',
      kind: 'RESIDENT_REPRESENTATIVES',
      at: community,
      recurrence: quarterly('2025-12-28'),
      provenance: REPORTED,
    },
    members: [
      ...council.members('DELEGATE', 'POLICE', ...officer),
      ...grids.flatMap((grid) => council.members('RESIDENT_REPRESENTATIVE', 'RESIDENTS', ...council.holders(grid, 'RESIDENT_GROUP_HEAD'))),
    ],
  });
  council.keep(briefing, 'BRIEFING', ['季度警情通报']);
}

/** 听证会 before a decision, 协调会 on what came out of an incident, 评议会 of what was done. */
function hearAndCoordinate(council: Council, community: Row.OrganizationRow, members: readonly Member[]): void {
  const panel = council.body({ name: '听证、协调、评议会', kind: 'HEARING_PANEL', at: community, members, provenance: REPORTED });
  council.topic(panel, council.hold(panel, 'HEARING', '2026-09-11T06:00:00.000Z', []), {
    ...{ title: '小区大门改造听证', category: 'INFRASTRUCTURE', stage: 'DECIDED', provenance: REPORTED },
  });
  const found = council.incidents.find(({ place, state }) => place.startsWith(community.place) && state === 'CLOSED')!;
  const later = Date.parse(found.reported_at) + 2 * 86_400_000;
  council.topic(panel, council.hold(panel, 'COORDINATION', `${new Date(later).toISOString().slice(0, 10)}T06:00:00.000Z`, []), {
    ...{ title: `${found.title}会商`, category: 'OTHER', stage: 'REPORTED_DONE', by: 'INCIDENT', incident: found, provenance: REPORTED },
  });
  council.hold(panel, 'EVALUATION', '2026-11-12T06:00:00.000Z', ['评议落实情况']);
}

/** 民议事厅 */
function wanghe(council: Council): void {
  const { dataset } = council;
  const [community] = communitiesOf(dataset) as [Row.OrganizationRow];
  const grids = gridsOf(dataset, community);
  const secretary = council.holders(community, 'COUNCIL_SECRETARY');
  const hall = council.body({
    ...{ name: '民议事厅', kind: 'RESIDENT_COUNCIL', at: community, recurrence: monthly(18, '15:00'), provenance: REPORTED },
    members: [
      ...council.members('COMMUNITY_WORKER', 'COMMUNITY', ...secretary),
      ...grids.flatMap((grid) =>
        council.members('RESIDENT_REPRESENTATIVE', 'RESIDENTS', ...council.holders(grid, 'RESIDENT_REPRESENTATIVE')),
      ),
    ],
  });
  council.keep(hall, 'COUNCIL', ['居民议事']);
  council.topic(hall, sessionOf(hall, '2026-09'), {
    ...{ title: '高层水压与停水通知约定', category: 'PROPERTY_SERVICE', stage: 'ARCHIVED', ballot: 'NAMED' },
  });
  agreeOn(council, {
    ...{ at: community, kind: 'RESIDENT_CONVENTION', title: '王河社区居民公约', drafters: secretary },
    versions: [['尊老爱幼，爱护消防通道，不乱贴小广告。', hall, sessionOf(hall, '2026-04')]],
  });
  council.topic(hall, council.invite(hall, 'COUNCIL'), { title: '停车位管理办法', category: 'PARKING', stage: 'DELIBERATING' });
}

const plans: Readonly<Record<string, (council: Council) => void>> = {
  '000': wulidun,
  '001': chengxi,
  '002': laocheng,
  '003': chenjia,
  '004': wanghe,
};

/** Takes some of the incidents for the work that decisions made: their rows are changed. */
export function councilsOf(dataset: Dataset, incidents: readonly Row.IncidentRow[]): Councils {
  const council = new Council(dataset, incidents);
  plans[dataset.jurisdiction.code]!(council);
  return council.rows;
}
