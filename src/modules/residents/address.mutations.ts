import { Ctx, Mutation, Resolver } from 'type-graphql';
import { type Context, perform, signedIn } from '../../graph/context.js';
import { Input, toPayload } from '../../graph/payload.js';
import {
  BuildingPayload,
  DwellingPayload,
  EstatePayload,
  RegisterBuildingInput,
  RegisterDwellingInput,
  RegisterEstateInput,
  RegisterStairwellInput,
  StairwellPayload,
} from './address.inputs.js';
import { registerBuilding } from './commands/register-building.js';
import { registerDwelling } from './commands/register-dwelling.js';
import { registerEstate } from './commands/register-estate.js';
import { registerStairwell } from './commands/register-stairwell.js';

@Resolver()
export class AddressMutations {
  @Mutation(() => EstatePayload, { nullable: true, description: 'Puts an estate on the register of addresses. 登记小区' })
  async registerEstate(@Ctx() context: Context, @Input(() => RegisterEstateInput) input: RegisterEstateInput) {
    return toPayload('estate', 'Estate', await perform(signedIn(context), registerEstate, input));
  }

  @Mutation(() => BuildingPayload, { nullable: true, description: 'Puts a building of an estate on the register. 登记楼栋' })
  async registerBuilding(@Ctx() context: Context, @Input(() => RegisterBuildingInput) input: RegisterBuildingInput) {
    return toPayload('building', 'Building', await perform(signedIn(context), registerBuilding, input));
  }

  @Mutation(() => StairwellPayload, { nullable: true, description: 'Puts a stairwell of a building on the register, in a grid. 登记楼道' })
  async registerStairwell(@Ctx() context: Context, @Input(() => RegisterStairwellInput) input: RegisterStairwellInput) {
    return toPayload('stairwell', 'Stairwell', await perform(signedIn(context), registerStairwell, input));
  }

  @Mutation(() => DwellingPayload, { nullable: true, description: 'Puts a dwelling on the register. 登记房屋' })
  async registerDwelling(@Ctx() context: Context, @Input(() => RegisterDwellingInput) input: RegisterDwellingInput) {
    return toPayload('dwelling', 'Dwelling', await perform(signedIn(context), registerDwelling, input));
  }
}
