/** The values of the enums of addresses, households and care, and what they mean. */

export const estateKinds = {
  COMMODITY: 'Built to be sold. 商品房小区',
  RESETTLEMENT: 'Built for people whose homes were pulled down. 安置小区',
  OLD: 'Old estate, lane or block. 老旧小区',
} as const;
export type EstateKind = keyof typeof estateKinds;

export const dwellingUses = {
  RESIDENTIAL: 'To live in. 住宅',
  COMMERCIAL: 'Shop or business. 商铺',
  MIXED: 'Both to live and to work in. 商住两用',
  PUBLIC: 'Public use. 公用房',
} as const;
export type DwellingUse = keyof typeof dwellingUses;

export const dwellingStatuses = {
  OCCUPIED: 'Its owners live in it. 自住',
  RENTED: 'A tenant lives in it. 出租',
  VACANT: 'Nobody lives in it. 空置',
  UNKNOWN: 'Nobody has looked yet. 未核实',
} as const;
export type DwellingStatus = keyof typeof dwellingStatuses;

export const householdKinds = {
  GENERAL: 'General household. 一般户',
  CENTRE_HOUSEHOLD: 'Household that its neighbours turn to. 中心户',
  PARTY_CENTRE: "Party member's household that serves as a contact point. 党员中心户",
  CONNECTED: 'Household that somebody keeps contact with. 连心户',
} as const;
export type HouseholdKind = keyof typeof householdKinds;

/** What a member is to the head of the household. */
export const householdRelations = {
  HEAD: 'The head. 户主',
  SPOUSE: 'Spouse. 配偶',
  CHILD: 'Son or daughter. 子女',
  PARENT: 'Parent. 父母',
  GRANDCHILD: 'Grandchild. 孙子女',
  GRANDPARENT: 'Grandparent. 祖父母',
  SIBLING: 'Brother or sister. 兄弟姐妹',
  OTHER_RELATIVE: 'Another relative. 其他亲属',
  NON_RELATIVE: 'No relative. 非亲属',
} as const;
export type HouseholdRelation = keyof typeof householdRelations;

export const occupancyKinds = {
  OWNER_OCCUPIER: 'Owns it and lives in it. 产权人自住',
  OWNER: 'Owns it and lives elsewhere. 产权人（不住）',
  TENANT: 'Rents it. 承租人',
  FAMILY: 'Lives with the owner or tenant. 家庭成员',
  TEMPORARY: 'Stays for a while. 借住',
} as const;
export type OccupancyKind = keyof typeof occupancyKinds;

export const peopleHouseStatuses = {
  PRESENT: 'Registered here and lives here. 人户同在',
  HOUSEHOLD_ONLY: 'Registered here, lives elsewhere. 户在人不在',
  PERSON_ONLY: 'Lives here, registered elsewhere. 人在户不在',
} as const;
export type PeopleHouseStatus = keyof typeof peopleHouseStatuses;

export const occupancySources = {
  VISIT: 'Seen on a home visit. 入户走访',
  POLICE: 'From the police. 公安数据',
  SELF: 'Stated by the person. 本人申报',
  IMPORT: 'Imported from another system. 系统导入',
} as const;
export type OccupancySource = keyof typeof occupancySources;

export const residentTypes = {
  REGISTERED: 'Registered here. 户籍人口',
  FLOATING: 'Registered elsewhere in the country. 流动人口',
  UNSETTLED: 'Without registration. 未落户人口',
  OVERSEAS: 'From overseas. 境外人员',
} as const;
export type ResidentType = keyof typeof residentTypes;

export const residentStatuses = {
  ACTIVE: 'Lives here. 在住',
  MOVED: 'Has moved away. 已迁出',
  DECEASED: 'Has died. 已故',
} as const;
export type ResidentStatus = keyof typeof residentStatuses;

export const departures = { MOVED: 'Moved away. 迁出', DECEASED: 'Died. 死亡' } as const;

export const genders = { FEMALE: 'Female. 女', MALE: 'Male. 男' } as const;
export type Gender = keyof typeof genders;

