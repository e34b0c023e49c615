/** Why somebody is told of an incident, on the stream and in the list. */
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
  RATED: 'The reporter said how content they are with what the viewer or their organisation did. 收到评价',
  DECIDED:
    'What the viewer reported was accepted, rejected, merged, filed or closed; or what it was merged into came to an end, or was opened again. 上报有结果',
} as const;
export type NotificationKind = keyof typeof notificationKinds;
