import { type NounName, publicId } from '../kernel/ids.js';
import { dayAfterNotice } from '../kernel/working-time.js';
import type { ProposerKind, TopicCategory, TopicScale, TopicStage } from '../modules/ballots/ballots.terms.js';
import { shapeOf } from '../modules/ballots/recount.js';
import { type Answer, keysOf, newSecret, SealedSums, sealAnswer } from '../modules/ballots/secret.js';
import { workCalendarOf } from '../modules/calendar/work-calendar.js';
import { type BodyKind, type Capacity, type Party, type SessionKind, VOTELESS } from '../modules/deliberation/deliberation.terms.js';
import { duesBetween, horizonOf, type Recurrence } from '../modules/deliberation/recurrence.js';
import type { GovernanceWay, Position } from '../modules/organisations/organization.terms.js';
import { baseMaker } from './base-row.js';
import type { Dataset } from './dataset.js';
import type * as Row from './rows.js';

/** Bodies, their sessions and topics in the making. What is due before {@link NOW} is held, unless it is said to be missed. */

/** Calendars begin on this day, a year before the demo's present. */
export const FIRST_DAY = '2025-11-21';
const NOW = new Date('2026-11-21T01:00:00.000Z');
const MINUTE = 60_000;
const DAY = 86_400_000;
/** Work that was done by then has been evaluated, and its topic is archived. */
const SETTLED = '2026-11-04';

const iso = (at: number): string => new Date(at).toISOString();

export interface Councils {
  readonly deliberation_body: Row.BodyRow[];
  readonly deliberation_rules: Row.RulesRow[];
  readonly body_member: Row.BodyMemberRow[];
  readonly notification: Row.NotificationRow[];
  readonly session_due: Row.DueRow[];
  readonly deliberation_session: Row.SessionRow[];
  readonly agenda_item: Row.AgendaItemRow[];
  readonly attendance: Row.AttendanceRow[];
  readonly proxy: Row.ProxyRow[];
  readonly minutes: Row.MinutesRow[];
  readonly topic: Row.TopicRow[];
  readonly topic_support: Row.TopicSupportRow[];
  readonly topic_evaluation: Row.TopicEvaluationRow[];
  readonly decision: Row.DecisionRow[];
  readonly ballot: Row.BallotRow[];
  readonly ballot_elector: Row.BallotElectorRow[];
  readonly ballot_proxy: Row.BallotProxyRow[];
  readonly ballot_vote: Row.BallotVoteRow[];
  readonly sealed_ballot: Row.SealedBallotRow[];
  readonly history: Row.HistoryRow[];
  readonly disclosure_notice: Row.DisclosureRow[];
  readonly covenant: Row.CovenantRow[];
  readonly covenant_version: Row.CovenantVersionRow[];
  readonly covenant_breach: Row.CovenantBreachRow[];
}

export interface Member {
  readonly person: string;
  readonly capacity: Capacity;
  readonly party: Party;
}

export interface BodySaid {
  readonly name: string;
  readonly kind: BodyKind;
  readonly at: Row.OrganizationRow | Row.GridRow;
  readonly members: readonly Member[];
  readonly roster?: readonly string[];
  readonly recurrence?: Omit<Recurrence, 'startsOn' | 'endsOn'> & { readonly startsOn?: string };
  /** Its sessions are announced, and their minutes published. */
  readonly isPublic?: boolean;
  /** Its rules in words, the oldest version first. */
  readonly rules?: readonly string[];
  readonly provenance?: Row.BaseRow['provenance'];
}

export interface Body {
  readonly row: Row.BodyRow;
  readonly rules: Row.RulesRow;
  readonly members: readonly Member[];
  readonly dues: readonly Row.DueRow[];
  readonly sessions: Row.SessionRow[];
}

export interface TopicSaid {
  readonly title: string;
  readonly category: TopicCategory;
  readonly stage: TopicStage;
  readonly scale?: TopicScale;
  readonly governance?: readonly GovernanceWay[];
  readonly by?: ProposerKind;
  readonly incident?: Row.IncidentRow;
  readonly provenance?: Row.BaseRow['provenance'];
  /** How it was voted on; left out: it was decided by consensus. A topic at VOTING has a ballot that is open. */
  readonly ballot?: 'NAMED' | 'SECRET';
}

interface StepSaid {
  readonly verb: string;
  readonly from: string | null;
  readonly to: string;
  readonly actor: string | null;
  readonly at: string;
}

