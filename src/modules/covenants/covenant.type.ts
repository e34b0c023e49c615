import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { AtMost, ConnectionField, extendType, MaxLength, stacked, Weighs } from '../../graph/field.js';
import { Combinable, orderInput } from '../../graph/inputs.js';
import { Node } from '../../graph/node.js';
import { RateType } from '../../graph/rate.js';
import { DateTime, LocalDate } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { ViewerActions } from '../../graph/viewer-actions.js';
import type { Order } from '../../read/noun.js';
import { payloadOf } from '../../work/verb.js';
import { TopicType } from '../ballots/topic.type.js';
import { VERSION } from '../deliberation/body.type.js';
import { DeliberationSessionType } from '../deliberation/session.type.js';
import { GridType } from '../grids/grid.type.js';
import { HouseholdType } from '../households/household.type.js';
import { IncidentType } from '../incidents/incident.type.js';
import { NotificationType, subjectField } from '../notifications/notification.type.js';
import { PersonType } from '../organisations/appointment.type.js';
import { History } from '../organisations/history.type.js';
import { OrganizationType, ProvenanceEnum } from '../organisations/organization.type.js';
import { breachStates, covenantKinds, covenantStates, covenantVersionStatuses } from './covenant.terms.js';

export const CovenantKindEnum = enumOf('CovenantKind', 'What kind of covenant. 公约类型', covenantKinds);
const CovenantStateEnum = enumOf('CovenantState', 'How far a covenant has come. 公约状态', covenantStates);
const CovenantVersionStatusEnum = enumOf(
  'CovenantVersionStatus',
  'Whether a version of a covenant holds. 公约版本状态',
  covenantVersionStatuses,
);
const CovenantBreachStateEnum = enumOf('CovenantBreachState', 'What became of a breach. 违约处理状态', breachStates);
const CovenantOrderField = enumOf('CovenantOrderField', 'What covenants can be ordered by. 公约排序字段', {
  TITLE: 'By title. 按名称',
});

export const TEXT_LENGTH = 20_000;
export const BREACH_LENGTH = 2_000;
/** How many draft a version, or watch over a covenant. */
export const MOST_PEOPLE = 20;

@Sensitive('P0')
@ObjectType('CovenantVersion', {
  implements: Node,
  description:
    'One version of the text of a covenant. Everybody reads what was adopted; staff, drafts too; and who sees the topic that decides on a draft reads it. 公约版本',
})
export class CovenantVersionType extends Node {
  @Field(() => CovenantType, { description: 'Of which covenant. 公约' })
  covenant!: unknown;
  @Field(() => Int, { description: 'Counts the versions of the covenant. 版次' })
  number!: number;
  @MaxLength(TEXT_LENGTH)
  @Field(() => String, { description: 'The text. 正文' })
  text!: string;
  @Weighs(20)
  @AtMost(MOST_PEOPLE)
  @Field(() => [PersonType], { description: 'Who drafted it. For others than who signed in, those on notice. 起草人' })
  drafters!: unknown[];
  @Field(() => DateTime, { description: 'When the text became what it is. 成稿时间' })
  writtenAt!: string;
  @Field(() => CovenantVersionStatusEnum, { description: 'Whether it holds. 状态' })
  status!: string;
  @Sensitive('P1')
  @Field(() => TopicType, { nullable: true, description: 'The topic that decides on it, or decided, as far as the viewer sees it. 议题' })
  topic!: unknown;
  @Sensitive('P1')
  @Field(() => DeliberationSessionType, {
    nullable: true,
    description: 'The session that adopted it, as far as the viewer sees it. 通过会议',
  })
  session!: unknown;
  @Field(() => DateTime, { nullable: true, description: 'When it was decided; null while it is a draft. 通过时间' })
  adoptedAt!: string | null;
  @Field(() => LocalDate, { nullable: true, description: 'From this day on, once its publicity is over. 生效日期' })
  from!: string | null;
  @Field(() => LocalDate, { nullable: true, description: 'The first day of the next version. 失效日期' })
  to!: string | null;
  @Weighs(20)
  @Field(() => Int, { description: 'How many households of today have signed it. 签署户数' })
  signatureCount!: number;
  @Sensitive('P1')
  @Weighs(1_000)
  @Field(() => RateType, {
    nullable: true,
    description: 'What share of the households of today that is; null for others than who signed in. 签署率',
  })
  signatureRate!: unknown;
  @Sensitive('P1')
  @ConnectionField(
    () => CovenantSignatureConnection,
    () => Paging,
    { description: 'Who signed, as far as the viewer sees it. 签署记录' },
  )
  signatures!: unknown;
  @Field(() => Int, { description: VERSION })
  version!: number;
}

