import { Field, Int, ObjectType } from 'type-graphql';
import { enumOf } from '../../graph/enum.js';
import { extendType, MaxLength, stacked, Weighs } from '../../graph/field.js';
import { Node } from '../../graph/node.js';
import { DateTime } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { PersonType } from '../organisations/appointment.type.js';
import { ProvenanceEnum } from '../organisations/organization.type.js';
import { IncidentStateEnum, IncidentType } from './incident.type.js';
import { satisfactionChannels, satisfactionReasons } from './satisfaction.terms.js';

export const SatisfactionReasonEnum = enumOf('SatisfactionReason', 'Why somebody is content or not. 评价理由', satisfactionReasons);
export const SatisfactionChannelEnum = enumOf('SatisfactionChannel', 'How the answer came. 评价方式', satisfactionChannels);

@ObjectType('Satisfaction', {
  implements: Node,
  description: 'How content the reporter is with how an incident was closed. 满意度评价',
})
export class SatisfactionType extends Node {
  @Sensitive('P1')
  @Field(() => IncidentType, { nullable: true, description: 'The incident. 事件' })
  incident!: unknown;
  @Sensitive('P1')
  @Field(() => Int, { description: 'Which closing it is about; the first is 1. 第几次结案' })
  closing!: number;
  @Sensitive('P1')
  @Field(() => Int, { description: 'From 1 to 5. 评分' })
  score!: number;
  @Sensitive('P1')
  @Field(() => Boolean, { description: 'Whether the score is 4 or 5. 是否满意' })
  satisfied!: boolean;
  @Sensitive('P1')
  @Field(() => Boolean, { description: 'Whether the problem is solved, as the reporter sees it. 是否解决' })
  solved!: boolean;
  @Sensitive('P1')
  @Field(() => [SatisfactionReasonEnum], { description: 'Why. 理由' })
  reasons!: string[];
  @MaxLength(1_000)
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: "The reporter's words; withheld from dashboards and administrators. 评价内容" })
  comment!: string | null;
  @Sensitive('P1')
  @Field(() => SatisfactionChannelEnum, { description: 'How the answer came. 评价方式' })
  channel!: string;
  @Sensitive('P2')
  @Field(() => PersonType, {
    nullable: true,
    description: 'Who answered: the reporter; null for those who must not know. 评价人',
  })
  respondent!: unknown;
  @Sensitive('P1')
  @Field(() => PersonType, { nullable: true, description: 'Who asked; null where nobody did. 回访人' })
  askedBy!: unknown;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'When. 评价时间' })
  at!: string;
  @Sensitive('P1')
  @Field(() => ProvenanceEnum, { description: 'Where this row comes from. 数据来源' })
  provenance!: string;
}

extendType(IncidentType, {
  satisfaction: stacked(
    Sensitive('P1'),
    Field(() => SatisfactionType, {
      nullable: true,
      description: 'How content the reporter is with the last closing; null until somebody says so. 满意度评价',
    }),
  ),
  duplicateOfState: stacked(
    Weighs(5),
    Sensitive('P1'),
    Field(() => IncidentStateEnum, {
      nullable: true,
      description:
        'Where the incident stands that it was merged into, also for who does not see that one: its reporter waits for it. 并入事件的状态',
    }),
  ),
});
