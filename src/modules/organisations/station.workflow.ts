// First: the demo comes here without modules/index, and type-graphql's decorators ask for it.
import 'reflect-metadata';
import { refuse } from '../../kernel/result.js';
import { policyFacts } from '../../work/policy-facts.js';
import { workflow } from '../../work/workflow.js';
import { Organization } from './organization.entity.js';
import { mayCloseStation, type StationFacts } from './organization.policy.js';
import { stationStates } from './organization.terms.js';
import { Station } from './station.entity.js';
import { stationPayload } from './station.type.js';

/** It begins with openStation. */
export const stationFlow = workflow({
  noun: 'Station',
  entity: Station,
  states: stationStates,
  answers: stationPayload,
  facts: policyFacts<StationFacts>({ state: (row) => row.col('state'), place: (row) => row.col('place') }),
  steps: {
    close: {
      does: 'Closes a station until it is reopened; its row and history stay. 关闭站点',
      from: ['OPEN'],
      to: 'CLOSED',
      may: mayCloseStation,
      isReasoned: true,
    },
    reopen: {
      does: 'Opens a closed station again, while its host is at work. 重新开放站点',
      from: ['CLOSED'],
      to: 'OPEN',
      may: mayCloseStation,
      async change(station, { work }) {
        const host = await work.em.findOneOrFail(Organization, { id: station.host });
        if (host.status !== 'ACTIVE') refuse('WRONG_STATE', 'The host is no longer at work. 主办组织已撤销。', 'id');
      },
    },
  },
});
