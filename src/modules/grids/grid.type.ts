import { ArgsType, Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { AtMost, ConnectionField, extendType, FieldWithArgs, MaxLength, stacked, Weighs } from '../../graph/field.js';
import { Combinable, orderInput } from '../../graph/inputs.js';
import { Node } from '../../graph/node.js';
import { GeoJson } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import type { Order } from '../../read/noun.js';
import { own } from '../../work/input.js';
import { payloadOf } from '../../work/verb.js';
import { AppointmentType, AsOf, PersonType } from '../organisations/appointment.type.js';
import { OrganizationType, ProvenanceEnum } from '../organisations/organization.type.js';
import { StationType } from '../organisations/station.type.js';
import { branchCoverages, branchPolicies, gridInclusions, gridKinds, gridSizeStatuses, gridStatuses } from './grid.terms.js';
import { coordinateSystems, pointOf } from './point.js';

export const GridKindEnum = enumOf('GridKind', 'What a grid is for. 网格类型', gridKinds);
const GridStatusEnum = enumOf('GridStatus', 'Whether a grid is at work. 网格状态', gridStatuses);
export const BranchCoverageEnum = enumOf('BranchCoverage', 'How a grid is covered by a party branch. 党支部覆盖', branchCoverages);
export const BranchPolicyEnum = enumOf('BranchPolicy', 'How a community wants its grids covered. 支部设置规则', branchPolicies);
const GridSizeStatusEnum = enumOf('GridSizeStatus', "How a grid's size compares with its community's rule. 规模状态", gridSizeStatuses);
export const GridInclusionEnum = enumOf('GridInclusion', 'What a grid takes in. 网格要素', gridInclusions);
const CoordinateSystemEnum = enumOf('CoordinateSystem', 'What a pair of coordinates refers to. 坐标系', coordinateSystems);
const GridOrderField = enumOf('GridOrderField', 'What grids can be ordered by. 网格排序字段', {
  CODE: 'By code. 按编码',
  NAME: 'By name. 按名称',
  LEVEL: 'By level. 按层级',
});

@InputType('PointInput', { description: 'A point in degrees. 坐标点' })
export class PointInputType {
  @Field(() => Float, { description: 'Latitude. 纬度' })
  latitude!: number;
  @Field(() => Float, { description: 'Longitude. 经度' })
  longitude!: number;
  @Field(() => CoordinateSystemEnum, { nullable: true, defaultValue: 'WGS84', description: "The client map's system. 坐标系" })
  system?: keyof typeof coordinateSystems | null;
}

/** A point of an input, in WGS84. `isNeeded`: rights depend on where it is. */
export const pointField = (description: string, options?: { readonly isNeeded: boolean }) =>
  own(() => PointInputType, description, pointOf, options);

@Combinable
@InputType({ description: 'Which grids. All that is given must hold. 网格筛选' })
export class GridFilter {
  @Field(() => [Int], { nullable: true, description: 'Of one of these levels. 层级' })
  levels?: number[] | null;
  @Field(() => [GridKindEnum], { nullable: true, description: 'Of one of these kinds. 类型' })
  kinds?: string[] | null;
  @Weighs(500)
  @Field(() => Boolean, { nullable: true, description: 'With a leader, or vacant. 是否有网格长' })
  hasLeader?: boolean | null;
  @Field(() => [BranchCoverageEnum], { nullable: true, description: 'Covered in one of these ways. 支部覆盖' })
  branchCoverage?: string[] | null;
  @Weighs(1_000)
  @Field(() => String, { nullable: true, description: 'Name or code contains this. 文本' })
  text?: string | null;
  @Field(() => ID, { nullable: true, description: 'At or below this organisation or grid. 范围' })
  within?: string | null;
}

export const GridOrder = orderInput('GridOrder', 'How grids are ordered. 网格排序', GridOrderField);

@ArgsType()
export class GridList extends Paging {
  @Field(() => GridFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: GridFilter | null;
  @Field(() => GridOrder, { nullable: true, description: 'By code if left out. 排序' })
  orderBy?: Order | null;
}

@Sensitive('P0')
@ObjectType('CoverageRule', { implements: Node, description: 'How a community wants its grids to be. 网格设置规则' })
export class CoverageRuleType extends Node {
  @Field(() => BranchPolicyEnum, { description: 'Whether grids may share a party branch. 支部设置' })
  branchPolicy!: string;
  @Field(() => Int, {
    nullable: true,
    description: 'The level of the grids that the size (households, persons) is about; null: all grids. 适用层级',
  })
  gridLevel!: number | null;
  @Field(() => Int, { nullable: true, description: 'Fewest households of a grid. 最少户数' })
  minHouseholds!: number | null;
  @Field(() => Int, { nullable: true, description: 'Most households of a grid. 最多户数' })
  maxHouseholds!: number | null;
  @Field(() => Int, { nullable: true, description: 'About so many persons a grid. 目标人数' })
  targetPersons!: number | null;
  @Field(() => Int, { nullable: true, description: 'Services are to be reached within so many minutes on foot. 服务圈（分钟）' })
  serviceCircleMinutes!: number | null;
}

@Sensitive('P0')
@ObjectType('Grid', {
  implements: Node,
  description: 'A part of a community, of some twenty households or more, that named people look after. 网格',
})
export class GridType extends Node {
  @Field(() => String, { description: "Unique code that begins with the jurisdiction's: 000-G01. 编码" })
  code!: string;
  @Field(() => String, { description: 'Name. 名称' })
  name!: string;
  @Field(() => Int, { description: '1 at the top of a community. 层级' })
  level!: number;
  @Field(() => GridKindEnum, { description: 'What it is for. 类型' })
  kind!: string;
  @Field(() => GridStatusEnum, { description: 'Whether it is at work. 状态' })
  status!: string;
  @Field(() => ProvenanceEnum, { description: 'Where this row comes from. 数据来源' })
  provenance!: string;
  @Field(() => GridType, { nullable: true, description: 'The grid above; null at the top. 上级网格' })
  parent!: unknown;
  @Field(() => OrganizationType, { description: 'The community it belongs to. 所属社区' })
  community!: unknown;
  @Weighs(20)
  @AtMost(20)
  @Field(() => [GridType], { description: 'All grids above, topmost first; at most 20. 上级链' })
  ancestors!: unknown[];
  @ConnectionField(
    () => GridConnection,
    () => Paging,
    { description: 'The grids directly below. 下级网格' },
  )
  children!: unknown;
  @ConnectionField(
    () => GridConnection,
    () => Paging,
    { description: 'All grids below. 所有下级网格' },
  )
  descendants!: unknown;
  @Weighs(10)
  @Field(() => PersonType, { nullable: true, description: 'The current grid leader; null is a vacancy. 网格长' })
  leader!: unknown;
  @AtMost(200)
  @FieldWithArgs(
    () => [AppointmentType],
    () => AsOf,
    { description: 'Who serves on this grid, at most 200. 网格力量' },
  )
  staff!: unknown[];
  @Field(() => OrganizationType, { nullable: true, description: 'The party branch that covers it. 覆盖党支部' })
  branch!: unknown;
  @Field(() => BranchCoverageEnum, { description: 'Whether the branch is its own or shared. 支部覆盖' })
  branchCoverage!: string;
  @Field(() => [GridInclusionEnum], { description: 'What it takes in. 要素' })
  inclusions!: string[];
  @Sensitive('P1')
  @Field(() => Int, { nullable: true, description: 'Households; for who signed in. 户数' })
  householdCount!: number | null;
  @Sensitive('P1')
  @Field(() => Int, { nullable: true, description: 'Residents; for who signed in. 人数' })
  residentCount!: number | null;
  @MaxLength(110_000)
  @Field(() => GeoJson, { nullable: true, description: 'The area: a Polygon or MultiPolygon in WGS84. 边界' })
  boundary!: unknown;
  @Field(() => GridType, { nullable: true, description: 'The grid that took over when this one was merged, split or closed. 承接网格' })
  successor!: unknown;
  @Field(() => Int, { description: 'Grows with every change; send it along to find out whether somebody was faster. 版本' })
  version!: number;
  @Weighs(5)
  @Field(() => GridSizeStatusEnum, { description: "How its size compares with its community's rule. 规模状态" })
  sizeStatus!: string;
}

export const GridConnection = connectionType('Grid', '网格', () => GridType);

extendType(OrganizationType, {
  grids: ConnectionField(
    () => GridConnection,
    () => Paging,
    { description: 'Grids of the communities here or below. 网格' },
  ),
  coverageRule: stacked(
    Weighs(5),
    Field(() => CoverageRuleType, {
      nullable: true,
      description: "The rule for the grids of this community: its own, else the jurisdiction's. 网格设置规则",
    }),
  ),
});
extendType(AppointmentType, { grid: Field(() => GridType, { nullable: true, description: 'Where, when it is on a grid. 任职网格' }) });
extendType(StationType, { grid: Field(() => GridType, { nullable: true, description: 'The grid it lies in. 所在网格' }) });

export const coverageRulePayload = payloadOf('CoverageRule', () => CoverageRuleType);

export const gridPayload = payloadOf('Grid', () => GridType);
