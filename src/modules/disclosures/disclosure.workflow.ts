import { policyFacts } from '../../work/policy-facts.js';
import { workflow } from '../../work/workflow.js';
import { DisclosureNotice } from './disclosure.entity.js';
import { type DisclosureFacts, mayPublish } from './disclosure.policy.js';
import { disclosureStates } from './disclosure.terms.js';
import { disclosurePayload } from './disclosure.type.js';

/** It begins with draftDisclosureNotice. */
export const disclosureFlow = workflow({
  noun: 'DisclosureNotice',
  entity: DisclosureNotice,
  states: disclosureStates,
  answers: disclosurePayload,
  facts: policyFacts<DisclosureFacts>({ state: (row) => row.col('state'), place: (row) => row.col('place') }),
  steps: {
    publish: {
      does: 'Publishes a notice: everybody reads it from then on. 公开监督检查结果',
      from: ['DRAFT'],
      to: 'PUBLISHED',
      may: mayPublish,
      change(notice, { now }) {
        notice.publishedAt = now;
      },
    },
    withdraw: {
      does: 'Withdraws a notice, with a reason. 撤回公开',
      from: ['DRAFT', 'PUBLISHED'],
      to: 'WITHDRAWN',
      may: mayPublish,
      isReasoned: true,
    },
  },
});
