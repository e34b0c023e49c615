import { dayOf } from '../../../kernel/clock.js';
import { refuse } from '../../../kernel/result.js';
import { id, optional, versionOf } from '../../../work/input.js';
import { endWith } from '../../../work/keeps.js';
import { verb } from '../../../work/verb.js';
import { mayWithdrawAttendance } from '../deliberation.policy.js';
import { Attendance } from '../session.entity.js';
import { sessionPayload } from '../session.type.js';
import { sessionFlow } from '../session.workflow.js';
import { demandCounted } from './quorate.js';
import { demandState } from './session-in-hand.js';
import { tellSession } from './tell-session.js';

/** The quorum follows at once. Who voted at the session was there. */
export const withdrawAttendance = verb(
  'withdrawAttendance',
  {
    does: 'Takes back a check-in that was a mistake: one of the viewer, or of somebody else by who keeps the attendance. Who has voted stays. 撤销签到',
    answers: sessionPayload,
    takes: {
      ...versionOf('DeliberationSession'),
      personId: optional(id('Person', 'Who is not there; the viewer if left out. 人员')),
    },
    may: (work, { id, version, personId }) => sessionFlow.admit(work, mayWithdrawAttendance(personId), { id, version, isLocked: true }),
  },
  async (work, { personId }, { row: session }) => {
    demandState(session, 'NOTICE_SENT', 'OPEN');
    const attendance = await work.em.findOne(Attendance, { session: session.id, person: personId ?? work.viewer.person! });
    if (!attendance) refuse('WRONG_STATE', 'They have not checked in. 该人员未签到。', personId === null ? 'id' : 'personId');
    await endWith(work, 'Attendance', { id: attendance.id, day: dayOf(work.now()) });
    await work.sql('delete from attendance where id = ?', [attendance.id]);
    await demandCounted(work, session);
    await tellSession(work, session, { kind: 'CHECK_IN_WITHDRAWN', left: [attendance.person] });
    return { id: session.id };
  },
);
