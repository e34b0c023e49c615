import { Field, InputType, ObjectType } from 'type-graphql';
import { enumOf } from '../../graph/enum.js';
import { Payload, RowInput } from '../../graph/payload.js';
import { Sensitive } from '../../graph/sensitive.js';
import { PersonType } from './appointment.type.js';
import type { PersonalField, RevealPersonalData } from './commands/reveal-personal-data.js';

const PersonalFieldEnum = enumOf('PersonalField', 'What is masked of a person, and told in full only for a purpose. 个人信息字段', {
  NAME: 'Name. 姓名',
  PHONE: 'Phone. 电话',
  ID_NUMBER: 'Id number. 身份证号',
});

@InputType({ description: 'Of whom which personal data is needed, and what for. 查看个人信息' })
export class RevealPersonalDataInput extends RowInput implements RevealPersonalData {
  @Field(() => [PersonalFieldEnum], { description: 'What is needed; no more than that. 字段' })
  fields!: PersonalField[];
  @Field(() => String, {
    description: 'What for, up to 200 characters. It stays in the audit log for ever: name the matter, not the person. 目的',
  })
  purpose!: string;
}

@ObjectType('PersonalData', { description: 'Personal data in full; null where it was not asked for, or is not known. 个人信息' })
export class PersonalDataType {
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'Name. 姓名' })
  name!: string | null;
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'Phone. 电话' })
  phone!: string | null;
  @Sensitive('P3')
  @Field(() => String, { nullable: true, description: 'Id number. 身份证号' })
  idNumber!: string | null;
}

@ObjectType({ description: 'What became of it. 结果' })
export class RevealPersonalDataPayload extends Payload {
  @Field(() => PersonType, { nullable: true, description: 'The person, masked as ever. 人员' })
  person!: unknown;
  @Field(() => PersonalDataType, {
    nullable: true,
    description: 'What was asked for. Told once: a repeat of the same idempotencyKey answers null here. 个人信息',
  })
  personalData!: unknown;
}
