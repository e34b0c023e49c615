import { Field, ObjectType } from 'type-graphql';
import { AtMost, extendType, MaxLength, stacked } from '../../graph/field.js';
import { Node } from '../../graph/node.js';
import { DateTime } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { payloadOf } from '../../work/verb.js';
import { PersonType } from '../organisations/appointment.type.js';
import { OrganizationType } from '../organisations/organization.type.js';

@ObjectType('Account', { implements: Node, description: 'How a person signs in: a subject of an identity provider. 账号' })
export class AccountType extends Node {
  @MaxLength(255)
  @Sensitive('P1')
  @Field(() => String, { description: 'The identity provider, as its tokens name it (iss). 身份提供方' })
  issuer!: string;
  @MaxLength(255)
  @Sensitive('P2')
  @Field(() => String, { description: 'What the provider calls the person (sub). 主体标识' })
  subject!: string;
  @Sensitive('P2')
  @Field(() => PersonType, { description: 'Whose account it is. 人员' })
  person!: unknown;
  @Sensitive('P1')
  @Field(() => DateTime, { description: 'Since when it is linked. 绑定时间' })
  linkedAt!: string;
  @Sensitive('P1')
  @Field(() => DateTime, { nullable: true, description: 'Since when it no longer is; null while it is linked. 解绑时间' })
  unlinkedAt!: string | null;
}

extendType(PersonType, {
  accounts: stacked(
    AtMost(20),
    Sensitive('P2'),
    Field(() => [AccountType], { description: 'How the person signs in now, for themselves and for administrators; at most 20. 账号' }),
  ),
});

export const accountPayload = payloadOf('Account', () => AccountType);

export const clientOrganizationPayload = payloadOf('Organization', () => OrganizationType, {
  name: 'ClientOrganizationPayload',
  description: 'The organisation that was named, or no longer is. 组织',
});

export const revokeTokensPayload = payloadOf('Person', () => PersonType, {
  name: 'RevokeTokensPayload',
  description: 'Whose tokens they were; null for a client. 人员',
});
