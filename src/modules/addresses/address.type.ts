import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { AtMost, ConnectionField, extendType, stacked, Weighs } from '../../graph/field.js';
import { Combinable, orderInput } from '../../graph/inputs.js';
import { Node } from '../../graph/node.js';
import { GeoJson } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import type { Order } from '../../read/noun.js';
import { payloadOf } from '../../work/verb.js';
import { GridType } from '../grids/grid.type.js';
import { AppointmentType, PersonType } from '../organisations/appointment.type.js';
import { OrganizationType, ProvenanceEnum } from '../organisations/organization.type.js';
import { dwellingStatuses, dwellingUses, estateKinds } from './address.terms.js';

export const EstateKindEnum = enumOf('EstateKind', 'What an estate is. 小区类型', estateKinds);
export const DwellingUseEnum = enumOf('DwellingUse', 'What a dwelling is used for. 房屋用途', dwellingUses);
const DwellingStatusEnum = enumOf('DwellingStatus', 'Who lives in a dwelling. 房屋状态', dwellingStatuses);
const DwellingOrderField = enumOf('DwellingOrderField', 'What dwellings can be ordered by. 房屋排序字段', {
  ADDRESS: 'By address: estates by pinyin, then by number. 按地址',
});

const VERSION = 'Grows with every change; send it along to find out whether somebody was faster. 版本';

@Sensitive('P1')
@ObjectType('Estate', { implements: Node, description: 'A housing estate, or an old lane or block that is kept like one. 小区' })
export class EstateType extends Node {
  @Field(() => String, { description: 'Name. 名称' })
  name!: string;
  @Field(() => EstateKindEnum, { description: 'What it is. 类型' })
  kind!: string;
  @Field(() => ProvenanceEnum, { description: 'Where this row comes from. 数据来源' })
  provenance!: string;
  @Field(() => OrganizationType, { description: 'The community it lies in. 所属社区' })
  community!: unknown;
  @Field(() => OrganizationType, { nullable: true, description: "Its owners' committee. 业委会" })
  ownersCommittee!: unknown;
  @Field(() => OrganizationType, { nullable: true, description: 'The property company under contract. 物业公司' })
  propertyCompany!: unknown;
  @ConnectionField(
    () => BuildingConnection,
    () => Paging,
    { description: 'Its buildings. 楼栋' },
  )
  buildings!: unknown;
}

@Sensitive('P1')
@ObjectType('Building', { implements: Node, description: 'A building of an estate. 楼栋' })
export class BuildingType extends Node {
  @Field(() => EstateType, { description: 'The estate. 小区' })
  estate!: unknown;
  @Field(() => String, { description: 'As it stands on the wall: 3号楼. 楼号' })
  number!: string;
  @Field(() => Int, { nullable: true, description: 'Floors. 层数' })
  floors!: number | null;
  @Field(() => Int, { nullable: true, description: 'Floor area in square metres. 建筑面积（平方米）' })
  floorAreaSqm!: number | null;
  @Field(() => GeoJson, { nullable: true, description: 'A point in WGS84; tells where it goes when its grid is split. 位置' })
  location!: unknown;
  @AtMost(200)
  @Field(() => [StairwellType], { description: 'Its stairwells, at most 200. 楼道' })
  stairwells!: unknown[];
  @ConnectionField(
    () => DwellingConnection,
    () => Paging,
    { description: 'Its dwellings, as far as the viewer sees them. 房屋' },
  )
  dwellings!: unknown;
}

@Sensitive('P1')
@ObjectType('Stairwell', {
  implements: Node,
  description: 'A stairwell of a building; lies in one grid and can have a chief. 楼道（单元）',
})
export class StairwellType extends Node {
  @Field(() => BuildingType, { description: 'The building. 楼栋' })
  building!: unknown;
  @Field(() => String, { description: 'As it stands at the door: 2单元. 单元号' })
  number!: string;
  @Field(() => GridType, { description: 'The grid it lies in. 所在网格' })
  grid!: unknown;
  @Weighs(10)
  @Field(() => PersonType, { nullable: true, description: 'The current stairwell chief; null is a vacancy. 楼道长' })
  chief!: unknown;
  @ConnectionField(
    () => DwellingConnection,
    () => Paging,
    { description: 'Its dwellings, as far as the viewer sees them. 房屋' },
  )
  dwellings!: unknown;
}

