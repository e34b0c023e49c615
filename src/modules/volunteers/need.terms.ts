/** The values of the enums of needs and service posts, and what they mean. */

export const needKinds = {
  NEED: 'Something that somebody needs. 需求',
  MICRO_WISH: 'A small wish. 微心愿',
  URGENT: 'What presses, and what people hope for. 急难愁盼',
  MICRO_PRACTICAL: 'A small practical matter for the neighbourhood. 微实事',
  SERVICE_POST: 'A post that party members and volunteers take on. 领岗',
} as const;
export type NeedKind = keyof typeof needKinds;

export const needSources = {
  VISIT: 'Seen on a home visit. 入户走访',
  COUNCIL: "From a residents' council. 议事协商",
  STATION: 'Said at a station. 站点登记',
  HOTLINE: 'By telephone. 电话热线',
  UNIT: 'From a unit of the neighbourhood. 驻区单位',
  PLAN: 'From a plan of the community. 社区计划',
  OTHER: 'Another way. 其他',
} as const;
export type NeedSource = keyof typeof needSources;

/** The twelve aspects of service posts (十二方面). */
export const serviceAspects = {
  POLICY_PUBLICITY: 'Making policies known. 政策宣传',
  PUBLIC_OPINION: 'Collecting what people think. 民情收集',
  MEDIATION: 'Mediation. 矛盾调解',
  SECURITY: 'Safety and order. 治安防范',
  ENVIRONMENT: 'Cleanliness and environment. 环境卫生',
  CULTURE: 'Culture and sports. 文体活动',
  ELDER_CARE: 'Care of the elderly and the needy. 扶老助困',
  CHILDREN: 'Care of minors. 关爱未成年人',
  EMPLOYMENT: 'Help with finding work. 就业帮扶',
  HEALTH: 'Medicine and health. 医疗卫生',
  LEGAL: 'Legal advice. 法律服务',
  SUPERVISION: 'Democratic supervision. 民主监督',
} as const;
export type ServiceAspect = keyof typeof serviceAspects;

export const needStates = {
  OPEN: 'Still wants somebody. 待认领',
  CLAIMED: 'As many have claimed it as are wanted. 已认领',
  IN_PROGRESS: 'Is being met. 进行中',
  DONE: 'Is met. 已完成',
  WITHDRAWN: 'Was withdrawn. 已撤回',
} as const;
export type NeedState = keyof typeof needStates;

/** Why a need is offered to somebody. */
export const needFits = {
  SKILL: 'It asks for a skill that the viewer has. 特长匹配',
  TIME: 'It is wanted at a time when the viewer is free. 时间匹配',
  GRID: 'It lies in the grid where the viewer lives. 同一网格',
  COMMUNITY: 'It lies in a community where the viewer volunteers. 同一社区',
  UNIT: 'It lies in a community where the unit of the viewer is. 单位所在社区',
} as const;
export type NeedFit = keyof typeof needFits;
