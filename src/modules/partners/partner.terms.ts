/** What a version of a partner's app may do. */
export const versionStates = {
  DRAFT: 'Checked and priced; none of its documents runs yet. 草稿',
  ACTIVE: 'Its documents run. 启用',
  DEPRECATED: 'Its documents run until the sunset; each answer says so. 弃用',
  RETIRED: 'None of its documents runs any more. 停用',
} as const;
export type VersionState = keyof typeof versionStates;

/** In which states the documents of a version run. */
export const runningStates: readonly VersionState[] = ['ACTIVE', 'DEPRECATED'];

export const operationTypes = {
  QUERY: 'It reads. 查询',
  MUTATION: 'It changes something. 变更',
  SUBSCRIPTION: 'It is followed. 订阅',
} as const;
export type OperationType = keyof typeof operationTypes;

/** Cost units that a client may spend at once, and that come back each second, where an administrator has not said otherwise. */
export const USUAL_BUDGET = { units: 50_000, perSecond: 1_000 };
