import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { type Checked, flag, instant, listOf, oneOf, optional, text } from '../../../work/input.js';
import { DeliberationBody, DeliberationRules } from '../../deliberation/body.entity.js';
import { ElectorateEnum } from '../../deliberation/body.type.js';
import { tellSession } from '../../deliberation/commands/tell-session.js';
import { notify } from '../../notifications/commands/notify.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { Ballot, BallotProxy } from '../ballot.entity.js';
import { BallotMethodEnum, CivilCodeMatterEnum, MOST_OPTIONS } from '../ballot.type.js';
import { civilCode278, majorityFor } from '../civil-code.js';
import type { Topic } from '../topic.entity.js';
import { electorsOf, weightOf } from './electorate.js';
import { reminderOf } from './remind-voters.js';
import { newKeys, noKeys } from './sealing.js';
import { demandSitting } from './sitting.js';

export const ballotFields = {
  method: oneOf(BallotMethodEnum, 'What voters answer. 方式'),
  options: optional(listOf(text(200, 'What can be chosen. 选项'), { min: 2, max: MOST_OPTIONS })),
  electorate: optional(oneOf(ElectorateEnum, 'Who has a vote; as the rules say if left out. 表决权人')),
  matter: optional(oneOf(CivilCodeMatterEnum, 'Of a vote of owners: what it is about. 法定事项')),
  secret: optional(
    flag('Nobody can know who voted how; no if left out. Owners vote by name, for their floor areas tell them apart. 是否无记名'),
  ),
  hideUntilClosed: optional(flag('The tally is shown when it is closed; yes if left out, and always of a secret ballot. 截止前不公布')),
  closesAt: optional(instant('No vote is taken from then on; within a year. 截止时间')),
};

/** A ballot is not open for ever: where its chair has left, nobody closes it before its time. */
const LONGEST_MS = 366 * 86_400_000;

/** A proxy of the session that holds for an elector. */
interface Represented {
  readonly elector: string;
  readonly proxy: string;
  readonly giver: string;
  readonly holder: string;
  readonly paper: string;
  readonly at: Date;
}

