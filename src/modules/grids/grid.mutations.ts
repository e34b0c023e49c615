import { Ctx, Mutation, Resolver } from 'type-graphql';
import { type Context, perform, signedIn } from '../../graph/context.js';
import { Input, toPayload } from '../../graph/payload.js';
import { uuidOf } from '../../read/value.js';
import { bindBranch } from './commands/bind-branch.js';
import { createGrid } from './commands/create-grid.js';
import { setBoundary } from './commands/set-boundary.js';
import { BindBranchInput, CreateGridInput, SetBoundaryInput } from './grid.inputs.js';
import { GridPayload } from './grid.type.js';

@Resolver()
export class GridMutations {
  @Mutation(() => GridPayload, { nullable: true, description: 'Makes a new grid of a community. 新建网格' })
  async createGrid(@Ctx() context: Context, @Input(() => CreateGridInput) input: CreateGridInput) {
    return toPayload('grid', 'Grid', await perform(signedIn(context), createGrid, input));
  }

  @Mutation(() => GridPayload, {
    nullable: true,
    description: 'Binds a grid to the party branch that covers it, or unbinds it. 绑定党支部',
  })
  async bindBranch(@Ctx() context: Context, @Input(() => BindBranchInput) input: BindBranchInput) {
    return toPayload('grid', 'Grid', await perform(signedIn(context), bindBranch, input), uuidOf(input.id, 'id', 'Grid'));
  }

  @Mutation(() => GridPayload, { nullable: true, description: "Draws a grid's boundary, or takes it away. 划定边界" })
  async setBoundary(@Ctx() context: Context, @Input(() => SetBoundaryInput) input: SetBoundaryInput) {
    return toPayload('grid', 'Grid', await perform(signedIn(context), setBoundary, input), uuidOf(input.id, 'id', 'Grid'));
  }
}
