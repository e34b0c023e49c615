// First: the demo comes here without modules/index, and type-graphql's decorators ask for it.
import 'reflect-metadata';
import { dayOf } from '../../kernel/clock.js';
import { endWith } from '../../work/keeps.js';
import { type Taken, type Taking, taking, workflow } from '../../work/workflow.js';
import { Grid } from '../grids/grid.entity.js';
import { mayAttach, mayBeAttachedTo } from './attachment.policy.js';
import { type Attaching, attaching } from './commands/attach.js';
import { endAssistance } from './commands/co-handlers.js';
import { dispatchTargets, dispatchTo, handOver, leaveDeserted, oneTarget } from './commands/dispatch.js';
import { comesToItsEnd } from './commands/end.js';
import { escalateTo, escalationTarget } from './commands/escalate.js';
import { forwarding, forwardTo, takeBack } from './commands/forward.js';
import { handledBy } from './commands/handlers.js';
import { lapseExtension } from './commands/lapse-extension.js';
import { mergeInto, mergeTarget } from './commands/merge.js';
import { partEnds, partReopens } from './commands/parts.js';
import { type Before, record } from './commands/record.js';
import { type Replying, replying } from './commands/reply.js';
import { demandResult } from './commands/result.js';
import { lockActiveGrid, settle } from './commands/settle.js';
import { resumeAt, suspendUntil, suspension } from './commands/suspend.js';
import { beginHandling, beginHandlingAgain, beginPhase, handlingMinutesUntil, layStill } from './deadlines.js';
import { Incident } from './incident.entity.js';
import { factsOf } from './incident.facts.js';
import { type ChangeFacts, matterFacts, stepFacts } from './incident.matter.js';
import * as policy from './incident.policy.js';
import { type IncidentEventKind, incidentStates } from './incident.terms.js';
import { incidentPayload } from './incident.type.js';

