/** The words of incidents that are left out of the rates by which organisations are measured. */

export const exclusionReasons = {
  UNREASONABLE: 'What was asked for is not reasonable, or not lawful. 诉求不合理',
  UNTRUE: 'It was not as reported. 反映不实',
  OUT_OF_COMPETENCE: 'Nobody in the jurisdiction may settle it. 超出职责范围',
  UNREACHABLE: 'Whoever reported could not be reached to say how it went. 无法联系',
  LEGACY: 'It goes back to before the holder was responsible. 历史遗留',
  FORCE_MAJEURE: 'Caused by force majeure. 不可抗力',
  OTHER: 'Another reason, as the note says. 其他',
} as const;
export type ExclusionReason = keyof typeof exclusionReasons;

export const exclusionStates = {
  REQUESTED: 'The holder has asked; somebody above it reviews. 待审核',
  GRANTED: 'The incident is left out. 已剔除',
  REFUSED: 'The incident counts. 未通过',
  WITHDRAWN: 'The holder asks no longer. 已撤回',
  REVOKED: 'It was left out, and counts again. 已恢复',
} as const;
export type ExclusionState = keyof typeof exclusionStates;
