import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { ConnectionField, extendType, MaxLength, stacked } from '../../graph/field.js';
import { Combinable, orderInput } from '../../graph/inputs.js';
import { Node } from '../../graph/node.js';
import { DateTime, LocalDate } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { ViewerActions } from '../../graph/viewer-actions.js';
import type { Order } from '../../read/noun.js';
import { payloadOf } from '../../work/verb.js';
import { History } from '../organisations/history.type.js';
import { OrganizationType, ProvenanceEnum } from '../organisations/organization.type.js';
import { disclosureStates } from './disclosure.terms.js';

const DisclosureStateEnum = enumOf('DisclosureState', 'How far a disclosure notice has come. 公开状态', disclosureStates);
const DisclosureOrderField = enumOf('DisclosureNoticeOrderField', 'What disclosure notices can be ordered by. 监督公开排序字段', {
  INSPECTED_ON: 'By the day of the inspection. 按检查日期',
});

export const CONTENT_LENGTH = 10_000;

@ObjectType('DisclosureNotice', {
  implements: Node,
  description:
    'What a department found when it supervised an organisation. Everybody reads what is published; staff, drafts too. 监督检查结果公开',
})
export class DisclosureNoticeType extends Node {
  @Sensitive('P0')
  @Field(() => String, { description: 'Title. 标题' })
  title!: string;
  @MaxLength(CONTENT_LENGTH)
  @Sensitive('P0')
  @Field(() => String, { description: 'What was found. 内容' })
  content!: string;
  @Sensitive('P0')
  @Field(() => OrganizationType, { description: 'The department that supervised. 监督部门' })
  department!: unknown;
  @Sensitive('P0')
  @Field(() => OrganizationType, { description: 'The organisation that was supervised. 被监督单位' })
  supervised!: unknown;
  @Sensitive('P0')
  @Field(() => OrganizationType, { description: 'The party organisation that publishes it. 公开组织' })
  publisher!: unknown;
  @Sensitive('P0')
  @Field(() => LocalDate, { description: 'When it was inspected. 检查日期' })
  inspectedOn!: string;
  @Sensitive('P0')
  @Field(() => DisclosureStateEnum, { description: 'How far it has come. 状态' })
  state!: string;
  @Sensitive('P0')
  @Field(() => DateTime, { nullable: true, description: 'When it was published. 公开时间' })
  publishedAt!: string | null;
  @Sensitive('P0')
  @Field(() => ProvenanceEnum, { description: 'Where this row comes from. 数据来源' })
  provenance!: string;
  @History
  history!: unknown;
  @ViewerActions
  viewerActions!: unknown[];
  @Sensitive('P0')
  @Field(() => Int, { description: 'Grows with every change; send it along to find out whether somebody was faster. 版本' })
  version!: number;
}

@Combinable
@InputType({ description: 'Which disclosure notices. All that is given must hold. 监督公开筛选' })
export class DisclosureNoticeFilter {
  @Field(() => [DisclosureStateEnum], { nullable: true, description: 'In one of these states. 状态' })
  states?: string[] | null;
  @Field(() => ID, { nullable: true, description: 'Of this department. 监督部门' })
  departmentId?: string | null;
  @Field(() => ID, { nullable: true, description: 'About this organisation. 被监督单位' })
  supervisedId?: string | null;
  @Field(() => ID, { nullable: true, description: 'Published at or below this organisation. 范围' })
  within?: string | null;
}

export const DisclosureNoticeOrder = orderInput(
  'DisclosureNoticeOrder',
  'How disclosure notices are ordered. 监督公开排序',
  DisclosureOrderField,
);
export const DisclosureNoticeConnection = connectionType('DisclosureNotice', '监督检查结果公开', () => DisclosureNoticeType);

@ArgsType()
export class DisclosureNoticeList extends Paging {
  @Field(() => DisclosureNoticeFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: DisclosureNoticeFilter | null;
  @Field(() => DisclosureNoticeOrder, { nullable: true, description: 'The latest first if left out. 排序' })
  orderBy?: Order | null;
}

extendType(OrganizationType, {
  disclosureNotices: stacked(
    ConnectionField(
      () => DisclosureNoticeConnection,
      () => DisclosureNoticeList,
      { description: 'What was found when it was supervised, the latest first. 监督检查结果' },
    ),
    Sensitive('P0'),
  ),
});

export const disclosurePayload = payloadOf('DisclosureNotice', () => DisclosureNoticeType);