/** What may follow what, who may do it, and what it changes. */
export const incidentFlow = workflow({
  noun: 'Incident',
  entity: Incident,
  states: incidentStates,
  answers: incidentPayload,
  facts: matterFacts,
  stepFacts,
  history: {
    before: (incident: Incident, { work, facts }): Before => ({
      facts: factsOf(incident),
      actedFor: policy.organizationActedFor(work.viewer, incident.place, incident.holder),
      parentCategory: facts.parentCategory,
    }),
    takes: { ...attaching, ...replying },
    record: (taken: Taken<Incident, Before, IncidentEventKind>, { attachmentIds, reply }: Attaching & Replying) =>
      record({ ...taken, attachmentIds, reply }),
  },
  besides: {
    attachToIncident: mayAttach,
    rateIncident: policy.mayRate,
    refuseDispatch: policy.mayRefuseDispatch,
    askForAssistance: policy.mayAskForAssistance,
    splitIncident: policy.maySplit,
    addPart: policy.maySplit,
    releasePart: policy.mayReleasePart,
    requestExtension: policy.mayRequestExtension,
    decideExtension: policy.mayDecideExtension(null),
    superviseIncident: policy.maySupervise,
    cancelSupervision: policy.mayCancelSupervision,
  },
  byCode: { rateIncident: policy.mayBeRated, attachToIncident: mayBeAttachedTo },
  steps: {
    accept: {
      does: 'Takes an incident up for the organisation that holds it. 受理',
      from: ['REPORTED', 'ESCALATED'],
      to: 'ACCEPTED',
      event: 'ACCEPTED',
      may: policy.mayAccept,
      change(incident, { now, facts }) {
        incident.acceptedAt ??= now;
        // What was escalated is this organisation's own from now on.
        incident.previousHolder = null;
        beginHandling(incident, facts, now);
      },
    },
    reject: {
      does: 'Declines to take an incident up; the reason goes to the reporter. 不予受理',
      from: ['REPORTED'],
      to: 'REJECTED',
      event: 'REJECTED',
      may: policy.mayReject,
      isReasoned: true,
      async change(incident, { work, now }) {
        incident.rejectedAt = now;
        await comesToItsEnd(work, incident);
      },
    },
    merge: {
      does: 'Merges an incident into an open one that is about the same. 并案',
      from: ['REPORTED'],
      to: 'DUPLICATE',
      event: 'MERGED',
      may: policy.mayMerge,
      takes: taking(mergeTarget, async (incident: Incident, input, { work }) => {
        await mergeInto(work, incident, input);
        await partEnds(work, incident);
      }),
    },
    file: {
      does: 'Keeps an incident on record: there is nothing to do. 备案',
      from: ['REPORTED', 'ACCEPTED'],
      to: 'FILED',
      event: 'FILED',
      may: policy.mayFile,
      async change(incident, { work }) {
        await comesToItsEnd(work, incident);
        await lapseExtension(work, incident);
      },
    },
    cancel: {
      does: 'Withdraws an incident. 撤回',
      from: ['REPORTED', 'ACCEPTED'],
      to: 'CANCELLED',
      event: 'CANCELLED',
      may: policy.mayCancel,
      isReasoned: true,
      async change(incident, { work }) {
        await comesToItsEnd(work, incident);
        await lapseExtension(work, incident);
      },
    },
    dispatch: {
      does: 'Sends an incident to those who shall handle it: exactly one of organizationId, gridId and assigneeId. 派遣',
      from: ['ACCEPTED', 'RETURNED', 'REOPENED'],
      to: 'DISPATCHED',
      event: 'DISPATCHED',
      may: policy.mayDispatch,
      takes: taking(
        dispatchTargets,
        (incident: Incident, input, { work, given }) => dispatchTo(work, incident, { ...input, note: given.note }),
        oneTarget,
      ),
    },
    escalate: {
      does: 'Passes an incident to the organisation above its holder, which then holds it. 上报上级',
      from: ['ACCEPTED', 'DISPATCHED', 'IN_PROGRESS', 'RETURNED'],
      to: 'ESCALATED',
      event: 'ESCALATED',
      may: policy.mayEscalate,
      takes: taking(escalationTarget, async (incident: Incident, input, { work, now }) => {
        await escalateTo(work, incident, input);
        await beginPhase(work, incident, 'accept', now);
      }),
    },
    forward: {
      does: 'Hands an incident to an outside body, with a time to answer. 转外部',
      from: ['REPORTED', 'ACCEPTED', 'IN_PROGRESS'],
      to: 'FORWARDED',
      event: 'FORWARDED',
      may: policy.mayForward,
      takes: taking(forwarding, async (incident: Incident, input, { work, now, facts }: Taking<ChangeFacts>) => {
        await forwardTo(work, incident, input, now);
        // Whoever hands it on has taken it up.
        incident.acceptedAt ??= now;
        beginHandling(incident, facts, now);
      }),
    },
    reclaim: {
      does: 'Takes an incident back from an outside body that refused or did not answer; in the end it comes back by itself. 收回',
      from: ['FORWARDED'],
      to: 'ACCEPTED',
      event: 'RECLAIMED',
      may: policy.mayReclaim,
      change: takeBack,
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
      does: 'Sends an incident back to the organisation that dispatched or escalated it. 退回',
      from: ['DISPATCHED', 'IN_PROGRESS', 'ESCALATED'],
      to: 'RETURNED',
      event: 'RETURNED',
      may: policy.mayReturn,
      isReasoned: true,
      async change(incident, { work }) {
        // A person was sent by the holder, who keeps it; an organisation got it from the holder before.
        if (incident.assignee == null && incident.previousHolder) {
          await handOver(work, incident, incident.previousHolder);
          incident.previousHolder = null;
        }
        incident.assignee = null;
      },
    },
    suspend: {
      does: 'Lets an incident lie still until a day, with a reason: it waits for parts, for weather, for a decision. 挂起',
      from: ['DISPATCHED', 'IN_PROGRESS'],
      to: 'SUSPENDED',
      event: 'SUSPENDED',
      may: policy.maySuspend,
      isReasoned: true,
      takes: taking(suspension, (incident: Incident, input, { now }) => suspendUntil(incident, input, now)),
    },
    resume: {
      does: 'Goes on with a suspended incident; in the end it goes on by itself. 解挂',
      from: ['SUSPENDED'],
      to: 'IN_PROGRESS',
      event: 'RESUMED',
      may: policy.mayResume,
      change: (incident, { work, now }) => resumeAt(work, incident, now),
    },
    resolve: {
      does: 'Reports an incident handled. Whoever resolves is a handler; somebody else has to verify. 办结',
      from: ['IN_PROGRESS', 'FORWARDED'],
      to: 'RESOLVED',
      event: 'RESOLVED',
      may: policy.mayResolve,
      async change(incident, { work, now, given }) {
        await demandResult(work, incident, given);
        incident.resolvedAt = now;
        incident.handlingMinutes = await handlingMinutesUntil(work, incident, now);
        takeBack(incident);
        handledBy(incident, work.viewer.person);
        await lapseExtension(work, incident);
        await beginPhase(work, incident, 'verify', now);
      },
    },
    verify: {
      does: 'Confirms the repair; never by somebody who handled it. 核查通过',
      from: ['RESOLVED'],
      to: 'VERIFIED',
      event: 'VERIFIED',
      may: policy.mayVerify,
      async change(incident, { work, now }) {
        incident.verifiedAt = now;
        // Whoever did a part is a handler: nobody becomes one after they have verified it.
        await endAssistance(work, incident);
      },
    },
    rework: {
      does: 'Sends an incident back to be handled again: the verification failed. 核查不通过',
      from: ['RESOLVED'],
      to: 'IN_PROGRESS',
      event: 'REWORKED',
      may: policy.mayRework,
      isReasoned: true,
      async change(incident, { work, now }) {
        await layStill(work, incident, incident.resolvedAt, now);
        incident.resolvedAt = null;
        incident.handlingMinutes = null;
        incident.reworkCount++;
        await beginHandlingAgain(work, incident, now);
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
        await comesToItsEnd(work, incident);
        incident.closedAt = now;
        incident.closings++;
      },
    },
    reopen: {
      does: 'Opens a closed incident again, where its grid went. Handling begins anew, and so does the list of handlers. 重新办理',
      from: ['CLOSED'],
      to: 'REOPENED',
      event: 'REOPENED',
      may: policy.mayReopen,
      isReasoned: true,
      async change(incident, { work, now }) {
        const said = await partReopens(work, incident);
        const { community } = await work.em.findOneOrFail(Grid, { id: incident.grid });
        const grid = await lockActiveGrid(work, incident.grid, incident.location ?? null);
        settle(incident, grid!, community);
        await leaveDeserted(work, incident, grid!.community);
        await layStill(work, incident, incident.resolvedAt, now);
        incident.resolvedAt = null;
        incident.verifiedAt = null;
        incident.closedAt = null;
        incident.suspendedSeconds = 0;
        incident.handlingMinutes = null;
        incident.handlerIds = incident.assignee ? [incident.assignee] : [];
        await beginPhase(work, incident, 'handle', now);
        return said;
      },
    },
  },
});

export type IncidentStep = keyof typeof incidentFlow.moves;
