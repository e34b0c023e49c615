import { Field, Int, ObjectType } from 'type-graphql';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { AtMost, ConnectionField, extendType, MaxLength, stacked, Weighs } from '../../graph/field.js';
import { Node } from '../../graph/node.js';
import { DateTime } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { payloadOf } from '../../work/verb.js';
import { FractionType, MajorityBaseEnum, VERSION } from '../deliberation/body.type.js';
import { itemFields } from '../deliberation/session.facts.js';
import { DeliberationSessionType, QuorumType } from '../deliberation/session.type.js';
import { SessionStreamItemType } from '../deliberation/session-item.type.js';
import { NotificationType, subjectField } from '../notifications/notification.type.js';
import { PersonType } from '../organisations/appointment.type.js';
import { ballotAnswers, ballotMethods, ballotStates, ballotWeights, civilCodeMatters } from './ballots.terms.js';
import { BallotResultEnum, TopicType } from './topic.type.js';

export const BallotMethodEnum = enumOf('BallotMethod', 'What voters answer. 投票方式', ballotMethods);
const BallotWeightEnum = enumOf('BallotWeight', 'What a vote weighs. 计票权重', ballotWeights);
const BallotStateEnum = enumOf('BallotState', 'Whether a ballot is open. 投票状态', ballotStates);
export const BallotAnswerEnum = enumOf('BallotAnswer', 'For or against. 表决意见', ballotAnswers);
export const CivilCodeMatterEnum = enumOf(
  'CivilCodeMatter',
  'What owners decide together, by article 278 of the Civil Code. 业主共同决定事项',
  civilCodeMatters,
);

export const MOST_OPTIONS = 20;

@Sensitive('P1')
@ObjectType('BallotTally', { description: 'What an option was given. 计票' })
export class BallotTallyType {
  @Field(() => Int, { description: 'Its position among the options, from 1; of yes and no: 1 and 2. 选项序号' })
  position!: number;
  @Field(() => String, { description: 'The option, or YES and NO. 选项' })
  option!: string;
  @Field(() => Int, { description: 'How many votes, each of one head. 票数' })
  votes!: number;
  @Field(() => Int, { description: 'Their floor area in square decimetres; 0 where it does not count. 专有面积（平方分米）' })
  area!: number;
  @Field(() => Int, { description: 'The sum of scores; 0 where none are given. 总分' })
  score!: number;
}

@ObjectType('BallotVote', {
  implements: Node,
  description:
    "A vote. Seen by its voter; of a named ballot, by the body's members once the tally may be shown. Of a secret ballot it says that somebody took part, and nothing of what they chose. 表决票",
})
export class BallotVoteType extends Node {
  @Sensitive('P1')
  @Field(() => BallotType, { description: 'In which ballot. 投票' })
  ballot!: unknown;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who cast it. 投票人' })
  voter!: unknown;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Whose proxy they held; null where it is their own vote. 委托人' })
  onBehalfOf!: unknown;
  @Sensitive('P2')
  @Field(() => Boolean, { nullable: true, description: 'They abstained; null of a secret ballot. 弃权' })
  isAbstention!: boolean | null;
  @Sensitive('P2')
  @Field(() => [Int], { description: 'The positions of what they chose; of yes and no: 1 and 2; none of a secret ballot. 所选选项' })
  choices!: number[];
  @Sensitive('P2')
  @Field(() => [Int], { description: 'Their scores, one for each option; none of a secret ballot. 评分' })
  scores!: number[];
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When it was cast. 投票时间' })
  at!: string;
  @Sensitive('P2')
  @Field(() => String, {
    nullable: true,
    description:
      'Of a secret ballot: by which its voter finds it among the sealed ballots. Told until the ballot is closed: keep it. 投票回执',
  })
  receipt!: string | null;
}

