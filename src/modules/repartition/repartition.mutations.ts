import { Ctx, Mutation, Resolver } from 'type-graphql';
import { type Context, perform, signedIn } from '../../graph/context.js';
import { Input, toPayload } from '../../graph/payload.js';
import { payloadClassOf } from '../../graph/verb.js';
import { uuidOf } from '../../read/value.js';
import { gridPayload } from '../grids/grid.type.js';
import { organizationPayload } from '../organisations/organization.type.js';
import { closeGrid } from './commands/close-grid.js';
import { mergeGrids } from './commands/merge-grids.js';
import { moveGrid } from './commands/move-grid.js';
import { moveOrganization } from './commands/move-organization.js';
import { splitGrid } from './commands/split-grid.js';
import { CloseGridInput, MergeGridsInput, MoveGridInput, MoveOrganizationInput, SplitGridInput } from './repartition.inputs.js';

@Resolver()
export class RepartitionMutations {
  @Mutation(() => payloadClassOf(gridPayload, []), {
    nullable: true,
    description: 'Merges grids into one of them; its payload is that one. 合并网格',
  })
  async mergeGrids(@Ctx() context: Context, @Input(() => MergeGridsInput) input: MergeGridsInput) {
    return toPayload('grid', 'Grid', await perform(signedIn(context), mergeGrids, input), uuidOf(input.intoId, 'intoId', 'Grid'));
  }

  @Mutation(() => payloadClassOf(gridPayload, []), {
    nullable: true,
    description: 'Splits a grid into new ones; its payload is the first. 拆分网格',
  })
  async splitGrid(@Ctx() context: Context, @Input(() => SplitGridInput) input: SplitGridInput) {
    return toPayload('grid', 'Grid', await perform(signedIn(context), splitGrid, input), uuidOf(input.id, 'id', 'Grid'));
  }

  @Mutation(() => payloadClassOf(gridPayload, []), {
    nullable: true,
    description: 'Hangs a grid, with all below it, somewhere else. 调整网格隶属',
  })
  async moveGrid(@Ctx() context: Context, @Input(() => MoveGridInput) input: MoveGridInput) {
    return toPayload('grid', 'Grid', await perform(signedIn(context), moveGrid, input), uuidOf(input.id, 'id', 'Grid'));
  }

  @Mutation(() => payloadClassOf(gridPayload, []), { nullable: true, description: 'Ends a grid; another one takes over. 撤销网格' })
  async closeGrid(@Ctx() context: Context, @Input(() => CloseGridInput) input: CloseGridInput) {
    return toPayload('grid', 'Grid', await perform(signedIn(context), closeGrid, input), uuidOf(input.id, 'id', 'Grid'));
  }

  @Mutation(() => payloadClassOf(organizationPayload, []), {
    nullable: true,
    description: 'Hangs an organisation, with all below it, under another parent. 调整组织隶属',
  })
  async moveOrganization(@Ctx() context: Context, @Input(() => MoveOrganizationInput) input: MoveOrganizationInput) {
    const result = await perform(signedIn(context), moveOrganization, input);
    return toPayload('organization', 'Organization', result, uuidOf(input.id, 'id', 'Organization'));
  }
}
