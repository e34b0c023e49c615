import { Field, Float, Int, ObjectType } from 'type-graphql';
import { enumOf } from '../../graph/enum.js';
import { MaxLength, Weighs } from '../../graph/field.js';
import { Node } from '../../graph/node.js';
import { DateTime, LocalDate } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { payloadOf } from '../../work/verb.js';
import { OrganizationType, ProvenanceEnum } from '../organisations/organization.type.js';
import { comparators } from './figure.terms.js';

export const ComparatorEnum = enumOf('Comparator', 'How a reported number compares with what it speaks of. 比较方式', comparators);

@Sensitive('P1')
@ObjectType('ReportedFigure', {
  implements: Node,
  description: 'A number that an organisation has published, beside what the rows say. Nothing is computed from it. 公布数字',
})
export class ReportedFigureType extends Node {
  @Field(() => OrganizationType, { description: 'Whose it is, and what it speaks of. 组织' })
  organization!: unknown;
  @Field(() => String, {
    description: 'What it is a number of: a key, perhaps with a term, such as organization.count:COMMUNITY. 指标',
  })
  metric!: string;
  @Field(() => Float, { description: 'The number; a share as 0.85. 数值' })
  value!: number;
  @Field(() => String, { description: 'Of what: 户, 人次, RATIO for a share. 单位' })
  unit!: string;
  @Field(() => ComparatorEnum, { description: 'How it compares. 比较方式' })
  comparator!: string;
  @Field(() => LocalDate, {
    nullable: true,
    description: 'The first day that it is about; null where it counts from the beginning. 起始日期',
  })
  periodFrom!: string | null;
  @Field(() => LocalDate, { nullable: true, description: 'The first day after those that it is about. 截止日期（不含）' })
  periodTo!: string | null;
  @Field(() => LocalDate, { nullable: true, description: 'The day that it holds on; null where the source names none. 时点' })
  asOf!: string | null;
  @MaxLength(1_000)
  @Field(() => String, { description: 'What the source says. 原文' })
  quote!: string;
  @Field(() => String, { description: 'Where it stands. 来源' })
  source!: string;
  @Field(() => Boolean, { description: 'Whether rows can tell the number; else it stands by itself. 可否由数据核对' })
  comparable!: boolean;
  @Weighs(200)
  @Field(() => Float, {
    nullable: true,
    description: 'What the rows say; null where they cannot, and for those who do not read figures of the place. 核算值',
  })
  computed!: number | null;
  @Weighs(200)
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the rows agree, by the comparator; null where nothing is computed. 是否一致',
  })
  agrees!: boolean | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was withdrawn; null while it stands. 撤回时间' })
  withdrawnAt!: string | null;
  @Field(() => ProvenanceEnum, { description: 'Where this row comes from. 数据来源' })
  provenance!: string;
  @Field(() => Int, { description: 'Grows with every change; send it along to find out whether somebody was faster. 版本' })
  version!: number;
}

export const reportedFigurePayload = payloadOf('ReportedFigure', () => ReportedFigureType);