@ObjectType('BallotProxy', {
  implements: Node,
  description:
    "Somebody lets another person cast a vote: seen by them, by the staff of the body, and of a named ballot by the body's members. One that was taken back stays listed. 投票委托",
})
export class BallotProxyType extends Node {
  @Sensitive('P1')
  @Field(() => BallotType, { nullable: true, description: 'In which ballot, as far as the viewer sees it. 投票' })
  ballot!: unknown;
  @Sensitive('P2')
  @Field(() => PersonType, { description: 'Whose vote it is. 委托人' })
  giver!: unknown;
  @Sensitive('P2')
  @Field(() => PersonType, { description: 'Who may cast it. 受托人' })
  holder!: unknown;
  @Sensitive('P2')
  @Field(() => String, { description: 'Where the written proxy is kept. 书面委托存档' })
  paper!: string;
  @Weighs(10)
  @Sensitive('P2')
  @Field(() => Boolean, { nullable: true, description: 'Whether the vote was cast by it; null of a secret ballot. 是否已行使' })
  isUsed!: boolean | null;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When it was given. 委托时间' })
  at!: string;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When it was taken back; null while it stands. 撤回时间' })
  revokedAt!: string | null;
}

export const BallotProxyConnection = connectionType('BallotProxy', '投票委托', () => BallotProxyType);

/** So long is the longest sealed ballot, by scores of twenty options. */
const SEALED_LENGTH = 24_000;

@Sensitive('P1')
@ObjectType('SealedBallot', {
  implements: Node,
  description: 'What somebody chose in a secret ballot, sealed for ever: it is added up with the others, never opened. 密封选票',
})
export class SealedBallotType extends Node {
  @Field(() => BallotType, { description: 'In which ballot. 投票' })
  ballot!: unknown;
  @Field(() => String, { description: 'By which its voter finds it: made of the content. 投票回执' })
  receipt!: string;
  @MaxLength(SEALED_LENGTH)
  @Field(() => String, { description: 'The sealed answer and the proofs that it is a valid one, base64url. 密文及证明' })
  content!: string;
  @Field(() => String, { description: 'That the server took it, by the signing key, base64url. 签名' })
  signature!: string;
}

export const SealedBallotConnection = connectionType('SealedBallot', '密封选票', () => SealedBallotType);

@Sensitive('P1')
@ObjectType('BallotOpening', { description: 'One opened sum of a secret ballot. 开票结果' })
export class BallotOpeningType {
  @Field(() => String, { description: 'The option, YES and NO, or ABSTAIN. 选项' })
  label!: string;
  @Field(() => Int, { description: 'What it was given: votes, or the sum of scores. 合计' })
  total!: number;
  @Field(() => String, { description: 'The proof that the sealed ballots sum up to it, base64url. 开票证明' })
  proof!: string;
}

export const BallotVoteConnection = connectionType('BallotVote', '表决票', () => BallotVoteType);

