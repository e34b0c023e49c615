import type { Viewer } from '../../../auth/viewer.js';
import type { Bilingual } from '../../../kernel/bilingual.js';
import { termLabel } from '../../../kernel/bilingual.js';
import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import type { BodyMember } from '../body.entity.js';
import { type SessionState, sessionStates } from '../deliberation.terms.js';
import { DeliberationSession } from '../session.entity.js';
import { membershipOf } from './find.js';

/** The session that a verb is about, locked until the transaction ends, for who may. */
export const sessionFor =
  (may: (viewer: Viewer, session: DeliberationSession) => boolean, why: Bilingual) =>
  async (work: Work, { id, version }: { readonly id: string; readonly version: number | null }): Promise<DeliberationSession> => {
    const session = await findSeen(work, DeliberationSession, id, { isLocked: true });
    demand(may(work.viewer, session), why);
    demandVersion(session, version);
    return session;
  };

/** The same for one of the body's members, with their membership of today. */
export const memberFor =
  (may: (viewer: Viewer, membership: BodyMember | null) => boolean, why: Bilingual) =>
  async (work: Work, { id, version }: { readonly id: string; readonly version: number | null }) => {
    const session = await findSeen(work, DeliberationSession, id, { isLocked: true });
    const member = work.viewer.person === null ? null : await membershipOf(work, session, work.viewer.person);
    demand(may(work.viewer, member), why);
    demandVersion(session, version);
    return { session, member: member! };
  };

/** How long before its time a session may begin. */
const EARLY_MS = 60 * 60_000;

/** What happens at a session does not happen long before its time. */
export function demandTime({ scheduledAt }: DeliberationSession, now: Date, field: string): void {
  if (scheduledAt.getTime() - now.getTime() > EARLY_MS)
    refuse('WRONG_STATE', 'Possible from an hour before the time of the session on. 最早可在会议预定时间前一小时进行。', field);
}

export function demandState({ state }: DeliberationSession, ...possible: readonly SessionState[]): void {
  if (!possible.includes(state))
    refuse('WRONG_STATE', 'Not while the session is {state}. 会议当前状态为“{state}”，不能进行此操作。', 'id', {
      state: termLabel(sessionStates, state),
    });
}