const course: readonly TopicStage[] = [
  'PROPOSED',
  'ADMITTED',
  'DELIBERATING',
  'VOTING',
  'DECIDED',
  'IMPLEMENTING',
  'REPORTED_DONE',
  'EVALUATED',
  'ARCHIVED',
];

export class Council {
  readonly rows: Councils = {
    deliberation_body: [],
    deliberation_rules: [],
    body_member: [],
    notification: [],
    session_due: [],
    deliberation_session: [],
    agenda_item: [],
    attendance: [],
    proxy: [],
    minutes: [],
    topic: [],
    topic_support: [],
    topic_evaluation: [],
    decision: [],
    ballot: [],
    ballot_elector: [],
    ballot_proxy: [],
    ballot_vote: [],
    sealed_ballot: [],
    history: [],
    disclosure_notice: [],
    covenant: [],
    covenant_version: [],
    covenant_breach: [],
  };
  readonly base: () => Row.BaseRow;
  readonly #told: () => Row.BaseRow;
  readonly #holders = new Map<string, string[]>();
  readonly #taken = new Set<string>();

  constructor(
    readonly dataset: Dataset,
    readonly incidents: readonly Row.IncidentRow[],
  ) {
    this.base = baseMaker(dataset, 'councils');
    this.#told = baseMaker(dataset, 'councils told');
    for (const { grid_id, organization_id, position, person_id, valid_to } of dataset.appointments) {
      if (valid_to !== null) continue;
      const seat = `${grid_id ?? organization_id}/${position}`;
      this.#holders.set(seat, [...(this.#holders.get(seat) ?? []), person_id]);
    }
  }

  /** Who holds a post there. */
  holders({ id }: { readonly id: string }, position: Position): readonly string[] {
    return this.#holders.get(`${id}/${position}`) ?? [];
  }

  members(capacity: Capacity, party: Party, ...people: readonly string[]): readonly Member[] {
    return people.map((person) => ({ person, capacity, party }));
  }

  /** People who are known to live there, without those who hold a post of it. */
  neighbours({ place }: { readonly place: string }, count: number): readonly string[] {
    const found: string[] = [];
    for (const person of this.dataset.persons) {
      if (found.length === count) break;
      if (person.place?.startsWith(place)) found.push(person.id);
    }
    return found;
  }

  body({ name, kind, at, members, roster = [], recurrence, isPublic = true, rules = [], provenance = 'SYNTHETIC' }: BodySaid): Body {
    const known = new Set<string>();
    const own = members.filter(({ person }) => !known.has(person) && known.add(person));
    const isGrid = 'level' in at;
    const full: Recurrence | null = recurrence ? { startsOn: FIRST_DAY, ...recurrence, endsOn: null } : null;
    const row: Row.BodyRow = {
      ...this.base(),
      ...{ provenance, name, kind, organization_id: isGrid ? at.community_id : at.id, grid_id: isGrid ? at.id : null },
      ...{ chair_ids: roster, recurrence: full, dues_until: full && horizonOf(NOW).toISOString(), ended_on: null, place: at.place },
    };
    this.rows.deliberation_body.push(row);
    const versions = rules.length > 0 ? rules : [null];
    for (const [n, text] of versions.entries()) {
      const isLast = n === versions.length - 1;
      this.rows.deliberation_rules.push({
        ...this.base(),
        ...{ body_id: row.id, number: n + 1, text, quorum_kind: 'PERCENT_OF_ELECTORATE' },
        ...{ quorum_numerator: 1, quorum_denominator: 2, quorum_strict: false },
        ...{ majority_of: 'CAST', majority_numerator: 1, majority_denominator: 2, majority_strict: true },
        ...{ electorate: 'MEMBERS', is_public: isPublic, publicity_days: 5, proxy_limit: 1 },
        ...{ valid_from: `${2023 + n}-01-01`, valid_to: isLast ? null : `${2024 + n}-01-01` },
      });
    }
    for (const { person, capacity, party } of own)
      this.rows.body_member.push({
        ...this.base(),
        ...{ body_id: row.id, person_id: person, capacity, party, valid_from: '2025-01-01', valid_to: null },
      });
    const dues = full === null ? [] : duesBetween(full, new Date(`${full.startsOn}T00:00:00+08:00`), horizonOf(NOW));
    const dueRows = dues.map((at) => ({ ...this.base(), body_id: row.id, due_at: at.toISOString(), place: row.place }));
    this.rows.session_due.push(...dueRows);
    return { row, rules: this.rows.deliberation_rules.at(-1)!, members: own, dues: dueRows, sessions: [] };
  }

