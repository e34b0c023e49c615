import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { ConnectionField, extendType, MaxLength, stacked, Weighs } from '../../graph/field.js';
import { Combinable } from '../../graph/inputs.js';
import { Node } from '../../graph/node.js';
import { DateTime, LocalDate } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { ViewerActions } from '../../graph/viewer-actions.js';
import { payloadOf } from '../../work/verb.js';
import { StairwellType } from '../addresses/address.type.js';
import { GridType } from '../grids/grid.type.js';
import { NotificationType, subjectField } from '../notifications/notification.type.js';
import { AppointmentType, PersonType } from '../organisations/appointment.type.js';
import { History } from '../organisations/history.type.js';
import { ProvenanceEnum } from '../organisations/organization.type.js';
import { selectionObjectionStates, selectionStates } from './selection.terms.js';

const SelectionStateEnum = enumOf('SelectionState', 'How far the selection of a stairwell chief has come. 楼道长选任状态', selectionStates);
const SelectionObjectionStateEnum = enumOf(
  'SelectionObjectionState',
  'What became of an objection to a candidate. 公示异议状态',
  selectionObjectionStates,
);

const VERSION = 'Grows with every change; send it along to find out whether somebody was faster. 版本';
export const STATEMENT_LENGTH = 2_000;

@ObjectType('Selection', {
  implements: Node,
  description:
    'One candidate on the way to become the chief of a stairwell, in six steps with a public notice. Known to everybody from the notice on; before, to those who take the steps. 楼道长选任',
})
export class SelectionType extends Node {
  @Sensitive('P1')
  @Field(() => StairwellType, { nullable: true, description: 'Which stairwell; null for others than who signed in. 楼道' })
  stairwell!: unknown;
  @Weighs(5)
  @Sensitive('P0')
  @Field(() => GridType, { description: 'The grid that the stairwell lies in. 网格' })
  grid!: unknown;
  @Weighs(5)
  @Sensitive('P2')
  @Field(() => PersonType, {
    nullable: true,
    description: 'Who stands; for others than who signed in, once they are on notice as chief. 候选人',
  })
  candidate!: unknown;
  @Weighs(5)
  @Sensitive('P2')
  @Field(() => String, {
    nullable: true,
    description: "The candidate's name in full, as the notice tells it; null for others than who signed in. 候选人姓名",
  })
  candidateName!: string | null;
  @MaxLength(STATEMENT_LENGTH)
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'Why they stand; null for others than who signed in. 自荐理由' })
  statement!: string | null;
  @Sensitive('P0')
  @Field(() => DateTime, { description: 'When they stood. 自荐时间' })
  nominatedAt!: string;
  @Sensitive('P0')
  @Field(() => Int, { description: 'How many residents recommend them. 推选人数' })
  recommendationCount!: number;
  @Sensitive('P0')
  @Field(() => Int, { description: 'How many it takes. 所需推选人数' })
  recommendationsNeeded!: number;
  @Weighs(10)
  @Sensitive('P1')
  @Field(() => Boolean, { description: 'Whether the viewer does. 我是否推选' })
  recommendedByViewer!: boolean;
  @Sensitive('P0')
  @Field(() => LocalDate, { nullable: true, description: 'On public notice from this day on. 公示日期' })
  publicisedOn!: string | null;
  @Sensitive('P0')
  @Field(() => LocalDate, { nullable: true, description: 'The last day on which objections are heard: five working days. 公示截止日期' })
  publicUntil!: string | null;
  @Sensitive('P1')
  @Field(() => AppointmentType, { nullable: true, description: 'The appointment that came of it, as far as the viewer sees it. 任职' })
  appointment!: unknown;
  @Sensitive('P0')
  @Field(() => SelectionStateEnum, { description: 'How far it has come. 状态' })
  state!: string;
  @Sensitive('P2')
  @ConnectionField(
    () => SelectionObjectionConnection,
    () => Paging,
    { description: 'Objections, as far as the viewer sees them. 异议' },
  )
  objections!: unknown;
  @Sensitive('P0')
  @Field(() => ProvenanceEnum, { description: 'Where this row comes from. 数据来源' })
  provenance!: string;
  @History
  history!: unknown;
  @ViewerActions
  viewerActions!: unknown[];
  @Sensitive('P0')
  @Field(() => Int, { description: VERSION })
  version!: number;
}

@ObjectType('SelectionObjection', {
  implements: Node,
  description: 'Somebody objects to a candidate on public notice. Shown to who decides on it and to who objected. 公示异议',
})
export class SelectionObjectionType extends Node {
  @Sensitive('P1')
  @Field(() => SelectionType, { nullable: true, description: 'To which candidacy. 选任' })
  selection!: unknown;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who objected. 异议人' })
  person!: unknown;
  @MaxLength(STATEMENT_LENGTH)
  @Sensitive('P2')
  @Field(() => String, { description: 'What they object. 异议内容' })
  text!: string;
  @Sensitive('P1')
  @Field(() => SelectionObjectionStateEnum, { description: 'What became of it. 状态' })
  state!: string;
  @MaxLength(STATEMENT_LENGTH)
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'Why it was decided so. 处理意见' })
  decision!: string | null;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who decided. 处理人' })
  decidedBy!: unknown;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When. 提出时间' })
  at!: string;
  @Sensitive('P1')
  @Field(() => Int, { description: VERSION })
  version!: number;
}

export const SelectionConnection = connectionType('Selection', '楼道长选任', () => SelectionType);
const SelectionObjectionConnection = connectionType('SelectionObjection', '公示异议', () => SelectionObjectionType);

@Combinable
@InputType({ description: 'Which selections. All that is given must hold. 楼道长选任筛选' })
export class SelectionFilter {
  @Field(() => [SelectionStateEnum], { nullable: true, description: 'In one of these states. 状态' })
  states?: string[] | null;
  @Field(() => ID, { nullable: true, description: 'Of this stairwell. 楼道' })
  stairwellId?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'Those in which the viewer stands, or all others. 是否本人参选' })
  mine?: boolean | null;
  @Field(() => ID, { nullable: true, description: 'At or below this organisation or grid. 范围' })
  within?: string | null;
}

@ArgsType()
export class SelectionList extends Paging {
  @Field(() => SelectionFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: SelectionFilter | null;
}

extendType(StairwellType, {
  selections: stacked(
    ConnectionField(
      () => SelectionConnection,
      () => SelectionList,
      { description: 'Who stood for it, as far as the viewer sees it. 楼道长选任' },
    ),
    Sensitive('P1'),
  ),
});
extendType(AppointmentType, {
  selection: stacked(
    Field(() => SelectionType, { nullable: true, description: 'The selection that it came of. 选任' }),
    Sensitive('P1'),
  ),
});

extendType(NotificationType, {
  selection: subjectField(() => SelectionType, 'The candidacy that it is about, where the viewer still sees it. 选任'),
});

export const selectionPayload = payloadOf('Selection', () => SelectionType);
export const selectionObjectionPayload = payloadOf('SelectionObjection', () => SelectionObjectionType, { field: 'objection' });
