// First: the demo comes here without modules/index, and type-graphql's decorators ask for it.
import 'reflect-metadata';
import type { RowRef } from '../../read/noun.js';
import { type Sql, sql } from '../../read/sql.js';
import { lines, optional, pastInstant } from '../../work/input.js';
import { policyFacts } from '../../work/policy-facts.js';
import { taking, workflow } from '../../work/workflow.js';
import { answered } from './commands/answered.js';
import { arrive } from './commands/arrive.js';
import { endCall } from './commands/end-call.js';
import { Whistle, WhistleAnswer } from './whistle.entity.js';
import * as policy from './whistle.policy.js';
import { whistleAnswerStates, whistleStates } from './whistle.terms.js';
import { OUTCOME_LENGTH, whistleAnswerPayload, whistlePayload } from './whistle.type.js';

/** It begins with blowWhistle. */
export const whistleFlow = workflow({
  noun: 'Whistle',
  entity: Whistle,
  states: whistleStates,
  answers: whistlePayload,
  facts: policyFacts<policy.WhistleFacts>({ state: (row) => row.col('state'), place: (row) => row.col('place') }),
  steps: {
    conclude: {
      does: 'Concludes a call with its outcome: who has not turned up by the time asked for is absent; before it, nobody is waited for any more. 办结吹哨',
      from: ['CALLED'],
      to: 'CONCLUDED',
      may: policy.mayEnd,
      isLocked: true,
      takes: taking({ outcome: lines(OUTCOME_LENGTH, 'What came of it. 处置结果') }, (whistle: Whistle, { outcome }, { work, now }) => {
        whistle.outcome = outcome;
        return endCall(work, whistle, 'concludeWhistle', now);
      }),
    },
    cancel: {
      does: 'Calls a call off, with a reason: nobody has to turn up any more. 取消吹哨',
      from: ['CALLED'],
      to: 'CANCELLED',
      may: policy.mayEnd,
      isLocked: true,
      isReasoned: true,
      change: (whistle, { work, now }) => endCall(work, whistle, 'cancelWhistle', now),
    },
  },
});

const stateOfCall = (row: RowRef): Sql => sql`(select state from whistle w where w.id = ${row.col('whistle')})`;

/** It begins with blowWhistle, and ends with the call. */
export const whistleAnswerFlow = workflow({
  noun: 'WhistleAnswer',
  entity: WhistleAnswer,
  states: whistleAnswerStates,
  answers: whistleAnswerPayload,
  facts: policyFacts<policy.AnswerFacts>({
    state: (row) => row.col('state'),
    organization: (row) => row.col('organization'),
    call: stateOfCall,
    place: (row) => row.col('place'),
    isAttendanceRated: (row) => sql`${row.col('attendanceScore')} is not null`,
    isCallRated: (row) => sql`${row.col('callScore')} is not null`,
  }),
  besides: { rateAttendance: policy.mayRateAttendance, rateWhistle: policy.mayRateCall },
  steps: {
    promise: {
      as: 'promiseArrival',
      does: 'Says that the department comes. 答应到场',
      from: ['CALLED', 'DECLINED'],
      to: 'PROMISED',
      may: policy.mayAnswer,
      change: async (answer, { work, now }) => {
        await answered(work, answer, now);
      },
    },
    decline: {
      as: 'declineArrival',
      does: 'Says that the department does not come, with a reason. 说明不能到场',
      from: ['CALLED', 'PROMISED'],
      to: 'DECLINED',
      may: policy.mayAnswer,
      isReasoned: true,
      change: async (answer, { work, now }) => {
        await answered(work, answer, now);
      },
    },
    arrive: {
      as: 'recordArrival',
      does: 'Records that the department has turned up: it says so itself, or whoever called notes it. 报到',
      from: ['CALLED', 'PROMISED', 'DECLINED'],
      to: 'ARRIVED',
      may: policy.mayArrive,
      takes: taking(
        {
          arrivedAt: optional(
            pastInstant(
              'When, since the call; now if left out. The department itself says so within 30 minutes; whoever called notes an earlier time. 报到时间',
              new Date('2000-01-01T00:00:00Z'),
            ),
          ),
        },
        (answer: WhistleAnswer, { arrivedAt }, { work, now }) => arrive(work, answer, arrivedAt, now),
      ),
    },
  },
});
