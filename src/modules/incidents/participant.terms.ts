/** The words of those who assist with an incident. */

export const participantStates = {
  ASKED: 'Asked to assist; it has not answered yet. 已请求协办',
  ACCEPTED: 'It assists. 协办中',
  DONE: 'It has done its part. 协办完成',
  DECLINED: 'It does not assist, with a reason. 已谢绝',
  WITHDRAWN: 'It need not assist any more: whoever asked said so, or the incident came to its end. 已撤回',
} as const;
export type ParticipantState = keyof typeof participantStates;

/** How many organisations are asked to assist with one incident, in all. */
export const MOST_PARTICIPANTS = 20;
