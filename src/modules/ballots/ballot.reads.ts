import { column, computed, connection, lookup, type NounReads, one, type Reads, type RowRef, value } from '../../read/noun.js';
import { literal, type Sql, sql, viewerPerson } from '../../read/sql.js';
import { isMember, isStaffOf } from '../deliberation/belonging.js';
import { type QuorumRule, requiredOf, ruleInWords } from '../deliberation/quorum.js';
import { subject } from '../notifications/notification.reads.js';
import { Ballot, BallotProxy, BallotVote, SealedBallot } from './ballot.entity.js';
import type { BallotMethod, BallotWeight, CivilCodeMatter } from './ballots.terms.js';
import { civilCode278 } from './civil-code.js';
import type { Tally } from './count.js';
import { isQuorate, talliesOfTotals, type Weight } from './count.js';
import { castOf, talliesOf } from './count.sql.js';
import { isCastByViewer } from './known.js';
import { visibleProxies, visibleVotes } from './topic.policy.js';

const mayBeShown = (ballot: RowRef): Sql => sql`(${ballot.col('state')} = 'CLOSED' or not ${ballot.col('hideUntilClosed')})`;

const quorumRule = (
  ballot: RowRef,
): Sql => sql`json_object('kind' : ${ballot.col('quorumKind')}, 'numerator' : ${ballot.col('quorumNumerator')},
  'denominator' : ${ballot.col('quorumDenominator')}, 'strict' : ${ballot.col('quorumStrict')})`;

/** Electors that the viewer may cast for, themselves or by proxy, and nobody has. */
const awaitsViewer = (ballot: RowRef): Sql => sql`(${ballot.col('state')} = 'OPEN' and exists (select from ballot_elector e
  where e.ballot_id = ${ballot.col('id')} and ${isCastByViewer(sql`e`)}
    and not exists (select from ballot_vote v where v.elector_id = e.id)))`;

/** The opened sums of a secret ballot, with the proof of each. */
interface Opened {
  readonly totals: readonly number[];
  readonly proofs: readonly string[];
}
const opened = (ballot: RowRef): Sql =>
  sql`case when ${ballot.col('totals')} is not null then json_build_object('totals', ${ballot.col('totals')}, 'proofs', ${ballot.col('proofs')}) end`;
const options = (ballot: RowRef): Sql => sql`to_json(${ballot.col('options')})`;

const ballots: NounReads = {
  noun: 'Ballot',
  entity: Ballot,
  visible: { through: 'topic' },
  fields: {
    topic: one('Topic', 'topic', { follows: true }),
    ruleSource: computed<{ matter: CivilCodeMatter | null }>(
      { matter: (row) => row.col('matter') },
      ({ matter }) => matter && civilCode278.source,
    ),
    cast: value((row) => sql`(${castOf(row)} ->> 'heads')::int`),
    castArea: value((row) => sql`(${castOf(row)} ->> 'area')::int`),
    quorum: computed<{ rule: QuorumRule; weight: BallotWeight; all: Weight; cast: Weight }>(
      {
        rule: quorumRule,
        weight: (row) => row.col('weight'),
        all: (row) => sql`json_object('heads' : ${row.col('electorate')}, 'area' : ${row.col('electorateArea')})`,
        cast: castOf,
      },
      ({ rule, weight, all, cast }, { language }) => ({
        rule: ruleInWords(rule, language),
        electorate: all.heads,
        required: requiredOf(rule, all.heads),
        present: cast.heads,
        reached: isQuorate({ quorum: rule, byArea: weight === 'AREA_AND_HEADS', all, cast }),
      }),
    ),
    majority: computed<{ share: object }>(
      {
        share: (row) =>
          sql`json_object('numerator' : ${row.col('majorityNumerator')}, 'denominator' : ${row.col('majorityDenominator')}, 'strict' : ${row.col('majorityStrict')})`,
      },
      ({ share }) => share,
    ),
    tally: computed<{
      tallies: readonly Tally[] | null;
      opened: Opened | null;
      method: BallotMethod;
      options: readonly string[];
      cast: Weight;
    }>(
      {
        tallies: (row) => sql`case when not ${row.col('secret')} and ${mayBeShown(row)} then ${talliesOf(row)} end`,
        ...{ opened, method: (row) => row.col('method'), options, cast: castOf },
      },
      ({ tallies, opened, method, options, cast }) =>
        (tallies ?? (opened && talliesOfTotals(method, opened.totals, cast.heads)))?.map(({ heads, area, score }, index) => ({
          ...{ position: index + 1, option: options[index] ?? ['YES', 'NO'][index], votes: heads, area, score },
        })),
    ),
    opening: computed<{ opened: Opened | null; method: BallotMethod; options: readonly string[] }>(
      { opened, method: (row) => row.col('method'), options },
      ({ opened, method, options }) => {
        const labels = [...(method === 'YES_NO_ABSTAIN' ? ['YES', 'NO'] : options), 'ABSTAIN'];
        return opened?.totals.map((total, index) => ({ label: labels[index]!, total, proof: opened.proofs[index]! })) ?? null;
      },
    ),
    sealedBallots: connection('SealedBallot', (ballot, sealed) => sql`${sealed.col('ballot')} = ${ballot.col('id')}`),
    awaitsViewer: value(awaitsViewer),
    proxies: connection('BallotProxy', (ballot, proxy) => sql`${proxy.col('ballot')} = ${ballot.col('id')}`),
    votes: connection('BallotVote', (ballot, vote) => sql`${vote.col('ballot')} = ${ballot.col('id')}`),
  },
  roots: { ballot: lookup({ id: 'id' }) },
};

