import { publicId } from '../../../src/kernel/ids.js';
import {
  type AddedFields,
  type Ask,
  factsOf,
  histories,
  list,
  type NounRules,
  open,
  reckoned,
  related,
  to,
} from '../../access/noun-rules.js';
import { linesFor, may } from '../../access/policy.js';
import { bySubtree, here, official, old, type VerbRule, type VerbRules } from '../../access/verb-rules.js';
import { belongsAt } from '../../read/viewer.js';
import type { Row } from '../../read/world.js';
import { chairs, isOfBody, isPublicBody, isStaffOfBody } from '../deliberation/access.js';

const staff = ['GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE', 'COUNCIL_SECRETARY', 'STREET_SUPERVISOR'];
/** "proposer and staff" */
const isClose = ({ viewer }: Ask, topic: Row): boolean =>
  viewer.jurisdiction === topic.jurisdiction_id &&
  ((viewer.person !== null && viewer.person === topic.proposer_id) ||
    viewer.held.some(({ role, place }) => staff.includes(role) && (topic.place as string).startsWith(place)));
/** What a body deliberates that does not meet in public, is for its members, who chairs it in turn, who has a vote or casts one, and who carries it out. */
export const isKnown = (ask: Ask, topic: Row): boolean => {
  const { world, viewer } = ask;
  const { person } = viewer;
  if (['PROPOSED', 'DECLINED'].includes(topic.state)) return false;
  if (isPublicBody(ask, topic.body_id) || world.byId.get(topic.session_id)?.state === 'MINUTES_PUBLISHED') return true;
  if (person === null) return false;
  const ballots = world.rows.Ballot.filter((one) => one.topic_id === topic.id).map(({ id }) => id);
  return (
    isOfBody(ask, topic.body_id) ||
    world.byId.get(topic.body_id)!.chair_ids.includes(person) ||
    world.sides.ballot_elector!.some((one) => ballots.includes(one.ballot_id) && one.person_ids.includes(person)) ||
    world.rows.BallotProxy.some((one) => ballots.includes(one.ballot_id) && one.holder_id === person && one.revoked_at === null) ||
    world.rows.Decision.some((one) => one.topic_id === topic.id && one.responsible_id === person)
  );
};
const seesTopic = (ask: Ask, topic: Row): boolean =>
  may('Topic', 'see', ask.viewer, factsOf(topic), ({ note }) => note.startsWith('PROPOSED and DECLINED')) &&
  (isKnown(ask, topic) || isClose(ask, topic));
const topicOf = ({ world }: Ask, row: Row): Row => world.byId.get(row.topic_id)!;
const seesOfTopic = (ask: Ask, row: Row) => seesTopic(ask, topicOf(ask, row));
const ballotOf = ({ world }: Ask, row: Row): Row => world.byId.get(row.ballot_id)!;
/** "tally when it may be shown; named votes only where the ballot is named, to the body's members" */
const seesVote = (ask: Ask, vote: Row): boolean => {
  const ballot = ballotOf(ask, vote);
  const isOwn = ask.viewer.person !== null && [vote.voter_id, vote.on_behalf_of_id].includes(ask.viewer.person);
  const mayBeShown = ballot.state === 'CLOSED' || !ballot.hide_until_closed;
  return linesFor('Ballot', 'see').length > 0 && (isOwn || (mayBeShown && !ballot.secret && isOfBody(ask, topicOf(ask, ballot).body_id)));
};

/** Who is part of it, the staff of the body, and of a named ballot its members. */
const seesProxy = (ask: Ask, proxy: Row): boolean => {
  const { person, jurisdiction } = ask.viewer;
  const ballot = ballotOf(ask, proxy);
  const { body_id: body } = topicOf(ask, ballot);
  const { person_ids: sharers } = ask.world.sides.ballot_elector!.find(({ id }) => id === proxy.elector_id)!;
  const isOwn = person !== null && [proxy.giver_id, proxy.holder_id, ...sharers].includes(person);
  linesFor('BallotProxy', 'see');
  return isOwn || (jurisdiction === proxy.jurisdiction_id && isStaffOfBody(ask, body)) || (!ballot.secret && isOfBody(ask, body));
};

histories.Topic = { sees: seesTopic, seesWho: isClose };

export const tables = {
  Topic: 'topic',
  Decision: 'decision',
  Ballot: 'ballot',
  BallotVote: 'ballot_vote',
  BallotProxy: 'ballot_proxy',
  SealedBallot: 'sealed_ballot',
} as const;

export const sides = ['ballot_elector', 'topic_support'];

