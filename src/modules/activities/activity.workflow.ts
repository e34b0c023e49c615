// First: the demo comes here without modules/index, and type-graphql's decorators ask for it.
import 'reflect-metadata';
import { newId } from '../../kernel/ids.js';
import { refuse } from '../../kernel/result.js';
import { inputObject, int, lines, listOf, oneOf, optional, part } from '../../work/input.js';
import { taking, workflow } from '../../work/workflow.js';
import { notify } from '../notifications/commands/notify.js';
import { jurisdictionOf } from '../organisations/commands/find.js';
import { Activity, ActivityOutcome } from './activity.entity.js';
import { rowFactsOf } from './activity.facts.js';
import { activityFacts } from './activity.matter.js';
import { mayCheckIn, mayCheckOut, mayRegister, mayRun, mayStart, mayUpdate, mayWithdraw } from './activity.policy.js';
import { activityStates } from './activity.terms.js';
import { ActivityOutcomeKindEnum, activityPayload } from './activity.type.js';
import { lockActivity, placesOf, settleAll } from './commands/places.js';
import { record } from './commands/tell.js';

const outcomeInput = inputObject('ActivityOutcomeInput', 'What an activity led to, of one kind. 活动成果', {
  kind: oneOf(ActivityOutcomeKindEnum, 'Of what. 类型'),
  count: int({ min: 0, max: 1_000_000 }, 'How many. 数量'),
});

/** It begins with createActivity. */
export const activityFlow = workflow({
  noun: 'Activity',
  entity: Activity,
  states: activityStates,
  answers: activityPayload,
  facts: activityFacts,
  history: { before: (activity: Activity) => rowFactsOf(activity), record },
  besides: {
    updateActivity: mayUpdate,
    registerForActivity: mayRegister,
    withdrawFromActivity: mayWithdraw,
    checkIn: mayCheckIn,
    checkOut: mayCheckOut,
  },
  steps: {
    publish: {
      does: 'Announces an activity: from then on it is shown to the jurisdiction. 发布活动',
      from: ['DRAFT'],
      to: 'PUBLISHED',
      event: 'PUBLISHED',
      may: mayRun,
      change(activity: Activity) {
        activity.audience = 'JURISDICTION';
      },
    },
    openSignUp: {
      as: 'openSignUp',
      does: 'Opens an activity for registration. 开放报名',
      from: ['PUBLISHED'],
      to: 'SIGN_UP',
      event: 'SIGN_UP_OPENED',
      may: mayRun,
    },
    start: {
      does: 'Begins an activity, from an hour before its time on: people check in. 开始活动',
      from: ['PUBLISHED', 'SIGN_UP'],
      to: 'ONGOING',
      event: 'STARTED',
      may: mayStart,
      change: (activity, { work }) => lockActivity(work, activity),
    },
    complete: {
      does: 'Ends an activity: who had a place and did not check in is absent, and who waited is no longer registered. 结束活动',
      from: ['ONGOING'],
      to: 'COMPLETED',
      event: 'COMPLETED',
      may: mayRun,
      async change(activity, { work, now }) {
        await lockActivity(work, activity);
        activity.completedAt = now;
        await settleAll(work, activity, 'SIGNED_UP', 'ABSENT', now);
        await settleAll(work, activity, 'WAITLISTED', 'CANCELLED', now);
      },
    },
    report: {
      does: 'Reports what became of an activity: participants and beneficiaries are different figures. 总结活动',
      from: ['COMPLETED'],
      to: 'REPORTED',
      event: 'REPORTED',
      may: mayRun,
      takes: taking(
        {
          participantCount: optional(
            int({ min: 0, max: 1_000_000 }, 'How many people took part; those who checked in if left out. 参与人数（人）'),
          ),
          beneficiaryPersonTimes: int({ min: 0, max: 10_000_000 }, 'How often somebody benefited. 受益人次'),
          summary: lines(2_000, 'What became of it. 活动总结'),
          outcomes: optional(listOf(part(outcomeInput, 'What it led to, one entry a kind. 活动成果'), { max: 5 })),
        },
        async (activity: Activity, { participantCount, beneficiaryPersonTimes, summary, outcomes }, { work }) => {
          await lockActivity(work, activity);
          const kinds = (outcomes ?? []).map(({ kind }) => kind);
          if (new Set(kinds).size < kinds.length) refuse('INVALID', 'outcomes names a kind twice. outcomes 有重复的类型。', 'outcomes');
          activity.participants = participantCount ?? (await placesOf(work, activity)).placed;
          activity.beneficiaryPersonTimes = beneficiaryPersonTimes;
          activity.summary = summary;
          for (const outcome of outcomes ?? [])
            work.em.create(ActivityOutcome, {
              id: newId(jurisdictionOf(work).number),
              jurisdictionId: activity.jurisdictionId,
              activity: activity.id,
              ...outcome,
              createdAt: work.now(),
              updatedAt: work.now(),
            });
        },
      ),
    },
    cancel: {
      does: 'Calls an activity off, and all registrations with it. 取消活动',
      from: ['DRAFT', 'PUBLISHED', 'SIGN_UP'],
      to: 'CANCELLED',
      event: 'CANCELLED',
      may: mayRun,
      isReasoned: true,
      async change(activity, { work, now }) {
        await lockActivity(work, activity);
        const placed = await settleAll(work, activity, 'SIGNED_UP', 'CANCELLED', now);
        const waiting = await settleAll(work, activity, 'WAITLISTED', 'CANCELLED', now);
        const persons = [...placed, ...waiting];
        await notify(work, { noun: 'Activity', row: activity, at: now }, [{ kind: 'ACTIVITY_CANCELLED', persons }]);
      },
    },
  },
});