  /** Holds whatever was due, but on the days that are said to be missed. */
  keep(body: Body, kind: SessionKind, agenda: readonly string[], missed: readonly string[] = []): void {
    for (const due of body.dues) {
      if (due.due_at >= NOW.toISOString()) break;
      if (!missed.includes(iso(Date.parse(due.due_at) + 8 * 60 * MINUTE).slice(0, 10))) this.hold(body, kind, due.due_at, agenda, due);
    }
  }

  /** A session that was held with a quorum: all but one of the members came, each time another one. */
  hold(
    body: Body,
    kind: SessionKind,
    at: string,
    agenda: readonly string[],
    due: Row.DueRow | null = null,
    guests: readonly Member[] = [],
  ): Row.SessionRow {
    const { row, rules, members } = body;
    const opened = Date.parse(at);
    const published = opened + 3 * DAY;
    const isPublished = rules.is_public && published < NOW.getTime();
    const session = this.#session(body, kind, at, due, {
      state: isPublished ? 'MINUTES_PUBLISHED' : 'CLOSED',
      opened_at: at,
      closed_at: iso(opened + 90 * MINUTE),
      elector_ids: members.filter(({ capacity }) => capacity !== VOTELESS).map(({ person }) => person),
    });
    for (const title of agenda) this.#agenda(session, title, null);
    const away = members.length > 3 ? members[session.number % members.length]!.person : null;
    const chair = members.some(({ person }) => person === session.chair_id)
      ? []
      : this.members('DELEGATE', 'PARTY_ORGANIZATION', session.chair_id!);
    for (const [n, { person, capacity, party }] of [...members, ...chair, ...guests].entries())
      if (person !== away || person === session.chair_id)
        this.rows.attendance.push({
          ...this.base(),
          ...{ session_id: session.id, person_id: person, capacity, party, at: iso(opened - (30 - n) * MINUTE) },
        });
    if (isPublished) {
      const text = `${row.name}第${session.number}次会议：${agenda.join('、') || '例行议事'}。会议达到法定人数，形成一致意见。`;
      this.rows.minutes.push({
        ...this.base(),
        ...{ session_id: session.id, number: 1, text, written_by_id: session.chair_id, approved_by_id: session.chair_id },
        ...{ approved_at: iso(opened + DAY), redacted: text, published_at: iso(published) },
      });
    }
    return session;
  }

  /** The next session: its members are invited. */
  invite(body: Body, kind: SessionKind): Row.SessionRow {
    const due = body.dues.find(({ due_at }) => due_at >= NOW.toISOString())!;
    const session = this.#session(body, kind, due.due_at, due, {
      state: 'NOTICE_SENT',
      opened_at: null,
      closed_at: null,
      elector_ids: null,
    });
    for (const { person } of body.members)
      this.rows.notification.push({
        ...this.#told(),
        ...{ person_id: person, kind: 'INVITED', subject_noun: 'DeliberationSession', subject_id: session.id, step_id: null },
        ...{ at: session.notice_sent_at!, read_at: null },
      });
    return session;
  }

  #session(
    { row, rules, members, sessions }: Body,
    kind: SessionKind,
    at: string,
    due: Row.DueRow | null,
    held: Pick<Row.SessionRow, 'state' | 'opened_at' | 'closed_at' | 'elector_ids'>,
  ): Row.SessionRow {
    const turn = row.chair_ids.length > 0 ? sessions.length % row.chair_ids.length : null;
    const session: Row.SessionRow = {
      ...this.base(),
      ...{ provenance: row.provenance, body_id: row.id, rules_id: rules.id, due_id: due?.id ?? null, number: sessions.length + 1, kind },
      ...{ scheduled_at: at, venue: `${row.name}会场`, chair_id: turn === null ? members[0]!.person : row.chair_ids[turn]!, turn },
      ...{ chair_reason: null, is_public: rules.is_public, is_adjourned: false, place: row.place },
      ...{ notice_sent_at: iso(Math.min(Date.parse(at) - 3 * DAY, NOW.getTime() - DAY)), ...held },
    };
    sessions.push(session);
    this.rows.deliberation_session.push(session);
    return session;
  }

  #agenda(session: Row.SessionRow, title: string, topic: string | null): void {
    const position = this.rows.agenda_item.filter(({ session_id }) => session_id === session.id).length + 1;
    this.rows.agenda_item.push({ ...this.base(), session_id: session.id, position, title, topic_id: topic });
  }

  /** A member stands in for another who stayed away. */
  standIn(session: Row.SessionRow): void {
    const present = this.rows.attendance.filter(({ session_id }) => session_id === session.id).map(({ person_id }) => person_id);
    const giver = session.elector_ids!.find((person) => !present.includes(person))!;
    this.rows.proxy.push({
      ...this.base(),
      ...{
        session_id: session.id,
        giver_id: giver,
        holder_id: present[0]!,
        paper: '社区档案柜',
        at: session.notice_sent_at!,
        revoked_at: null,
      },
    });
  }

  /** A step of a row with states: the row is as of then. */
  remember(noun: NounName, row: Row.BaseRow, organization: string, { verb, from, to, actor, at }: StepSaid): void {
    this.rows.history.push({
      ...{ id: this.base().id, jurisdiction_id: row.jurisdiction_id, subject_noun: noun, subject_id: row.id, verb },
      ...{ from_state: from, to_state: to, actor_id: actor, organization_id: organization, note: null, at },
    });
    row.updated_at = at;
  }

  /** A topic that has come to a stage, with the work that its decision made, and who evaluated it. */
  topic(body: Body, session: Row.SessionRow | null, said: TopicSaid): Row.TopicRow {
    const {
      title,
      category,
      stage,
      scale = null,
      governance = [],
      by = 'RESIDENT',
      incident = null,
      provenance = 'SYNTHETIC',
      ballot,
    } = said;
    const reached = course.indexOf(stage);
    const has = (one: TopicStage) => course.indexOf(one) <= reached;
    const met = session && Date.parse(session.scheduled_at);
    // What is on the agenda of a session to come was put there two days ago.
    const proposed = met === null ? NOW.getTime() - 12 * DAY : Math.min(met - 21 * DAY, NOW.getTime() - 11 * DAY);
    const residents = this.neighbours(body.row, 9);
    const proposer = by === 'RESIDENT' ? residents[this.rows.topic.length % residents.length]! : body.members.at(-1)!.person;
    const decidedAt = met! + 40 * MINUTE;
    const topic: Row.TopicRow = {
      ...this.base(),
      ...{
        provenance,
        body_id: body.row.id,
        title,
        content: `建议协商：${title}。`,
        category,
        scale,
        governance,
        grid_id: body.row.grid_id,
      },
      ...{ proposer_id: proposer, proposer_kind: by, organization_id: by === 'ORGANIZATION' ? body.row.organization_id : null },
      ...{ incident_id: incident?.id ?? null, state: stage, session_id: has('DELIBERATING') ? session!.id : null },
      ...{ result: has('DECIDED') ? 'ADOPTED' : null, resolution: has('DECIDED') ? `同意：${title}` : null },
      ...{ decided_at: has('DECIDED') ? iso(decidedAt) : null, supporter_count: 0, round: 1, evaluation_count: 0, satisfied_count: 0 },
      ...{ place: body.row.place, created_at: iso(proposed), updated_at: iso(proposed) },
    };
    this.rows.topic.push(topic);
    for (const person_id of residents.slice(0, 1 + (this.rows.topic.length % 5)).filter((person) => person !== proposer)) {
      topic.supporter_count += 1;
      this.rows.topic_support.push({
        ...{ topic_id: topic.id, jurisdiction_id: topic.jurisdiction_id, person_id, at: iso(proposed + topic.supporter_count * DAY) },
      });
    }
    const step = (verb: string, from: TopicStage | null, to: TopicStage, actor: string | null, at: number) =>
      this.remember('Topic', topic, body.row.organization_id, { verb, from, to, actor, at: iso(at) });
    step('proposeTopic', null, 'PROPOSED', proposer, proposed);
    if (!has('ADMITTED')) return topic;
    const cadre = this.holders({ id: body.row.organization_id }, 'COMMUNITY_CADRE')[0] ?? body.members[0]!.person;
    step('admitTopic', 'PROPOSED', 'ADMITTED', cadre, proposed + 5 * DAY);
    if (!has('DELIBERATING')) return topic;
    this.#agenda(session!, title, topic.id);
    step('placeOnAgenda', 'ADMITTED', 'DELIBERATING', cadre, proposed + 9 * DAY);
    if (!has('VOTING')) return topic;
    if (ballot) {
      step('openBallot', 'DELIBERATING', 'VOTING', session!.chair_id, decidedAt - 20 * MINUTE);
      this.#vote(topic, body, session!, decidedAt, ballot === 'SECRET');
      if (!has('DECIDED')) return topic;
      step('closeBallot', 'VOTING', 'DECIDED', session!.chair_id, decidedAt);
    } else step('decideByConsensus', 'DELIBERATING', 'DECIDED', session!.chair_id, decidedAt);
    if (!has('IMPLEMENTING')) return topic;
    this.#carryOut(topic, body, decidedAt, has, (verb, from, to, actor, at) => step(verb, from, to, actor ?? cadre, at));
    return topic;
  }

  /** The incident that a decision made: one of the grid that was reported after it, and closed by now where the topic is done. */
  #carryOut(
    topic: Row.TopicRow,
    { row }: Body,
    decidedAt: number,
    has: (stage: TopicStage) => boolean,
    step: (verb: string, from: TopicStage, to: TopicStage, actor: string | null, at: number) => void,
  ): void {
    const isDone = has('REPORTED_DONE');
    const work = this.incidents.find(
      ({ id, place, state, reported_at, closed_at, assignee_id, duplicate_of_id }) =>
        !this.#taken.has(id) &&
        place.startsWith(row.place) &&
        Date.parse(reported_at) > decidedAt &&
        assignee_id !== null &&
        duplicate_of_id === null &&
        (isDone ? state === 'CLOSED' && closed_at! < SETTLED : state === 'IN_PROGRESS'),
    );
    if (!work) throw new Error(`${row.name} has no incident for ${topic.title}.`);
    this.#taken.add(work.id);
    Object.assign(work, {
      ...{ title: topic.title, description: topic.resolution, channel: 'COUNCIL_HALL', reporting_organization_id: row.organization_id },
    });
    const adopted = Date.parse(work.reported_at);
    const done = isDone ? Date.parse(work.closed_at!) : null;
    this.rows.decision.push({
      ...this.base(),
      ...{ topic_id: topic.id, text: topic.resolution!, responsible_id: work.assignee_id!, due_on: iso(adopted + 45 * DAY).slice(0, 10) },
      ...{ effective_on: dayAfterNotice(workCalendarOf([]), iso(decidedAt).slice(0, 10), 5), incident_ids: [work.id] },
      ...{ report: isDone ? '已办结，现场可查。' : null, done_at: isDone ? work.closed_at : null },
      ...{ evaluation_minimum: 3, threshold_numerator: 3, threshold_denominator: 5 },
    });
    step('adoptDecision', 'DECIDED', 'IMPLEMENTING', null, adopted);
    if (done === null) return;
    step('closeIncident', 'IMPLEMENTING', 'REPORTED_DONE', null, done);
    if (!has('EVALUATED')) return;
    for (const [n, person_id] of this.neighbours(row, 5).entries()) {
      const score = n === 4 ? 2 : 5 - (n % 2);
      topic.evaluation_count += 1;
      if (score > 2) topic.satisfied_count += 1;
      this.rows.topic_evaluation.push({
        ...{ topic_id: topic.id, jurisdiction_id: topic.jurisdiction_id, round: 1, person_id, score, is_satisfied: score > 2 },
        ...{ comment: null, at: iso(done + (n + 1) * DAY) },
      });
    }
    step('evaluateTopic', 'REPORTED_DONE', 'EVALUATED', null, done + 5 * DAY);
    if (has('ARCHIVED')) step('archiveTopic', 'EVALUATED', 'ARCHIVED', null, done + 8 * DAY);
  }

  /** Who was there voted, one against, one abstaining; in a ballot that is open, half of them so far. */
  #vote(topic: Row.TopicRow, { rules }: Body, session: Row.SessionRow, closedAt: number, isSecret: boolean): void {
    const isOpen = topic.state === 'VOTING';
    const present = new Set(this.rows.attendance.filter(({ session_id }) => session_id === session.id).map(({ person_id }) => person_id));
    const electors = session.elector_ids!;
    const ballot: Row.BallotRow = {
      ...this.base(),
      ...{ topic_id: topic.id, session_id: session.id, method: 'YES_NO_ABSTAIN', weight: 'ONE_PERSON', options: [], matter: null },
      hide_until_closed: true,
      ...{ quorum_kind: rules.quorum_kind, quorum_numerator: rules.quorum_numerator, quorum_denominator: rules.quorum_denominator },
      ...{ quorum_strict: rules.quorum_strict, majority_of: rules.majority_of, majority_numerator: rules.majority_numerator },
      ...{ majority_denominator: rules.majority_denominator, majority_strict: rules.majority_strict, proxy_limit: rules.proxy_limit },
      ...{
        electorate: electors.length,
        electorate_area: 0,
        state: isOpen ? 'OPEN' : 'CLOSED',
        opened_at: iso(closedAt - 20 * MINUTE),
        closes_at: null,
        remind_at: null,
      },
      ...(isOpen ? { closed_at: null, result: null, winners: [] } : { closed_at: iso(closedAt), result: 'ADOPTED', winners: [1] }),
      ...{ secret: isSecret, public_key: null, signing_key: null, totals: null, proofs: null },
    };
    this.rows.ballot.push(ballot);
    const answers: Answer[] = [];
    const most = isOpen ? Math.ceil(present.size / 2) : present.size;
    for (const person of electors) {
      const { id, jurisdiction_id } = this.base();
      this.rows.ballot_elector.push({ id, jurisdiction_id, ballot_id: ballot.id, person_ids: [person], household_id: null, area: 0 });
      const n = answers.length;
      if (!present.has(person) || n === most) continue;
      const answer: Answer = { isAbstention: n === 1, choices: n === 1 ? [] : [n === 2 ? 2 : 1], scores: [] };
      answers.push(answer);
      this.rows.ballot_vote.push({
        ...this.base(),
        ...{ ballot_id: ballot.id, elector_id: id, voter_id: person, on_behalf_of_id: null, scores: [] },
        ...(isSecret ? { is_abstention: null, choices: [] } : { is_abstention: answer.isAbstention, choices: answer.choices }),
        at: iso(closedAt - (19 - (n % 18)) * MINUTE),
      });
    }
    if (isSecret) this.#seal(ballot, answers);
    this.#entrust(ballot, electors, present);
  }

  /** Somebody who stayed away from a vote let another cast theirs, and took that back to name somebody else. */
  #entrust(ballot: Row.BallotRow, electors: readonly string[], present: ReadonlySet<string>): void {
    const giver = electors.find((person) => !present.has(person));
    const elector = this.rows.ballot_elector.find(({ ballot_id, person_ids }) => ballot_id === ballot.id && person_ids[0] === giver);
    if (giver === undefined || !elector) return;
    const at = (minutes: number) => iso(Date.parse(ballot.opened_at) + minutes * MINUTE);
    for (const [n, holder_id] of [...present].slice(0, 2).entries())
      this.rows.ballot_proxy.push({
        ...this.base(),
        ...{ ballot_id: ballot.id, elector_id: elector.id, giver_id: giver, holder_id, paper: '社区档案柜', proxy_id: null },
        ...{ at: at(n), revoked_at: n === 0 ? at(1) : null },
      });
  }

  /** What is left of a secret ballot that is closed: nobody has its key any more, and everybody counts it again. */
  #seal(ballot: Row.BallotRow, answers: readonly Answer[]): void {
    const id = publicId('Ballot', ballot.id);
    const keys = keysOf(newSecret());
    const sums = new SealedSums(shapeOf(ballot));
    const sealed = answers.map((answer) => sealAnswer(keys, id, shapeOf(ballot), answer));
    for (const { content } of sealed) sums.add(content);
    const opened = [...sums.open(keys, id)];
    Object.assign(ballot, {
      ...{ public_key: keys.publicKey.toString('base64url'), signing_key: keys.verifying.toString('base64url') },
      ...{ totals: opened.map(({ total }) => total), proofs: opened.map(({ proof }) => proof.toString('base64url')) },
    });
    for (const { receipt, content, signature } of sealed.toSorted((a, b) => (a.receipt < b.receipt ? -1 : 1))) {
      const { id: row, jurisdiction_id } = this.base();
      this.rows.sealed_ballot.push({
        ...{ id: row, jurisdiction_id, ballot_id: ballot.id, receipt },
        ...{ content: content.toString('base64url'), signature: signature.toString('base64url') },
      });
    }
  }
}