export const nouns: NounRules = {
  Topic: {
    sees: seesTopic,
    lookup: 'topic',
    list: 'topics',
    fields: {
      ...{
        id: open('id'),
        body: to('DeliberationBody', 'body_id'),
        title: open('title'),
        content: open('content'),
        category: open('category'),
      },
      ...{
        scale: open('scale'),
        governance: open('governance'),
        grid: to('Grid', 'grid_id'),
        stage: open('state'),
        proposerKind: open('proposer_kind'),
      },
      proposer: { column: 'proposer_id', target: 'Person', shown: (ask, row) => (isClose(ask, row) ? 'clear' : 'hidden') },
      ...{
        organization: to('Organization', 'organization_id'),
        incident: to('Incident', 'incident_id', true),
        supporterCount: open('supporter_count'),
      },
      ...{ supportedByViewer: reckoned, session: to('DeliberationSession', 'session_id', true), result: open('result') },
      ...{ resolution: open('resolution'), decidedAt: open('decided_at'), decision: list('Decision'), execution: list('Incident') },
      ...{ evaluation: reckoned, proposedAt: open('created_at'), history: list('HistoryEntry'), viewerActions: reckoned },
      ...{ provenance: open('provenance'), version: open('version'), ballot: list('Ballot') },
    },
  },
  Decision: {
    sees: seesOfTopic,
    fields: {
      ...{
        id: open('id'),
        topic: to('Topic', 'topic_id'),
        text: open('text'),
        responsible: to('Person', 'responsible_id'),
        dueOn: open('due_on'),
      },
      ...{ effectiveOn: open('effective_on'), isDone: reckoned, isOverdue: reckoned, report: open('report'), doneAt: open('done_at') },
      ...{ evaluationMinimum: open('evaluation_minimum'), threshold: reckoned },
    },
  },
  Ballot: {
    sees: seesOfTopic,
    lookup: 'ballot',
    fields: {
      ...{ id: open('id'), topic: to('Topic', 'topic_id'), session: to('DeliberationSession', 'session_id', true), method: open('method') },
      ...{ secret: open('secret'), weight: open('weight'), options: open('options'), matter: open('matter'), ruleSource: reckoned },
      ...{
        hideUntilClosed: open('hide_until_closed'),
        electorate: open('electorate'),
        electorateArea: open('electorate_area'),
        cast: reckoned,
      },
      ...{
        castArea: reckoned,
        quorum: reckoned,
        majorityOf: open('majority_of'),
        majority: reckoned,
        tally: reckoned,
        result: open('result'),
      },
      ...{
        winners: open('winners'),
        state: open('state'),
        openedAt: open('opened_at'),
        closesAt: open('closes_at'),
        closedAt: open('closed_at'),
      },
      ...{ awaitsViewer: reckoned, votes: list('BallotVote'), proxies: list('BallotProxy'), version: open('version') },
      ...{ publicKey: open('public_key'), signingKey: open('signing_key'), opening: reckoned, sealedBallots: list('SealedBallot') },
    },
  },
  BallotProxy: {
    sees: seesProxy,
    fields: {
      ...{ id: open('id'), ballot: to('Ballot', 'ballot_id', true), giver: to('Person', 'giver_id'), holder: to('Person', 'holder_id') },
      ...{ paper: open('paper'), isUsed: reckoned, at: open('at'), revokedAt: open('revoked_at') },
    },
  },
  // "tally when it may be shown": what was sealed tells nothing.
  SealedBallot: {
    sees: (ask, row) => linesFor('Ballot', 'see').length > 0 && seesOfTopic(ask, ballotOf(ask, row)),
    fields: {
      ...{
        id: open('id'),
        ballot: to('Ballot', 'ballot_id'),
        receipt: open('receipt'),
        content: open('content'),
        signature: open('signature'),
      },
    },
  },
  BallotVote: {
    sees: seesVote,
    fields: {
      ...{
        id: open('id'),
        ballot: to('Ballot', 'ballot_id'),
        voter: to('Person', 'voter_id'),
        onBehalfOf: to('Person', 'on_behalf_of_id'),
      },
      ...{
        isAbstention: open('is_abstention'),
        choices: open('choices'),
        scores: open('scores'),
        at: open('at'),
        receipt: open('receipt'),
      },
    },
  },
};

export const adds: AddedFields = {
  DeliberationBody: { topics: list('Topic') },
  AgendaItem: { topic: related('Topic', (_, row) => row.topic_id) },
};

const ofTopic = (mayDo: VerbRule['may'], more: VerbRule['input'] = () => ({})): VerbRule => ({
  noun: 'Topic',
  input: (tried, ask) => ({ id: tried.id, ...old, ...more(tried, ask) }),
  may: mayDo,
});
const screens = (action: string) => ofTopic(bySubtree('Topic', action));
const conducts =
  (subject: string, action: string): VerbRule['may'] =>
  (ask, topic) => {
    linesFor(subject, action);
    const session = ask.world.byId.get(topic.session_id);
    return session !== undefined && chairs(ask, session);
  };