@ObjectType('CovenantSignature', {
  implements: Node,
  description: 'A household signed a version of a covenant. Shown to its members and to the staff that knows it. 公约签署',
})
export class CovenantSignatureType extends Node {
  @Sensitive('P1')
  @Field(() => CovenantVersionType, { description: 'What was signed. 公约版本' })
  covenantVersion!: unknown;
  @Sensitive('P2')
  @Field(() => HouseholdType, { nullable: true, description: 'Which household, as far as the viewer sees it. 户' })
  household!: unknown;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who signed for it. 签署人' })
  signedBy!: unknown;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When. 签署时间' })
  signedAt!: string;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When it was withdrawn; null while it counts. 撤回时间' })
  withdrawnAt!: string | null;
  @Sensitive('P1')
  @Field(() => Int, { description: VERSION })
  version!: number;
}
const CovenantSignatureConnection = connectionType('CovenantSignature', '公约签署', () => CovenantSignatureType);

@ObjectType('CovenantBreach', {
  implements: Node,
  description:
    'Somebody reports that a covenant was broken. Shown to them, to who watches over the covenant and to the staff of its place. 违约情况',
})
export class CovenantBreachType extends Node {
  @Sensitive('P1')
  @Field(() => CovenantType, { description: 'Which covenant. 公约' })
  covenant!: unknown;
  @MaxLength(BREACH_LENGTH)
  @Sensitive('P2')
  @Field(() => String, { description: 'What happened. 情况' })
  text!: string;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who reported it; for staff and themselves. 反映人' })
  reporter!: unknown;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When it was reported. 反映时间' })
  reportedAt!: string;
  @Sensitive('P1')
  @Field(() => CovenantBreachStateEnum, { description: 'What became of it. 状态' })
  state!: string;
  @Sensitive('P1')
  @Field(() => TopicType, { nullable: true, description: 'The topic that it became, as far as the viewer sees it. 所转议题' })
  topic!: unknown;
  @Sensitive('P1')
  @Field(() => IncidentType, { nullable: true, description: 'The incident that it became, as far as the viewer sees it. 所转事件' })
  incident!: unknown;
  @History
  history!: unknown;
  @ViewerActions
  viewerActions!: unknown[];
  @Sensitive('P1')
  @Field(() => Int, { description: VERSION })
  version!: number;
}

@Combinable
@InputType({ description: 'Which breaches. All that is given must hold. 违约情况筛选' })
export class CovenantBreachFilter {
  @Field(() => [CovenantBreachStateEnum], { nullable: true, description: 'In one of these states. 状态' })
  states?: string[] | null;
  @Field(() => ID, { nullable: true, description: 'Of a covenant at or below this organisation or grid. 范围' })
  within?: string | null;
}
export const CovenantBreachConnection = connectionType('CovenantBreach', '违约情况', () => CovenantBreachType);

