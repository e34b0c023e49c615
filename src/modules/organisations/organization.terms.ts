/** The words of the organisation side: enum values and what they mean, with the Chinese term. */

export const organizationKinds = {
  STREET_PARTY_WORKING_COMMITTEE: 'Party working committee of a street. 街道党工委',
  STREET_OFFICE: 'Street office: the root of a street jurisdiction. 街道办事处',
  TOWN_GOVERNMENT: 'Town government: the root of a town jurisdiction. 镇人民政府',
  TOWN_PARTY_COMMITTEE: 'Party committee of a town. 镇党委',
  OFFICE_PARTY_COMMITTEE: 'Party committee of a street or area office. 办事处党委',
  COMMUNITY_PARTY_COMMITTEE: 'Party committee of a community. 社区党委',
  COMMUNITY_PARTY_GENERAL_BRANCH: 'General party branch of a community. 社区党总支',
  COMMUNITY_PARTY_BRANCH: 'Party branch of a community. 社区党支部',
  GRID_PARTY_BRANCH: 'Party branch of one or several grids. 网格党支部',
  ESTATE_PARTY_BRANCH: 'Party branch of a housing estate. 小区（片区）党支部',
  JOINT_PARTY_BRANCH: 'Joint or attached party branch, often of small firms. 联合（挂靠）党支部',
  PROPERTY_PARTY_BRANCH: 'Party branch of a property company. 物业公司党支部',
  NEIGHBOUR_PARTY_GROUP: 'Party group of a neighbourhood. 睦邻党小组',
  GRID_PARTY_GROUP: 'Party group of a grid. 网格党小组',
  BUILDING_PARTY_GROUP: 'Party group of a building. 楼栋党小组',
  PARTY_MEMBER_HOUSEHOLD: 'Household of a party member that serves as a contact point. 党员中心户',
  OWNERS_COMMITTEE_PARTY_WORK_GROUP: "Party work group of an owners' committee. 业委会党的工作小组",
  COMMUNITY: 'Community: the level that grids belong to. 社区',
  RESIDENTS_COMMITTEE: "Residents' committee. 居委会",
  VILLAGE_COMMITTEE: "Villagers' committee. 村委会",
  OWNERS_COMMITTEE: "Owners' committee. 业委会",
  PROPERTY_COMPANY: 'Property management company. 物业公司',
  POLICE_STATION: 'Police station. 派出所',
  POLICE_POST: 'Police post in a community. 警务工作室',
  GOVERNMENT_DEPARTMENT: 'Government department: housing, police, justice, discipline and so on. 职能部门',
  PUBLIC_UTILITY: 'Public utility, such as the water works. 公用事业',
  RESIDENT_UNIT: 'Institution located in the area. 驻区单位',
  ENTERPRISE: 'Enterprise, usually a private one. 企业',
  SOCIAL_ORGANIZATION: 'Social organisation. 社会组织',
  MASS_ORGANIZATION: 'Mass organisation. 群团组织',
  CULTURE_FEDERATION: 'Federation of literary and art circles. 文联',
  PARTY_ALLIANCE: 'Alliance of party organisations. 党建联盟',
  LEADING_GROUP: 'Leading group. 领导小组',
  COORDINATION_GROUP: 'Coordination group. 指导协调组',
  GUIDANCE_COMMITTEE: 'Guidance committee. 建设工作指导委员会',
  JOINT_CONFERENCE: 'Joint conference. 联席会',
  COBUILDING_COUNCIL: 'Co-building council. 共建理事会',
  MEDIATION_COMMITTEE: 'Mediation committee. 矛盾调解委员会',
  ELDERS_ASSOCIATION: "Elders' association. 老年人协会",
  OBSERVER_GROUP: 'Observers chosen among respected residents. 乡贤能人观察团',
  SUPERVISORY_COMMITTEE: 'Supervisory committee. 监督委员会',
  INFORMATION_CENTER: 'Information centre that dispatches what is reported. 信息总台',
  ADMIN_AREA: 'Administrative area between street and community. 管区',
  COMPREHENSIVE_GOVERNANCE_CENTER: 'Comprehensive governance centre. 综治中心',
  GRID_CENTER: 'Grid centre. 网格中心',
} as const;
export type OrganizationKind = keyof typeof organizationKinds;

