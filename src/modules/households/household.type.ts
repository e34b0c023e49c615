import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { AtMost, ConnectionField, extendType, stacked, Weighs } from '../../graph/field.js';
import { Combinable, orderInput } from '../../graph/inputs.js';
import { Node } from '../../graph/node.js';
import { DateTime, LocalDate } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import type { Order } from '../../read/noun.js';
import { payloadOf } from '../../work/verb.js';
import { DwellingFilter, DwellingType } from '../addresses/address.type.js';
import { GridType } from '../grids/grid.type.js';
import { PersonType } from '../organisations/appointment.type.js';
import { ProvenanceEnum } from '../organisations/organization.type.js';
import {
  departures,
  employments,
  genders,
  householdKinds,
  householdRelations,
  occupancyKinds,
  occupancySources,
  peopleHouseStatuses,
  residentStatuses,
  residentTypes,
} from './household.terms.js';

export const HouseholdKindEnum = enumOf('HouseholdKind', 'What a household is to its neighbours. 户类型', householdKinds);
export const HouseholdRelationEnum = enumOf('HouseholdRelation', 'What a member is to the head. 与户主关系', householdRelations);
export const OccupancyKindEnum = enumOf('OccupancyKind', 'What a person has to do with a dwelling. 居住关系', occupancyKinds);
export const PeopleHouseStatusEnum = enumOf(
  'PeopleHouseStatus',
  'Whether a person lives where they are registered. 人户状态',
  peopleHouseStatuses,
);
export const OccupancySourceEnum = enumOf('OccupancySource', 'Where it is known from. 信息来源', occupancySources);
export const ResidentTypeEnum = enumOf('ResidentType', 'Where a resident is registered. 人口类型', residentTypes);
const ResidentStatusEnum = enumOf('ResidentStatus', 'Whether a resident lives here. 居民状态', residentStatuses);
export const GenderEnum = enumOf('Gender', 'Gender. 性别', genders);
export const EmploymentEnum = enumOf('Employment', 'What a resident lives on. 就业状况', employments);
export const DepartureEnum = enumOf('Departure', 'Why somebody lives here no longer. 离开原因', departures);
export const HouseholdOrderField = enumOf('HouseholdOrderField', 'What households can be ordered by. 户排序字段', {
  ADDRESS: 'By address: estates by pinyin, then by number. 按地址',
});
const ResidentOrderField = enumOf('ResidentOrderField', 'What residents can be ordered by; never by what may be masked. 居民排序字段', {
  ADDRESS: 'By address: estates by pinyin, then by number. 按地址',
});

const VERSION = 'Grows with every change; send it along to find out whether somebody was faster. 版本';

@ObjectType('Household', { implements: Node, description: 'People who live together in a dwelling. 户' })
export class HouseholdType extends Node {
  @Weighs(5)
  @Sensitive('P1')
  @Field(() => GridType, { description: 'The grid it lives in. 所在网格' })
  grid!: unknown;
  @Sensitive('P1')
  @Field(() => DwellingType, { description: 'Where it lives. 住房' })
  dwelling!: unknown;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'The head. 户主' })
  head!: unknown;
  @Sensitive('P1')
  @Field(() => HouseholdKindEnum, { description: 'What it is to its neighbours. 类型' })
  kind!: string;
  @Sensitive('P1')
  @Field(() => Boolean, { description: 'The main household of its dwelling, or one beside it. 主户' })
  main!: boolean;
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'Where it came from: the village that was pulled down. 来源' })
  origin!: string | null;
  @Sensitive('P1')
  @Field(() => LocalDate, { description: 'The first day. 立户日期' })
  formedOn!: string;
  @Sensitive('P1')
  @Field(() => LocalDate, { nullable: true, description: 'The first day on which it was none any more. 销户日期' })
  dissolvedOn!: string | null;
  @Sensitive('P2')
  @AtMost(50)
  @Field(() => [HouseholdMemberType], { description: 'Who belongs to it now, the head first; at most 50. 成员' })
  members!: unknown[];
  @Sensitive('P1')
  @Field(() => ProvenanceEnum, { description: 'Where this row comes from. 数据来源' })
  provenance!: string;
  @Sensitive('P1')
  @Field(() => Int, { description: VERSION })
  version!: number;
}

