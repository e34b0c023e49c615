/** Whether a webhook is sent anything. */
export const webhookStates = {
  ACTIVE: 'Items are sent. 启用',
  PAUSED: 'Nothing is sent until it is resumed; then it goes on where it stopped. 暂停',
  REMOVED: 'Nothing is sent any more. 已移除',
} as const;
export type WebhookState = keyof typeof webhookStates;

export const pauseReasons = {
  BY_PARTNER: 'The partner paused it. 合作方暂停',
  FAILING: 'The receiver accepted nothing for three days. 持续失败',
  GONE: 'The receiver answered 410: it wants no more. 接收方已停用',
  DOCUMENT_RETIRED: 'No active or deprecated version holds its document any more. 文档已停用',
  DOCUMENT_INVALID: 'Its document or its variables are not valid any more. 文档已失效',
  TOKENS_REVOKED: "The client's tokens were revoked since it was registered or resumed. 令牌已吊销",
  TOO_COSTLY: "One item costs more than the client's whole budget. 开销超出预算",
  NOT_ALLOWED: 'The client may not follow this any more. 无权订阅',
  LOG_EXPIRED: 'It fell so far behind that events it had not sent are not kept any more. 事件日志已过期',
} as const;
export type PauseReason = keyof typeof pauseReasons;

export const deliveryKinds = {
  ITEM: 'An item of the stream. 流条目',
  TEST: 'A heartbeat of the document, sent once on demand. 测试',
} as const;
export type DeliveryKind = keyof typeof deliveryKinds;

export const deliveryStates = {
  PENDING: 'It is still to be accepted by the receiver. 待推送',
  DELIVERED: 'The receiver accepted it. 已送达',
  DEAD: 'It was given up after its last attempt; it can be sent again. 已放弃',
  WITHDRAWN: 'The client may not see the item any more; it was not sent. 已撤回',
} as const;
export type DeliveryState = keyof typeof deliveryStates;

export const sendFaults = {
  REFUSED: 'The receiver answered another status than 2xx; redirects are not followed. 接收方拒绝',
  TIMEOUT: 'The receiver did not answer in time. 超时',
  UNREACHABLE: 'The receiver could not be reached, or broke off. 无法连接',
  CERTIFICATE: "The receiver's certificate is not valid. 证书无效",
  NOT_PUBLIC: 'The name stands for an address that is not public. 非公网地址',
  NOT_MADE: 'The message could not be made. 无法生成内容',
} as const;
export type SendFault = keyof typeof sendFaults;

/** Of one app, removed ones left out. */
export const MOST_WEBHOOKS = 10;

/** For how long messages are signed with the former secret, too, after it was replaced. */
export const OVERLAP_HOURS = 24;
