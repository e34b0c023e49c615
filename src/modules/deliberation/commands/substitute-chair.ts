import { id, lines, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { DeliberationBody } from '../body.entity.js';
import { mayPrepare, NOT_PREPARER } from '../deliberation.policy.js';
import { rowFactsOf } from '../session.facts.js';
import { sessionPayload } from '../session.type.js';
import { possibleChair } from './schedule-session.js';
import { demandState, sessionFor } from './session-in-hand.js';
import { tellSession } from './tell-session.js';

/** The turn has passed all the same. */
export const substituteChair = verb(
  'substituteChair',
  {
    does: 'Gives a session that is to come or open another chair, with a reason. 更换主持人',
    answers: sessionPayload,
    takes: {
      ...versionOf('DeliberationSession'),
      chairId: id('Person', 'Who chairs it. 主持人'),
      reason: lines(1_000, 'Why. 原因'),
    },
    may: sessionFor((viewer, { place }) => mayPrepare(viewer, place), NOT_PREPARER),
  },
  async (work, { chairId, reason }, session) => {
    demandState(session, 'SCHEDULED', 'NOTICE_SENT', 'OPEN', 'POSTPONED');
    const body = await work.em.findOneOrFail(DeliberationBody, { id: session.body });
    const before = rowFactsOf(session);
    session.chair = await possibleChair(work, body, chairId, 'chairId');
    session.chairReason = reason;
    await tellSession(work, session, { kind: 'CHAIR_SUBSTITUTED', before });
    return { id: session.id };
  },
);