/** The ballot and the body of what is about a ballot. */
const ofBallot = (row: RowRef, which: Sql): Sql =>
  sql`exists (select from ballot b join topic t on t.id = b.topic_id where b.id = ${row.col('ballot')} and ${which})`;

const votes: NounReads = {
  noun: 'BallotVote',
  entity: BallotVote,
  visible: visibleVotes,
  conditions: {
    own: (vote) => sql`${viewerPerson} in (${vote.col('voter')}, ${vote.col('onBehalfOf')})`,
    ofOwnBody: (vote) =>
      ofBallot(vote, sql`not b.secret and (b.state = ${literal('CLOSED')} or not b.hide_until_closed) and ${isMember(sql`t.body_id`)}`),
  },
  fields: {
    ballot: one('Ballot', 'ballot', { follows: true }),
    voter: one('Person', 'voter', { follows: true }),
    onBehalfOf: one('Person', 'onBehalfOf', { follows: true }),
    choices: column('choices'),
  },
  orders: { AT: { key: (row) => row.col('at'), type: 'timestamptz' } },
  defaultOrder: { field: 'AT', direction: 'ASC' },
};

const proxies: NounReads = {
  noun: 'BallotProxy',
  entity: BallotProxy,
  visible: visibleProxies,
  conditions: {
    own: (proxy) => sql`(${viewerPerson} in (${proxy.col('giver')}, ${proxy.col('holder')})
      or exists (select from ballot_elector e where e.id = ${proxy.col('elector')} and e.person_ids @> array[${viewerPerson}]))`,
    ofOwnBody: (proxy) => ofBallot(proxy, sql`not b.secret and ${isMember(sql`t.body_id`)}`),
    ofStaff: (proxy) => ofBallot(proxy, isStaffOf(sql`t.body_id`)),
  },
  fields: {
    giver: one('Person', 'giver', { follows: true }),
    holder: one('Person', 'holder', { follows: true }),
    // Of a secret ballot nothing is joined to a vote.
    isUsed: value(
      (proxy) => sql`(select case when not b.secret then exists (select from ballot_vote v
      where v.elector_id = ${proxy.col('elector')} and v.on_behalf_of_id = ${proxy.col('giver')} and v.voter_id = ${proxy.col('holder')}) end
      from ballot b where b.id = ${proxy.col('ballot')})`,
    ),
  },
  orders: { AT: { key: (row) => row.col('at'), type: 'timestamptz' } },
  defaultOrder: { field: 'AT', direction: 'ASC' },
};

/** Everybody who knows the ballot sees what was sealed: so whoever voted finds their own, and anybody counts again. */
const sealedBallots: NounReads = {
  noun: 'SealedBallot',
  entity: SealedBallot,
  visible: { through: 'ballot' },
  fields: { ballot: one('Ballot', 'ballot', { follows: true }) },
  orders: { RECEIPT: { key: (row) => row.col('receipt'), type: 'text' } },
  defaultOrder: { field: 'RECEIPT', direction: 'ASC' },
};

export const ballotReads: readonly Reads[] = [
  ballots,
  votes,
  proxies,
  sealedBallots,
  { adds: 'Notification', fields: { ballot: subject('Ballot') } },
  {
    adds: 'Topic',
    fields: {
      ballot: one(
        'Ballot',
        (topic, ballot) =>
          sql`${ballot.col('id')} = (select id from ballot where topic_id = ${topic.col('id')} order by opened_at desc, id desc limit 1)`,
        { follows: true },
      ),
    },
  },
];
