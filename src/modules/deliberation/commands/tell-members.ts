import { dayOf } from '../../../kernel/clock.js';
import { holdingOn } from '../../../kernel/span.js';
import type { Work } from '../../../work/command.js';
import { notify } from '../../notifications/commands/notify.js';
import type { NotificationKind } from '../../notifications/notification.terms.js';
import { BodyMember } from '../body.entity.js';
import type { DeliberationSession } from '../session.entity.js';

/** Tells the members of today, and who has the chair, of a session of their body. */
export async function tellMembers(work: Work, session: DeliberationSession, kind: NotificationKind, at: Date): Promise<void> {
  const members = await work.em.find(BodyMember, { body: session.body, ...holdingOn(dayOf(at)) });
  const persons = [session.chair, ...members.map(({ person }) => person)];
  await notify(work, { noun: 'DeliberationSession', row: session, at }, [{ kind, persons }]);
}

/** Whoever was invited is told that it is not held at its time. */
export const tellChanged = (work: Work, session: DeliberationSession, at: Date): Promise<void> =>
  session.state === 'NOTICE_SENT' ? tellMembers(work, session, 'SESSION_CHANGED', at) : Promise.resolve();
