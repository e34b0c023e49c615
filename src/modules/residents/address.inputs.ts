import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { MutationInput, Payload } from '../../graph/payload.js';
import { PointInputType } from '../grids/grid.type.js';
import { BuildingType, DwellingType, DwellingUseEnum, EstateKindEnum, EstateType, StairwellType } from './address.type.js';
import type { RegisterBuilding } from './commands/register-building.js';
import type { RegisterDwelling } from './commands/register-dwelling.js';
import type { RegisterEstate } from './commands/register-estate.js';
import type { RegisterStairwell } from './commands/register-stairwell.js';
import type { DwellingUse, EstateKind } from './resident.terms.js';

@InputType({ description: 'A new estate. 登记小区' })
export class RegisterEstateInput extends MutationInput implements RegisterEstate {
  @Field(() => ID, { description: 'The community it lies in. 所属社区' })
  communityId!: string;
  @Field(() => String, { description: 'Name, up to 50 characters; unique in the community. 名称' })
  name!: string;
  @Field(() => EstateKindEnum, { description: 'What it is. 类型' })
  kind!: EstateKind;
  @Field(() => ID, { nullable: true, description: "Its owners' committee. 业委会" })
  ownersCommitteeId?: string | null;
  @Field(() => ID, { nullable: true, description: 'The property company under contract. 物业公司' })
  propertyCompanyId?: string | null;
}

@InputType({ description: 'A new building. 登记楼栋' })
export class RegisterBuildingInput extends MutationInput implements RegisterBuilding {
  @Field(() => ID, { description: 'The estate. 小区' })
  estateId!: string;
  @Field(() => String, { description: 'As it stands on the wall: 3号楼. Up to 20 characters, unique in the estate. 楼号' })
  number!: string;
  @Field(() => Int, { nullable: true, description: 'Floors. 层数' })
  floors?: number | null;
  @Field(() => Int, { nullable: true, description: 'Floor area in square metres. 建筑面积（平方米）' })
  floorAreaSqm?: number | null;
  @Field(() => PointInputType, { nullable: true, description: 'Where it stands. 位置' })
  location?: PointInputType | null;
}

@InputType({ description: 'A new stairwell. 登记楼道' })
export class RegisterStairwellInput extends MutationInput implements RegisterStairwell {
  @Field(() => ID, { description: 'The building. 楼栋' })
  buildingId!: string;
  @Field(() => String, { description: 'As it stands at the door: 2单元. Up to 20 characters, unique in the building. 单元号' })
  number!: string;
  @Field(() => ID, { description: 'The grid it lies in. 所在网格' })
  gridId!: string;
}

@InputType({ description: 'A new dwelling: of a stairwell, or of a building without stairwells in a grid. 登记房屋' })
export class RegisterDwellingInput extends MutationInput implements RegisterDwelling {
  @Field(() => ID, { nullable: true, description: 'The stairwell; it tells building and grid. 楼道' })
  stairwellId?: string | null;
  @Field(() => ID, { nullable: true, description: 'The building, where it has no stairwells. 楼栋' })
  buildingId?: string | null;
  @Field(() => ID, { nullable: true, description: 'With buildingId: the grid it lies in. 所在网格' })
  gridId?: string | null;
  @Field(() => String, { description: 'Room: 501. Up to 20 characters, unique at its stairwell or building. 房号' })
  room!: string;
  @Field(() => Int, { nullable: true, description: 'Floor. 楼层' })
  floor?: number | null;
  @Field(() => DwellingUseEnum, { nullable: true, description: 'What it is used for; RESIDENTIAL if left out. 用途' })
  use?: DwellingUse | null;
}

@ObjectType({ description: 'What became of it. 结果' })
export class EstatePayload extends Payload {
  @Field(() => EstateType, { nullable: true, description: 'The estate as it is now. 小区' })
  estate!: unknown;
}

@ObjectType({ description: 'What became of it. 结果' })
export class BuildingPayload extends Payload {
  @Field(() => BuildingType, { nullable: true, description: 'The building as it is now. 楼栋' })
  building!: unknown;
}

@ObjectType({ description: 'What became of it. 结果' })
export class StairwellPayload extends Payload {
  @Field(() => StairwellType, { nullable: true, description: 'The stairwell as it is now. 楼道' })
  stairwell!: unknown;
}

@ObjectType({ description: 'What became of it. 结果' })
export class DwellingPayload extends Payload {
  @Field(() => DwellingType, { nullable: true, description: 'The dwelling as it is now. 房屋' })
  dwelling!: unknown;
}