/** The electorate and the rules are frozen with it. */
export async function openBallotOn(work: Work, topic: Topic, input: Checked<typeof ballotFields>, now: Date): Promise<void> {
  const session = await demandSitting(work, topic);
  const { method, matter, options } = input;
  const takesOptions = method !== 'YES_NO_ABSTAIN';
  if (takesOptions !== (options !== null))
    refuse(
      takesOptions ? 'REQUIRED' : 'INVALID',
      'Yes and no have no options of their own; other ballots have. 赞成反对式投票不设选项，其他投票须设选项。',
      'options',
    );
  if (input.closesAt !== null && (input.closesAt <= now || input.closesAt.getTime() > now.getTime() + LONGEST_MS))
    refuse('INVALID', 'It lies ahead, within a year. 截止时间须在当前时间之后的一年以内。', 'closesAt');
  const body = await work.em.findOneOrFail(DeliberationBody, { id: topic.body });
  const rules = await work.em.findOneOrFail(DeliberationRules, { id: session.rules });
  const electorate = input.electorate ?? rules.electorate;
  const byLaw = electorate === 'OWNERS';
  if (byLaw !== (matter !== null))
    refuse(
      byLaw ? 'REQUIRED' : 'INVALID',
      'A vote of owners, and no other, names the matter that it is about. 业主表决须指明法定事项，其他投票不适用。',
      'matter',
    );
  if (byLaw && method === 'SCORE')
    refuse('INVALID', 'Owners agree or do not: they give no scores. 业主表决应表示同意与否，不得评分。', 'method');
  const isSecret = input.secret ?? false;
  if (isSecret && weightOf[electorate] === 'AREA_AND_HEADS')
    refuse(
      'INVALID',
      'A ballot that counts floor area is not secret: areas tell who voted. 按面积计票不能无记名，面积会暴露投票人。',
      'secret',
    );
  if (isSecret && input.hideUntilClosed === false)
    refuse('INVALID', 'A secret ballot is counted when it is closed. 无记名投票在截止时才计票。', 'hideUntilClosed');
  const electors = await electorsOf(work, electorate, body, session);
  if (electors.length === 0) refuse('WRONG_STATE', 'Nobody has a vote. 没有表决权人。', 'id');
  const quorum = byLaw
    ? { kind: 'PERCENT_OF_ELECTORATE' as const, ...civilCode278.participation }
    : { kind: rules.quorumKind, numerator: rules.quorumNumerator, denominator: rules.quorumDenominator, strict: rules.quorumStrict };
  const majority = byLaw
    ? { of: 'CAST' as const, ...majorityFor(matter!) }
    : { of: rules.majorityOf, numerator: rules.majorityNumerator, denominator: rules.majorityDenominator, strict: rules.majorityStrict };
  const { number } = jurisdictionOf(work);
  const id = newId(number);
  const keys = isSecret ? newKeys(work, { id, jurisdictionId: topic.jurisdictionId }) : noKeys;
  const ballot = work.em.create(Ballot, {
    id,
    jurisdictionId: topic.jurisdictionId,
    topic: topic.id,
    session: session.id,
    method,
    weight: weightOf[electorate],
    options: [...(options ?? [])],
    matter,
    hideUntilClosed: input.hideUntilClosed ?? true,
    quorumKind: quorum.kind,
    quorumNumerator: quorum.numerator,
    quorumDenominator: quorum.denominator,
    quorumStrict: quorum.strict,
    majorityOf: majority.of,
    majorityNumerator: majority.numerator,
    majorityDenominator: majority.denominator,
    majorityStrict: majority.strict,
    proxyLimit: rules.proxyLimit,
    electorate: electors.length,
    electorateArea: electors.reduce((sum, { area }) => sum + area, 0),
    state: 'OPEN',
    openedAt: now,
    closesAt: input.closesAt,
    remindAt: reminderOf(input.closesAt, now),
    closedAt: null,
    result: null,
    winners: [],
    secret: isSecret,
    ...keys,
    totals: null,
    proofs: null,
  });
  await work.em.flush();
  const rows = electors.map(({ personIds, household, area }) => ({
    ...{ id: newId(number), person_ids: personIds, household_id: household, area },
  }));
  await work.sql(
    `insert into ballot_elector (id, jurisdiction_id, ballot_id, person_ids, household_id, area)
     select id, ?, ?, person_ids, household_id, area from json_to_recordset(?) as elector (id uuid, person_ids uuid[], household_id uuid, area int)`,
    [topic.jurisdictionId, ballot.id, JSON.stringify(rows)],
  );
  // Who is represented in the session, and has not come after all, is represented in its ballots: each paper was counted there.
  const represented = await work.sql<Represented>(
    `select distinct on (elector.id) elector.id as elector, given.id as proxy, given.giver_id as giver, given.holder_id as holder, given.paper, given.at
     from ballot_elector elector join proxy given on given.giver_id = any(elector.person_ids)
     where elector.ballot_id = ? and given.session_id = ? and given.revoked_at is null
       and not exists (select from attendance there where there.session_id = given.session_id and there.person_id = given.giver_id) order by elector.id, given.at, given.id`,
    [ballot.id, session.id],
  );
  for (const proxy of represented)
    work.em.create(BallotProxy, {
      ...{ id: newId(number), jurisdictionId: topic.jurisdictionId, ballot: ballot.id, revokedAt: null },
      ...proxy,
    });
  const persons = electors.flatMap(({ personIds }) => personIds);
  await notify(work, { noun: 'Ballot', row: ballot, at: now }, [{ kind: 'BALLOT_OPENED', persons }]);
  await tellSession(work, session, { kind: 'BALLOT_OPENED', about: { noun: 'Ballot', id: ballot.id } });
}