@ObjectType('HouseholdMember', { implements: Node, description: 'A person belongs to a household, from a day to a day. 户成员' })
export class HouseholdMemberType extends Node {
  @Sensitive('P2')
  @Field(() => HouseholdType, { nullable: true, description: 'The household. 户' })
  household!: unknown;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who. 人员' })
  person!: unknown;
  @Sensitive('P2')
  @Field(() => ResidentType, { nullable: true, description: 'Who, as a resident. 居民' })
  resident!: unknown;
  @Sensitive('P2')
  @Field(() => HouseholdRelationEnum, { description: 'What they are to the head. 与户主关系' })
  relation!: string;
  @Sensitive('P1')
  @Field(() => LocalDate, { description: 'The first day. 加入日期' })
  from!: string;
  @Sensitive('P1')
  @Field(() => LocalDate, { nullable: true, description: 'The first day on which they did not belong to it any more. 离开日期' })
  to!: string | null;
}

@ObjectType('Resident', { implements: Node, description: 'What is known of a person as a resident. 居民' })
export class ResidentType extends Node {
  @Sensitive('P2')
  @Field(() => PersonType, { description: 'The person. 人员' })
  person!: unknown;
  @Sensitive('P1')
  @Field(() => ResidentTypeEnum, { description: 'Where they are registered. 人口类型' })
  residentType!: string;
  @Sensitive('P1')
  @Field(() => ResidentStatusEnum, { description: 'Whether they live here. 状态' })
  status!: string;
  @Sensitive('P2')
  @Field(() => GenderEnum, { nullable: true, description: 'Gender. 性别' })
  gender!: string | null;
  @Sensitive('P2')
  @Field(() => LocalDate, { nullable: true, description: 'Date of birth; for who may be told the id number, and of oneself. 出生日期' })
  birthDate!: string | null;
  @Sensitive('P2')
  @Field(() => EmploymentEnum, { nullable: true, description: 'What they live on. 就业状况' })
  employment!: string | null;
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'Occupation. 职业' })
  occupation!: string | null;
  @Sensitive('P2')
  @Field(() => [String], { description: 'Tags, at most 20. 标签' })
  tags!: string[];
  @Weighs(5)
  @Sensitive('P2')
  @Field(() => HouseholdType, { nullable: true, description: 'The household they belong to now. 所在户' })
  household!: unknown;
  @Sensitive('P2')
  @AtMost(20)
  @Field(() => [OccupancyType], { description: 'Which dwellings they have to do with now, where they live first; at most 20. 人房关联' })
  occupancies!: unknown[];
  @Sensitive('P1')
  @Field(() => ProvenanceEnum, { description: 'Where this row comes from. 数据来源' })
  provenance!: string;
  @Sensitive('P1')
  @Field(() => Int, { description: VERSION })
  version!: number;
}

@ObjectType('Occupancy', {
  implements: Node,
  description: 'What a person has to do with a dwelling, from a day to a day; verified when somebody has looked. 人房关联',
})
export class OccupancyType extends Node {
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who. 人员' })
  person!: unknown;
  @Sensitive('P2')
  @Field(() => DwellingType, { nullable: true, description: 'Which dwelling. 房屋' })
  dwelling!: unknown;
  @Sensitive('P2')
  @Field(() => OccupancyKindEnum, { description: 'What they have to do with it. 居住关系' })
  kind!: string;
  @Sensitive('P1')
  @Field(() => Boolean, { description: 'Whether they live there: in one dwelling at a time. 现住' })
  main!: boolean;
  @Sensitive('P2')
  @Field(() => PeopleHouseStatusEnum, { description: 'Whether they live where they are registered. 人户状态' })
  peopleHouseStatus!: string;
  @Sensitive('P1')
  @Field(() => OccupancySourceEnum, { description: 'Where it is known from. 来源' })
  source!: string;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'When somebody last looked; null while nobody has. 核实时间' })
  verifiedAt!: string | null;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who looked. 核实人' })
  verifiedBy!: unknown;
  @Sensitive('P1')
  @Field(() => LocalDate, { description: 'The first day. 起始日期' })
  from!: string;
  @Sensitive('P1')
  @Field(() => LocalDate, { nullable: true, description: 'The first day on which it held no longer. 截止日期' })
  to!: string | null;
  @Sensitive('P1')
  @Field(() => Int, { description: VERSION })
  version!: number;
}

export const HouseholdConnection = connectionType('Household', '户', () => HouseholdType);
export const ResidentConnection = connectionType('Resident', '居民', () => ResidentType);

