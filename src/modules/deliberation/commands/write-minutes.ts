import { newId } from '../../../kernel/ids.js';
import { lines, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { mayPrepare, NOT_PREPARER } from '../deliberation.policy.js';
import { Minutes } from '../session.entity.js';
import { MINUTES_LENGTH, sessionPayload } from '../session.type.js';
import { demandState, sessionFor } from './session-in-hand.js';
import { tellSession } from './tell-session.js';

/** Earlier versions stay as they are. */
export const writeMinutes = verb(
  'writeMinutes',
  {
    does: "Writes the next version of a session's minutes. 撰写会议纪要",
    answers: sessionPayload,
    takes: { ...versionOf('DeliberationSession'), text: lines(MINUTES_LENGTH, 'The whole text. 全文') },
    may: sessionFor((viewer, { place }) => mayPrepare(viewer, place), NOT_PREPARER),
  },
  async (work, { text }, session) => {
    demandState(session, 'OPEN', 'CLOSED');
    const [latest] = await work.em.find(Minutes, { session: session.id }, { orderBy: { number: 'desc' } });
    work.em.create(Minutes, {
      id: newId(jurisdictionOf(work).number),
      jurisdictionId: session.jurisdictionId,
      session: session.id,
      number: (latest?.number ?? 0) + 1,
      text,
      writtenBy: work.viewer.person,
      approvedBy: null,
      approvedAt: null,
      redacted: null,
      publishedAt: null,
    });
    await tellSession(work, session, { kind: 'MINUTES_WRITTEN' });
    return { id: session.id };
  },
);
