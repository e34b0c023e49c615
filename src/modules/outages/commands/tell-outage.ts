import type { Work } from '../../../work/command.js';
import { remember } from '../../../work/history.js';
import { notify } from '../../notifications/commands/notify.js';
import type { NotificationKind } from '../../notifications/notification.terms.js';
import { type OutageNotice, OutageRecipient } from '../outage.entity.js';

/** The staff of all recipients are notified. */
export async function tellOutage(work: Work, notice: OutageNotice, kind: NotificationKind, at: Date): Promise<void> {
  await notifyStaff(work, notice, kind, at, await work.em.find(OutageRecipient, { notice: notice.id }));
}

/** Other times hold from now on: all recipients are told of them, and have not acknowledged these. The notice is locked. */
export async function tellOutageAgain(work: Work, notice: OutageNotice, verb: string, at: Date): Promise<void> {
  const recipients = await work.em.find(OutageRecipient, { notice: notice.id }, { lock: 'update', orderBy: { id: 'asc' } });
  for (const recipient of recipients) {
    const from = recipient.state;
    Object.assign(recipient, { state: 'TOLD', toldAt: at, acknowledgedAt: null, acknowledgedBy: null, updatedAt: at });
    remember(work, 'OutageRecipient', recipient, { verb, from });
  }
  await notifyStaff(work, notice, 'OUTAGE_CHANGED', at, recipients);
}

/** The staff of these recipients are notified. */
export async function notifyStaff(
  work: Work,
  notice: OutageNotice,
  kind: NotificationKind,
  at: Date,
  recipients: readonly OutageRecipient[],
): Promise<void> {
  await notify(
    work,
    { noun: 'OutageNotice', row: notice, at },
    recipients.map(({ organization, grid }) => ({ kind, organization, grid })),
  );
}