/** A session that is over left a ballot on it without an end: whoever prepares sessions there closes it. */
const isLeftOpen = (ask: Ask, topic: Row) =>
  ask.world.rows.Ballot.filter((one) => one.topic_id === topic.id && one.state === 'OPEN' && one.closes_at === null)
    .map((one) => ask.world.byId.get(one.session_id)!)
    .some(
      (session) =>
        !['SCHEDULED', 'NOTICE_SENT', 'OPEN', 'POSTPONED'].includes(session.state) &&
        may('DeliberationSession', 'closeBallot', ask.viewer, here(session)),
    );
const ofSecretary = (action: string) => bySubtree('Topic', action);
const isPerson =
  (action: string): VerbRule['may'] =>
  (ask, row) => {
    linesFor('Topic', action);
    return ask.viewer.person !== null && ask.viewer.jurisdiction === row.jurisdiction_id;
  };
const electorsOf = ({ world }: Ask, ballot: Row) => world.sides.ballot_elector!.filter(({ ballot_id }) => ballot_id === ballot.id);
const isElector = (ask: Ask, ballot: Row) =>
  ask.viewer.person !== null && electorsOf(ask, ballot).some(({ person_ids }) => person_ids.includes(ask.viewer.person));

/** Who is responsible for the decision; where they have left, the secretary. */
function reportsOn(ask: Ask, topic: Row): boolean {
  const person = ask.world.rows.Decision.find((one) => one.topic_id === topic.id)?.responsible_id ?? null;
  if (person !== null && belongsAt(ask.world, person, topic.place, ask.today)) return ask.viewer.person === person;
  return ofSecretary('reportExecution')(ask, topic) === true;
}

export const verbs: VerbRules = {
  proposeTopic: {
    noun: 'DeliberationBody',
    input: ({ id }) => ({ bodyId: id, title: ' ', content: ' ', category: 'OTHER' }),
    may: isPerson('proposeTopic'),
  },
  supportTopic: ofTopic(isPerson('supportTopic')),
  admitTopic: screens('admitTopic'),
  declineTopic: ofTopic(bySubtree('Topic', 'declineTopic'), () => ({ reason: '重复' })),
  withdrawTopic: ofTopic(
    (ask, row) => linesFor('Topic', 'withdrawTopic').length > 0 && ask.viewer.person !== null && row.proposer_id === ask.viewer.person,
  ),
  placeOnAgenda: ofTopic(bySubtree('Topic', 'placeOnAgenda'), (_, { world }) => ({
    sessionId: publicId('DeliberationSession', world.rows.DeliberationSession[0]!.id),
  })),
  openBallot: ofTopic(conducts('DeliberationSession', 'openBallot'), () => ({ method: 'YES_NO_ABSTAIN' })),
  closeBallot: ofTopic((ask, topic) => conducts('DeliberationSession', 'closeBallot')(ask, topic) || isLeftOpen(ask, topic)),
  decideByConsensus: ofTopic(conducts('DeliberationSession', 'decideByConsensus'), () => ({ result: 'ADOPTED', resolution: '同意' })),
  // What was not adopted is refused to whoever might.
  adoptDecision: ofTopic(ofSecretary('adoptDecision'), ({ row }, ask) => ({
    ...{ responsibleId: official(ask, row), dueOn: '2099-01-01' },
    categoryId: publicId('IncidentCategory', ask.world.rows.IncidentCategory[0]!.id),
  })),
  reportExecution: ofTopic(
    (ask, row) => linesFor('Topic', 'reportExecution').length > 0 && ask.viewer.person !== null && reportsOn(ask, row),
    () => ({ report: '完成' }),
  ),
  evaluateTopic: ofTopic(
    (ask, row) => {
      linesFor('Topic', 'evaluateTopic');
      const home = ask.viewer.person === null ? null : ask.world.byId.get(ask.viewer.person)!.place;
      return home?.startsWith(ask.world.byId.get(row.body_id)!.place) ?? false;
    },
    () => ({ score: 5, satisfied: true }),
  ),
  returnTopic: ofTopic(ofSecretary('returnTopic'), () => ({ dueOn: '2099-01-01', reason: '未达标' })),
  archiveTopic: ofTopic(ofSecretary('archiveTopic')),
  castVote: {
    noun: 'Ballot',
    input: ({ id }) => ({ id, scores: [9, 9] }),
    may: (ask, row) => linesFor('Ballot', 'castVote').length > 0 && isElector(ask, row),
  },
  giveBallotProxy: {
    noun: 'Ballot',
    input: ({ id, row }, ask) => ({ id, holderId: official(ask, row), paper: ' ' }),
    may: (ask, row) => linesFor('Ballot', 'giveBallotProxy').length > 0 && isElector(ask, row),
  },
  revokeBallotProxy: {
    noun: 'Ballot',
    input: ({ id }) => ({ id, ...old }),
    may: (ask, row) =>
      linesFor('Ballot', 'revokeBallotProxy').length > 0 &&
      ask.world.rows.BallotProxy.some((one) => one.ballot_id === row.id && one.giver_id === ask.viewer.person),
  },
};
