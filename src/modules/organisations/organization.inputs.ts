import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { MutationInput, Payload, VersionedInput } from '../../graph/payload.js';
import { LocalDate } from '../../graph/scalars.js';
import { AppointmentType, PositionEnum } from './appointment.type.js';
import type { AppointPerson } from './commands/appoint-person.js';
import type { CreateOrganization } from './commands/create-organization.js';
import type { DissolveOrganization } from './commands/dissolve-organization.js';
import type { EndAppointment } from './commands/end-appointment.js';
import type { OpenStation } from './commands/open-station.js';
import type { RelateOrganizations } from './commands/relate-organizations.js';
import type { Formation, OrganizationKind, OrganizationRelationKind, Position, PremisesKind, StationKind } from './organization.terms.js';
import { FormationEnum, OrganizationKindEnum, OrganizationRelationKindEnum, OrganizationRelationType } from './organization.type.js';
import { PremisesKindEnum, StationKindEnum, StationType } from './station.type.js';

@InputType({ description: 'A new organisation. 新建组织' })
export class CreateOrganizationInput extends MutationInput implements CreateOrganization {
  @Field(() => ID, { description: 'The organisation above. 上级组织' })
  parentId!: string;
  @Field(() => String, { description: "Unique; begins with the jurisdiction's code and a hyphen. 编码" })
  code!: string;
  @Field(() => String, { description: 'Full name, up to 100 characters. 名称' })
  name!: string;
  @Field(() => String, { nullable: true, description: 'Short name. 简称' })
  shortName?: string | null;
  @Field(() => OrganizationKindEnum, { description: 'What it is. 类型' })
  kind!: OrganizationKind;
  @Field(() => FormationEnum, { nullable: true, description: 'How it was formed. 组建方式' })
  formation?: Formation | null;
  @Field(() => String, { nullable: true, description: 'Contact phone. 联系电话' })
  contactPhone?: string | null;
  @Field(() => String, { nullable: true, description: 'Address. 地址' })
  address?: string | null;
  @Field(() => String, { nullable: true, description: 'Introduction. 简介' })
  introduction?: string | null;
  @Field(() => LocalDate, { nullable: true, description: 'Established on. 成立日期' })
  establishedOn?: string | null;
}

@InputType({ description: 'An organisation to dissolve. 撤销组织' })
export class DissolveOrganizationInput extends VersionedInput implements DissolveOrganization {}

@InputType({ description: 'A new relation beside the tree. 建立组织关系' })
export class RelateOrganizationsInput extends MutationInput implements RelateOrganizations {
  @Field(() => ID, { description: 'Who leads, serves, contacts …. 主方' })
  fromId!: string;
  @Field(() => ID, { description: 'Who is led, served, contacted …. 客方' })
  toId!: string;
  @Field(() => OrganizationRelationKindEnum, { description: 'What kind. 类型' })
  kind!: OrganizationRelationKind;
  @Field(() => LocalDate, { nullable: true, description: 'The first day; today if left out. 生效日期' })
  validFrom?: string | null;
  @Field(() => LocalDate, { nullable: true, description: 'The first day on which it no longer holds. 失效日期' })
  validTo?: string | null;
  @Field(() => String, { nullable: true, description: 'Note. 备注' })
  note?: string | null;
}

@InputType({ description: 'A post to fill, at an organisation or on a grid. 任命' })
export class AppointPersonInput extends MutationInput implements AppointPerson {
  @Field(() => ID, { description: 'Who. 人员' })
  personId!: string;
  @Field(() => PositionEnum, { description: 'The post. 职务' })
  position!: Position;
  @Field(() => ID, { nullable: true, description: 'At this organisation. 任职组织' })
  organizationId?: string | null;
  @Field(() => ID, { nullable: true, description: 'On this grid. Give one of organizationId, gridId and stairwellId. 任职网格' })
  gridId?: string | null;
  @Field(() => ID, { nullable: true, description: 'On this stairwell of a grid; for those who serve a stairwell or a building. 任职楼道' })
  stairwellId?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'Full-time; part-time if left out. 专职' })
  fullTime?: boolean | null;
  @Field(() => LocalDate, { nullable: true, description: 'The first day in office; today if left out. 任职日期' })
  from?: string | null;
  @Field(() => LocalDate, { nullable: true, description: 'The first day out of office. 离任日期' })
  to?: string | null;
  @Field(() => [String], { nullable: true, description: 'What the post is there for. 职责' })
  duties?: string[] | null;
}

@InputType({ description: 'An appointment to end. 免职' })
export class EndAppointmentInput extends VersionedInput implements EndAppointment {
  @Field(() => LocalDate, { nullable: true, description: 'The first day out of office; today if left out. 离任日期' })
  on?: string | null;
}

@InputType({ description: 'A station to open. 设立站点' })
export class OpenStationInput extends MutationInput implements OpenStation {
  @Field(() => ID, { description: 'The organisation that runs it. 主办组织' })
  hostId!: string;
  @Field(() => ID, { nullable: true, description: 'The grid it lies in. 所在网格' })
  gridId?: string | null;
  @Field(() => String, { description: 'Name. 名称' })
  name!: string;
  @Field(() => StationKindEnum, { description: 'What it is for. 类型' })
  kind!: StationKind;
  @Field(() => String, { description: 'Stations at the same address share a site. 地址' })
  address!: string;
  @Field(() => PremisesKindEnum, { nullable: true, description: 'What rooms it has. 用房' })
  premises?: PremisesKind | null;
  @Field(() => Int, { nullable: true, description: 'Floor area in square metres. 面积（平方米）' })
  areaSqm?: number | null;
  @Field(() => [String], { nullable: true, description: 'What it does. 功能' })
  functions?: string[] | null;
  @Field(() => LocalDate, { nullable: true, description: 'Opened on. 启用日期' })
  openedOn?: string | null;
}

@ObjectType({ description: 'What became of it. 结果' })
export class RelateOrganizationsPayload extends Payload {
  @Field(() => OrganizationRelationType, { nullable: true, description: 'The relation as it is now. 组织关系' })
  relation!: unknown;
}

@ObjectType({ description: 'What became of it. 结果' })
export class AppointmentPayload extends Payload {
  @Field(() => AppointmentType, { nullable: true, description: 'The appointment as it is now. 任职' })
  appointment!: unknown;
}

@ObjectType({ description: 'What became of it. 结果' })
export class OpenStationPayload extends Payload {
  @Field(() => StationType, { nullable: true, description: 'The station as it is now. 站点' })
  station!: unknown;
}
