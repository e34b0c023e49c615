// First: the demo comes here without modules/index, and type-graphql's decorators ask for it.
import 'reflect-metadata';
import { sql } from '../../read/sql.js';
import { day, optional } from '../../work/input.js';
import { policyFacts } from '../../work/policy-facts.js';
import { taking, workflow } from '../../work/workflow.js';
import { adopt } from './commands/adopt.js';
import { endVersions } from './commands/end-versions.js';
import { Covenant } from './covenant.entity.js';
import { type CovenantFacts, mayChange, mayKeep } from './covenant.policy.js';
import { covenantStates } from './covenant.terms.js';
import { covenantPayload } from './covenant.type.js';

/** It begins with draftCovenant. */
export const covenantFlow = workflow({
  noun: 'Covenant',
  entity: Covenant,
  states: covenantStates,
  answers: covenantPayload,
  facts: policyFacts<CovenantFacts>({
    state: (row) => row.col('state'),
    place: (row) => row.col('place'),
    supervisors: (row) => sql`to_json(${row.col('supervisorIds')})`,
  }),
  besides: { reviseCovenant: mayChange, submitCovenant: mayChange, nameCovenantSupervisors: mayChange },
  steps: {
    adopt: {
      does: 'Records that a session adopted the draft, by the decision on its topic: it follows the version before when its publicity is over. 通过公约',
      from: ['DRAFT', 'ADOPTED'],
      to: 'ADOPTED',
      may: mayKeep,
      takes: taking(
        {
          from: optional(
            day('The first day on which it holds; if left out, the first after its publicity, today at the earliest. 生效日期'),
          ),
        },
        (covenant: Covenant, { from }, { work, now }) => adopt(work, covenant, from, now),
      ),
    },
    end: {
      does: 'Ends a covenant from today on, with a reason. 终止公约',
      from: ['ADOPTED'],
      to: 'ENDED',
      may: mayKeep,
      isReasoned: true,
      change: (covenant, { work, now }) => endVersions(work, covenant.id, now),
    },
    withdraw: {
      does: 'Withdraws a covenant that was never adopted, with a reason. 撤回公约草案',
      from: ['DRAFT'],
      to: 'WITHDRAWN',
      may: mayKeep,
      isReasoned: true,
    },
  },
});
