import { Field, ObjectType } from 'type-graphql';
import { AtMost, extendType } from '../../graph/field.js';
import { Node } from '../../graph/node.js';
import { DateTime } from '../../graph/scalars.js';
import { PersonType } from '../organisations/appointment.type.js';

@ObjectType('Account', { implements: Node, description: 'How a person signs in: a subject of an identity provider. 账号' })
export class AccountType extends Node {
  @Field(() => String, { description: 'The identity provider, as its tokens name it (iss). 身份提供方' })
  issuer!: string;
  @Field(() => String, { description: 'What the provider calls the person (sub). 主体标识' })
  subject!: string;
  @Field(() => PersonType, { description: 'Whose account it is. 人员' })
  person!: unknown;
  @Field(() => DateTime, { description: 'Since when it is linked. 绑定时间' })
  linkedAt!: string;
  @Field(() => DateTime, { nullable: true, description: 'Since when it no longer is; null while it is linked. 解绑时间' })
  unlinkedAt!: string | null;
}

extendType(PersonType, {
  accounts: (prototype: object, name: string | symbol) => {
    AtMost(20)(prototype, name);
    Field(() => [AccountType], { description: 'How the person signs in now, for themselves and for administrators; at most 20. 账号' })(
      prototype,
      name as string,
    );
  },
});