@ArgsType()
export class CovenantBreachList extends Paging {
  @Field(() => CovenantBreachFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: CovenantBreachFilter | null;
}

@Sensitive('P0')
@ObjectType('Covenant', {
  implements: Node,
  description:
    'What those who live in a grid, or in the area of an organisation, agreed on, in versions. Everybody reads what was adopted; staff, drafts too. 公约',
})
export class CovenantType extends Node {
  @Field(() => String, { description: 'Title. 名称' })
  title!: string;
  @Field(() => CovenantKindEnum, { description: 'What kind. 类型' })
  kind!: string;
  @Field(() => OrganizationType, { description: 'The organisation that it belongs to. 所属组织' })
  organization!: unknown;
  @Field(() => GridType, { nullable: true, description: 'The grid that it is for; null for all of the organisation. 所属网格' })
  grid!: unknown;
  @Field(() => CovenantStateEnum, { description: 'How far it has come. 状态' })
  state!: string;
  @Field(() => CovenantVersionType, { nullable: true, description: 'The version that holds today. 现行版本' })
  currentVersion!: unknown;
  @AtMost(50)
  @Field(() => [CovenantVersionType], { description: 'All versions that the viewer sees, the latest first, at most 50. 历次版本' })
  versions!: unknown[];
  @Weighs(20)
  @AtMost(MOST_PEOPLE)
  @Field(() => [PersonType], { description: 'Who watches over it. For others than who signed in, those on notice. 监督人' })
  supervisors!: unknown[];
  @Sensitive('P1')
  @ConnectionField(
    () => CovenantBreachConnection,
    () => CovenantBreachList,
    { description: 'Breaches, as far as the viewer sees them. 违约情况' },
  )
  breaches!: unknown;
  @History
  history!: unknown;
  @ViewerActions
  viewerActions!: unknown[];
  @Field(() => ProvenanceEnum, { description: 'Where this row comes from. 数据来源' })
  provenance!: string;
  @Field(() => Int, { description: VERSION })
  version!: number;
}

@Combinable
@InputType({ description: 'Which covenants. All that is given must hold. 公约筛选' })
export class CovenantFilter {
  @Field(() => [CovenantKindEnum], { nullable: true, description: 'Of one of these kinds. 类型' })
  kinds?: string[] | null;
  @Field(() => [CovenantStateEnum], { nullable: true, description: 'In one of these states. 状态' })
  states?: string[] | null;
  @Field(() => ID, { nullable: true, description: 'At or below this organisation or grid. 范围' })
  within?: string | null;
}

export const CovenantOrder = orderInput('CovenantOrder', 'How covenants are ordered. 公约排序', CovenantOrderField);
export const CovenantConnection = connectionType('Covenant', '公约', () => CovenantType);

@ArgsType()
export class CovenantList extends Paging {
  @Field(() => CovenantFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: CovenantFilter | null;
  @Field(() => CovenantOrder, { nullable: true, description: 'By title if left out. 排序' })
  orderBy?: Order | null;
}

for (const [type, of] of [
  [OrganizationType, 'this organisation'],
  [GridType, 'this grid'],
] as const)
  extendType(type, {
    covenants: stacked(
      ConnectionField(
        () => CovenantConnection,
        () => CovenantList,
        { description: `The covenants at or below ${of}. 公约` },
      ),
      Sensitive('P0'),
    ),
  });

extendType(TopicType, {
  covenantVersion: stacked(
    Field(() => CovenantVersionType, {
      nullable: true,
      description: 'The version of a covenant that it decides on, or decided, as far as the viewer sees it. 所议公约版本',
    }),
    Sensitive('P0'),
  ),
});
for (const type of [TopicType, IncidentType])
  extendType(type, {
    covenantBreach: stacked(
      Field(() => CovenantBreachType, {
        nullable: true,
        description: 'The breach of a covenant that it came out of, as far as the viewer sees it. 来源违约情况',
      }),
      Sensitive('P1'),
    ),
  });

extendType(NotificationType, {
  covenant: subjectField(() => CovenantType, 'The covenant that it is about, where the viewer still sees it. 公约'),
});

export const covenantPayload = payloadOf('Covenant', () => CovenantType);
export const signaturePayload = payloadOf('CovenantSignature', () => CovenantSignatureType);
export const breachPayload = payloadOf('CovenantBreach', () => CovenantBreachType);
