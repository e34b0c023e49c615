import { dayOf } from '../../../kernel/clock.js';
import { newId } from '../../../kernel/ids.js';
import type { Work } from '../../../work/command.js';
import { demands, flag, type InputOf, inputObject, int, oneOf, optional, optionalLines, part } from '../../../work/input.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { type DeliberationBody, DeliberationRules } from '../body.entity.js';
import { ElectorateEnum, MajorityBaseEnum, QuorumKindEnum } from '../body.type.js';

const MOST = 1_000_000;

export const fractionInput = inputObject('FractionInput', 'An exact share. 比例', {
  numerator: int({ min: 1, max: MOST }, 'So many … 分子'),
  denominator: int({ min: 1, max: MOST }, '… of so many. 分母'),
  strict: optional(flag('More than that; at least that if left out. 是否须超过')),
});

/** Nothing is more than the whole. */
const canBeReached = ({ numerator, denominator, strict }: InputOf<typeof fractionInput>): boolean =>
  strict ? numerator < denominator : numerator <= denominator;

const quorumInput = inputObject(
  'QuorumInput',
  'How many have to take part. 法定人数',
  {
    kind: oneOf(QuorumKindEnum, 'What is counted. 类型'),
    share: part(fractionInput, 'How much of it; a number of people has the denominator 1. 比例'),
  },
  demands(
    ({ kind, share }) => (kind === 'COUNT' ? share.denominator === 1 : canBeReached(share)),
    'INVALID',
    'A share is at most the whole, and never more than the whole; a number of people has the denominator 1. 比例不得大于 1，也不得要求“超过”全部；按人数时分母为 1。',
    'share',
  ),
  demands(
    ({ kind, share: { strict } }) => kind !== 'COUNT' || !strict,
    'INVALID',
    'A number of people is at least that many: leave strict out. 按人数时为“不少于”，不得要求“超过”。',
    'share',
  ),
);

const majorityInput = inputObject(
  'MajorityInput',
  'What it takes to adopt. 多数',
  {
    of: oneOf(MajorityBaseEnum, 'What it is a share of. 基数'),
    share: part(fractionInput, 'How much of it. 比例'),
  },
  demands(
    ({ share }) => canBeReached(share),
    'INVALID',
    'A share is at most the whole, and never more than the whole. 比例不得大于 1，也不得要求“超过”全部。',
    'share',
  ),
);

export const rulesInput = inputObject('DeliberationRulesInput', "A body's rules. 议事规则", {
  text: optionalLines(10_000, 'In words. 规则全文'),
  quorum: optional(part(quorumInput, 'More than half of those who may vote if left out. 法定人数')),
  majority: optional(part(majorityInput, 'More than half of those who take part if left out. 多数')),
  electorate: optional(oneOf(ElectorateEnum, 'Who may vote; its members if left out. 表决权人')),
  isPublic: optional(flag('Whether everybody of the jurisdiction is told of its sessions; yes if left out. 是否公开')),
  publicityDays: optional(
    int({ min: 0, max: 60 }, 'Working days for which a result is published before it holds; 5 if left out. 公示工作日'),
  ),
  proxyLimit: optional(int({ min: 0, max: 20 }, 'How many others one member may stand in for; 1 if left out. 委托上限')),
});

/** The next version, which holds from today on. The one before it ends. */
export async function newRules(work: Work, body: DeliberationBody, input: InputOf<typeof rulesInput>): Promise<void> {
  const today = dayOf(work.now());
  const [latest] = await work.em.find(DeliberationRules, { body: body.id }, { orderBy: { number: 'desc' } });
  if (latest) {
    latest.validTo = today;
    // Only one is without an end at any time.
    await work.em.flush();
  }
  const [quorum, majority] = [input.quorum?.share, input.majority?.share];
  work.em.create(DeliberationRules, {
    id: newId(jurisdictionOf(work).number),
    jurisdictionId: body.jurisdictionId,
    body: body.id,
    number: (latest?.number ?? 0) + 1,
    text: input.text,
    quorumKind: input.quorum?.kind ?? 'PERCENT_OF_ELECTORATE',
    quorumNumerator: quorum?.numerator ?? 1,
    quorumDenominator: quorum?.denominator ?? 2,
    quorumStrict: quorum ? (quorum.strict ?? false) : true,
    majorityOf: input.majority?.of ?? 'CAST',
    majorityNumerator: majority?.numerator ?? 1,
    majorityDenominator: majority?.denominator ?? 2,
    majorityStrict: majority ? (majority.strict ?? false) : true,
    electorate: input.electorate ?? 'MEMBERS',
    isPublic: input.isPublic ?? true,
    publicityDays: input.publicityDays ?? 5,
    proxyLimit: input.proxyLimit ?? 1,
    validFrom: today,
    validTo: null,
  });
}
