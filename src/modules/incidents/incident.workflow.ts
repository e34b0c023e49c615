// First: the demo comes here without modules/index, and type-graphql's decorators ask for it.
import 'reflect-metadata';
import { dayOf } from '../../kernel/clock.js';
import { endWith } from '../../work/keeps.js';
import { taking, workflow } from '../../work/workflow.js';
import { Grid } from '../grids/grid.entity.js';
import { dispatchTargets, dispatchTo, oneTarget } from './commands/dispatch.js';
import { handledBy } from './commands/handlers.js';
import { type Before, record } from './commands/record.js';
import { lockActiveGrid, settle } from './commands/settle.js';
import { Incident } from './incident.entity.js';
import { factsOf } from './incident.facts.js';
import { matterFacts } from './incident.matter.js';
import * as policy from './incident.policy.js';
import { incidentStates } from './incident.terms.js';
import { incidentPayload } from './incident.type.js';

/** What may follow what, who may do it, and what it changes. */
export const incidentFlow = workflow({
  noun: 'Incident',
  entity: Incident,
  states: incidentStates,
  answers: incidentPayload,
  facts: matterFacts,
  history: {
    before: (incident: Incident, viewer): Before => ({
      facts: factsOf(incident),
      actedFor: policy.organizationActedFor(viewer, incident.place, incident.holder),
    }),
    record,
  },
  steps: {
    accept: {
      does: 'Takes an incident up for the organisation that holds it. 受理',
      from: ['REPORTED'],
      to: 'ACCEPTED',
      event: 'ACCEPTED',
      may: policy.mayAccept,
      change(incident, { now }) {
        incident.acceptedAt = now;
      },
    },
    reject: {
      does: 'Declines to take an incident up; the reason goes to the reporter. 不予受理',
      from: ['REPORTED'],
      to: 'REJECTED',
      event: 'REJECTED',
      may: policy.mayReject,
      isReasoned: true,
    },
    cancel: {
      does: 'Withdraws an incident. 撤回',
      from: ['REPORTED', 'ACCEPTED'],
      to: 'CANCELLED',
      event: 'CANCELLED',
      may: policy.mayCancel,
      isReasoned: true,
    },
    dispatch: {
      does: 'Sends an incident to those who shall handle it: exactly one of organizationId, gridId and assigneeId. 派遣',
      from: ['ACCEPTED', 'RETURNED', 'REOPENED'],
      to: 'DISPATCHED',
      event: 'DISPATCHED',
      may: policy.mayDispatch,
      takes: taking(dispatchTargets, (incident: Incident, input, { work }) => dispatchTo(work, incident, input), oneTarget),
    },
    start: {
      does: 'Begins to handle an incident. Whoever starts is a handler. 开始处置',
      from: ['DISPATCHED', 'REOPENED'],
      to: 'IN_PROGRESS',
      event: 'STARTED',
      may: policy.mayStart,
      change: (incident, { work }) => handledBy(incident, work.viewer.person),
    },
    return: {
      does: 'Sends an incident back to the organisation or person that dispatched it. 退回',
      from: ['DISPATCHED', 'IN_PROGRESS'],
      to: 'RETURNED',
      event: 'RETURNED',
      may: policy.mayReturn,
      isReasoned: true,
      change(incident) {
        // A person was sent by the holder, who keeps it; an organisation was sent by the holder before.
        if (incident.assignee == null && incident.previousHolder) {
          incident.holder = incident.previousHolder;
          incident.previousHolder = null;
        }
        incident.assignee = null;
      },
    },
    resolve: {
      does: 'Reports an incident handled. Whoever resolves is a handler; somebody else has to verify. 办结',
      from: ['IN_PROGRESS'],
      to: 'RESOLVED',
      event: 'RESOLVED',
      may: policy.mayResolve,
      change(incident, { work, now }) {
        incident.resolvedAt = now;
        handledBy(incident, work.viewer.person);
      },
    },
    verify: {
      does: 'Confirms the repair; never by somebody who handled it. 核查通过',
      from: ['RESOLVED'],
      to: 'VERIFIED',
      event: 'VERIFIED',
      may: policy.mayVerify,
      change(incident, { now }) {
        incident.verifiedAt = now;
      },
    },
    close: {
      does: 'Closes a verified incident. 结案',
      from: ['VERIFIED'],
      to: 'CLOSED',
      event: 'CLOSED',
      may: policy.mayClose,
      async change(incident, { work, now }) {
        // What waits for it goes on.
        await endWith(work, 'Incident', { id: incident.id, day: dayOf(now) });
        incident.closedAt = now;
      },
    },
    reopen: {
      does: 'Opens a closed incident again, where its grid went. Handling begins anew, and so does the list of handlers. 重新办理',
      from: ['CLOSED'],
      to: 'REOPENED',
      event: 'REOPENED',
      may: policy.mayReopen,
      isReasoned: true,
      async change(incident, { work }) {
        const { community } = await work.em.findOneOrFail(Grid, { id: incident.grid });
        const grid = await lockActiveGrid(work, incident.grid, incident.location ?? null);
        settle(incident, grid!, community);
        incident.resolvedAt = null;
        incident.verifiedAt = null;
        incident.closedAt = null;
        incident.handlerIds = incident.assignee ? [incident.assignee] : [];
      },
    },
  },
});

export type IncidentStep = keyof typeof incidentFlow.moves;
