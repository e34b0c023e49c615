import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { AtMost, extendType, MaxLength, stacked } from '../../graph/field.js';
import { Combinable } from '../../graph/inputs.js';
import { Node } from '../../graph/node.js';
import { DateTime } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { ViewerActions } from '../../graph/viewer-actions.js';
import { payloadOf } from '../../work/verb.js';
import { IncidentType } from '../incidents/incident.type.js';
import { NotificationType, subjectField } from '../notifications/notification.type.js';
import { PersonType } from '../organisations/appointment.type.js';
import { History } from '../organisations/history.type.js';
import { OrganizationType, ProvenanceEnum } from '../organisations/organization.type.js';
import { exclusionReasons, exclusionStates } from './exclusion.terms.js';

export const ExclusionReasonEnum = enumOf('ExclusionReason', 'Why an incident is left out of rates. 剔除原因', exclusionReasons);
const ExclusionStateEnum = enumOf(
  'ExclusionState',
  'How far a request to leave an incident out of rates has come. 剔除状态',
  exclusionStates,
);

@ObjectType('RateExclusion', {
  implements: Node,
  description:
    'A closed incident is left out of the rates of feedback, for a reason that somebody above its holder has reviewed. For the holder and those who review. 考核剔除',
})
export class RateExclusionType extends Node {
  @Sensitive('P1')
  @Field(() => IncidentType, { nullable: true, description: 'The incident, where the viewer still sees it. 事件' })
  incident!: unknown;
  @Sensitive('P1')
  @Field(() => OrganizationType, { description: 'The holder that asked. 申请组织' })
  organization!: unknown;
  @Sensitive('P1')
  @Field(() => ExclusionReasonEnum, { description: 'Why, in general. 剔除原因' })
  reason!: string;
  @MaxLength(1_000)
  @Sensitive('P2')
  @Field(() => String, { description: 'Why, in words. 情况说明' })
  note!: string;
  @Sensitive('P1')
  @Field(() => PersonType, { nullable: true, description: 'Who asked. 申请人' })
  requestedBy!: unknown;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When. 申请时间' })
  requestedAt!: string;
  @Sensitive('P1')
  @Field(() => PersonType, { nullable: true, description: 'Who decided last; null before. 审核人' })
  decidedBy!: unknown;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When that was. 审核时间' })
  decidedAt!: string | null;
  @Sensitive('P1')
  @Field(() => ExclusionStateEnum, { description: 'How far it has come. 状态' })
  state!: string;
  @Sensitive('P1')
  @Field(() => ProvenanceEnum, { description: 'Where this row comes from. 数据来源' })
  provenance!: string;
  @History
  history!: unknown;
  @ViewerActions
  viewerActions!: unknown[];
  @Sensitive('P1')
  @Field(() => Int, { description: 'Grows with every change; send it along to find out whether somebody was faster. 版本' })
  version!: number;
}

export const RateExclusionConnection = connectionType('RateExclusion', '考核剔除', () => RateExclusionType);

@Combinable
@InputType({ description: 'Which exclusions. All that is given must hold. 考核剔除筛选' })
export class RateExclusionFilter {
  @Field(() => [ExclusionStateEnum], { nullable: true, description: 'In one of these states. 状态' })
  states?: string[] | null;
  @Field(() => [ExclusionReasonEnum], { nullable: true, description: 'For one of these reasons. 剔除原因' })
  reasons?: string[] | null;
  @Field(() => ID, { nullable: true, description: 'At or below this organisation or grid. 范围' })
  within?: string | null;
}

@ArgsType()
export class RateExclusionList extends Paging {
  @Field(() => RateExclusionFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: RateExclusionFilter | null;
}

extendType(IncidentType, {
  exclusions: stacked(
    AtMost(50),
    Sensitive('P1'),
    Field(() => [RateExclusionType], {
      description: 'What was asked and decided on leaving it out of rates, oldest first, as far as the viewer sees it. 考核剔除',
    }),
  ),
});
extendType(NotificationType, {
  exclusion: subjectField(() => RateExclusionType, 'The exclusion from rates, where the viewer still sees it. 考核剔除'),
});

export const exclusionPayload = payloadOf('RateExclusion', () => RateExclusionType, { field: 'exclusion' });
