import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { provenances } from '../../db/base.entity.js';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { AtMost, ConnectionField, FieldWithArgs, MaxLength, Weighs } from '../../graph/field.js';
import { Combinable, orderInput } from '../../graph/inputs.js';
import { Node } from '../../graph/node.js';
import { LocalDate } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import type { Order } from '../../read/noun.js';
import { type Payload, payloadOf } from '../../work/verb.js';
import { formations, governanceWays, organizationKinds, organizationRelationKinds, organizationStatuses } from './organization.terms.js';

export const OrganizationKindEnum = enumOf('OrganizationKind', 'What an organisation is. 组织类型', organizationKinds);
export const OrganizationStatusEnum = enumOf('OrganizationStatus', 'Whether an organisation is at work. 组织状态', organizationStatuses);
export const FormationEnum = enumOf('Formation', 'How an organisation was formed. 组建方式', formations);
export const OrganizationRelationKindEnum = enumOf(
  'OrganizationRelationKind',
  'How organisations are related beside the tree. 组织关系类型',
  organizationRelationKinds,
);
export const GovernanceWayEnum = enumOf('GovernanceWay', 'One of the three ways of governance. 三治', governanceWays);
export const ProvenanceEnum = enumOf('Provenance', 'Where a row comes from. 数据来源', provenances);
const OrganizationOrderField = enumOf('OrganizationOrderField', 'What organisations can be ordered by. 组织排序字段', {
  CODE: 'By code. 按编码',
  NAME: 'By name. 按名称',
});

@Combinable
@InputType({ description: 'Which organisations. All that is given must hold. 组织筛选' })
export class OrganizationFilter {
  @Field(() => [OrganizationKindEnum], { nullable: true, description: 'Of one of these kinds. 类型' })
  kinds?: string[] | null;
  @Field(() => [String], { nullable: true, description: 'With one of these codes. 编码' })
  codes?: string[] | null;
  @Weighs(1_000)
  @Field(() => String, { nullable: true, description: 'Name, short name or code contains this. 文本' })
  text?: string | null;
  @Weighs(5)
  @Field(() => Boolean, {
    nullable: true,
    description: 'Firms with members of the party, or without, as far as the viewer is told of their profiles. 是否有党员',
  })
  hasPartyMembers?: boolean | null;
  @Field(() => ID, { nullable: true, description: 'At or below this organisation or grid. 范围' })
  within?: string | null;
}

export const OrganizationOrder = orderInput('OrganizationOrder', 'How organisations are ordered. 组织排序', OrganizationOrderField);

