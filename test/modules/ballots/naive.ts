import type { Naive } from '../../read/naive.js';
import {
  ANYTHING,
  type Args,
  type Asking,
  among,
  byInstant,
  type DefaultOrders,
  id,
  inTime,
  type NaivePart,
  type Orders,
  type Resolve,
  resolversOf,
} from '../../read/naive-rules.js';
import { belongsAt, has } from '../../read/viewer.js';
import type { Row } from '../../read/world.js';
import { belongsTo, isPresiding, isStaffAround, meetsInPublic } from '../deliberation/naive.js';

export const orders: Orders = {
  Topic: { PROPOSED_AT: byInstant('created_at') },
  BallotVote: { AT: byInstant('at') },
  BallotProxy: { AT: byInstant('at') },
  SealedBallot: { RECEIPT: (a, b) => (a.receipt < b.receipt ? -1 : Number(a.receipt > b.receipt)) },
};
export const defaultOrders: DefaultOrders = {
  Topic: { field: 'PROPOSED_AT', direction: 'DESC' },
  BallotVote: { field: 'AT', direction: 'ASC' },
  BallotProxy: { field: 'AT', direction: 'ASC' },
  SealedBallot: { field: 'RECEIPT', direction: 'ASC' },
};

const screeners = ['GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE', 'COUNCIL_SECRETARY'];
const secretaries = ['COUNCIL_SECRETARY', 'COMMUNITY_CADRE'];

/** Verb, stages, who. */
const topicSteps = [
  ['admitTopic', ['PROPOSED'], 'screener'],
  ['declineTopic', ['PROPOSED'], 'screener'],
  ['withdrawTopic', ['PROPOSED', 'ADMITTED'], 'proposer'],
  ['placeOnAgenda', ['ADMITTED', 'DELIBERATING', 'DECIDED'], 'screener'],
  ['openBallot', ['DELIBERATING'], 'chair'],
  ['closeBallot', ['VOTING'], 'chair'],
  ['decideByConsensus', ['DELIBERATING'], 'chair'],
  ['adoptDecision', ['DECIDED'], 'secretary of what was adopted'],
  ['reportExecution', ['IMPLEMENTING'], 'responsible'],
  ['returnTopic', ['EVALUATED'], 'secretary'],
  ['archiveTopic', ['EVALUATED'], 'secretary'],
] as const satisfies readonly (readonly [string, readonly string[], string])[];

/** A topic that was admitted: for everybody where its body meets in public; else for its members, who chairs, who votes, and who carries it out. */
export function isTopicKnown(naive: Naive, topic: Row, ask: Asking): boolean {
  const { person } = ask.viewer;
  if (['PROPOSED', 'DECLINED'].includes(topic.state)) return false;
  if (meetsInPublic(naive, topic.body_id, ask) || naive.of(topic.session_id)?.state === 'MINUTES_PUBLISHED') return true;
  if (person === null) return false;
  const ballots = naive.where('Ballot', 'topic_id', topic.id).map(({ id }) => id);
  return (
    belongsTo(naive, topic.body_id, ask) ||
    naive.of(topic.body_id)!.chair_ids.includes(person) ||
    naive.where('Decision', 'topic_id', topic.id).some(({ responsible_id }) => responsible_id === person) ||
    naive.world.sides.ballot_elector!.some(({ ballot_id, person_ids }) => ballots.includes(ballot_id) && person_ids.includes(person)) ||
    naive.world.rows.BallotProxy.some(
      (proxy) => ballots.includes(proxy.ballot_id) && proxy.holder_id === person && proxy.revoked_at === null,
    )
  );
}

