/** The words of governance themes. */

export const themeStates = {
  PROPOSED: 'Opened from repeats; nobody has found out why yet. 已立题',
  UNDER_ANALYSIS: 'A cause is recorded; measures are still to be agreed. 成因分析',
  MEASURES: 'Measures are agreed, and carried out. 措施落实',
  OBSERVING: 'All measures are done; it is counted whether it happens again. 观察期',
  CLOSED: 'Observed to the end, and closed by somebody else than who is responsible. 已销题',
  DROPPED: 'Given up, with a reason. 已终止',
} as const;
export type ThemeState = keyof typeof themeStates;

export const openThemeStates = ['PROPOSED', 'UNDER_ANALYSIS', 'MEASURES', 'OBSERVING'] as const satisfies readonly ThemeState[];

export const measureStates = {
  PLANNED: 'Agreed, and not done yet. 待落实',
  DONE: 'Done. 已完成',
  WITHDRAWN: 'Not wanted any more. 已撤销',
} as const;
export type MeasureState = keyof typeof measureStates;

/** How many measures one theme has. */
export const MOST_MEASURES = 30;

/** How many incidents of a category at a place are repeats. */
export const FEWEST_REPEATS = 2;

/** How many days a period of repeats has, and an observation. */
export const FEWEST_DAYS = 7;
export const MOST_DAYS = 400;