/** The kinds that a jurisdiction's root can have. */
export const rootKinds: readonly OrganizationKind[] = ['STREET_OFFICE', 'TOWN_GOVERNMENT'];

export const organizationStatuses = {
  ACTIVE: 'At work. 正常',
  MERGED: 'Merged into another. 已合并',
  DISSOLVED: 'Dissolved; its history stays. 已撤销',
} as const;
export type OrganizationStatus = keyof typeof organizationStatuses;

export const formations = {
  SINGLE: 'Formed by one unit alone. 单独组建',
  JOINT: 'Formed jointly by several units. 联合组建',
} as const;
export type Formation = keyof typeof formations;

export const organizationRelationKinds = {
  LEADS: 'Leads. 领导',
  GUIDES: 'Guides. 指导',
  DUAL_MANAGES: 'Manages together with another. 双管',
  CO_BUILDS: 'Builds the community together with. 共建',
  SERVES: 'Serves. 服务',
  CONTACTS: 'Keeps contact with, as its appointed contact. 挂点联系',
  ATTACHED_TO: 'Is attached to. 挂靠',
  CONTRACTED_BY: 'Is contracted by, as its property company. 签约物业',
  SUPERVISES: 'Supervises. 监督',
  ALLIANCE_MEMBER: 'Is a member of the alliance. 联盟成员',
} as const;
export type OrganizationRelationKind = keyof typeof organizationRelationKinds;

export const positions = {
  PARTY_SECRETARY: 'Party secretary. 书记',
  DEPUTY_SECRETARY: 'Deputy party secretary. 副书记',
  BRANCH_COMMITTEE_MEMBER: 'Member of a branch committee. 支部委员',
  PARTY_GROUP_LEADER: 'Leader of a party group. 党小组长',
  COMMUNITY_CADRE: 'Community cadre. 社区在职干部',
  COMMUNITY_WORKER: 'Community worker. 社区工作者',
  RESIDENTS_COMMITTEE_DIRECTOR: "Director of a residents' committee. 居委会主任",
  RESIDENTS_COMMITTEE_MEMBER: "Member of a residents' committee. 居委会委员",
  OWNERS_COMMITTEE_CHAIR: "Chair of an owners' committee. 业委会主任",
  OWNERS_COMMITTEE_MEMBER: "Member of an owners' committee. 业委会委员",
  PROPERTY_MANAGER: 'Manager of a property company. 物业经理',
  GRID_LEADER: 'Grid leader. 网格长',
  GRID_WORKER: 'Full-time grid worker. 专职网格员',
  CENTRE_HOUSEHOLD_HEAD: 'Head of a centre household. 中心户长',
  BUILDING_CHIEF: 'Building chief. 楼长',
  LANE_CHIEF: 'Lane chief. 楼巷长',
  STAIRWELL_CHIEF: 'Stairwell chief. 楼道长',
  BUILDING_GROUP_HEAD: 'Head of a building group. 楼栋组长',
  RESIDENT_GROUP_HEAD: "Head of a residents' group. 居民小组长",
  COMMUNITY_POLICE: 'Community police officer, bound to grids. 社区民警',
  LEGAL_ADVISER: 'Legal adviser. 法律顾问',
  PARTY_BUILDING_ADVISER: 'Adviser on party building, sent to firms. 党建指导员',
  INSPECTION_LEAD: 'Leader in charge of a household or case. 包抓领导',
  RESPONSIBLE_PERSON: 'Responsible person. 责任人',
  SECURITY_GUARD: 'Security guard of a property company. 保安',
  COUNTRYSIDE_WORTHY: 'Respected resident. 乡贤',
  STREET_OFFICER: 'Officer of a street or town. 街道干部',
  DISPATCHER: 'Dispatcher at an information centre. 信息总台调度员',
  DEPARTMENT_OFFICER: 'Officer of a department. 部门经办人',
  SYSTEM_ADMINISTRATOR: 'System administrator. 系统管理员',
  AUDITOR: 'Auditor. 审计员',
  COUNCIL_SECRETARY: "Secretary of a residents' council. 议事会秘书",
  RESIDENT_REPRESENTATIVE: 'Representative of the residents. 居民代表',
  EMPLOYED_PARTY_MEMBER: 'Employed party member who has also reported for duty in this community. 双报到在职党员',
} as const;
export type Position = keyof typeof positions;