export const answers = (naive: Naive): NaivePart => {
  const { rows } = naive.world;
  const { to, seen, pageOf, byIdOf } = resolversOf(naive);
  const isClose = (topic: Row, { viewer }: Asking): boolean =>
    has(viewer, topic.place, ...screeners, 'STREET_SUPERVISOR') || (viewer.person !== null && topic.proposer_id === viewer.person);
  const topicOf = (row: Row) => naive.of(row.topic_id)!;
  const decisionOf = (topic: Row) => naive.where('Decision', 'topic_id', topic.id)[0] ?? null;
  const votesOf = (ballot: Row) => naive.where('BallotVote', 'ballot_id', ballot.id);
  const { ballot_elector: electors = [], topic_support: supports = [] } = naive.world.sides;
  const electorOf = (vote: Row) => electors.find(({ id }) => id === vote.elector_id)!;
  const areaOf = (vote: Row) => electorOf(vote).area as number;
  const mayBeShown = (ballot: Row) => ballot.state === 'CLOSED' || !ballot.hide_until_closed;
  const isCastBy = (elector: Row, person: string | null): boolean =>
    elector.person_ids.includes(person) ||
    rows.BallotProxy.some((proxy) => proxy.elector_id === elector.id && proxy.holder_id === person && proxy.revoked_at === null);
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  /** Who is responsible; where they have left, the secretary. */
  const reportsOn = (topic: Row, { viewer, today }: Asking): boolean => {
    const person = decisionOf(topic)?.responsible_id ?? null;
    const isThere = person !== null && belongsAt(naive.world, person, topic.place, today);
    return isThere ? viewer.person === person : has(viewer, topic.place, ...secretaries);
  };
  const seesProxy = (row: Row, ask: Asking): boolean => {
    const { person } = ask.viewer;
    const ballot = naive.of(row.ballot_id)!;
    const body = topicOf(ballot).body_id;
    const sharers: readonly string[] = electors.find(({ id }) => id === row.elector_id)!.person_ids;
    const isOwn = person !== null && [row.giver_id, row.holder_id, ...sharers].includes(person);
    return (
      isOwn || (naive.isOwnJurisdiction(row, ask) && isStaffAround(naive, body, ask)) || (!ballot.secret && belongsTo(naive, body, ask))
    );
  };
  const mayTake = (topic: Row, who: string, ask: Asking): boolean => {
    const { viewer } = ask;
    const isViewer = (person: string | null | undefined) => viewer.person !== null && viewer.person === person;
    switch (who) {
      case 'screener':
        return has(viewer, topic.place, ...screeners);
      case 'proposer':
        return isViewer(topic.proposer_id);
      case 'chair':
        return topic.session_id !== null && isPresiding(naive, naive.of(topic.session_id)!, ask);
      case 'responsible':
        return reportsOn(topic, ask);
      case 'secretary':
        return has(viewer, topic.place, ...secretaries);
      default:
        return has(viewer, topic.place, ...secretaries) && (topic.result === null || topic.result === 'ADOPTED');
    }
  };
  const tallyOf: Resolve = (ballot) => {
    if (!mayBeShown(ballot)) return null;
    const options: readonly string[] = ballot.method === 'YES_NO_ABSTAIN' ? ['YES', 'NO'] : ballot.options;
    if (ballot.secret) {
      const answered = votesOf(ballot).length - ballot.totals.at(-1);
      return options.map((option, index) => {
        const given =
          ballot.method === 'SCORE' ? { votes: answered, score: ballot.totals[index] } : { votes: ballot.totals[index], score: 0 };
        return { position: index + 1, option, area: 0, ...given };
      });
    }
    return options.map((option, index) => {
      const given = votesOf(ballot).filter((vote) => !vote.is_abstention && (vote.choices.includes(index + 1) || vote.scores.length > 0));
      const score = sum(given.map(({ scores }) => scores[index] ?? 0));
      return { position: index + 1, option, votes: given.length, area: sum(given.map(areaOf)), score };
    });
  };

  return {
    sees: {
      Topic: (row, ask) => isClose(row, ask) || (naive.isOwnJurisdiction(row, ask) && isTopicKnown(naive, row, ask)),
      BallotProxy: seesProxy,
      Decision: (row, ask) => naive.sees(topicOf(row), ask),
      Ballot: (row, ask) => naive.sees(topicOf(row), ask),
      SealedBallot: (row, ask) => naive.sees(topicOf(naive.of(row.ballot_id)!), ask),
      BallotVote: (row, ask) => {
        const { person } = ask.viewer;
        if (person === null) return false;
        const ballot = naive.of(row.ballot_id)!;
        const isMember = belongsTo(naive, topicOf(ballot).body_id, ask);
        return [row.voter_id, row.on_behalf_of_id].includes(person) || (isMember && !ballot.secret && mayBeShown(ballot));
      },
    },
    seesWho: { Topic: isClose },
    filters: {
      Topic: {
        stages: among('state'),
        categories: among('category'),
        scales: among('scale'),
        governance: (row: Row, wanted: readonly string[]) => row.governance.some((way: string) => wanted.includes(way)),
        results: among('result'),
        proposedByViewer: (row: Row, wanted: boolean, { viewer }: Asking) =>
          (viewer.person !== null && row.proposer_id === viewer.person) === wanted,
        proposedAt: inTime('created_at'),
      },
    },
    fields: {
      Topic: {
        ...{
          id: id('Topic'),
          body: to('body_id'),
          grid: to('grid_id'),
          organization: to('organization_id'),
          incident: seen('incident_id'),
        },
        ...{ session: seen('session_id'), stage: (row: Row) => row.state, proposedAt: (row: Row) => row.created_at.toISOString() },
        proposer: (row: Row, _args: Args, ask: Asking) => (isClose(row, ask) ? naive.of(row.proposer_id) : null),
        supportedByViewer: (row: Row, _args: Args, { viewer }: Asking) =>
          supports.some(({ topic_id, person_id }) => topic_id === row.id && person_id === viewer.person),
        decision: (row: Row) => decisionOf(row),
        execution: (row: Row, _args: Args, ask: Asking) =>
          ((decisionOf(row)?.incident_ids ?? []) as string[])
            .map((incident) => naive.of(incident)!)
            .filter((incident) => naive.sees(incident, ask))
            .slice(0, 10),
        evaluation: (row: Row) =>
          row.evaluation_count === 0
            ? null
            : {
                ...{ numerator: row.satisfied_count, denominator: row.evaluation_count, value: row.satisfied_count / row.evaluation_count },
                ...{
                  definition: { key: 'deliberation.evaluationSatisfaction', formula: ANYTHING, formulaZh: ANYTHING, version: 1 },
                  basis: 'COHORT',
                  asOf: ANYTHING,
                },
              },
        history: (row: Row, args: Args, ask: Asking) =>
          naive.page(
            'HistoryEntry',
            rows.HistoryEntry.filter(({ subject_id }) => subject_id === row.id),
            args,
            ask,
          ),
        viewerActions: (row: Row, args: Args, ask: Asking) =>
          topicSteps
            .map(([verb, from, who]) => {
              const allowed = mayTake(row, who, ask) && (from as readonly string[]).includes(row.state);
              return { verb, allowed, reason: allowed ? null : ANYTHING };
            })
            .filter(({ allowed }) => (args.allowed ?? null) === null || allowed === args.allowed),
        ballot: (row: Row) => naive.where('Ballot', 'topic_id', row.id)[0] ?? null,
      },
      Decision: {
        ...{ id: id('Decision'), topic: to('topic_id'), responsible: to('responsible_id') },
        isDone: (row: Row) => row.done_at !== null,
        isOverdue: (row: Row, _args: Args, { today }: Asking) => row.done_at === null && row.due_on < today,
        threshold: (row: Row) => ({ numerator: row.threshold_numerator, denominator: row.threshold_denominator, strict: false }),
      },
      Ballot: {
        ...{ id: id('Ballot'), topic: to('topic_id'), session: seen('session_id') },
        ruleSource: (row: Row) => (row.matter === null ? null : ANYTHING),
        cast: (row: Row) => votesOf(row).length,
        castArea: (row: Row) => sum(votesOf(row).map(areaOf)),
        quorum: (row: Row) => {
          const [cast, area] = [votesOf(row).length, sum(votesOf(row).map(areaOf))];
          const isByArea = row.weight === 'AREA_AND_HEADS';
          // All that there are ask for at least a share of the electorate.
          const [n, d] = [row.quorum_numerator, row.quorum_denominator];
          const reached = cast * d >= row.electorate * n && (!isByArea || area * d >= row.electorate_area * n);
          return { rule: ANYTHING, electorate: row.electorate, required: Math.ceil((row.electorate * n) / d), present: cast, reached };
        },
        majority: (row: Row) => ({ numerator: row.majority_numerator, denominator: row.majority_denominator, strict: row.majority_strict }),
        tally: tallyOf,
        awaitsViewer: (row: Row, _args: Args, { viewer }: Asking) =>
          viewer.person !== null &&
          row.state === 'OPEN' &&
          electors.some(
            (elector) =>
              elector.ballot_id === row.id &&
              isCastBy(elector, viewer.person) &&
              !votesOf(row).some(({ elector_id }) => elector_id === elector.id),
          ),
        votes: pageOf('BallotVote', votesOf),
        proxies: pageOf('BallotProxy', (row) => naive.where('BallotProxy', 'ballot_id', row.id)),
        sealedBallots: pageOf('SealedBallot', (row) => naive.where('SealedBallot', 'ballot_id', row.id)),
        opening: (row: Row) =>
          row.totals &&
          [...row.options, 'ABSTAIN'].map((label: string, n: number) => ({ label, total: row.totals[n], proof: row.proofs[n] })),
      },
      SealedBallot: { id: id('SealedBallot'), ballot: to('ballot_id') },
      BallotVote: { id: id('BallotVote'), ballot: to('ballot_id'), voter: to('voter_id'), onBehalfOf: to('on_behalf_of_id') },
      BallotProxy: {
        ...{ id: id('BallotProxy'), ballot: seen('ballot_id'), giver: to('giver_id'), holder: to('holder_id') },
        isUsed: (row: Row) => {
          const ballot = naive.of(row.ballot_id)!;
          if (ballot.secret) return null;
          return votesOf(ballot).some(
            (vote) => vote.elector_id === row.elector_id && vote.on_behalf_of_id === row.giver_id && vote.voter_id === row.holder_id,
          );
        },
      },
      DeliberationBody: { topics: pageOf('Topic', (row) => naive.where('Topic', 'body_id', row.id)) },
      AgendaItem: { topic: seen('topic_id') },
    },
    roots: {
      topic: byIdOf('Topic'),
      topics: (_root, args, ask) => naive.page('Topic', naive.visible('Topic', ask), args, ask),
      ballot: byIdOf('Ballot'),
    },
  };
};
