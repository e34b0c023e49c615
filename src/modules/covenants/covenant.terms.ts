/** The values of the enums of covenants, and what they mean. */

export const covenantKinds = {
  RESIDENT_CONVENTION: 'Convention of residents. 居民公约',
  GRID_COVENANT: 'Covenant of a grid. 网格契约',
  CITIZEN_CONVENTION: 'Convention of citizens. 市民公约',
  CHARTER: 'Charter of self-government. 自治章程',
  ETIQUETTE: 'Good manners that neighbours agreed on. 礼数',
} as const;
export type CovenantKind = keyof typeof covenantKinds;

export const covenantStates = {
  DRAFT: 'Written; only staff see it. 草拟',
  ADOPTED: 'A session adopted it: everybody reads it. 已通过',
  ENDED: 'No longer holds; everybody reads it. Final. 已终止',
  WITHDRAWN: 'Withdrawn before it was adopted. Final. 已撤回',
} as const;
export type CovenantState = keyof typeof covenantStates;

export const covenantVersionStatuses = {
  DRAFT: 'Not adopted yet; only staff see it. 草案',
  COMING: 'Adopted; holds from a day to come on. 待生效',
  IN_FORCE: 'Holds today. 现行',
  PAST: 'No longer holds. 已失效',
} as const;

export const breachStates = {
  REPORTED: 'Reported. 已反映',
  TURNED_INTO_TOPIC: 'A body deliberates it as a topic. Final. 已转议题',
  TURNED_INTO_INCIDENT: 'It is handled as an incident. Final. 已转事件',
  DISMISSED: 'Nothing is to be done, with a reason. Final. 不予处理',
} as const;
export type BreachState = keyof typeof breachStates;
