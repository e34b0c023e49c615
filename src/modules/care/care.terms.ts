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
