import { Field, Int, ObjectType } from 'type-graphql';
import { enumOf } from '../../graph/enum.js';
import { AtMost, extendType, MaxLength, stacked } from '../../graph/field.js';
import { Node } from '../../graph/node.js';
import { DateTime } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { payloadOf } from '../../work/verb.js';
import { PersonType } from '../organisations/appointment.type.js';
import { OrganizationType } from '../organisations/organization.type.js';
import { extensionStates } from './extension.terms.js';
import { IncidentType } from './incident.type.js';

const ExtensionStateEnum = enumOf('ExtensionState', 'What became of a request for more time. 延期申请状态', extensionStates);

@ObjectType('ExtensionRequest', { implements: Node, description: 'The holder asks for more time to handle an incident. 延期申请' })
export class ExtensionRequestType extends Node {
  @Sensitive('P1')
  @Field(() => IncidentType, { nullable: true, description: 'The incident. 事件' })
  incident!: unknown;
  @Sensitive('P1')
  @Field(() => OrganizationType, { description: 'The holder that asks. 申请组织' })
  organization!: unknown;
  @Sensitive('P1')
  @Field(() => Int, { description: 'How much more time, in minutes of working time. 延长工作分钟数' })
  minutes!: number;
  @MaxLength(1_000)
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'Why; withheld from residents and dashboards. 申请理由' })
  reason!: string | null;
  @Sensitive('P1')
  @Field(() => ExtensionStateEnum, { description: 'What became of it. 状态' })
  state!: string;
  @Sensitive('P1')
  @Field(() => PersonType, { nullable: true, description: 'Who asked. 申请人' })
  requestedBy!: unknown;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When. 申请时间' })
  requestedAt!: string;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'It lapses then unless somebody decides; null once it is over. 失效时间' })
  lapsesAt!: string | null;
  @Sensitive('P1')
  @Field(() => PersonType, { nullable: true, description: 'Who decided; null where it lapsed. 审批人' })
  decidedBy!: unknown;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When it was decided, or lapsed. 审批时间' })
  decidedAt!: string | null;
  @MaxLength(1_000)
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'What was said of the decision; withheld from residents and dashboards. 审批意见' })
  note!: string | null;
  @Sensitive('P1')
  @Field(() => Int, { description: 'Grows with every change; send it along to find out whether somebody was faster. 版本' })
  version!: number;
}

extendType(IncidentType, {
  extensionRequests: stacked(
    AtMost(50),
    Sensitive('P1'),
    Field(() => [ExtensionRequestType], { description: 'Requests for more time to handle it, oldest first. 延期申请' }),
  ),
});

export const extensionPayload = payloadOf('ExtensionRequest', () => ExtensionRequestType, { field: 'extension' });
