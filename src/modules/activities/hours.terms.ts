/** The values of the enums of volunteer hours, and what they mean. */

export const hoursStates = {
  SUBMITTED: 'Waits for somebody else to approve it. 待审核',
  APPROVED: 'Counts. 已通过',
  REJECTED: 'Does not count. 未通过',
} as const;
export type HoursState = keyof typeof hoursStates;

export const hoursSources = {
  ATTENDANCE: 'From check-in to check-out. 签到签退',
  BY_HAND: 'Submitted by hand. 手工填报',
} as const;
export type HoursSource = keyof typeof hoursSources;
