export const attachmentStates = {
  AWAITED: 'A ticket was issued; the file has not come yet. 待上传',
  UPLOADED: 'The file came and was checked; no incident has it yet. 已上传',
  ATTACHED: 'Belongs to an incident. 已附',
  REMOVED: 'Removed; the file is gone. 已移除',
} as const;
export type AttachmentState = keyof typeof attachmentStates;

export const attachmentKinds = {
  BEFORE: 'Shows the problem. 处置前',
  AFTER: 'Shows the repair. 处置后',
  OTHER: 'Anything else that belongs to the incident. 其他',
} as const;
export type AttachmentKind = keyof typeof attachmentKinds;

/** The largest file, in bytes. */
export const MOST_BYTES = 20 * 1_048_576;
/** How many an incident has at most, and how many go with one step. */
export const MOST_ATTACHMENTS = 30;
export const MOST_AT_ONCE = 10;
/** For how long a file may be sent, and for how long one that came waits for an incident. */
export const TICKET_MS = 3_600_000;
export const WAITING_MS = 86_400_000;
/** How often a file may be sent by one ticket. */
export const MOST_ATTEMPTS = 10;
/** What may be sent. */
export const contentTypes: readonly string[] = ['image/jpeg', 'image/png', 'image/webp'];
