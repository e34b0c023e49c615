import { Field, ObjectType } from 'type-graphql';
import { enumOf } from '../../graph/enum.js';
import { Sensitive } from '../../graph/sensitive.js';
import { payloadOf } from '../../work/verb.js';
import { PersonType } from './appointment.type.js';

export const PersonalFieldEnum = enumOf('PersonalField', 'What is masked of a person, and told in full only for a purpose. 个人信息字段', {
  NAME: 'Name. 姓名',
  PHONE: 'Phone. 电话',
  ID_NUMBER: 'Id number. 身份证号',
});

@ObjectType('PersonalData', { description: 'Personal data in full; null where it was not asked for, or is not known. 个人信息' })
class PersonalDataType {
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

export const personalDataPayload = payloadOf('Person', () => PersonType, {
  name: 'RevealPersonalDataPayload',
  description: 'The person, masked as ever. 人员',
  more: {
    personalData: {
      type: () => PersonalDataType,
      description: 'What was asked for. Told once: a repeat of the same idempotencyKey answers null here. 个人信息',
      of: (result) => (result.ok ? (result.value.told ?? null) : null),
    },
  },
});
