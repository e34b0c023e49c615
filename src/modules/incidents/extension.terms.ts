/** The words of extensions. */

export const extensionStates = {
  PENDING: 'Nobody has decided yet. 待审批',
  GRANTED: 'Granted: the limit of handling has moved. 已同意',
  REFUSED: 'Refused. 已驳回',
  LAPSED: 'Nobody decided before the red limit, or there was nothing to extend any more. 已失效',
} as const;
export type ExtensionState = keyof typeof extensionStates;
