/** The words of feedback. */

/** From which score on somebody is satisfied. */
export const SATISFIED_FROM = 4;

export const satisfactionReasons = {
  QUICK: 'It was handled quickly. 处置及时',
  GOOD_WORK: 'The work was good. 处置到位',
  KIND: 'Those who handled it were kind. 态度良好',
  SLOW: 'It took too long. 处置太慢',
  NOT_SOLVED: 'Nothing was solved. 问题未解决',
  PARTLY_SOLVED: 'Only a part was solved. 部分解决',
  CAME_BACK: 'The problem came back. 问题反复',
  POOR_WORK: 'The work was poor. 处置质量差',
  UNKIND: 'Those who handled it were unkind. 态度不好',
  NOT_TOLD: 'Nobody told how things stood. 未告知进展',
  OTHER: 'Another reason; see the comment. 其他',
} as const;
export type SatisfactionReason = keyof typeof satisfactionReasons;

export const satisfactionChannels = {
  SELF: 'The reporter answered without being asked by anybody. 本人评价',
  PHONE_RETURN_VISIT: 'Staff called and asked. 电话回访',
  VISIT: 'Staff came and asked. 上门回访',
} as const;
export type SatisfactionChannel = keyof typeof satisfactionChannels;
