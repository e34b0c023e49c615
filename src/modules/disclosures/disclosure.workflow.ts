import { changed, lines, pastDay, text } from '../../work/input.js';
import { policyFacts } from '../../work/policy-facts.js';
import { taking, workflow } from '../../work/workflow.js';
import { DisclosureNotice } from './disclosure.entity.js';
import { type DisclosureFacts, mayPublish } from './disclosure.policy.js';
import { disclosureStates } from './disclosure.terms.js';
import { CONTENT_LENGTH, disclosurePayload } from './disclosure.type.js';

/** It begins with draftDisclosureNotice. */
export const disclosureFlow = workflow({
  noun: 'DisclosureNotice',
  entity: DisclosureNotice,
  states: disclosureStates,
  answers: disclosurePayload,
  facts: policyFacts<DisclosureFacts>({ state: (row) => row.col('state'), place: (row) => row.col('place') }),
  steps: {
    revise: {
      does: 'Changes what the draft of a notice says. 修改监督检查结果草稿',
      from: ['DRAFT'],
      to: 'DRAFT',
      may: mayPublish,
      takes: taking(
        {
          title: changed(text(200, 'Title. 标题')),
          content: changed(lines(CONTENT_LENGTH, 'What was found. 内容')),
          inspectedOn: changed(pastDay('When it was inspected. 检查日期')),
        },
        (notice: DisclosureNotice, { title, content, inspectedOn }) => {
          if (title != null) notice.title = title;
          if (content != null) notice.content = content;
          if (inspectedOn != null) notice.inspectedOn = inspectedOn;
        },
      ),
    },
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
