// First: the demo comes here without modules/index, and type-graphql's decorators ask for it.
import 'reflect-metadata';
import type { RowRef } from '../../read/noun.js';
import { raw, type Sql, sql } from '../../read/sql.js';
import { policyFacts } from '../../work/policy-facts.js';
import { type Taken, workflow } from '../../work/workflow.js';
import { type Attaching, attaching } from './commands/attach.js';
import { tellAssistance } from './commands/co-handlers.js';
import type { IncidentEventKind } from './incident.terms.js';
import { IncidentParticipant } from './participant.entity.js';
import { type Assistance, mayAnswer, mayReschedule, mayWithdraw } from './participant.policy.js';
import { participantStates } from './participant.terms.js';
import { participantPayload } from './participant.type.js';

const ofIncident =
  (column: 'holder_id' | 'place') =>
  (row: RowRef): Sql =>
    sql`(select ${raw(column)} from incident i where i.id = ${row.col('incident')})`;

/** It begins with askForAssistance. Its steps are kept in the history of the incident. */
export const participantFlow = workflow({
  noun: 'IncidentParticipant',
  entity: IncidentParticipant,
  states: participantStates,
  answers: participantPayload,
  facts: policyFacts<Assistance>({
    state: (row) => row.col('state'),
    organization: (row) => row.col('organization'),
    holder: ofIncident('holder_id'),
    place: ofIncident('place'),
  }),
  history: {
    before: () => null,
    takes: attaching,
    record: ({ row, event, note, work }: Taken<IncidentParticipant, null, IncidentEventKind>, { attachmentIds }: Attaching) =>
      tellAssistance(work, row, { event, note, attachmentIds }),
  },
  besides: { rescheduleAssistance: mayReschedule },
  steps: {
    accept: {
      as: 'acceptAssistance',
      does: 'Promises to assist with an incident. 接受协办',
      from: ['ASKED'],
      to: 'ACCEPTED',
      event: 'ASSISTANCE_ACCEPTED',
      may: mayAnswer,
    },
    decline: {
      as: 'declineAssistance',
      does: 'Declines to assist with an incident. 谢绝协办',
      from: ['ASKED'],
      to: 'DECLINED',
      event: 'ASSISTANCE_DECLINED',
      may: mayAnswer,
      isReasoned: true,
    },
    finish: {
      as: 'finishAssistance',
      does: 'Reports the own part of an incident done; the note says what was done. Whoever does is a handler of the incident. 完成协办',
      from: ['ACCEPTED'],
      to: 'DONE',
      event: 'ASSISTANCE_DONE',
      may: mayAnswer,
    },
    withdraw: {
      as: 'withdrawAssistance',
      does: 'Asks an organisation no longer to assist with an incident. 撤回协办',
      from: ['ASKED', 'ACCEPTED'],
      to: 'WITHDRAWN',
      event: 'ASSISTANCE_WITHDRAWN',
      may: mayWithdraw,
      isReasoned: true,
    },
  },
});
