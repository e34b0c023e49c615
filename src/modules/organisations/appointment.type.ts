import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType, Paging } from '../../graph/connection.js';
import { enumOf } from '../../graph/enum.js';
import { AtMost, ConnectionField, extendType, FieldWithArgs, stacked, Weighs } from '../../graph/field.js';
import { Node } from '../../graph/node.js';
import { LocalDate } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { payloadOf } from '../../work/verb.js';
import { positions } from './organization.terms.js';
import { OrganizationType } from './organization.type.js';

export const PositionEnum = enumOf('Position', 'A post that a person can hold. 职务', positions);

@ArgsType()
export class AsOf {
  @Field(() => LocalDate, { nullable: true, description: 'As of this day; today if left out. 截至日期' })
  asOf?: string | null;
}

@ObjectType('Person', {
  implements: Node,
  description: 'A person. Names are masked (王*) unless the viewer is that person or covers the grid they live in. 人员',
})
export class PersonType extends Node {
  @Sensitive('P2')
  @Field(() => String, {
    description: 'In full to the person and to those whose post covers where they live; masked to everybody else. 姓名',
  })
  name!: string;
  @Weighs(5)
  @Sensitive('P0')
  @Field(() => String, {
    nullable: true,
    description: 'In full to everybody, while the person holds a post that is on public notice. 公示姓名',
  })
  publicName!: string | null;
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'Masked for everybody: 138****5678, a short one ****78. 电话' })
  phone!: string | null;
  @Sensitive('P3')
  @Field(() => String, { nullable: true, description: 'Masked for everybody but for its last four characters. 身份证号' })
  idNumber!: string | null;
  @Sensitive('P1')
  @AtMost(50)
  @FieldWithArgs(
    () => [AppointmentType],
    () => AsOf,
    { description: 'The posts held, at most 50. 任职' },
  )
  appointments!: unknown[];
}

@Sensitive('P1')
@ObjectType('Appointment', {
  implements: Node,
  description: 'A person holds a post, from a day to a day, at an organisation or on a grid. 任职',
})
export class AppointmentType extends Node {
  @Field(() => PersonType, { description: 'Who holds it. 任职人' })
  person!: unknown;
  @Field(() => PositionEnum, { description: 'The post. 职务' })
  position!: string;
  @Field(() => OrganizationType, { nullable: true, description: 'Where, when it is at an organisation. 任职组织' })
  organization!: unknown;
  @Field(() => Boolean, { description: 'Full-time or part-time. 专职' })
  fullTime!: boolean;
  @Field(() => LocalDate, { description: 'The first day in office. 任职日期' })
  from!: string;
  @Field(() => LocalDate, { nullable: true, description: 'The first day out of office; null while there is none. 离任日期' })
  to!: string | null;
  @Field(() => Int, { description: 'Grows with every change; send it along to find out whether somebody was faster. 版本' })
  version!: number;
  @Field(() => [String], { description: 'What the post is there for. 职责' })
  duties!: string[];
}

export const AppointmentConnection = connectionType('Appointment', '任职', () => AppointmentType);

@InputType({ description: 'Which appointments. All that is given must hold. 任职筛选' })
export class AppointmentFilter {
  @Field(() => [PositionEnum], { nullable: true, description: 'To one of these posts. 职务' })
  positions?: string[] | null;
  @Weighs(500)
  @Field(() => [PositionEnum], { nullable: true, description: 'Whose holder also holds one of these posts at the same time. 兼任职务' })
  alsoHolds?: string[] | null;
  @Field(() => ID, { nullable: true, description: 'At or below this organisation or grid. 范围' })
  within?: string | null;
  @Field(() => LocalDate, { nullable: true, description: 'As of this day; today if left out. 截至日期' })
  asOf?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'Full-time, or part-time. 专职' })
  fullTime?: boolean | null;
}

@ArgsType()
export class AppointmentList extends Paging {
  @Field(() => AppointmentFilter, { nullable: true, description: 'Which ones. 筛选' })
  filter?: AppointmentFilter | null;
}

@ArgsType()
class AppointmentsAsOf extends Paging {
  @Field(() => LocalDate, { nullable: true, description: 'As of this day; today if left out. 截至日期' })
  asOf?: string | null;
}

extendType(OrganizationType, {
  appointments: stacked(
    ConnectionField(
      () => AppointmentConnection,
      () => AppointmentsAsOf,
      { description: 'Who holds posts at this organisation itself. 任职' },
    ),
    Sensitive('P1'),
  ),
});

export const appointmentPayload = payloadOf('Appointment', () => AppointmentType);
