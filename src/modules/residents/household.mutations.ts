import { Ctx, Mutation, Resolver } from 'type-graphql';
import { type Context, perform, signedIn } from '../../graph/context.js';
import { Input, toPayload } from '../../graph/payload.js';
import { uuidOf } from '../../read/value.js';
import type { Command, Idempotent } from '../../work/command.js';
import { endOccupancy } from './commands/end-occupancy.js';
import { formHousehold } from './commands/form-household.js';
import { joinHousehold } from './commands/join-household.js';
import { leaveHousehold } from './commands/leave-household.js';
import { moveHousehold } from './commands/move-household.js';
import { recordOccupancy } from './commands/record-occupancy.js';
import { registerResident } from './commands/register-resident.js';
import { updateResident } from './commands/update-resident.js';
import { verifyOccupancy } from './commands/verify-occupancy.js';
import {
  EndOccupancyInput,
  FormHouseholdInput,
  HouseholdPayload,
  JoinHouseholdInput,
  LeaveHouseholdInput,
  MoveHouseholdInput,
  OccupancyPayload,
  RecordOccupancyInput,
  RegisterResidentInput,
  ResidentPayload,
  UpdateResidentInput,
  VerifyOccupancyInput,
} from './household.inputs.js';

type OfRow = Idempotent & { readonly id: string };

const ofHousehold = async <Input extends OfRow>(context: Context, command: Command<Input>, input: Input) =>
  toPayload('household', 'Household', await perform(signedIn(context), command, input), uuidOf(input.id, 'id', 'Household'));
const ofOccupancy = async <Input extends OfRow>(context: Context, command: Command<Input>, input: Input) =>
  toPayload('occupancy', 'Occupancy', await perform(signedIn(context), command, input), uuidOf(input.id, 'id', 'Occupancy'));

@Resolver()
export class HouseholdMutations {
  @Mutation(() => ResidentPayload, {
    nullable: true,
    description: 'Takes somebody down as a resident, with where they live and the household they form or join. 登记居民',
  })
  async registerResident(@Ctx() context: Context, @Input(() => RegisterResidentInput) input: RegisterResidentInput) {
    return toPayload('resident', 'Resident', await perform(signedIn(context), registerResident, input));
  }

  @Mutation(() => ResidentPayload, { nullable: true, description: 'Brings what is known of a resident up to date. 更新居民信息' })
  async updateResident(@Ctx() context: Context, @Input(() => UpdateResidentInput) input: UpdateResidentInput) {
    const result = await perform(signedIn(context), updateResident, input);
    return toPayload('resident', 'Resident', result, uuidOf(input.id, 'id', 'Resident'));
  }

  @Mutation(() => HouseholdPayload, { nullable: true, description: 'Residents form a household of their own. 立户（分户）' })
  async formHousehold(@Ctx() context: Context, @Input(() => FormHouseholdInput) input: FormHouseholdInput) {
    return toPayload('household', 'Household', await perform(signedIn(context), formHousehold, input));
  }

  @Mutation(() => HouseholdPayload, { nullable: true, description: 'A resident joins a household and lives with it. 入户' })
  joinHousehold(@Ctx() context: Context, @Input(() => JoinHouseholdInput) input: JoinHouseholdInput) {
    return ofHousehold(context, joinHousehold, input);
  }

  @Mutation(() => HouseholdPayload, { nullable: true, description: 'A member moves away or has died. 离户' })
  leaveHousehold(@Ctx() context: Context, @Input(() => LeaveHouseholdInput) input: LeaveHouseholdInput) {
    return ofHousehold(context, leaveHousehold, input);
  }

  @Mutation(() => HouseholdPayload, { nullable: true, description: 'A household moves to another dwelling. 户迁移' })
  moveHousehold(@Ctx() context: Context, @Input(() => MoveHouseholdInput) input: MoveHouseholdInput) {
    return ofHousehold(context, moveHousehold, input);
  }

  @Mutation(() => OccupancyPayload, {
    nullable: true,
    description: 'Takes down what somebody has to do with a dwelling that they do not live in. 登记人房关联',
  })
  async recordOccupancy(@Ctx() context: Context, @Input(() => RecordOccupancyInput) input: RecordOccupancyInput) {
    return toPayload('occupancy', 'Occupancy', await perform(signedIn(context), recordOccupancy, input));
  }

  @Mutation(() => OccupancyPayload, { nullable: true, description: 'Confirms who lives where. 核实人房关联' })
  verifyOccupancy(@Ctx() context: Context, @Input(() => VerifyOccupancyInput) input: VerifyOccupancyInput) {
    return ofOccupancy(context, verifyOccupancy, input);
  }

  @Mutation(() => OccupancyPayload, {
    nullable: true,
    description: 'Ends what somebody has to do with a dwelling that they do not live in. 解除人房关联',
  })
  endOccupancy(@Ctx() context: Context, @Input(() => EndOccupancyInput) input: EndOccupancyInput) {
    return ofOccupancy(context, endOccupancy, input);
  }
}
