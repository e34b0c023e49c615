import { Ctx, Mutation, Resolver } from 'type-graphql';
import { type Context, perform, signedIn } from '../../graph/context.js';
import { Input, toPayload } from '../../graph/payload.js';
import {
  AccountPayload,
  ClientOrganizationPayload,
  LinkAccountInput,
  NameClientOrganizationInput,
  RevokeTokensInput,
  RevokeTokensPayload,
  UnlinkAccountInput,
} from './account.inputs.js';
import { linkAccount } from './commands/link-account.js';
import { nameClientOrganization } from './commands/name-client-organization.js';
import { revokeTokens } from './commands/revoke-tokens.js';
import { unlinkAccount } from './commands/unlink-account.js';

@Resolver()
export class AccountMutations {
  @Mutation(() => AccountPayload, { nullable: true, description: 'Lets a subject of an identity provider sign in as a person. 绑定账号' })
  async linkAccount(@Ctx() context: Context, @Input(() => LinkAccountInput) input: LinkAccountInput) {
    return toPayload('account', 'Account', await perform(signedIn(context), linkAccount, input));
  }

  @Mutation(() => AccountPayload, { nullable: true, description: 'Ends that; open sockets of the account end, too. 解绑账号' })
  async unlinkAccount(@Ctx() context: Context, @Input(() => UnlinkAccountInput) input: UnlinkAccountInput) {
    return toPayload('account', 'Account', await perform(signedIn(context), unlinkAccount, input));
  }

  @Mutation(() => ClientOrganizationPayload, {
    nullable: true,
    description:
      'Says for which organisation a partner’s client works: the client then sees the incidents that this organisation holds. 指定合作系统所属组织',
  })
  async nameClientOrganization(@Ctx() context: Context, @Input(() => NameClientOrganizationInput) input: NameClientOrganizationInput) {
    return toPayload('organization', 'Organization', await perform(signedIn(context), nameClientOrganization, input));
  }

  @Mutation(() => RevokeTokensPayload, {
    nullable: true,
    description: 'Tokens that were lost or should not be used any more are refused from now on, and their open sockets end. 吊销令牌',
  })
  async revokeTokens(@Ctx() context: Context, @Input(() => RevokeTokensInput) input: RevokeTokensInput) {
    const result = await perform(signedIn(context), revokeTokens, input);
    return input.client == null ? toPayload('person', 'Person', result) : { ...toPayload('person', 'Person', result), person: null };
  }
}
