/** The values of the enums of selections, and what they mean. */

export const selectionStates = {
  SELF_NOMINATED: 'Somebody who lives on the stairwell stands for it. 个人自荐',
  RESIDENTS_RECOMMENDED: 'Enough of those who live there recommend them. 居民已推选',
  COMMUNITY_RECOMMENDED: 'The community recommends them. 社区已推荐',
  GENERAL_BRANCH_REVIEWED: "The community's party organisation found them fit. 社区党总支已审查",
  STREET_APPROVED: 'The street approved. 街道党工委已审批',
  PUBLICITY: 'On public notice at the stairwell; objections are heard. 楼道公示中',
  RETURNED: "An objection was right: the community's party organisation reviews it anew. 已退回审查",
  APPOINTED: 'Appointed as chief of the stairwell. Final. 已任命',
  REJECTED: 'Not selected, with a reason. Final. 未通过',
  WITHDRAWN: 'The candidate stood down. Final. 已退出',
} as const;
export type SelectionState = keyof typeof selectionStates;

export const selectionObjectionStates = {
  OPEN: 'Not decided yet. 待处理',
  UPHELD: 'Was right. 成立',
  DISMISSED: 'Was not right. 不成立',
} as const;
export type SelectionObjectionState = keyof typeof selectionObjectionStates;
