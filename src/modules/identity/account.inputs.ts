import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { MutationInput, Payload } from '../../graph/payload.js';
import { PersonType } from '../organisations/appointment.type.js';
import { OrganizationType } from '../organisations/organization.type.js';
import { AccountType } from './account.type.js';
import type { LinkAccount } from './commands/link-account.js';
import type { NameClientOrganization } from './commands/name-client-organization.js';
import type { RevokeTokens } from './commands/revoke-tokens.js';
import type { UnlinkAccount } from './commands/unlink-account.js';

@InputType()
abstract class AccountInput extends MutationInput {
  @Field(() => ID, { description: 'Whose account it is. 人员' })
  personId!: string;
  @Field(() => String, { description: 'The identity provider, exactly as its tokens name it (iss). 身份提供方' })
  issuer!: string;
  @Field(() => String, { description: 'What the provider calls the person, exactly as in its tokens (sub). 主体标识' })
  subject!: string;
}

@InputType({ description: 'An account to link. 绑定账号' })
export class LinkAccountInput extends AccountInput implements LinkAccount {}

@InputType({ description: 'An account to unlink. 解绑账号' })
export class UnlinkAccountInput extends AccountInput implements UnlinkAccount {}

@InputType({ description: 'Whose tokens, and which; your own if neither personId nor client is given. 吊销令牌' })
export class RevokeTokensInput extends MutationInput implements RevokeTokens {
  @Field(() => ID, { nullable: true, description: 'Those of this person. Give this or client. 人员' })
  personId?: string | null;
  @Field(() => String, { nullable: true, description: 'Those of this client (client_id). Give this or personId. 客户端' })
  client?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Only the token with this id (jti); if left out all that were issued until now. 令牌标识',
  })
  jti?: string | null;
}

@InputType({ description: 'For which organisation a partner works. 合作系统所属组织' })
export class NameClientOrganizationInput extends MutationInput implements NameClientOrganization {
  @Field(() => String, { description: 'The client, exactly as its tokens name it (client_id). 客户端' })
  client!: string;
  @Field(() => ID, { nullable: true, description: 'An organisation of your jurisdiction; left out or null: none any more. 组织' })
  organizationId?: string | null;
}

@ObjectType({ description: 'What became of it. 结果' })
export class ClientOrganizationPayload extends Payload {
  @Field(() => OrganizationType, { nullable: true, description: 'The organisation that was named, or no longer is. 组织' })
  organization!: unknown;
}

@ObjectType({ description: 'What became of it. 结果' })
export class AccountPayload extends Payload {
  @Field(() => AccountType, { nullable: true, description: 'The account as it is now. 账号' })
  account!: unknown;
}

@ObjectType({ description: 'What became of it. 结果' })
export class RevokeTokensPayload extends Payload {
  @Field(() => PersonType, { nullable: true, description: 'Whose tokens they were; null for a client. 人员' })
  person!: unknown;
}
