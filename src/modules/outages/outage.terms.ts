/** The words of outage notices. */

export const outageKinds = {
  WATER: 'Tap water. 停水',
  POWER: 'Electricity. 停电',
  GAS: 'Gas. 停气',
  HEATING: 'Heating. 停暖',
  NETWORK: 'Telephone, internet or television. 通信中断',
  LIFT: 'A lift. 电梯停运',
  ROAD: 'A road, or access to an estate. 道路封闭',
  OTHER: 'Something else. 其他',
} as const;
export type OutageKind = keyof typeof outageKinds;

export const outageStates = {
  ANNOUNCED: 'It is announced, and has not begun. 已预告',
  UNDERWAY: 'Supply is cut now. 停供中',
  RESTORED: 'Supply is back. 已恢复',
  CANCELLED: 'It does not take place, with a reason. 已取消',
} as const;
export type OutageState = keyof typeof outageStates;

/** While it lies ahead or lasts. */
export const currentStates: readonly OutageState[] = ['ANNOUNCED', 'UNDERWAY'];

export const outageRecipientStates = {
  TOLD: 'Told of the times that hold now; nobody has acknowledged them yet. 已通知',
  ACKNOWLEDGED: 'Somebody acknowledged the times that hold now. 已确认',
} as const;
export type OutageRecipientState = keyof typeof outageRecipientStates;

/** How many grids one notice names. */
export const MOST_GRIDS = 50;
