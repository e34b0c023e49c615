import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { enumOf } from '../../graph/enum.js';
import { MutationInput, Payload, VersionedInput } from '../../graph/payload.js';
import { LocalDate } from '../../graph/scalars.js';
import type { EndOccupancy } from './commands/end-occupancy.js';
import type { FormHousehold } from './commands/form-household.js';
import type { JoinHousehold } from './commands/join-household.js';
import type { LeaveHousehold } from './commands/leave-household.js';
import type { MoveHousehold } from './commands/move-household.js';
import type { ProfileInput } from './commands/profile.js';
import type { RecordOccupancy } from './commands/record-occupancy.js';
import type { RegisterResident } from './commands/register-resident.js';
import type { UpdateResident } from './commands/update-resident.js';
import type { VerifyOccupancy } from './commands/verify-occupancy.js';
import {
  EmploymentEnum,
  GenderEnum,
  HouseholdKindEnum,
  HouseholdRelationEnum,
  HouseholdType,
  OccupancyKindEnum,
  OccupancySourceEnum,
  OccupancyType,
  PeopleHouseStatusEnum,
  ResidentType,
  ResidentTypeEnum,
} from './household.type.js';
import type {
  Employment,
  Gender,
  HouseholdKind,
  HouseholdRelation,
  OccupancyKind,
  OccupancySource,
  PeopleHouseStatus,
  ResidentType as Registration,
} from './resident.terms.js';

const DepartureEnum = enumOf('Departure', 'Why somebody lives here no longer. 离开原因', {
  MOVED: 'Moved away. 迁出',
  DECEASED: 'Died. 死亡',
});

/** What is known of a resident beside where they live. */
@InputType()
abstract class Profile extends MutationInput implements ProfileInput {
  @Field(() => GenderEnum, { nullable: true, description: 'Gender. 性别' })
  gender?: Gender | null;
  @Field(() => LocalDate, { nullable: true, description: 'Date of birth. 出生日期' })
  birthDate?: string | null;
  @Field(() => EmploymentEnum, { nullable: true, description: 'What they live on. 就业状况' })
  employment?: Employment | null;
  @Field(() => String, { nullable: true, description: 'Occupation, up to 50 characters. 职业' })
  occupation?: string | null;
  @Field(() => [String], { nullable: true, description: 'Up to 20 tags. 标签' })
  tags?: string[] | null;
  @Field(() => String, { nullable: true, description: '5 to 20 digits. 电话' })
  phone?: string | null;
  @Field(() => String, { nullable: true, description: 'Eighteen characters (GB 11643); nobody else has it in the jurisdiction. 身份证号' })
  idNumber?: string | null;
}

@InputType({ description: 'Somebody to register: in a dwelling, to form a household there, or in a household, to join it. 登记居民' })
export class RegisterResidentInput extends Profile implements RegisterResident {
  @Field(() => ID, { nullable: true, description: 'Forms a household in this dwelling. Give this or householdId. 房屋' })
  dwellingId?: string | null;
  @Field(() => ID, { nullable: true, description: 'Joins this household. Give this or dwellingId. 户' })
  householdId?: string | null;
  @Field(() => ID, {
    nullable: true,
    description: 'Somebody known who lives in a grid of the viewer already, such as the holder of a post. Give this or name. 人员',
  })
  personId?: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'Name of somebody new, up to 50 characters; or of somebody who comes back, as it is known, with their idNumber: they keep their phone. 姓名',
  })
  name?: string | null;
  @Field(() => ResidentTypeEnum, { description: 'Where they are registered. 人口类型' })
  residentType!: Registration;
  @Field(() => HouseholdRelationEnum, { nullable: true, description: 'To the head of the household that they join. 与户主关系' })
  relation?: HouseholdRelation | null;
  @Field(() => HouseholdKindEnum, { nullable: true, description: 'Of the household that they form; GENERAL if left out. 户类型' })
  householdKind?: HouseholdKind | null;
  @Field(() => String, { nullable: true, description: 'Where the household comes from, up to 100 characters. 来源' })
  origin?: string | null;
  @Field(() => OccupancyKindEnum, {
    nullable: true,
    description: 'What they have to do with the dwelling; if left out OWNER_OCCUPIER, or FAMILY where they join. 居住关系',
  })
  occupancyKind?: OccupancyKind | null;
  @Field(() => PeopleHouseStatusEnum, { nullable: true, description: 'PRESENT if left out. 人户状态' })
  peopleHouseStatus?: PeopleHouseStatus | null;
  @Field(() => OccupancySourceEnum, {
    nullable: true,
    description: 'Where it is known from; VISIT if left out, which counts as verified. 信息来源',
  })
  source?: OccupancySource | null;
  @Field(() => LocalDate, { nullable: true, description: 'Since when they live there; today if left out. 入住日期' })
  from?: string | null;
}

@InputType({
  description: 'What has changed about a resident; what is left out stays as it is, null takes away what need not be known. 更新居民信息',
})
export class UpdateResidentInput extends Profile implements UpdateResident {
  @Field(() => ID, { description: 'The row that is meant. 标识' })
  id!: string;
  @Field(() => Int, { nullable: true, description: 'Refused with CONFLICT unless this is the current version. 版本' })
  version?: number | null;
  @Field(() => String, { nullable: true, description: 'Name, up to 50 characters. 姓名' })
  name?: string | null;
  @Field(() => ResidentTypeEnum, { nullable: true, description: 'Where they are registered. 人口类型' })
  residentType?: Registration | null;
}

@InputType({ description: 'A resident, and what they are to the head. 户成员' })
export class HouseholdMemberInput {
  @Field(() => ID, { description: 'The resident. 居民' })
  residentId!: string;
  @Field(() => HouseholdRelationEnum, { description: 'What they are to the head. 与户主关系' })
  relation!: HouseholdRelation;
}