export const employments = {
  EMPLOYED: 'Employed. 就业',
  SELF_EMPLOYED: 'Self-employed. 个体经营',
  UNEMPLOYED: 'Looking for work. 失业',
  RETIRED: 'Retired. 退休',
  STUDENT: 'At school or university. 学生',
  NOT_WORKING: 'Not working: small children, homemakers. 未就业',
} as const;
export type Employment = keyof typeof employments;

export const careCategories = {
  LIVING_ALONE_ELDERLY: 'Elderly person living alone. 孤寡、空巢老人',
  ELDERLY: 'Elderly person. 老年人',
  LEFT_BEHIND_CHILD: 'Child whose parents work elsewhere. 留守儿童',
  MINOR: 'Minor in need of care. 未成年人',
  DISABLED: 'Disabled. 残疾人',
  MOBILITY_LIMITED: 'Moves with difficulty. 行动不便',
  LOW_INCOME: 'Receives the minimum living allowance. 低保',
  NO_SUPPORT: 'Without income, ability to work or family. 三无',
  PREFERENTIAL_TREATMENT: 'Entitled to preferential treatment. 重点优抚',
  VETERAN: 'Veteran. 退役军人',
  KEY_PERSON: 'Key person. 重点人员',
  WEAK_GROUP: 'Weak group. 弱势群体',
  FLOOD_EVACUEE: 'To be evacuated in a flood. 防汛撤离人员',
  PETITIONER: 'Petitioner. 信访人员',
  LAID_OFF: 'Laid off. 下岗失业人员',
  SINGLE_YOUTH: 'Single young person: an interest, not a need. 单身青年',
} as const;
export type CareCategory = keyof typeof careCategories;

/** How sensitive it is that somebody belongs to a category. */
export const careSensitivities = {
  P2: 'Personal. 个人信息',
  P3: 'Sensitive: health, poverty, control. 敏感个人信息',
} as const;
/** All others are P3. */
export const personalCategories: readonly CareCategory[] = ['ELDERLY', 'MINOR', 'VETERAN', 'FLOOD_EVACUEE', 'SINGLE_YOUTH'];

export const careLevels = {
  ROUTINE: 'Looked after as a matter of routine. 一般关注',
  FOCUS: 'Looked after with attention. 重点关注',
  INTENSIVE: 'Looked after closely. 特别关注',
} as const;
export type CareLevel = keyof typeof careLevels;

export const careSources = {
  VISIT: 'Seen on a home visit. 入户走访',
  CIVIL_AFFAIRS: 'From the civil affairs office. 民政认定',
  POLICE: 'From the police. 公安认定',
  SELF: 'Stated by the person or the family. 本人或家属申报',
  IMPORT: 'Imported from another system. 系统导入',
} as const;
export type CareSource = keyof typeof careSources;

export const cadences = {
  DAILY: 'Every day. 每天',
  WEEKLY: 'Every week. 每周',
  MONTHLY: 'Every month. 每月',
  QUARTERLY: 'Every quarter. 每季度',
} as const;
export type Cadence = keyof typeof cadences;

export { type Weekday, weekdays } from '../organisations/organization.terms.js';

export const pairingEndReasons = {
  NO_LONGER_NEEDED: 'Help is no longer needed. 已脱困',
  MOVED_AWAY: 'Moved away. 已迁出',
  DECEASED: 'Died. 已故',
  HANDED_OVER: 'Others help from now on. 移交他人',
  OTHER: 'Another reason. 其他',
} as const;
export type PairingEndReason = keyof typeof pairingEndReasons;

export const visitKinds = {
  ROUTINE: 'Routine visit. 日常走访',
  JOINT_POLICE: 'Grid staff and police together. 警网共同走访',
  DOOR_KNOCKING: 'Door-knocking campaign. 敲门行动',
  COMFORT: 'Visit with gifts or condolences. 慰问',
  RETURN_VISIT: 'Return visit, to see what has changed. 回访',
  INSPECTION_OF_NEED: 'To find out what is needed. 需求核查',
} as const;
export type VisitKind = keyof typeof visitKinds;
