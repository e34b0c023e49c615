import { refuse } from '../../kernel/result.js';
import type { RowRef } from '../../read/noun.js';
import { type Sql, sql } from '../../read/sql.js';
import { optional, pastInstant } from '../../work/input.js';
import { policyFacts } from '../../work/policy-facts.js';
import { taking, workflow } from '../../work/workflow.js';
import { acknowledge } from './commands/acknowledge.js';
import { tellOutage, tellOutageAgain } from './commands/tell-outage.js';
import { OutageNotice, OutageRecipient } from './outage.entity.js';
import * as policy from './outage.policy.js';
import { outageRecipientStates, outageStates } from './outage.terms.js';
import { outagePayload, outageRecipientPayload } from './outage.type.js';

/** It begins with issueOutageNotice. Its steps hold the notice: who acknowledges it waits. */
export const outageFlow = workflow({
  noun: 'OutageNotice',
  entity: OutageNotice,
  states: outageStates,
  answers: outagePayload,
  facts: policyFacts<policy.OutageFacts>({
    state: (row) => row.col('state'),
    utility: (row) => row.col('utility'),
    place: (row) => row.col('place'),
  }),
  besides: { changeOutageTimes: policy.mayChangeTimes },
  steps: {
    start: {
      as: 'startOutage',
      does: 'Says that supply is cut now; before the announced time, everybody is told again. At that time it starts by itself. 开始停供',
      from: ['ANNOUNCED'],
      to: 'UNDERWAY',
      may: policy.mayManage,
      isLocked: true,
      async change(notice, { work, now }) {
        if (notice.startsAt <= now) return;
        notice.startsAt = now;
        await tellOutageAgain(work, notice, 'startOutage', now);
      },
    },
    restore: {
      as: 'restoreOutage',
      does: 'Says that supply is back. 恢复供应',
      from: ['UNDERWAY'],
      to: 'RESTORED',
      may: policy.mayManage,
      isLocked: true,
      takes: taking(
        { restoredAt: optional(pastInstant('When, since it began; now if left out. 恢复时间', new Date('2000-01-01T00:00:00Z'))) },
        async (notice: OutageNotice, { restoredAt }, { work, now }) => {
          if (restoredAt !== null && restoredAt < notice.startsAt)
            refuse('INVALID', '{field} must not be before the outage began. {field} 不得早于停供开始时间。', 'restoredAt');
          notice.restoredAt = restoredAt ?? now;
          await tellOutage(work, notice, 'OUTAGE_RESTORED', now);
        },
      ),
    },
    cancel: {
      as: 'cancelOutage',
      does: 'Calls an outage off before it begins, with a reason. 取消停供',
      from: ['ANNOUNCED'],
      to: 'CANCELLED',
      may: policy.mayManage,
      isLocked: true,
      isReasoned: true,
      change: (notice, { work, now }) => tellOutage(work, notice, 'OUTAGE_CANCELLED', now),
    },
  },
});

const stateOfNotice = (row: RowRef): Sql => sql`(select state from outage_notice n where n.id = ${row.col('notice')})`;

/** It begins with issueOutageNotice, and anew when the times change. */
export const outageRecipientFlow = workflow({
  noun: 'OutageRecipient',
  entity: OutageRecipient,
  states: outageRecipientStates,
  answers: outageRecipientPayload,
  facts: policyFacts<policy.RecipientFacts>({
    state: (row) => row.col('state'),
    outage: stateOfNotice,
    organization: (row) => row.col('organization'),
    place: (row) => row.col('place'),
  }),
  steps: {
    acknowledge: {
      as: 'acknowledgeOutage',
      does: 'Acknowledges a notice for the organisation or grid that was told; once, until the times change. 确认停供通知',
      from: ['TOLD'],
      to: 'ACKNOWLEDGED',
      may: policy.mayAcknowledge,
      change: (recipient, { work, now }) => acknowledge(work, recipient, now),
    },
  },
});
