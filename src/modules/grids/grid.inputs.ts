import { Field, ID, InputType, Int } from 'type-graphql';
import { MutationInput, VersionedInput } from '../../graph/payload.js';
import { GeoJson } from '../../graph/scalars.js';
import type { BindBranch } from './commands/bind-branch.js';
import type { CreateGrid } from './commands/create-grid.js';
import type { SetBoundary } from './commands/set-boundary.js';
import type { GridInclusion, GridKind } from './grid.terms.js';
import { GridInclusionEnum, GridKindEnum } from './grid.type.js';

@InputType({ description: 'A new grid. 新建网格' })
export class CreateGridInput extends MutationInput implements CreateGrid {
  @Field(() => ID, { description: 'The community it belongs to. 所属社区' })
  communityId!: string;
  @Field(() => ID, { nullable: true, description: 'The grid above, of the same community. 上级网格' })
  parentId?: string | null;
  @Field(() => String, { description: "Unique; begins with the jurisdiction's code and a hyphen. 编码" })
  code!: string;
  @Field(() => String, { description: 'Name, up to 100 characters. 名称' })
  name!: string;
  @Field(() => GridKindEnum, { description: 'What it is for. 类型' })
  kind!: GridKind;
  @Field(() => [GridInclusionEnum], { nullable: true, description: 'What it takes in. 要素' })
  inclusions?: GridInclusion[] | null;
  @Field(() => Int, { nullable: true, description: 'Households. 户数' })
  householdCount?: number | null;
  @Field(() => Int, { nullable: true, description: 'Residents. 人数' })
  residentCount?: number | null;
}

@InputType({ description: 'The branch that covers a grid. 绑定党支部' })
export class BindBranchInput extends VersionedInput implements BindBranch {
  @Field(() => ID, { nullable: true, description: 'The party branch; null unbinds. 党支部' })
  branchId?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'Whether it is shared with other grids. 联合组建' })
  joint?: boolean | null;
}

@InputType({ description: 'The area of a grid. 划定边界' })
export class SetBoundaryInput extends VersionedInput implements SetBoundary {
  @Field(() => GeoJson, { nullable: true, description: 'A Polygon or MultiPolygon in WGS84; null takes it away. 边界' })
  boundary?: unknown;
}
