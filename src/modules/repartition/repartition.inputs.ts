import { Field, ID, InputType, Int } from 'type-graphql';
import { MutationInput, VersionedInput } from '../../graph/payload.js';
import { GeoJson } from '../../graph/scalars.js';
import type { CloseGrid } from './commands/close-grid.js';
import type { MergeGrids } from './commands/merge-grids.js';
import type { MoveGrid } from './commands/move-grid.js';
import type { MoveOrganization } from './commands/move-organization.js';
import type { GridPart, SplitGrid } from './commands/split-grid.js';

@InputType({ description: 'Grids to merge into one of them. 合并网格' })
export class MergeGridsInput extends MutationInput implements MergeGrids {
  @Field(() => [ID], { description: 'The grids that end, 1 to 20. 被合并网格' })
  ids!: string[];
  @Field(() => ID, { description: 'The grid that goes on. 承接网格' })
  intoId!: string;
}

@InputType({ description: 'One of the new grids of a split. 拆分后的网格' })
export class GridPartInput implements GridPart {
  @Field(() => String, { description: "Unique; begins with the jurisdiction's code and a hyphen. 编码" })
  code!: string;
  @Field(() => String, { description: 'Name, up to 100 characters. 名称' })
  name!: string;
  @Field(() => GeoJson, { nullable: true, description: 'The area; draw all parts or none. 边界' })
  boundary?: unknown;
  @Field(() => Int, { nullable: true, description: 'Households. 户数' })
  householdCount?: number | null;
  @Field(() => Int, { nullable: true, description: 'Residents. 人数' })
  residentCount?: number | null;
}

@InputType({ description: 'A grid to split. 拆分网格' })
export class SplitGridInput extends VersionedInput implements SplitGrid {
  @Field(() => [GridPartInput], { description: 'The new grids, 2 to 20; the first answers for the old id and code. 新网格' })
  parts!: GridPartInput[];
}

@InputType({ description: 'Where a grid goes: exactly one of parentId and communityId. 调整网格隶属' })
export class MoveGridInput extends VersionedInput implements MoveGrid {
  @Field(() => ID, { nullable: true, description: 'Below this grid. 上级网格' })
  parentId?: string | null;
  @Field(() => ID, { nullable: true, description: 'At the top of this community. 社区' })
  communityId?: string | null;
}

@InputType({ description: 'A grid to close. 撤销网格' })
export class CloseGridInput extends VersionedInput implements CloseGrid {
  @Field(() => ID, { description: 'The grid that takes over. 承接网格' })
  successorId!: string;
}

@InputType({ description: 'A move in the tree. 调整隶属' })
export class MoveOrganizationInput extends VersionedInput implements MoveOrganization {
  @Field(() => ID, { description: 'The new organisation above. 新上级' })
  parentId!: string;
}
