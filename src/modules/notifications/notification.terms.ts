/** Why somebody is told, in the list and on the stream. */
export const notificationKinds = {
  ASSIGNED: 'The viewer has to handle it now. 交办给我',
  UNASSIGNED: 'The viewer had to handle it, and has not any more. 不再由我处置',
  DISPATCHED: 'It was sent to an organisation where the viewer has a post. 派遣到本组织',
  RETURNED: 'It came back to an organisation where the viewer has a post. 退回',
  ESCALATED: 'It was escalated to an organisation where the viewer has a post. 上报到本组织',
  RECLAIMED: 'It is back from an outside body, and an organisation where the viewer has a post has to act again. 外部收回',
  REOPENED: 'It was opened again, and the viewer or their organisation has it. 重新办理',
  DUE_SOON: 'What the viewer, or their organisation, has to do next is due within the hour. 即将到期',
  OVERDUE: 'Its limit has passed, and the viewer or their organisation has it. 已超期',
  SUPERVISED: 'Somebody put it under supervision, and the viewer or their organisation has it. 被督办',
  EXTENSION_REQUESTED: 'The holder asks for more time, and an organisation where the viewer has a post is above it. 延期待审批',
  EXTENSION_DECIDED: 'More time was granted or refused, or the request lapsed; the viewer or their organisation has it. 延期有结果',
  ASKED_TO_ASSIST: 'An organisation where the viewer has a post is asked to assist. 请求协办',
  ASSISTANCE_WITHDRAWN: 'An organisation where the viewer has a post need not assist any more. 协办已撤回',
  ASSISTANCE_ANSWERED:
    'Who was asked to assist accepted, declined, or has done its part; the viewer or their organisation has the incident. 协办有结果',
  ASSISTANCE_OVERDUE:
    'Who assists is past its due time; that is an organisation where the viewer has a post, or the viewer or their organisation has the incident. 协办超期',
  PART_CHANGED: 'A part of what the viewer or their organisation has came to its end, or was opened again. 子事件有变化',
  RATED: 'The reporter said how content they are with what the viewer or their organisation did. 收到评价',
  DECIDED:
    'What the viewer reported was accepted, rejected, merged, filed or closed; or what it was merged into came to an end, or was opened again. 上报有结果',
  MOVED_UP: 'The viewer waited for a place at an activity, and has one now. 候补转正',
  ACTIVITY_CANCELLED: 'An activity that the viewer registered for does not take place. 活动取消',
  ADMITTED_TO_TEAM: 'A volunteer team took the viewer in. 入队通过',
  NEED_CLAIMED: 'Enough people have claimed a need that the viewer raised. 需求已被认领',
  NEED_FINISHED: 'A need that the viewer raised is met, as they who claimed it say; the viewer confirms it. 需求待确认',
  NEED_RETURNED: 'A need that the viewer claimed is not met yet, or was withdrawn. 需求退回或撤回',
  HOURS_DECIDED: 'Hours of the viewer were approved or rejected. 服务时长有结果',
  HONOUR_AWARDED: 'The viewer was awarded an honour. 获得荣誉',
  INVITED: 'The viewer is invited to a session. 会议通知',
  SESSION_CHANGED: 'A session to which the viewer is invited is postponed or does not take place. 会议延期或取消',
  TOPIC_DECIDED: 'A topic that the viewer proposed was admitted, declined or decided. 议题有结果',
  BALLOT_OPENED: 'The viewer has a vote in a ballot that is open now. 投票开始',
  BALLOT_CLOSES_SOON: 'A ballot closes within a day, and the viewer has not voted yet. 投票即将截止',
} as const;
export type NotificationKind = keyof typeof notificationKinds;
