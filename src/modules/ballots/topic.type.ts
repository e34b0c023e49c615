import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { AtMost, ConnectionField, extendType, MaxLength, stacked, Weighs } from '../../graph/field.js';
import { Combinable, DateTimeRange, orderInput } from '../../graph/inputs.js';
import { Node } from '../../graph/node.js';
import { RateType } from '../../graph/rate.js';
import { DateTime, LocalDate } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { ViewerActions } from '../../graph/viewer-actions.js';
import type { Order } from '../../read/noun.js';
import { payloadOf } from '../../work/verb.js';
import { DeliberationBodyType, FractionType, VERSION } from '../deliberation/body.type.js';
import { itemFields } from '../deliberation/session.facts.js';
import { AgendaItemType, DeliberationSessionType } from '../deliberation/session.type.js';
import { SessionStreamItemType } from '../deliberation/session-item.type.js';
import { GridType } from '../grids/grid.type.js';
import { IncidentType } from '../incidents/incident.type.js';
import { NotificationType, subjectField } from '../notifications/notification.type.js';
import { PersonType } from '../organisations/appointment.type.js';
import { History } from '../organisations/history.type.js';
import { GovernanceWayEnum, OrganizationType, ProvenanceEnum } from '../organisations/organization.type.js';
import { ballotResults, proposerKinds, topicCategories, topicScales, topicStages } from './ballots.terms.js';

export const TopicStageEnum = enumOf('TopicStage', 'How far a topic has come. 议题阶段', topicStages);
export const TopicCategoryEnum = enumOf('TopicCategory', 'What a topic is about. 议题类别', topicCategories);
export const TopicScaleEnum = enumOf('TopicScale', 'Whom a topic concerns. 议题规模', topicScales);
const ProposerKindEnum = enumOf('TopicProposerKind', 'Who proposed a topic. 提出人类型', proposerKinds);
export const BallotResultEnum = enumOf('BallotResult', 'What was decided. 表决结果', ballotResults);
const { NO_QUORUM: _, ...decided } = ballotResults;
export const ConsensusEnum = enumOf('ConsensusResult', 'What was decided without a ballot. 协商结果', decided);
const TopicOrderField = enumOf('TopicOrderField', 'What topics can be ordered by. 议题排序字段', {
  PROPOSED_AT: 'By the time at which they were proposed. 按提出时间',
});

export const CONTENT_LENGTH = 5_000;
export const MOST_INCIDENTS = 10;

@ObjectType('Decision', { implements: Node, description: 'What was adopted, who carries it out, and until when. 决议' })
export class DecisionType extends Node {
  @Sensitive('P1')
  @Field(() => TopicType, { description: 'On which topic. 议题' })
  topic!: unknown;
  @MaxLength(CONTENT_LENGTH)
  @Sensitive('P1')
  @Field(() => String, { description: 'What was adopted. 决议内容' })
  text!: string;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who is responsible. 责任人' })
  responsible!: unknown;
  @Sensitive('P1')
  @Field(() => LocalDate, { description: 'Until when. 完成期限' })
  dueOn!: string;
  @Sensitive('P1')
  @Field(() => LocalDate, { description: 'From when on it holds: after its publicity. 生效日期' })
  effectiveOn!: string;
  @Sensitive('P1')
  @Field(() => Boolean, { description: 'Whether it was reported done. 是否已落实' })
  isDone!: boolean;
  @Sensitive('P1')
  @Field(() => Boolean, { description: 'Not done, though its day has passed. 是否逾期' })
  isOverdue!: boolean;
  @MaxLength(CONTENT_LENGTH)
  @Sensitive('P1')
  @Field(() => String, { nullable: true, description: 'How it was carried out. 落实情况' })
  report!: string | null;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When it was reported done. 落实时间' })
  doneAt!: string | null;
  @Sensitive('P1')
  @Field(() => Int, { description: 'How many evaluations it takes at least. 最低评议人数' })
  evaluationMinimum!: number;
  @Sensitive('P1')
  @Field(() => FractionType, { description: 'What share of them has to be satisfied; below it the topic goes back. 满意度门槛' })
  threshold!: unknown;
}

