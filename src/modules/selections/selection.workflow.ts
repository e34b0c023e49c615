// First: the demo comes here without modules/index, and type-graphql's decorators ask for it.
import 'reflect-metadata';
import { dayOf } from '../../kernel/clock.js';
import type { RowRef } from '../../read/noun.js';
import { holdsToday, type Sql, sql, viewerPerson } from '../../read/sql.js';
import type { Done, Work } from '../../work/command.js';
import { policyFacts } from '../../work/policy-facts.js';
import { workflow } from '../../work/workflow.js';
import { workingDayAfter } from '../calendar/work-calendar.js';
import { appointCandidate } from './commands/appoint-candidate.js';
import { recommend } from './commands/recommend.js';
import { tellCandidate } from './commands/tell-candidate.js';
import { Selection } from './selection.entity.js';
import * as policy from './selection.policy.js';
import { selectionStates } from './selection.terms.js';
import { selectionPayload } from './selection.type.js';

/** The states that a selection does not end in. */
const running = [
  ...(['SELF_NOMINATED', 'RESIDENTS_RECOMMENDED', 'COMMUNITY_RECOMMENDED', 'GENERAL_BRANCH_REVIEWED', 'STREET_APPROVED'] as const),
  ...(['PUBLICITY', 'RETURNED'] as const),
];

const isRecommended = ({ recommendationCount, recommendationsNeeded }: Selection): boolean => recommendationCount >= recommendationsNeeded;

const advance = (selection: Selection, { work, now }: { readonly work: Work; readonly now: Date }): Promise<void> =>
  tellCandidate(work, selection, 'SELECTION_ADVANCED', now);

/** Whoever objects has so many working days. */
const PUBLIC_DAYS = 5;

export const isNeighbour = (selection: RowRef): Sql =>
  sql`coalesce((select place from person where id = ${viewerPerson}) = ${selection.col('place')}, false)`;

/** The communities led by a party organisation to whose leadership the viewer belongs, as an array: read once a statement. */
const communitiesLed: Sql = sql`array(select r.to_id from organization_relation r join organization o on o.id = r.from_id join appointment a on a.organization_id = o.id
  where a.person_id = ${viewerPerson} and a.position in ('PARTY_SECRETARY', 'DEPUTY_SECRETARY', 'BRANCH_COMMITTEE_MEMBER')
    and ${holdsToday('a')}
    and o.kind like 'COMMUNITY\\_PARTY\\_%' and r.kind = 'LEADS' and ${holdsToday('r')})`;
export const isOfOwnBranch = (selection: RowRef): Sql =>
  sql`(select g.community_id = any(${communitiesLed}) from stairwell s join grid g on g.id = s.grid_id where s.id = ${selection.col('stairwell')})`;

/** It begins with nominateForStairwell. An objection that is upheld (decideSelectionObjection) returns it. */
export const selectionFlow = workflow({
  noun: 'Selection',
  entity: Selection,
  states: selectionStates,
  answers: selectionPayload,
  facts: policyFacts<policy.SelectionFacts>({
    state: (row) => row.col('state'),
    place: (row) => row.col('place'),
    candidate: (row) => row.col('candidate'),
    isNeighbour,
    isOfBranch: isOfOwnBranch,
    publicUntil: (row) => sql`${row.col('publicUntil')}`,
    objections: (row) =>
      sql`(select count(*)::int from selection_objection o where o.selection_id = ${row.col('id')} and o.state = 'OPEN')`,
  }),
  besides: { objectToSelection: policy.mayObject },
  steps: {
    recommend: {
      as: 'recommendCandidate',
      does: 'Recommends a candidate, as one who lives on the stairwell; when enough do, it is the turn of the community. 居民推选',
      from: ['SELF_NOMINATED'],
      to: 'RESIDENTS_RECOMMENDED',
      comesTo: (selection) => (isRecommended(selection) ? 'RESIDENTS_RECOMMENDED' : 'SELF_NOMINATED'),
      may: policy.mayRecommend,
      async change(selection: Selection, { work, now }) {
        await recommend(work, selection, now);
        if (isRecommended(selection)) await tellCandidate(work, selection, 'SELECTION_ADVANCED', now);
      },
    },
    recommendForCommunity: {
      as: 'recommendForCommunity',
      does: 'Recommends a candidate for the community. 社区推荐',
      from: ['RESIDENTS_RECOMMENDED'],
      to: 'COMMUNITY_RECOMMENDED',
      may: policy.mayRecommendForCommunity,
      change: advance,
    },
    review: {
      does: "Finds a candidate fit, for the community's party organisation; once more where an objection was upheld. 社区党总支审查",
      from: ['COMMUNITY_RECOMMENDED', 'RETURNED'],
      to: 'GENERAL_BRANCH_REVIEWED',
      may: policy.mayReview,
      change: advance,
    },
    approve: {
      does: 'Approves a candidate, for the street. 街道党工委审批',
      from: ['GENERAL_BRANCH_REVIEWED'],
      to: 'STREET_APPROVED',
      may: policy.mayApprove,
      change: advance,
    },
    publicise: {
      does: 'Puts a candidate on public notice for five working days, in which objections are heard. 楼道公示',
      from: ['STREET_APPROVED'],
      to: 'PUBLICITY',
      may: policy.mayPublicise,
      async change(selection, { work, now }) {
        selection.publicisedOn = dayOf(now);
        selection.publicUntil = await workingDayAfter(work, selection.place, now, PUBLIC_DAYS);
        await tellCandidate(work, selection, 'SELECTION_PUBLICISED', now);
      },
    },
    appoint: {
      as: 'appointCandidate',
      does: 'Appoints a candidate when the notice is over and no objection is open; whoever else stood for the stairwell is rejected. 任命楼道长',
      from: ['PUBLICITY'],
      to: 'APPOINTED',
      may: policy.mayAppointSelected,
      async change(selection, { work, now }) {
        await tellCandidate(work, selection, 'SELECTION_ENDED', now);
        // Last: the appointment is written together with the state that it belongs to.
        await appointCandidate(work, selection, now, rejectOther);
      },
    },
    reject: {
      does: 'Does not select a candidate, with a reason. 不予通过',
      from: running,
      to: 'REJECTED',
      may: policy.mayReject,
      isReasoned: true,
      change: (selection, { work, now }) => tellCandidate(work, selection, 'SELECTION_ENDED', now),
    },
    withdraw: {
      does: 'Stands down as a candidate. 退出参选',
      from: running,
      to: 'WITHDRAWN',
      may: policy.mayWithdraw,
    },
  },
});

function rejectOther(work: Work, other: Selection): Promise<Done> {
  return selectionFlow.byItself('reject', 'Somebody else was appointed. 该楼道已任命其他候选人。')(work, other);
}