@Combinable
@InputType({ description: 'Which households. All that is given must hold. 户筛选' })
export class HouseholdFilter {
  @Field(() => [ID], { nullable: true, description: 'One of these. 标识' })
  ids?: string[] | null;
  @Field(() => [HouseholdKindEnum], { nullable: true, description: 'Of one of these kinds. 类型' })
  kinds?: string[] | null;
  @Field(() => Boolean, { nullable: true, description: 'Those that were dissolved; if left out, those of today. 是否销户' })
  dissolved?: boolean | null;
  @Weighs(500)
  @Field(() => String, {
    nullable: true,
    description:
      'The address, or the name of a member where the viewer is shown it in full, has this at the beginning of a character, number or syllable; with blanks or hyphens between, each part. 文本',
  })
  text?: string | null;
  @Field(() => ID, { nullable: true, description: 'At or below this organisation, grid or stairwell. 范围' })
  within?: string | null;
}

@Combinable
@InputType({ description: 'Which residents. All that is given must hold. 居民筛选' })
export class ResidentFilter {
  @Field(() => [ID], { nullable: true, description: 'One of these. 标识' })
  ids?: string[] | null;
  @Field(() => [ResidentTypeEnum], { nullable: true, description: 'Of one of these types. 人口类型' })
  residentTypes?: string[] | null;
  @Weighs(500)
  @Field(() => Boolean, { nullable: true, description: 'Somebody has verified where they live; or nobody has. 人房关联是否核实' })
  verified?: boolean | null;
  @Weighs(500)
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Somebody else whom your posts show has the same id number, so that one of the two has to be put right; or nobody has. 证件号码是否重复',
  })
  sharesIdNumber?: boolean | null;
  @Weighs(500)
  @Field(() => String, {
    nullable: true,
    description:
      'The name has this at the beginning of a character: 张伟 or 伟; or of a syllable or an initial: zhangwei, wei, zw; with blanks between, each part: zhang wei. Finds nobody whose name is masked for the viewer. 姓名',
  })
  text?: string | null;
  @Field(() => ID, { nullable: true, description: 'At or below this organisation, grid or stairwell. 范围' })
  within?: string | null;
}

export const HouseholdOrder = orderInput('HouseholdOrder', 'How households are ordered. 户排序', HouseholdOrderField);

export const ResidentOrder = orderInput('ResidentOrder', 'How residents are ordered. 居民排序', ResidentOrderField);

@ArgsType()
export class HouseholdList extends Paging {
  @Field(() => HouseholdFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: HouseholdFilter | null;
  @Field(() => HouseholdOrder, { nullable: true, description: 'By address if left out. 排序' })
  orderBy?: Order | null;
}

@ArgsType()
export class ResidentList extends Paging {
  @Field(() => ResidentFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: ResidentFilter | null;
  @Field(() => ResidentOrder, { nullable: true, description: 'By address if left out. 排序' })
  orderBy?: Order | null;
}

extendType(GridType, {
  households: stacked(
    Sensitive('P1'),
    ConnectionField(
      () => HouseholdConnection,
      () => HouseholdList,
      { description: 'Households here and below, as far as the viewer sees them. 户' },
    ),
  ),
});
extendType(PersonType, {
  resident: stacked(
    Sensitive('P2'),
    Field(() => ResidentType, { nullable: true, description: 'The person as a resident, where the viewer may see it. 居民信息' }),
  ),
});
extendType(DwellingFilter, {
  text: stacked(
    Field(() => String, {
      nullable: true,
      description:
        'The address has this at the beginning of a character or number; the estate also in pinyin or initials. With blanks or hyphens between, each part: 五里新村 3-302. 文本',
    }),
    Weighs(500),
  ),
});
extendType(DwellingType, {
  households: stacked(
    Field(() => [HouseholdType], { description: 'Who lives there now, the main household first; at most 20. 住户' }),
    AtMost(20),
    Sensitive('P2'),
  ),
  occupancies: stacked(
    Field(() => [OccupancyType], { description: 'Who has to do with it now, at most 100. 人房关联' }),
    AtMost(100),
    Sensitive('P2'),
  ),
});

export const residentPayload = payloadOf('Resident', () => ResidentType);

export const householdPayload = payloadOf('Household', () => HouseholdType);

export const occupancyPayload = payloadOf('Occupancy', () => OccupancyType);
