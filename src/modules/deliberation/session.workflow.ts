// First: the demo comes here without modules/index, and type-graphql's decorators ask for it.
import 'reflect-metadata';
import { dayOf } from '../../kernel/clock.js';
import { refuse } from '../../kernel/result.js';
import { holdingOn } from '../../kernel/span.js';
import { instant, optional } from '../../work/input.js';
import { endWith } from '../../work/keeps.js';
import { policyFacts } from '../../work/policy-facts.js';
import { type Taking, taking, workflow } from '../../work/workflow.js';
import { BodyMember, DeliberationRules } from './body.entity.js';
import { chairOf } from './chair.js';
import { demandQuorum } from './commands/quorate.js';
import { demandTime } from './commands/session-in-hand.js';
import { tellChanged, tellMembers } from './commands/tell-members.js';
import { record } from './commands/tell-session.js';
import { mayChair, mayPrepareSession, type SessionFacts } from './deliberation.policy.js';
import { sessionStates, VOTELESS } from './deliberation.terms.js';
import { publishLatest } from './minutes.publish.js';
import { DeliberationSession } from './session.entity.js';
import { rowFactsOf } from './session.facts.js';
import { sessionPayload } from './session.type.js';

/** It begins with scheduleSession. */
export const sessionFlow = workflow({
  noun: 'DeliberationSession',
  entity: DeliberationSession,
  states: sessionStates,
  answers: sessionPayload,
  facts: policyFacts<SessionFacts>({
    state: (row) => row.col('state'),
    place: (row) => row.col('place'),
    chair: (row) => chairOf(row.col('id')),
  }),
  history: { before: (session: DeliberationSession) => rowFactsOf(session), record },
  steps: {
    notify: {
      as: 'sendNotice',
      does: 'Invites the members; a session that was postponed gets its new time. 发送会议通知',
      from: ['SCHEDULED', 'POSTPONED'],
      to: 'NOTICE_SENT',
      event: 'NOTICE_SENT',
      may: mayPrepareSession,
      takes: taking(
        { scheduledAt: optional(instant('The time of the session; needed where it was postponed. 会议时间')) },
        async (session: DeliberationSession, { scheduledAt }, { work, now, facts }: Taking<SessionFacts>) => {
          if (session.state === 'POSTPONED' && scheduledAt === null)
            refuse('REQUIRED', 'The session was postponed: set its new time. 会议已延期，请设定新的会议时间。', 'scheduledAt');
          if (scheduledAt !== null) session.scheduledAt = scheduledAt;
          if (session.scheduledAt <= now) refuse('INVALID', 'The time of the session has passed. 会议时间已过。', 'scheduledAt');
          // Nobody has it, or who had it has left.
          if (facts.chair === null) refuse('REQUIRED', 'Name the chair first (substituteChair). 请先指定主持人（substituteChair）。', 'id');
          session.noticeSentAt = now;
          await tellMembers(work, session, 'INVITED', now);
        },
      ),
    },
    open: {
      as: 'openSession',
      does: 'Opens a session: who has a vote, and by which rules it goes, is settled from then on. 宣布开会',
      from: ['NOTICE_SENT'],
      to: 'OPEN',
      event: 'OPENED',
      may: mayChair,
      async change(session, { work, now }) {
        demandTime(session, now, 'id');
        const today = dayOf(now);
        const electors = await work.em.find(BodyMember, { body: session.body, capacity: { $ne: VOTELESS }, ...holdingOn(today) });
        const rules = await work.em.findOneOrFail(DeliberationRules, { body: session.body, ...holdingOn(today) });
        session.electorIds = electors.map(({ person }) => person);
        session.rules = rules.id;
        session.openedAt = now;
      },
    },
    close: {
      as: 'closeSession',
      does: 'Closes a session that had its quorum. 宣布闭会',
      from: ['OPEN'],
      to: 'CLOSED',
      event: 'CLOSED',
      may: mayChair,
      async change(session, { work, now }) {
        await demandQuorum(work, session.id);
        session.closedAt = now;
      },
    },
    adjourn: {
      as: 'adjournSession',
      does: 'Ends a session without business: all that a chair may do without a quorum. 宣布休会',
      from: ['OPEN'],
      to: 'CLOSED',
      event: 'ADJOURNED',
      may: mayChair,
      isReasoned: true,
      // What is decided holds the session: it is decided before, and so found, or refused.
      isLocked: true,
      async change(session, { work, now }) {
        await endWith(work, 'DeliberationSession', { id: session.id, day: dayOf(now) });
        session.isAdjourned = true;
        session.closedAt = now;
      },
    },
    postpone: {
      as: 'postponeSession',
      does: 'Postpones a session; the next notice sets its time, and who checked in does so again. 延期',
      from: ['SCHEDULED', 'NOTICE_SENT'],
      to: 'POSTPONED',
      event: 'POSTPONED',
      may: mayPrepareSession,
      isReasoned: true,
      isLocked: true,
      change: (session, { work, now }) => tellChanged(work, session, now),
    },
    cancel: {
      as: 'cancelSession',
      does: 'Cancels a session. What was due stays due. 取消会议',
      from: ['SCHEDULED', 'NOTICE_SENT', 'POSTPONED'],
      to: 'CANCELLED',
      event: 'CANCELLED',
      may: mayPrepareSession,
      isReasoned: true,
      change: (session, { work, now }) => tellChanged(work, session, now),
    },
    publish: {
      as: 'publishMinutes',
      does: 'Publishes the approved minutes in a copy without names but those on notice, phone numbers and id numbers. 公布会议纪要',
      from: ['CLOSED'],
      to: 'MINUTES_PUBLISHED',
      event: 'MINUTES_PUBLISHED',
      may: mayPrepareSession,
      // Whoever writes minutes holds the session.
      isLocked: true,
      change: (session, { work, now }) => publishLatest(work, session.id, now),
    },
  },
});
