import { Ctx, Mutation, Resolver } from 'type-graphql';
import { type Context, perform, signedIn } from '../../graph/context.js';
import { Input, toPayload } from '../../graph/payload.js';
import { revealPersonalData } from './commands/reveal-personal-data.js';
import { RevealPersonalDataInput, RevealPersonalDataPayload } from './person.inputs.js';

@Resolver()
export class PersonMutations {
  @Mutation(() => RevealPersonalDataPayload, {
    nullable: true,
    description: 'Tells personal data in full, for a purpose that the audit log keeps. 查看个人信息',
  })
  async revealPersonalData(@Ctx() context: Context, @Input(() => RevealPersonalDataInput) input: RevealPersonalDataInput) {
    const result = await perform(signedIn(context), revealPersonalData, input);
    return { ...toPayload('person', 'Person', result), personalData: result.ok ? (result.value.told ?? null) : null };
  }
}
