import { sql } from '../../read/sql.js';
import { demands, id, int, optional, optionalLines } from '../../work/input.js';
import { policyFacts } from '../../work/policy-facts.js';
import { type Taking, taking, workflow } from '../../work/workflow.js';
import { isClaimedByViewer, viewerVolunteers } from './claiming.js';
import { askersOf, claim, release, tellClaimants, tellOf } from './commands/claims.js';
import { NeedItem } from './need.entity.js';
import { mayClaim, mayConfirm, mayMeet, mayRelease, mayWithdraw, type NeedFacts } from './need.policy.js';
import { needStates } from './need.terms.js';
import { needItemPayload } from './need.type.js';

export const MOST_WANTED = 500;

/** It begins with raiseNeed. */
export const needFlow = workflow({
  noun: 'NeedItem',
  entity: NeedItem,
  states: needStates,
  answers: needItemPayload,
  facts: policyFacts<NeedFacts>({
    state: (need) => need.col('state'),
    place: (need) => need.col('place'),
    isClaimant: isClaimedByViewer,
    volunteers: () => viewerVolunteers,
    isConfirmed: (need) => sql`${need.col('confirmedAt')} is not null`,
  }),
  steps: {
    claim: {
      as: 'claimNeed',
      does: 'Takes a need on: for oneself, for a team that one leads, or for a unit that one is staff of. 认领需求',
      from: ['OPEN'],
      to: 'CLAIMED',
      comesTo: ({ claimed, wanted }) => (claimed < wanted ? 'OPEN' : 'CLAIMED'),
      may: mayClaim,
      takes: taking(
        {
          count: optional(int({ min: 1, max: MOST_WANTED }, 'How many of those that are wanted; one if left out. 认领数量')),
          teamId: optional(id('VolunteerTeam', 'For this team. 服务队')),
          organizationId: optional(id('Organization', 'For this unit. 单位')),
        },
        (need: NeedItem, input, { work, facts }: Taking<NeedFacts>) => claim(work, need, input, facts.volunteers),
        demands(
          ({ teamId, organizationId }) => teamId === null || organizationId === null,
          'INVALID',
          'Give teamId or organizationId, not both. teamId 与 organizationId 不能同时填写。',
          'organizationId',
        ),
      ),
    },
    release: {
      as: 'releaseNeed',
      does: 'Gives a claim back, so that others may claim the need. 释放认领',
      from: ['OPEN', 'CLAIMED'],
      to: 'OPEN',
      may: mayRelease,
      takes: taking(
        { claimId: id('NeedClaim', 'The claim. 认领') },
        (need: NeedItem, { claimId }, { work, facts, now }: Taking<NeedFacts>) =>
          release(work, need, claimId, mayWithdraw(work.viewer, facts, now) === true),
      ),
    },
    start: {
      as: 'startNeed',
      does: 'Begins to meet a need that is claimed. 开始服务',
      from: ['CLAIMED'],
      to: 'IN_PROGRESS',
      may: mayMeet,
    },
    finish: {
      as: 'finishNeed',
      does: 'Says that a need is met; who raised it confirms it. 完成服务',
      from: ['IN_PROGRESS'],
      to: 'DONE',
      may: mayMeet,
      takes: taking({ outcome: optionalLines(2_000, 'What was done. 办理结果') }, (need: NeedItem, { outcome }, { work, now }) => {
        need.outcome = outcome;
        need.finishedAt = now;
        return tellOf(work, need, { kind: 'NEED_FINISHED', persons: askersOf(need) });
      }),
    },
    confirm: {
      as: 'confirmNeed',
      does: 'Confirms that a need is met. 确认完成',
      from: ['DONE'],
      to: 'DONE',
      may: mayConfirm,
      change(need, { work, now }) {
        need.confirmedAt = now;
        need.confirmedBy = work.viewer.person;
      },
    },
    return: {
      as: 'returnNeed',
      does: 'Says that a need is not met yet, with a reason. 退回重做',
      from: ['DONE'],
      to: 'IN_PROGRESS',
      may: mayConfirm,
      isReasoned: true,
      change(need, { work }) {
        need.finishedAt = null;
        return tellClaimants(work, need, 'NEED_RETURNED');
      },
    },
    withdraw: {
      as: 'withdrawNeed',
      does: 'Withdraws a need that is not met, with a reason. 撤回需求',
      from: ['OPEN', 'CLAIMED', 'IN_PROGRESS'],
      to: 'WITHDRAWN',
      may: mayWithdraw,
      isReasoned: true,
      change: (need, { work }) => tellClaimants(work, need, 'NEED_RETURNED'),
    },
  },
});