/** Posts whose holder everybody may know by name: they hang on the notice board at the door (access.csv, Appointment). */
export const publicPositions: readonly Position[] = [
  'GRID_LEADER',
  'GRID_WORKER',
  'STAIRWELL_CHIEF',
  'LANE_CHIEF',
  'BUILDING_CHIEF',
  'COMMUNITY_POLICE',
  'PARTY_SECRETARY',
  'OWNERS_COMMITTEE_CHAIR',
  'OWNERS_COMMITTEE_MEMBER',
];

export const stationKinds = {
  PARTY_WORK: 'Party work station. 党建工作站',
  POLICE_WORK: 'Police work station. 警务工作站',
  GRID_WORK: 'Grid work station. 网格工作站',
  NEIGHBOUR_POINT: 'Neighbour point. 睦邻点',
  PARTY_SERVICE_CENTER: 'Party and public service centre. 党群服务中心',
  PARTY_SERVICE_POINT: 'Party and public service point. 党群服务点',
  CIVILIZATION_PRACTICE: 'Civilisation practice station. 新时代文明实践站',
  CONVENIENCE_CENTER: 'Convenience service centre of a community. 社区便民服务中心',
  ESTATE_SERVICE_POINT: 'Service point of an estate. 小区服务站点',
  VOLUNTEER_STATION: 'Volunteer station. 志愿服务站',
  GRID_SERVICE_STATION: 'Grid service station. 网格服务站',
  SISTER_HOME: "Women's meeting place. 姐妹微家",
  COUNCIL_HALL: "Residents' council hall. 居民议事厅",
  MARRIAGE_MEDIATION_ROOM: 'Marriage mediation room. 婚姻调解室',
  SENIOR_CANTEEN: 'Senior canteen. 老年食堂',
  ACTIVITY_ROOM: 'Activity room. 活动室',
  SERVICE_HALL: 'Service hall. 服务大厅',
} as const;
export type StationKind = keyof typeof stationKinds;

export const stationStates = {
  OPEN: 'It serves people. 开放',
  CLOSED: 'It is closed until it is reopened. 关闭',
} as const;
export type StationState = keyof typeof stationStates;

export const enterpriseScales = {
  MICRO: 'A few people. 微型',
  SMALL: 'A small firm. 小型',
  MEDIUM: 'A medium-sized firm. 中型',
  LARGE: 'A large firm. 大型',
} as const;
export type EnterpriseScale = keyof typeof enterpriseScales;

export const weekdays = {
  MONDAY: 'Monday. 周一',
  TUESDAY: 'Tuesday. 周二',
  WEDNESDAY: 'Wednesday. 周三',
  THURSDAY: 'Thursday. 周四',
  FRIDAY: 'Friday. 周五',
  SATURDAY: 'Saturday. 周六',
  SUNDAY: 'Sunday. 周日',
} as const;
export type Weekday = keyof typeof weekdays;

export const premisesKinds = {
  PROPERTY_ROOM: 'Rooms of the property company. 物业用房',
  GARAGE: 'A converted garage. 车库',
  PARTY_CENTER: 'Rooms of a party service centre. 党群服务中心用房',
  OTHER: 'Other rooms. 其他',
} as const;
export type PremisesKind = keyof typeof premisesKinds;

/** By which ways of governance a topic or an activity proceeds (三治融合): it may have several. */
export const governanceWays = {
  AUTONOMY: 'By what residents agree on themselves. 自治',
  RULE_OF_LAW: 'By the law. 法治',
  MORALITY: 'By moral example. 德治',
} as const;
export type GovernanceWay = keyof typeof governanceWays;
