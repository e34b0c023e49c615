// First: the demo comes here without modules/index, and type-graphql's decorators ask for it.
import 'reflect-metadata';
import { sql } from '../../read/sql.js';
import { policyFacts } from '../../work/policy-facts.js';
import { workflow } from '../../work/workflow.js';
import { decided } from './commands/decided.js';
import { RateExclusion } from './exclusion.entity.js';
import * as policy from './exclusion.policy.js';
import { exclusionStates } from './exclusion.terms.js';
import { exclusionPayload } from './exclusion.type.js';

/** It begins with requestExclusion. */
export const exclusionFlow = workflow({
  noun: 'RateExclusion',
  entity: RateExclusion,
  states: exclusionStates,
  answers: exclusionPayload,
  facts: policyFacts<policy.ExclusionFacts>({
    state: (row) => row.col('state'),
    organization: (row) => row.col('organization'),
    holderPlace: (row) => sql`(select place from organization where organization.id = ${row.col('organization')})`,
    requestedBy: (row) => row.col('requestedBy'),
  }),
  steps: {
    grant: {
      as: 'grantExclusion',
      does: 'Leaves an incident out of the rates of feedback, as its holder asked. 同意剔除',
      from: ['REQUESTED'],
      to: 'GRANTED',
      may: policy.mayReview,
      change: decided,
    },
    refuse: {
      as: 'refuseExclusion',
      does: 'Refuses to leave an incident out of rates, with a reason. 不同意剔除',
      from: ['REQUESTED'],
      to: 'REFUSED',
      may: policy.mayReview,
      isReasoned: true,
      change: decided,
    },
    revoke: {
      as: 'revokeExclusion',
      does: 'Lets an incident that was left out count again, with a reason. 恢复计入',
      from: ['GRANTED'],
      to: 'REVOKED',
      may: policy.mayReview,
      isReasoned: true,
      change: decided,
    },
    withdraw: {
      as: 'withdrawExclusion',
      does: 'Asks no longer to leave an incident out of rates. 撤回剔除申请',
      from: ['REQUESTED'],
      to: 'WITHDRAWN',
      may: policy.mayWithdraw,
    },
  },
});
