import { Field, Int, ObjectType } from 'type-graphql';
import { enumOf } from '../../graph/enum.js';
import { AtMost, extendType, MaxLength, stacked } from '../../graph/field.js';
import { Node } from '../../graph/node.js';
import { DateTime } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { ViewerActions } from '../../graph/viewer-actions.js';
import { payloadOf } from '../../work/verb.js';
import { PersonType } from '../organisations/appointment.type.js';
import { OrganizationType } from '../organisations/organization.type.js';
import { IncidentType } from './incident.type.js';
import { MOST_PARTICIPANTS, participantStates } from './participant.terms.js';

const ParticipantStateEnum = enumOf(
  'IncidentParticipantState',
  'How far an organisation has come with its assistance. 协办状态',
  participantStates,
);

@ObjectType('IncidentParticipant', {
  implements: Node,
  description: 'An organisation that assists with an incident beside its holder, with a due time of its own. 协办',
})
export class IncidentParticipantType extends Node {
  @Sensitive('P1')
  @Field(() => IncidentType, { nullable: true, description: 'The incident; null for those who do not see it any more. 事件' })
  incident!: unknown;
  @Sensitive('P1')
  @Field(() => OrganizationType, { description: 'Which organisation. 协办组织' })
  organization!: unknown;
  @MaxLength(1_000)
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'What it is asked to do; withheld from residents and dashboards. 协办事项' })
  task!: string | null;
  @Sensitive('P1')
  @Field(() => ParticipantStateEnum, { description: 'How far it has come. 状态' })
  state!: string;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'To be done by then. 协办时限' })
  dueAt!: string;
  @Sensitive('P1')
  @Field(() => Boolean, { description: 'Whether that has passed, and it is not done. 是否超期' })
  overdue!: boolean;
  @Sensitive('P1')
  @Field(() => PersonType, { nullable: true, description: 'Who asked. 请求人' })
  askedBy!: unknown;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When. 请求时间' })
  askedAt!: string;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When it was done, declined or withdrawn. 结束时间' })
  endedAt!: string | null;
  @MaxLength(1_000)
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'What was done, or why not; withheld from residents and dashboards. 协办结果' })
  answer!: string | null;
  @ViewerActions
  viewerActions!: unknown[];
  @Sensitive('P1')
  @Field(() => Int, { description: 'Grows with every change; send it along to find out whether somebody was faster. 版本' })
  version!: number;
}

extendType(IncidentType, {
  participants: stacked(
    AtMost(MOST_PARTICIPANTS),
    Sensitive('P1'),
    Field(() => [IncidentParticipantType], { description: 'Who assists, or was asked to, in the order of asking. 协办组织' }),
  ),
});

export const participantPayload = payloadOf('IncidentParticipant', () => IncidentParticipantType, { field: 'participant' });