@Sensitive('P1')
@ObjectType('Ballot', {
  implements: Node,
  description: 'A ballot on a topic. Who has a vote and how it is counted is settled when it is opened. 投票',
})
export class BallotType extends Node {
  @Field(() => TopicType, { description: 'On which topic. 议题' })
  topic!: unknown;
  @Field(() => DeliberationSessionType, { nullable: true, description: 'In which session, as far as the viewer sees it. 会议' })
  session!: unknown;
  @Field(() => BallotMethodEnum, { description: 'What voters answer. 方式' })
  method!: string;
  @Field(() => Boolean, { description: 'Whether nobody can know who voted how. 是否无记名' })
  secret!: boolean;
  @Field(() => BallotWeightEnum, { description: 'What a vote weighs. 权重' })
  weight!: string;
  @Field(() => [String], { description: 'The options; none where the answers are yes and no. 选项' })
  options!: string[];
  @Field(() => CivilCodeMatterEnum, { nullable: true, description: 'Of a vote of owners: what it is about. 法定事项' })
  matter!: string | null;
  @Field(() => String, { nullable: true, description: 'Of a vote of owners: the law that it is counted by. 法律依据' })
  ruleSource!: string | null;
  @Field(() => Boolean, { description: 'The tally is shown when it is closed. 截止前不公布' })
  hideUntilClosed!: boolean;
  @Field(() => Int, { description: 'How many have a vote. 表决权人数' })
  electorate!: number;
  @Field(() => Int, { description: 'Their floor area in square decimetres; 0 where it does not count. 总专有面积（平方分米）' })
  electorateArea!: number;
  @Weighs(100)
  @Field(() => Int, { description: 'How many take part; abstainers do. 参加表决人数' })
  cast!: number;
  @Weighs(100)
  @Field(() => Int, { description: 'Their floor area in square decimetres; 0 where it does not count. 参加表决面积（平方分米）' })
  castArea!: number;
  @Weighs(200)
  @Field(() => QuorumType, { description: 'Whether enough take part, by heads; by area as well where it counts. 法定人数' })
  quorum!: unknown;
  @Field(() => MajorityBaseEnum, { description: 'What the majority is a share of. 多数基数' })
  majorityOf!: string;
  @Field(() => FractionType, { description: 'How much is needed; a tie rejects. 通过比例' })
  majority!: unknown;
  @Weighs(500)
  @AtMost(MOST_OPTIONS)
  @Field(() => [BallotTallyType], {
    nullable: true,
    description: `What each option was given, at most ${MOST_OPTIONS}; null until it may be shown. 计票结果`,
  })
  tally!: unknown[] | null;
  @Field(() => String, { nullable: true, description: 'Of a secret ballot: the key that answers are sealed with, base64url. 加密公钥' })
  publicKey!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Of a secret ballot: the key that says which ballots the server took, base64url. 签名公钥',
  })
  signingKey!: string | null;
  @Weighs(20)
  @AtMost(MOST_OPTIONS + 1)
  @Field(() => [BallotOpeningType], {
    nullable: true,
    description: `Of a secret ballot: the opened sums, at most ${MOST_OPTIONS + 1}; null until it is closed. 开票结果`,
  })
  opening!: unknown[] | null;
  @ConnectionField(
    () => SealedBallotConnection,
    () => Paging,
    { description: 'Of a secret ballot: all that was sealed, by receipt. Anybody can count it again. 密封选票' },
  )
  sealedBallots!: unknown;
  @Field(() => BallotResultEnum, { nullable: true, description: 'The result, once it is closed. 结果' })
  result!: string | null;
  @Field(() => [Int], { description: 'The positions of the options that won. 当选选项' })
  winners!: number[];
  @Field(() => BallotStateEnum, { description: 'Whether it is open. 状态' })
  state!: string;
  @Field(() => DateTime, { description: 'When it was opened. 开始时间' })
  openedAt!: string;
  @Field(() => DateTime, { nullable: true, description: 'No vote is taken from then on; null: until the chair closes it. 截止时间' })
  closesAt!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was closed. 实际截止时间' })
  closedAt!: string | null;
  @Weighs(20)
  @Field(() => Boolean, { description: 'Whether the viewer has a vote in it that is not cast yet. 我是否待投票' })
  awaitsViewer!: boolean;
  @ConnectionField(
    () => BallotProxyConnection,
    () => Paging,
    { description: 'Who lets whom vote, as far as the viewer sees it. 投票委托' },
  )
  proxies!: unknown;
  @ConnectionField(
    () => BallotVoteConnection,
    () => Paging,
    { description: 'The votes that the viewer sees. 表决票' },
  )
  votes!: unknown;
  @Field(() => Int, { description: VERSION })
  version!: number;
}

extendType(TopicType, {
  ballot: stacked(
    Field(() => BallotType, { nullable: true, description: 'Its last ballot. 投票' }),
    Sensitive('P1'),
    Weighs(10),
  ),
});

extendType(SessionStreamItemType, {
  ballot: stacked(
    Field(() => BallotType, {
      nullable: true,
      description: 'The ballot that was opened, taken part in or closed, as it is at delivery, where the viewer sees it. 投票',
    }),
    Sensitive('P1'),
  ),
});
itemFields.set('Ballot', 'ballot');

extendType(NotificationType, {
  ballot: subjectField(() => BallotType, 'The ballot that it is about, where the viewer still sees it. 投票'),
});

export const ballotPayload = payloadOf('Ballot', () => BallotType);
