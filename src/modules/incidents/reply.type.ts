import { Field, ID, Int, ObjectType } from 'type-graphql';
import { AtMost, extendType, MaxLength, stacked, Weighs } from '../../graph/field.js';
import { Node } from '../../graph/node.js';
import { Sensitive } from '../../graph/sensitive.js';
import { payloadOf } from '../../work/verb.js';
import { IncidentCategoryType, IncidentStateEnum, IncidentType } from './incident.type.js';
import { MOST_OFFERED, placeholders, REPLY_LENGTH, TEMPLATE_LENGTH } from './reply.terms.js';

/** All placeholders, as a text of the schema names them. */
export const PLACEHOLDERS = Object.keys(placeholders)
  .map((name) => `{${name}}`)
  .join(', ');

@Sensitive('P1')
@ObjectType('ReplyTemplate', {
  implements: Node,
  description: 'Words that staff choose from when they reply to a reporter; for staff, and who manages categories. 答复模板',
})
export class ReplyTemplateType extends Node {
  @Field(() => IncidentCategoryType, {
    nullable: true,
    description: 'For incidents of this category and of those below it; of all where it is null. 类别',
  })
  category!: unknown;
  @Field(() => IncidentStateEnum, { description: 'For incidents in this state. 适用状态' })
  state!: string;
  @Field(() => String, { description: 'What staff know it by. 名称' })
  name!: string;
  @MaxLength(TEMPLATE_LENGTH)
  @Field(() => String, { description: `The words. Filled in for an incident: ${PLACEHOLDERS}. 模板内容` })
  text!: string;
  @Field(() => Boolean, { description: 'Whether it is offered. 是否启用' })
  active!: boolean;
  @Field(() => Int, { description: 'Grows with every change; send it along to find out whether somebody was faster. 版本' })
  version!: number;
}

@Sensitive('P1')
@ObjectType('OfferedReply', { description: 'A reply template, filled in for an incident. 可选答复' })
class OfferedReplyType {
  @Field(() => ID, { description: 'The template. 模板' })
  templateId!: string;
  @Field(() => String, { description: 'What staff know it by. 名称' })
  name!: string;
  @MaxLength(REPLY_LENGTH)
  @Field(() => String, { description: 'The words, filled in: to be sent as `reply` of a step, as they are or changed. 内容' })
  text!: string;
}

extendType(IncidentType, {
  replyTemplates: stacked(
    Weighs(50),
    AtMost(MOST_OFFERED),
    Sensitive('P1'),
    Field(() => [OfferedReplyType], {
      description:
        'The templates for its category and state, filled in, those of its category first, then those of the category above; for staff of its jurisdiction, none for everybody else. 可选答复',
    }),
  ),
});

export const replyTemplatePayload = payloadOf('ReplyTemplate', () => ReplyTemplateType);