@ObjectType('Dwelling', { implements: Node, description: 'A flat, house or shop. 房屋' })
export class DwellingType extends Node {
  @Sensitive('P1')
  @Field(() => BuildingType, { description: 'The building. 楼栋' })
  building!: unknown;
  @Sensitive('P1')
  @Field(() => StairwellType, { nullable: true, description: 'The stairwell, where the building has any. 楼道' })
  stairwell!: unknown;
  @Sensitive('P1')
  @Field(() => GridType, { description: 'The grid it lies in. 所在网格' })
  grid!: unknown;
  @Sensitive('P1')
  @Field(() => Int, { nullable: true, description: 'Floor. 楼层' })
  floor!: number | null;
  @Sensitive('P1')
  @Field(() => String, { description: 'Room: 501. 房号' })
  room!: string;
  @Sensitive('P1')
  @Field(() => Int, { nullable: true, description: 'Exclusive floor area in square decimetres (0.01 m²). 专有面积（平方分米）' })
  areaSqdm!: number | null;
  @Sensitive('P1')
  @Field(() => String, { description: 'Estate, building, stairwell and room in one line. 地址' })
  address!: string;
  @Sensitive('P1')
  @Field(() => DwellingUseEnum, { description: 'What it is used for. 用途' })
  use!: string;
  @Sensitive('P1')
  @Field(() => DwellingStatusEnum, { description: 'Who lives in it. 状态' })
  status!: string;
  @Sensitive('P1')
  @Field(() => ProvenanceEnum, { description: 'Where this row comes from. 数据来源' })
  provenance!: string;
  @Sensitive('P1')
  @Field(() => Int, { description: VERSION })
  version!: number;
}

export const EstateConnection = connectionType('Estate', '小区', () => EstateType);
export const BuildingConnection = connectionType('Building', '楼栋', () => BuildingType);
export const DwellingConnection = connectionType('Dwelling', '房屋', () => DwellingType);

@Combinable
@InputType({ description: 'Which dwellings. All that is given must hold. 房屋筛选' })
export class DwellingFilter {
  @Field(() => [DwellingUseEnum], { nullable: true, description: 'For one of these uses. 用途' })
  uses?: string[] | null;
  @Field(() => [DwellingStatusEnum], { nullable: true, description: 'In one of these states. 状态' })
  statuses?: string[] | null;
  @Field(() => ID, { nullable: true, description: 'At or below this organisation, grid or stairwell. 范围' })
  within?: string | null;
}

export const DwellingOrder = orderInput('DwellingOrder', 'How dwellings are ordered. 房屋排序', DwellingOrderField);

@ArgsType()
export class DwellingList extends Paging {
  @Field(() => DwellingFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: DwellingFilter | null;
  @Field(() => DwellingOrder, { nullable: true, description: 'By address if left out. 排序' })
  orderBy?: Order | null;
}

extendType(OrganizationType, {
  estates: stacked(
    Sensitive('P1'),
    ConnectionField(
      () => EstateConnection,
      () => Paging,
      { description: 'Its estates, by pinyin; of a community. 小区' },
    ),
  ),
});
extendType(GridType, {
  dwellings: stacked(
    Sensitive('P1'),
    ConnectionField(
      () => DwellingConnection,
      () => DwellingList,
      { description: 'Dwellings here and below, as far as the viewer sees them. 房屋' },
    ),
  ),
});
extendType(AppointmentType, {
  stairwell: Field(() => StairwellType, {
    nullable: true,
    description: 'Where, when it is for one stairwell of the grid; for who signed in to its jurisdiction. 任职楼道',
  }),
  seatLabel: stacked(
    Weighs(10),
    Field(() => String, {
      description:
        'Where, in words for everybody: the name of the organisation, or code and name of the grid with the numbers of building and stairwell. 任职地点',
    }),
  ),
});

export const estatePayload = payloadOf('Estate', () => EstateType);

export const buildingPayload = payloadOf('Building', () => BuildingType);

export const stairwellPayload = payloadOf('Stairwell', () => StairwellType);

export const dwellingPayload = payloadOf('Dwelling', () => DwellingType);
