/** The words of the grid side. */

export const gridKinds = {
  GENERAL: 'General governance grid. 综合网格',
  MICRO_PARTY: 'Micro grid of party building. 党建微网格',
  SPECIAL: 'Special grid: a market, a hospital, an industrial park. 专属网格',
} as const;
export type GridKind = keyof typeof gridKinds;

export const gridStatuses = {
  ACTIVE: 'At work. 正常',
  MERGED: 'Merged into another. 已合并',
  CLOSED: 'Closed; its history stays. 已撤销',
} as const;
export type GridStatus = keyof typeof gridStatuses;

export const branchCoverages = {
  OWN: 'Has a party branch of its own. 单独组建',
  JOINT: 'Shares a party branch with other grids. 联合组建',
  NONE: 'Has no party branch. 未覆盖',
} as const;
export type BranchCoverage = keyof typeof branchCoverages;

export const branchPolicies = {
  ONE_GRID_ONE_BRANCH: 'Every grid has a branch of its own. 一网格一支部',
  JOINT_ALLOWED: 'Grids may share a branch. 可联合组建',
} as const;
export type BranchPolicy = keyof typeof branchPolicies;

export const gridSizeStatuses = {
  WITHIN: 'Within the size rule. 符合',
  BELOW: 'Fewer households than the rule asks for. 偏小',
  ABOVE: 'More households than the rule allows. 偏大',
  NO_RULE: 'The community has no size rule. 无规定',
} as const;

/** What a grid takes in besides homes (002). */
export const gridInclusions = {
  MAIN_ROADS: 'Main roads. 主次干道',
  BACK_STREETS: 'Back streets. 背街小巷',
  ESTATES: 'Housing estates. 居民小区',
  RESIDENT_UNITS: 'Institutions located in the area. 驻办单位',
} as const;
export type GridInclusion = keyof typeof gridInclusions;
