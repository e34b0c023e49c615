// First: tests come here without modules/index, and type-graphql's decorators ask for it.
import 'reflect-metadata';
import { problem, Refused, refuse } from '../../kernel/result.js';
import { instant } from '../../work/input.js';
import { policyFacts } from '../../work/policy-facts.js';
import { taking, workflow } from '../../work/workflow.js';
import { PartnerDocument, PartnerVersion } from './partner.entity.js';
import { mayPublish, type VersionFacts } from './partner.policy.js';
import { runningStates, versionStates } from './partner.terms.js';
import { partnerVersionPayload } from './partner.type.js';

/** It begins with draftPartnerVersion. */
export const partnerVersionFlow = workflow({
  noun: 'PartnerVersion',
  entity: PartnerVersion,
  states: versionStates,
  answers: partnerVersionPayload,
  facts: policyFacts<VersionFacts>({
    state: (row) => row.col('state'),
    client: (row) => row.col('client'),
    jurisdictionId: (row) => row.col('jurisdictionId'),
  }),
  // All processes look again at what its client may run.
  emits: ({ jurisdictionId, client }) => ({ topic: 'directory', jurisdictionId, payload: { reason: 'partner version', client } }),
  steps: {
    publish: {
      does: 'Lets the documents of a draft run. 发布版本',
      from: ['DRAFT'],
      to: 'ACTIVE',
      may: mayPublish,
      async change(version, { work }) {
        const documents = await work.em.find(PartnerDocument, { partnerVersion: version.id });
        // The schema may have changed since they were drafted.
        const problems = documents.flatMap(({ source, operationName }) => {
          const checked = work.checkDocument(source);
          return checked.ok
            ? []
            : [
                problem('INVALID', 'The document {name} is not valid any more: “{reason}”. 文档 {name} 不再有效：“{reason}”。', 'id', {
                  name: operationName,
                  reason: checked.reason,
                }),
              ];
        });
        const [first, ...others] = problems;
        if (first) throw new Refused([first, ...others]);
      },
    },
    deprecate: {
      does: 'Announces when a version will be retired; until then its documents run, and each answer says so. 弃用版本',
      from: ['ACTIVE', 'DEPRECATED'],
      to: 'DEPRECATED',
      may: mayPublish,
      takes: taking({ sunsetAt: instant('When it is retired. 停用时间') }, (version: PartnerVersion, { sunsetAt }, { now }) => {
        if (sunsetAt <= now) refuse('INVALID', 'The sunset lies ahead. 停用时间应晚于当前时间。', 'sunsetAt');
        version.deprecatedAt ??= now;
        version.sunsetAt = sunsetAt;
        version.retiresAt = sunsetAt;
      }),
    },
    retire: {
      does: 'Ends a version: none of its documents runs any more, and streams of them end. 停用版本',
      from: ['DRAFT', ...runningStates],
      to: 'RETIRED',
      may: mayPublish,
      change(version) {
        version.retiresAt = null;
      },
    },
  },
});