@InputType({ description: 'Residents who form a household of their own. 立户（分户）' })
export class FormHouseholdInput extends MutationInput implements FormHousehold {
  @Field(() => ID, { description: 'Where they live. 房屋' })
  dwellingId!: string;
  @Field(() => ID, { description: 'The resident who heads it. 户主' })
  headId!: string;
  @Field(() => [HouseholdMemberInput], { nullable: true, description: 'The others, up to 20. 其他成员' })
  members?: HouseholdMemberInput[] | null;
  @Field(() => HouseholdKindEnum, { nullable: true, description: 'GENERAL if left out. 户类型' })
  kind?: HouseholdKind | null;
  @Field(() => String, { nullable: true, description: 'Where it comes from, up to 100 characters. 来源' })
  origin?: string | null;
  @Field(() => OccupancyKindEnum, { nullable: true, description: 'What they have to do with the dwelling. 居住关系' })
  occupancyKind?: OccupancyKind | null;
  @Field(() => LocalDate, { nullable: true, description: 'The first day; today if left out. 立户日期' })
  on?: string | null;
}

@InputType({ description: 'A resident who joins a household. 入户' })
export class JoinHouseholdInput extends VersionedInput implements JoinHousehold {
  @Field(() => ID, { description: 'The resident. 居民' })
  residentId!: string;
  @Field(() => HouseholdRelationEnum, { description: 'What they are to the head. 与户主关系' })
  relation!: HouseholdRelation;
  @Field(() => OccupancyKindEnum, { nullable: true, description: 'FAMILY if left out. 居住关系' })
  occupancyKind?: OccupancyKind | null;
  @Field(() => LocalDate, { nullable: true, description: 'The first day; today if left out. 加入日期' })
  on?: string | null;
}

@InputType({ description: 'A member who moves away or has died. 离户' })
export class LeaveHouseholdInput extends VersionedInput implements LeaveHousehold {
  @Field(() => ID, { description: 'The resident. 居民' })
  residentId!: string;
  @Field(() => DepartureEnum, { description: 'Why. 原因' })
  reason!: 'MOVED' | 'DECEASED';
  @Field(() => LocalDate, {
    nullable: true,
    description: 'The first day on which they belong to it no longer; today if left out. 离开日期',
  })
  on?: string | null;
  @Field(() => ID, {
    nullable: true,
    description: 'The resident who heads it from then on, where the head leaves; who has belonged to it longest if left out. 新户主',
  })
  newHeadId?: string | null;
}

@InputType({ description: 'Where a household moves. 户迁移' })
export class MoveHouseholdInput extends VersionedInput implements MoveHousehold {
  @Field(() => ID, { description: 'The new dwelling. 新住房' })
  dwellingId!: string;
  @Field(() => OccupancyKindEnum, { nullable: true, description: 'What the head has to do with it; OWNER_OCCUPIER if left out. 居住关系' })
  occupancyKind?: OccupancyKind | null;
  @Field(() => LocalDate, { nullable: true, description: 'The first day there; today if left out. 迁移日期' })
  on?: string | null;
}

@InputType({ description: 'What somebody has to do with a dwelling that they do not live in. 登记人房关联' })
export class RecordOccupancyInput extends MutationInput implements RecordOccupancy {
  @Field(() => ID, { description: 'Who. 人员' })
  personId!: string;
  @Field(() => ID, { description: 'Which dwelling. 房屋' })
  dwellingId!: string;
  @Field(() => OccupancyKindEnum, { description: 'What they have to do with it: OWNER, TENANT, FAMILY or TEMPORARY. 居住关系' })
  kind!: OccupancyKind;
  @Field(() => PeopleHouseStatusEnum, { nullable: true, description: 'HOUSEHOLD_ONLY if left out. 人户状态' })
  peopleHouseStatus?: PeopleHouseStatus | null;
  @Field(() => OccupancySourceEnum, { nullable: true, description: 'VISIT if left out, which counts as verified. 信息来源' })
  source?: OccupancySource | null;
  @Field(() => LocalDate, { nullable: true, description: 'The first day; today if left out. 起始日期' })
  from?: string | null;
}

@InputType({ description: 'A look at who lives where. 核实人房关联' })
export class VerifyOccupancyInput extends VersionedInput implements VerifyOccupancy {
  @Field(() => PeopleHouseStatusEnum, { nullable: true, description: 'What was found; as before if left out. 人户状态' })
  peopleHouseStatus?: PeopleHouseStatus | null;
  @Field(() => OccupancySourceEnum, { description: 'How it was found out. 核实来源' })
  source!: OccupancySource;
}

@InputType({ description: 'An occupancy to end. 解除人房关联' })
export class EndOccupancyInput extends VersionedInput implements EndOccupancy {
  @Field(() => LocalDate, { nullable: true, description: 'The first day on which it holds no longer; today if left out. 截止日期' })
  on?: string | null;
}

@ObjectType({ description: 'What became of it. 结果' })
export class ResidentPayload extends Payload {
  @Field(() => ResidentType, { nullable: true, description: 'The resident as they are now. 居民' })
  resident!: unknown;
}

@ObjectType({ description: 'What became of it. 结果' })
export class HouseholdPayload extends Payload {
  @Field(() => HouseholdType, { nullable: true, description: 'The household as it is now. 户' })
  household!: unknown;
}

@ObjectType({ description: 'What became of it. 结果' })
export class OccupancyPayload extends Payload {
  @Field(() => OccupancyType, { nullable: true, description: 'The occupancy as it is now. 人房关联' })
  occupancy!: unknown;
}
