/** The words of calls that departments turn up for. */

export const whistleStates = {
  CALLED: 'Departments were called, and turn up. 已吹哨',
  CONCLUDED: 'It is over, with an outcome; who was called and who called rate each other. 已办结',
  CANCELLED: 'It was called off, with a reason. 已取消',
} as const;
export type WhistleState = keyof typeof whistleStates;

export const whistleAnswerStates = {
  CALLED: 'Called; it has not answered yet. 待答复',
  PROMISED: 'It said that it comes. 已答应到场',
  DECLINED: 'It does not come, with a reason. 不能到场',
  ARRIVED: 'It turned up. 已报到',
  ABSENT: 'It had not turned up when the call was concluded. 未报到',
  RELEASED: 'It had not turned up when the call was called off. 已解除',
} as const;
export type WhistleAnswerState = keyof typeof whistleAnswerStates;

/** How many departments one call calls. */
export const MOST_CALLED = 20;