@ObjectType('Topic', {
  implements: Node,
  description:
    'What a body deliberates, from a proposal to an executed and evaluated decision (民提、民议、民决、民评). Known to everybody of the jurisdiction once it is admitted, where its body meets in public or the minutes are published. 议题',
})
export class TopicType extends Node {
  @Sensitive('P1')
  @Field(() => DeliberationBodyType, { description: 'Which body deliberates it. 议事组织' })
  body!: unknown;
  @Sensitive('P1')
  @Field(() => String, { description: 'Title. 标题' })
  title!: string;
  @MaxLength(CONTENT_LENGTH)
  @Sensitive('P1')
  @Field(() => String, { description: 'What is proposed. 内容' })
  content!: string;
  @Sensitive('P1')
  @Field(() => TopicCategoryEnum, { description: 'What it is about. 类别' })
  category!: string;
  @Sensitive('P1')
  @Field(() => TopicScaleEnum, { nullable: true, description: 'Whom it concerns. 规模' })
  scale!: string | null;
  @Sensitive('P1')
  @AtMost(3)
  @Field(() => [GovernanceWayEnum], { description: 'By which ways of governance it is dealt with. 三治' })
  governance!: string[];
  @Sensitive('P1')
  @Field(() => GridType, { nullable: true, description: 'The grid that it is about. 网格' })
  grid!: unknown;
  @Sensitive('P1')
  @Field(() => TopicStageEnum, { description: 'How far it has come. 阶段' })
  stage!: string;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who proposed it; for staff and themselves. 提出人' })
  proposer!: unknown;
  @Sensitive('P1')
  @Field(() => ProposerKindEnum, { description: 'As what they proposed it. 提出人类型' })
  proposerKind!: string;
  @Sensitive('P1')
  @Field(() => OrganizationType, { nullable: true, description: 'For which organisation it was proposed. 提出单位' })
  organization!: unknown;
  @Sensitive('P1')
  @Field(() => IncidentType, { nullable: true, description: 'The incident that it came out of, as far as the viewer sees it. 来源事件' })
  incident!: unknown;
  @Sensitive('P1')
  @Field(() => Int, { description: 'How many support it. 附议人数' })
  supporterCount!: number;
  @Weighs(10)
  @Sensitive('P1')
  @Field(() => Boolean, { description: 'Whether the viewer does. 我是否附议' })
  supportedByViewer!: boolean;
  @Sensitive('P1')
  @Field(() => DeliberationSessionType, {
    nullable: true,
    description: 'The session that deliberates it, or did last, as far as the viewer sees it. 会议',
  })
  session!: unknown;
  @Sensitive('P1')
  @Field(() => BallotResultEnum, { nullable: true, description: 'What was decided. 结果' })
  result!: string | null;
  @MaxLength(CONTENT_LENGTH)
  @Sensitive('P1')
  @Field(() => String, { nullable: true, description: 'What was decided, in words. 决定内容' })
  resolution!: string | null;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When it was decided. 决定时间' })
  decidedAt!: string | null;
  @Sensitive('P1')
  @Field(() => DecisionType, { nullable: true, description: 'The decision, once somebody is responsible for it. 决议' })
  decision!: unknown;
  @Weighs(10)
  @Sensitive('P1')
  @AtMost(MOST_INCIDENTS)
  @Field(() => [IncidentType], { description: `The work that it made, as far as the viewer sees it, at most ${MOST_INCIDENTS}. 执行事件` })
  execution!: unknown[];
  @Sensitive('P1')
  @Field(() => RateType, {
    nullable: true,
    description: 'How many of those who evaluated it are satisfied; null before anybody has. 评议满意率',
  })
  evaluation!: unknown;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When it was proposed. 提出时间' })
  proposedAt!: string;
  @History
  history!: unknown;
  @ViewerActions
  viewerActions!: unknown[];
  @Sensitive('P1')
  @Field(() => ProvenanceEnum, { description: 'Where this row comes from. 数据来源' })
  provenance!: string;
  @Sensitive('P1')
  @Field(() => Int, { description: VERSION })
  version!: number;
}

@Combinable
@InputType({ description: 'Which topics. All that is given must hold. 议题筛选' })
export class TopicFilter {
  @Field(() => [TopicStageEnum], { nullable: true, description: 'In one of these stages. 阶段' })
  stages?: string[] | null;
  @Field(() => [TopicCategoryEnum], { nullable: true, description: 'Of one of these categories. 类别' })
  categories?: string[] | null;
  @Field(() => [TopicScaleEnum], { nullable: true, description: 'Of one of these scales. 规模' })
  scales?: string[] | null;
  @Field(() => [GovernanceWayEnum], { nullable: true, description: 'Tagged with one of these ways of governance. 治理方式' })
  governance?: string[] | null;
  @Field(() => [BallotResultEnum], { nullable: true, description: 'With one of these results. 结果' })
  results?: string[] | null;
  @Field(() => Boolean, { nullable: true, description: 'Proposed by the viewer, or by others. 是否由我提出' })
  proposedByViewer?: boolean | null;
  @Field(() => DateTimeRange, { nullable: true, description: 'Proposed in this time. 提出时间' })
  proposedAt?: DateTimeRange | null;
  @Field(() => ID, { nullable: true, description: 'At or below this organisation or grid. 范围' })
  within?: string | null;
}

export const TopicOrder = orderInput('TopicOrder', 'How topics are ordered. 议题排序', TopicOrderField);
export const TopicConnection = connectionType('Topic', '议题', () => TopicType);

@ArgsType()
export class TopicList extends Paging {
  @Field(() => TopicFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: TopicFilter | null;
  @Field(() => TopicOrder, { nullable: true, description: 'The latest first if left out. 排序' })
  orderBy?: Order | null;
}

extendType(DeliberationBodyType, {
  topics: stacked(
    ConnectionField(
      () => TopicConnection,
      () => TopicList,
      { description: 'Its topics, the latest first, as far as the viewer sees them. 议题' },
    ),
    Sensitive('P1'),
  ),
});
extendType(AgendaItemType, {
  topic: stacked(
    Field(() => TopicType, { nullable: true, description: 'The topic, where it is about one. 议题' }),
    Sensitive('P1'),
  ),
});

extendType(SessionStreamItemType, {
  topic: stacked(
    Field(() => TopicType, { nullable: true, description: 'The topic that was placed or decided, where the viewer sees it. 议题' }),
    Sensitive('P1'),
  ),
});
itemFields.set('Topic', 'topic');

extendType(NotificationType, { topic: subjectField(() => TopicType, 'The topic that it is about, where the viewer still sees it. 议题') });

export const topicPayload = payloadOf('Topic', () => TopicType);