@ArgsType()
export class OrganizationList extends Paging {
  @Field(() => OrganizationFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: OrganizationFilter | null;
  @Field(() => OrganizationOrder, { nullable: true, description: 'By code if left out. 排序' })
  orderBy?: Order | null;
}

@ArgsType()
export class IdOrCode {
  @Field(() => ID, { nullable: true, description: 'The id. Give this or code. 标识' })
  id?: string | null;
  @Field(() => String, { nullable: true, description: 'The code. Give this or id. 编码' })
  code?: string | null;
}

@ArgsType()
class Children extends Paging {
  @Field(() => OrganizationFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: OrganizationFilter | null;
}

@ArgsType()
class Descendants extends Children {
  @Field(() => Int, { nullable: true, description: 'How many levels down; all if left out. 层数' })
  depth?: number | null;
}

@ArgsType()
class Relations {
  @Field(() => OrganizationRelationKindEnum, { nullable: true, description: 'Of this kind only. 类型' })
  kind?: string | null;
  @Field(() => LocalDate, { nullable: true, description: 'As of this day; today if left out. 截至日期' })
  asOf?: string | null;
}

@Sensitive('P0')
@ObjectType('Organization', {
  implements: Node,
  description: 'A party, government, community, property or other organisation at its place in the tree of a street or town. 组织',
})
export class OrganizationType extends Node {
  @Field(() => String, { description: "Unique code that begins with the jurisdiction's: 000-C1. 编码" })
  code!: string;
  @Field(() => String, { description: 'Full name. 名称' })
  name!: string;
  @Field(() => String, { nullable: true, description: 'Short name. 简称' })
  shortName!: string | null;
  @Field(() => OrganizationKindEnum, { description: 'What it is. 类型' })
  kind!: string;
  @Field(() => OrganizationStatusEnum, { description: 'Whether it is at work. 状态' })
  status!: string;
  @Field(() => FormationEnum, { nullable: true, description: 'How it was formed. 组建方式' })
  formation!: string | null;
  @Field(() => ProvenanceEnum, { description: 'Where this row comes from. 数据来源' })
  provenance!: string;
  @Sensitive('P1')
  @Field(() => String, { nullable: true, description: 'Contact phone; for who signed in. 联系电话' })
  contactPhone!: string | null;
  @Field(() => String, { nullable: true, description: 'Address. 地址' })
  address!: string | null;
  @MaxLength(2_000)
  @Field(() => String, { nullable: true, description: 'Introduction. 简介' })
  introduction!: string | null;
  @Field(() => LocalDate, { nullable: true, description: 'Established on. 成立日期' })
  establishedOn!: string | null;
  @Field(() => LocalDate, { nullable: true, description: 'Dissolved on. 撤销日期' })
  dissolvedOn!: string | null;
  @Field(() => Int, { description: 'Grows with every change; send it along to find out whether somebody was faster. 版本' })
  version!: number;
  @Field(() => OrganizationType, { nullable: true, description: 'The organisation above; null for the root. 上级组织' })
  parent!: unknown;
  @Weighs(20)
  @AtMost(20)
  @Field(() => [OrganizationType], { description: 'All above, root first; at most 20. 上级链' })
  ancestors!: unknown[];
  @ConnectionField(
    () => OrganizationConnection,
    () => Children,
    { description: 'The organisations directly below. 下级组织' },
  )
  children!: unknown;
  @ConnectionField(
    () => OrganizationConnection,
    () => Descendants,
    { description: 'All organisations below. 所有下级组织' },
  )
  descendants!: unknown;
  @AtMost(200)
  @FieldWithArgs(
    () => [OrganizationRelationType],
    () => Relations,
    { description: 'Relations beside the tree, from or to it, that hold on a day; at most 200. 组织关系' },
  )
  relations!: unknown[];
}

@Sensitive('P0')
@ObjectType('OrganizationRelation', { implements: Node, description: 'A dated relation between organisations beside the tree. 组织关系' })
export class OrganizationRelationType extends Node {
  @Field(() => OrganizationType, { description: 'Who leads, serves, contacts …. 主方' })
  from!: unknown;
  @Field(() => OrganizationType, { description: 'Who is led, served, contacted …. 客方' })
  to!: unknown;
  @Field(() => OrganizationRelationKindEnum, { description: 'What kind of relation. 类型' })
  kind!: string;
  @Field(() => LocalDate, { description: 'The first day. 生效日期' })
  validFrom!: string;
  @Field(() => LocalDate, { nullable: true, description: 'The first day on which it no longer holds. 失效日期' })
  validTo!: string | null;
  @MaxLength(500)
  @Field(() => String, { nullable: true, description: 'Note. 备注' })
  note!: string | null;
  @Field(() => Int, { description: 'Grows with every change; send it along to find out whether somebody was faster. 版本' })
  version!: number;
}

export const OrganizationConnection = connectionType('Organization', '组织', () => OrganizationType);

export const organizationPayload = payloadOf('Organization', () => OrganizationType);

export const relationPayload = payloadOf('OrganizationRelation', () => OrganizationRelationType, {
  field: 'relation',
});

export const relateOrganizationsPayload: Payload = { ...relationPayload, name: 'RelateOrganizationsPayload' };
