import { Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { type Context, perform, signedIn } from '../../graph/context.js';
import { Input, Payload, RowInput, userErrorsOf } from '../../graph/payload.js';
import { AuditVerificationType } from './audit.type.js';
import { latestVerification } from './audit.verification.js';
import { verifyAudit } from './commands/verify-audit.js';

@InputType({ description: "What it takes to verify an audit log; id is that of the jurisdiction's root. 校验审计日志" })
export class VerifyAuditInput extends RowInput {
  @Field(() => String, { nullable: true, description: 'Why, for the audit log itself. Up to 200 characters. 目的' })
  purpose?: string | null;
}

@ObjectType({ description: 'What became of it. 结果' })
export class VerifyAuditPayload extends Payload {
  @Field(() => AuditVerificationType, { nullable: true, description: 'The verification as it is now; null where none was begun. 审计校验' })
  verification!: unknown;
}

@Resolver()
export class AuditMutations {
  @Mutation(() => VerifyAuditPayload, {
    nullable: true,
    description:
      "Begins to reckon the chain of a jurisdiction's audit log anew; read auditVerification for what was found. 开始校验审计日志",
  })
  async verifyAudit(@Ctx() context: Context, @Input(() => VerifyAuditInput) input: VerifyAuditInput) {
    const result = await perform(signedIn(context), verifyAudit, input);
    if (!result.ok) return { verification: null, userErrors: userErrorsOf(result.problems, context.language) };
    // A replay has begun before.
    const begun = result.value.told?.verification as string | undefined;
    if (begun) context.beginVerification(begun);
    return { verification: await latestVerification(context.workshop().em, result.value.id), userErrors: [] };
  }
}
