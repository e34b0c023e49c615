import { Field, Int, ObjectType } from 'type-graphql';
import { AtMost, extendType, stacked } from '../../graph/field.js';
import { Node } from '../../graph/node.js';
import { DateTime } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { payloadOf } from '../../work/verb.js';
import { OrganizationKindEnum, OrganizationType } from '../organisations/organization.type.js';
import { IncidentCategoryType } from './incident.type.js';

@Sensitive('P1')
@ObjectType('DutyList', {
  implements: Node,
  description: 'Which categories are the business of organisations of a level; the latest number holds. 职责清单',
})
export class DutyListType extends Node {
  @Field(() => OrganizationType, { description: 'For what lies here and below. 适用组织' })
  organization!: unknown;
  @Field(() => OrganizationKindEnum, { description: 'The kind of organisation whose duties these are. 层级' })
  level!: string;
  @Field(() => Int, { description: 'Counts up from 1 for each organisation and level. 版次' })
  number!: number;
  @Field(() => DateTime, { description: 'Holds from then on, until the next one. 发布时间' })
  publishedAt!: string;
  @AtMost(500)
  @Field(() => [IncidentCategoryType], { description: 'What they have to do themselves. 主责' })
  own!: unknown[];
  @AtMost(500)
  @Field(() => [IncidentCategoryType], { description: 'What they assist others in. 协助' })
  assist!: unknown[];
  @AtMost(500)
  @Field(() => [IncidentCategoryType], { description: 'What is not theirs: a dispatch of it may be refused. 非本级职责' })
  notOurs!: unknown[];
}

extendType(OrganizationType, {
  dutyLists: stacked(
    AtMost(200),
    Sensitive('P1'),
    Field(() => [DutyListType], {
      description: 'The duty lists for here, its own and those above, newest first; for who signed in. 职责清单',
    }),
  ),
});

export const dutyListPayload = payloadOf('DutyList', () => DutyListType, { description: 'The list that holds now. 职责清单' });
