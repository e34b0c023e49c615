/** The values of the enums of honours, and what they mean. */

export const honourKinds = {
  FIVE_STAR_CIVILISED_HOUSEHOLD: 'Five-star civilised household. 五星级文明户',
  MEIDE_YINGZHOU_GOOD_PERSON: 'Good person around us of 美德瀛洲. 美德瀛洲身边好人',
  MOST_BEAUTIFUL_CHONGMING: 'Most beautiful of Chongming. 最美崇明人',
  FIVE_GOOD_COMMUNITY: 'Five-good civilised community. 五好文明社区',
  ADVANCED_UNIT: 'Advanced unit. 先进单位',
  ADVANCED_INDIVIDUAL: 'Advanced individual. 先进个人',
  ADVANCED_DEED: 'Advanced deed. 先进事迹',
  OUTSTANDING_TEAM: 'Outstanding volunteer team. 优秀志愿服务队',
  OTHER: 'Another honour. 其他荣誉',
} as const;
export type HonourKind = keyof typeof honourKinds;

/** Whom honours of some kinds are for; those of the others are for anybody. */
export const nomineesOf: Partial<Record<HonourKind, 'person' | 'household' | 'team' | 'unit'>> = {
  FIVE_STAR_CIVILISED_HOUSEHOLD: 'household',
  MEIDE_YINGZHOU_GOOD_PERSON: 'person',
  MOST_BEAUTIFUL_CHONGMING: 'person',
  FIVE_GOOD_COMMUNITY: 'unit',
  ADVANCED_UNIT: 'unit',
  ADVANCED_INDIVIDUAL: 'person',
  OUTSTANDING_TEAM: 'team',
};

export const honourLevels = {
  COMMUNITY: 'Of the community. 社区级',
  STREET: 'Of the street or town. 街道（镇）级',
  COUNTY: 'Of the county or district. 县（区）级',
  CITY: 'Of the city or above. 市级及以上',
} as const;
export type HonourLevel = keyof typeof honourLevels;

export const honourStates = {
  NOMINATED: 'Somebody was put forward. 已提名',
  REVIEWED: 'The nomination was found sound. 已审核',
  PUBLICISED: 'Made public; objections are heard. 公示中',
  AWARDED: 'Awarded. 已授予',
  REJECTED: 'Not awarded. 未通过',
} as const;
export type HonourState = keyof typeof honourStates;

export const objectionStates = {
  OPEN: 'Not decided yet. 待处理',
  UPHELD: 'Was right. 成立',
  DISMISSED: 'Was not right. 不成立',
} as const;
export type ObjectionState = keyof typeof objectionStates;
